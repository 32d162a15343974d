//! Sessions of administrators and the links that begin one. Tokens never come here, only their hashes.

use std::fmt;

use domain::{Role, Timestamp};

use crate::dialect::Row;
use crate::statement::Statement;
use crate::{Store, StoreError, Tx};

const TABLE: &str = "session";
const KEY: &str = "public_id";
const SELECT: &str =
    "SELECT token_hash, public_id, subject, person, role, started, last_seen FROM session WHERE ";

/// The SHA-256 of a session's or link's token. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    pub(crate) fn hex(self) -> String {
        use std::fmt::Write as _;
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }

    fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 64 {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session. How long it lasts is the service's rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// What its cookie hashes to.
    pub token_hash: TokenHash,
    /// By which it is named to its owner; opens nothing.
    pub public_id: String,
    /// Whose it is, unlike anybody else.
    pub subject: String,
    /// How that person is called.
    pub person: String,
    /// As what.
    pub role: Role,
    /// When it began.
    pub started: Timestamp,
    /// When it was last used, to the minute or so.
    pub last_seen: Timestamp,
}

/// A one-time sign-in link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInLink {
    /// What its token hashes to.
    pub token_hash: TokenHash,
    /// Who signs in with it.
    pub person: String,
    /// As what.
    pub role: Role,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it is void.
    pub expires: Timestamp,
}

/// What came of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// It was good, once.
    Accepted(SignInLink),
    /// It was used before.
    Used,
    /// It came too late.
    Expired,
    /// There is none such (any more).
    Unknown,
}

impl Store {
    /// The session of this cookie.
    pub async fn find_session(
        &self,
        token: &TokenHash,
    ) -> Result<Option<StoredSession>, StoreError> {
        let mut statement = Statement::new(SELECT);
        statement.push("token_hash = ").bind(token.hex());
        let row = self.pool.one(&statement).await?;
        row.as_ref().map(session).transpose()
    }

    /// What the identity provider wants to be told when this session ends; none when it knows nothing of it.
    pub async fn end_session_hint(&self, token: &TokenHash) -> Result<Option<String>, StoreError> {
        let statement = Statement::fixed(
            "SELECT public_id, end_session_hint FROM session WHERE token_hash = $1",
            [token.hex().into()],
        );
        let Some(row) = self.pool.one(&statement).await? else {
            return Ok(None);
        };
        let hint = row.of(TABLE, KEY).text("end_session_hint")?;
        Ok(Some(hint).filter(|hint| !hint.is_empty()))
    }

    /// All sessions of a subject, newest first.
    pub async fn sessions_of(&self, subject: &str) -> Result<Vec<StoredSession>, StoreError> {
        if subject.contains('\0') {
            return Ok(Vec::new());
        }
        let mut statement = Statement::new(SELECT);
        statement
            .push("subject = ")
            .bind(subject)
            .push(" ORDER BY started DESC, public_id");
        let rows = self.pool.all(&statement).await?;
        rows.iter().map(session).collect()
    }
}

impl Tx {
    /// Begins a session. The hint is for the identity provider at its end; empty when there is none.
    pub async fn insert_session(
        &mut self,
        session: &StoredSession,
        end_session_hint: &str,
    ) -> Result<(), StoreError> {
        let statement = Statement::fixed(
            "INSERT INTO session (token_hash, public_id, subject, end_session_hint, person, role, started, last_seen) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                session.token_hash.hex().into(),
                session.public_id.as_str().into(),
                session.subject.as_str().into(),
                end_session_hint.into(),
                session.person.as_str().into(),
                session.role.word().into(),
                session.started.micros().into(),
                session.last_seen.micros().into(),
            ],
        );
        self.link.execute(&statement).await.map(drop)
    }

    /// Notes that a session was used; never moves back. False when it ended meanwhile.
    pub async fn touch_session(
        &mut self,
        token: &TokenHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "UPDATE session SET last_seen = CASE WHEN last_seen < $1 THEN $1 ELSE last_seen END WHERE token_hash = $2",
            [at.micros().into(), token.hex().into()],
        );
        Ok(self.link.execute(&statement).await? > 0)
    }

    /// Ends one of a subject's sessions by its public id and gives it back; none when it ended already, or is another
    /// subject's.
    pub async fn delete_session_of(
        &mut self,
        subject: &str,
        public_id: &str,
    ) -> Result<Option<StoredSession>, StoreError> {
        if public_id.contains('\0') {
            return Ok(None);
        }
        let statement = Statement::fixed(
            "DELETE FROM session WHERE subject = $1 AND public_id = $2 \
             RETURNING token_hash, public_id, subject, person, role, started, last_seen",
            [subject.into(), public_id.into()],
        );
        let row = self.link.one(&statement).await?;
        row.as_ref().map(session).transpose()
    }

    /// Takes away sessions that began before `started` or were last used before `seen`, and links and attempts that
    /// expired before `expired`. Says how many sessions.
    pub async fn purge_expired(
        &mut self,
        started: Timestamp,
        seen: Timestamp,
        expired: Timestamp,
    ) -> Result<u64, StoreError> {
        let links = Statement::fixed(
            "DELETE FROM sign_in_link WHERE expires < $1",
            [expired.micros().into()],
        );
        self.link.execute(&links).await?;
        let attempts = Statement::fixed(
            "DELETE FROM sign_in_attempt WHERE expires < $1",
            [expired.micros().into()],
        );
        self.link.execute(&attempts).await?;
        let sessions = Statement::fixed(
            "DELETE FROM session WHERE started < $1 OR last_seen < $2",
            [started.micros().into(), seen.micros().into()],
        );
        self.link.execute(&sessions).await
    }

    /// Keeps a new link.
    pub async fn insert_sign_in_link(&mut self, link: &SignInLink) -> Result<(), StoreError> {
        let statement = Statement::fixed(
            "INSERT INTO sign_in_link (token_hash, person, role, created, expires) VALUES ($1, $2, $3, $4, $5)",
            [
                link.token_hash.hex().into(),
                link.person.as_str().into(),
                link.role.word().into(),
                link.created.micros().into(),
                link.expires.micros().into(),
            ],
        );
        self.link.execute(&statement).await.map(drop)
    }

    /// Uses a link up. Of all who try at once, one is accepted.
    pub async fn redeem_sign_in_link(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let statement = Statement::fixed(
            "SELECT token_hash, person, role, created, expires, used_at FROM sign_in_link WHERE token_hash = $1",
            [token.hex().into()],
        );
        let Some(row) = self.link.one(&statement).await? else {
            return Ok(Redemption::Unknown);
        };
        let fields = row.of("sign_in_link", "created");
        let link = SignInLink {
            token_hash: *token,
            person: fields.text("person")?,
            role: fields.parsed("role", Role::from_word)?,
            created: fields.moment("created")?,
            expires: fields.moment("expires")?,
        };
        if fields.moment_or_never("used_at")?.is_some() {
            return Ok(Redemption::Used);
        }
        // One that is further ahead than it lasts was made while a clock was wrong.
        let lasts = link.expires.micros().saturating_sub(link.created.micros());
        let ahead = link.created.micros().saturating_sub(now.micros());
        if link.expires <= now || ahead > lasts {
            return Ok(Redemption::Expired);
        }
        // The writer's lock is held; the condition only says once more what must be.
        let statement = Statement::fixed(
            "UPDATE sign_in_link SET used_at = $1 WHERE token_hash = $2 AND used_at = 0",
            [now.micros().max(1).into(), token.hex().into()],
        );
        if self.link.execute(&statement).await? == 1 {
            Ok(Redemption::Accepted(link))
        } else {
            Ok(Redemption::Used)
        }
    }
}

fn session(row: &Row) -> Result<StoredSession, StoreError> {
    let fields = row.of(TABLE, KEY);
    Ok(StoredSession {
        token_hash: fields.parsed("token_hash", TokenHash::from_hex)?,
        public_id: fields.text("public_id")?,
        subject: fields.text("subject")?,
        person: fields.text("person")?,
        role: fields.parsed("role", Role::from_word)?,
        started: fields.moment("started")?,
        last_seen: fields.moment("last_seen")?,
    })
}
