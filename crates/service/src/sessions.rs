//! Sign-in by one-time link, and sessions however they begin.
//!
//! A token is 256 random bits; the store holds its SHA-256 only, so that nobody who reads the database or a backup can
//! sign in. An unknown, used or expired link looks the same from outside, and so does an unknown or ended session.
//! How often somebody may try is limited by the server, who knows addresses.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::{Action, Caller, Change, Permission, Problem, Role, SubjectKind, Timestamp};
use sha2::{Digest, Sha256};
use store::{NewActivity, Redemption, SignInLink, StoredSession, TokenHash, Tx};
use tracing::{info, warn};

use crate::problems::OrProblem;
use crate::sign_in::{EndSessionHint, SignedIn};
use crate::{Service, clock_ids, sealed};

/// How long a sign-in link can be used, in seconds.
pub const LINK_SECONDS: i64 = 10 * 60;
/// After how many seconds without a request a session is over.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// After how many seconds a session is over in any case.
pub const ABSOLUTE_SECONDS: i64 = 12 * 60 * 60;

/// How often a session notes down that it is in use: not at every request, or reading would be writing.
const TOUCH_SECONDS: i64 = 60;
/// How often what is over is cleared away.
const PURGE_SECONDS: i64 = 10 * 60;
/// What 256 bits are in base64url without padding; anything else is not looked up.
pub(crate) const TOKEN_CHARS: usize = 43;

/// The secret of a sign-in link; shown once, to put into an address.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInToken(String);

/// The secret of a session, for its cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

macro_rules! secret {
    ($name:ident) => {
        impl $name {
            pub(crate) const fn new(text: String) -> Self {
                Self(text)
            }

            /// The text itself: 43 characters of base64url. It must never be logged.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret!(SignInToken);
secret!(SessionToken);
pub(crate) use secret;

/// A session that is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// A short name for it, good for showing and useless for signing in.
    pub id: String,
    /// Who signed in, unlike anybody else: issuer and subject at the identity provider, or the role of a link.
    pub subject: String,
    /// How that person is called.
    pub person: String,
    /// As what.
    pub role: Role,
    /// When.
    pub started: Timestamp,
    /// The last request, to the minute.
    pub last_seen: Timestamp,
}

impl Session {
    /// The caller of every use case in this session.
    pub fn caller(&self) -> Caller {
        Caller::Person {
            name: self.person.clone(),
            role: self.role,
        }
    }
}

/// A line of the list of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// The session.
    pub session: Session,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// When what is over was last cleared away, in microseconds.
#[derive(Debug, Default)]
pub(crate) struct Housekeeping(AtomicI64);

impl Housekeeping {
    /// Whether it is time again, also where the clock was set back; says so to one caller only.
    fn is_due(&self, now: Timestamp) -> bool {
        let last = self.0.load(Ordering::Relaxed);
        let at = Timestamp::from_micros(last);
        (now >= at.plus_seconds(PURGE_SECONDS) || now < at)
            && self
                .0
                .compare_exchange(last, now.micros(), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}

impl Service {
    /// Makes a sign-in link for the role: 10 minutes, single use. Only the operator at the command line may.
    pub async fn new_sign_in_link(
        &self,
        caller: &Caller,
        role: Role,
    ) -> Result<SignInToken, Problem> {
        match caller {
            Caller::System => {}
            Caller::Anonymous => return Err(Problem::SignInNeeded),
            Caller::Person { .. } | Caller::Application { .. } => {
                return Err(Problem::NotAllowed);
            }
        }
        let token = clock_ids::token(&*self.ids).or_problem()?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        tx.insert_sign_in_link(&SignInLink {
            token_hash: hash(&token),
            person: person(role).to_owned(),
            role,
            created: now,
            expires: now.plus_seconds(LINK_SECONDS),
        })
        .await
        .or_problem()?;
        tx.commit().await.or_problem()?;
        info!(role = role.word(), "Made a sign-in link");
        Ok(SignInToken::new(token))
    }

    /// Uses a sign-in link up and starts a session; none when the link is unknown, used or expired, which all look
    /// the same.
    pub async fn redeem_sign_in_link(&self, token: &str) -> Result<Option<SessionToken>, Problem> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let link = match tx
            .redeem_sign_in_link(&hash(token), now)
            .await
            .or_problem()?
        {
            Redemption::Accepted(link) => link,
            refused @ (Redemption::Used | Redemption::Expired | Redemption::Unknown) => {
                // Why, only the operator may know.
                info!(reason = ?refused, "Refused a sign-in link");
                return Ok(None);
            }
        };
        let who = SignedIn {
            subject: link.person.clone(),
            person: link.person,
            role: link.role,
            end_session_hint: None,
        };
        self.begin_session(tx, &who, now).await.map(Some)
    }

    /// Starts the session under a new id, in the transaction that says why it may.
    pub(crate) async fn begin_session(
        &self,
        mut tx: Tx,
        who: &SignedIn,
        now: Timestamp,
    ) -> Result<SessionToken, Problem> {
        let token = clock_ids::token(&*self.ids).or_problem()?;
        let stored = StoredSession {
            token_hash: hash(&token),
            public_id: clock_ids::short_id(&*self.ids).or_problem()?,
            subject: who.subject.clone(),
            person: who.person.clone(),
            role: who.role,
            started: now,
            last_seen: now,
        };
        let hint = who.end_session_hint.as_ref();
        let hint = hint.map_or_else(String::new, |hint| hint.sealed(&token));
        tx.insert_session(&stored, &hint).await.or_problem()?;
        let session = Session::from(stored);
        tx.record(&signed(Action::SignedIn, now, &session))
            .await
            .or_problem()?;
        tx.commit().await.or_problem()?;
        info!(person = session.person, session = session.id, "Signed in");
        self.tidy_up(now).await;
        Ok(SessionToken::new(token))
    }

    /// The session that goes with the token; none when there is none or it is over.
    pub async fn session(&self, token: &str) -> Result<Option<Session>, Problem> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let now = self.clock.now();
        let token_hash = hash(token);
        let stored = self.store.find_session(&token_hash).await.or_problem()?;
        let Some(mut session) = stored
            .map(Session::from)
            .filter(|session| is_live(session, now))
        else {
            return Ok(None);
        };
        if now >= session.last_seen.plus_seconds(TOUCH_SECONDS) {
            // Reads go on when the disk is full: that the session is in use is then not noted down.
            match self.touch(&token_hash, now).await {
                Ok(()) => session.last_seen = now,
                Err(problem) => warn!(?problem, "Could not note down that a session is in use"),
            }
            self.tidy_up(now).await;
        }
        Ok(Some(session))
    }

    /// Ends the session of the token; one that is over already is no error. Gives what the identity provider wants to be
    /// told, if the session began there.
    pub async fn end_session(&self, token: &str) -> Result<Option<EndSessionHint>, Problem> {
        let Some(session) = self.session(token).await? else {
            return Ok(None);
        };
        let hint = self.store.end_session_hint(&hash(token)).await;
        let hint = hint.or_problem()?;
        let hint = hint.and_then(|hint| sealed::open(&hint, token));
        let hint = hint.map(EndSessionHint::new);
        self.end(&session).await?;
        Ok(hint)
    }

    /// The sessions of the person whose token this is, the newest first, without those that are over.
    pub async fn own_sessions(
        &self,
        caller: &Caller,
        token: &str,
    ) -> Result<Vec<SessionInfo>, Problem> {
        caller.require(Permission::Read)?;
        let current = self.session(token).await?.ok_or(Problem::SignInNeeded)?;
        let now = self.clock.now();
        let stored = self
            .store
            .sessions_of(&current.subject)
            .await
            .or_problem()?;
        let sessions = stored
            .into_iter()
            .map(Session::from)
            .filter(|session| is_live(session, now))
            .map(|session| SessionInfo {
                current: session.id == current.id,
                session,
            });
        Ok(sessions.collect())
    }

    /// Ends another session of the person whose token this is, by its short name.
    ///
    /// [`Problem::NotFound`] when that person has no such session (any more).
    pub async fn end_other_session(
        &self,
        caller: &Caller,
        token: &str,
        id: &str,
    ) -> Result<(), Problem> {
        let sessions = self.own_sessions(caller, token).await?;
        let other = sessions
            .iter()
            .find(|info| info.session.id == id)
            .ok_or(Problem::NotFound)?;
        if self.end(&other.session).await? {
            Ok(())
        } else {
            Err(Problem::NotFound)
        }
    }

    /// False when it ended meanwhile.
    async fn end(&self, session: &Session) -> Result<bool, Problem> {
        let mut tx = self.store.begin().await.or_problem()?;
        let deleted = tx
            .delete_session_of(&session.subject, &session.id)
            .await
            .or_problem()?;
        if deleted.is_none() {
            return Ok(false);
        }
        let entry = signed(Action::SignedOut, self.clock.now(), session);
        tx.record(&entry).await.or_problem()?;
        tx.commit().await.or_problem()?;
        self.live.committed();
        info!(person = session.person, session = session.id, "Signed out");
        Ok(true)
    }

    async fn touch(&self, token_hash: &TokenHash, now: Timestamp) -> Result<(), Problem> {
        let mut tx = self.store.begin().await.or_problem()?;
        tx.touch_session(token_hash, now).await.or_problem()?;
        tx.commit().await.or_problem()
    }

    /// Clears away what is over, now and then; that it could not be is no reason to refuse anybody.
    pub(crate) async fn tidy_up(&self, now: Timestamp) {
        if !self.housekeeping.is_due(now) {
            return;
        }
        if let Err(problem) = self.purge(now).await {
            warn!(?problem, "Could not clear away sessions that are over");
        }
        if let Err(problem) = self.purge_held().await {
            warn!(?problem, "Could not clear away files that were handed over");
        }
    }

    async fn purge(&self, now: Timestamp) -> Result<(), Problem> {
        let mut tx = self.store.begin().await.or_problem()?;
        let (started, seen) = (
            now.plus_seconds(-ABSOLUTE_SECONDS),
            now.plus_seconds(-IDLE_SECONDS),
        );
        tx.purge_expired(started, seen, now).await.or_problem()?;
        tx.commit().await.or_problem()
    }
}

impl From<StoredSession> for Session {
    fn from(stored: StoredSession) -> Self {
        Self {
            id: stored.public_id,
            subject: stored.subject,
            person: stored.person,
            role: stored.role,
            started: stored.started,
            last_seen: stored.last_seen,
        }
    }
}

/// Whether it goes on. What is as far ahead as it may be ago is of a clock that was wrong: else it would go on until then.
pub(crate) fn is_live(session: &Session, now: Timestamp) -> bool {
    let is_near = |moment: Timestamp, seconds: i64| {
        now < moment.plus_seconds(seconds) && now > moment.plus_seconds(-seconds)
    };
    is_near(session.last_seen, IDLE_SECONDS) && is_near(session.started, ABSOLUTE_SECONDS)
}

/// With a link nobody says who they are, so the role is the name.
const fn person(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrator",
        Role::Viewer => "Viewer",
    }
}

/// Plain SHA-256 is enough: 256 random bits cannot be guessed, so there is nothing to slow down.
pub(crate) fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token).into())
}

fn signed(action: Action, at: Timestamp, session: &Session) -> NewActivity {
    NewActivity {
        at,
        actor: session.caller().actor(),
        action,
        subject_kind: SubjectKind::Session,
        // Names are not unique: the log says whom exactly.
        subject: session.subject.clone(),
        subject_label: session.id.clone(),
        change: Change::default(),
    }
}
