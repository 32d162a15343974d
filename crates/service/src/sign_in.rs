//! Sign-in at the organisation's identity provider: what is remembered between leaving for it and coming back, and the
//! session that begins then. Who is behind it, the server has verified; what is remembered here makes sure that the
//! answer belongs to a question of ours, asked by the same browser, and is used once.
//!
//! One secret of 256 bits goes to the browser as a cookie, another, the state, through the provider. The store has what
//! the two hash to. Nonce and code verifier follow from the secret and the state, so whoever reads the database has
//! neither.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Caller, Problem, Role};
use sha2::{Digest, Sha256};
use store::SignInAttempt;
use tracing::{info, warn};

use crate::problems::OrProblem;
use crate::sessions::{SessionToken, TOKEN_CHARS, hash, secret};
use crate::{Service, clock_ids, sealed};

/// How long signing in at the provider may take, in seconds.
pub const ATTEMPT_SECONDS: i64 = 10 * 60;

/// The longest address of a page that is remembered.
const MOST_NEXT_BYTES: usize = 2_000;
/// The longest name of a person that is kept.
const MOST_PERSON_CHARS: usize = 120;
/// The longest hint that is kept; providers take the others by our client id.
const MOST_HINT_BYTES: usize = 16_384;

/// The secret of the browser that began a sign-in, for its cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSecret(String);

/// An ID token, kept for the identity provider to know by it which of its sessions ends. It says who somebody is, so the
/// database has it encrypted, with a key that only the session's cookie holds.
#[derive(Clone, PartialEq, Eq)]
pub struct EndSessionHint(String);

secret!(BrowserSecret);
secret!(EndSessionHint);

impl EndSessionHint {
    /// Of an ID token; none when it is too long to be kept.
    pub fn of(id_token: &str) -> Option<Self> {
        (id_token.len() <= MOST_HINT_BYTES).then(|| Self::new(id_token.to_owned()))
    }

    /// As the database keeps it for the session of this token. Better without a hint than in clear: then the session ends
    /// here only.
    pub(crate) fn sealed(&self, token: &str) -> String {
        sealed::seal(&self.0, token).unwrap_or_else(|_| {
            warn!("Could not encrypt what ends a session at the identity provider");
            String::new()
        })
    }
}

/// What is said to the provider at the beginning.
#[derive(Clone)]
pub struct BegunSignIn {
    /// For the browser's cookie.
    pub browser: BrowserSecret,
    /// Comes back with the answer.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// What the code verifier hashes to (RFC 7636, S256).
    pub challenge: String,
}

impl fmt::Debug for BegunSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BegunSignIn(…)")
    }
}

/// What the answer has to go with.
#[derive(Clone, PartialEq, Eq)]
pub struct FinishedSignIn {
    /// Must be in the ID token.
    pub nonce: String,
    /// Proves to the provider who began.
    pub verifier: String,
    /// The page that was wanted.
    pub next: Option<String>,
}

impl fmt::Debug for FinishedSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FinishedSignIn(…)")
    }
}

/// Somebody whom the identity provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Unlike anybody else's: issuer and subject.
    pub subject: String,
    /// The name, for people.
    pub person: String,
    /// As what.
    pub role: Role,
    /// For the end of the session at the provider.
    pub end_session_hint: Option<EndSessionHint>,
}

impl SignedIn {
    /// A name as it may stand in the log and on pages: one line, nothing invisible, not too long. Empty when nothing is
    /// left of it.
    pub fn clean_name(name: &str) -> String {
        let visible = name
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c });
        let visible = visible.filter(|c| !c.is_control() && !is_invisible(*c));
        let visible: String = visible.take(MOST_PERSON_CHARS).collect();
        visible
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Characters that hide or turn round what stands beside them.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

impl Service {
    /// Begins a sign-in: 10 minutes, single use. Only the server itself may, for whoever asks it to.
    pub async fn begin_sign_in(
        &self,
        caller: &Caller,
        next: Option<&str>,
    ) -> Result<BegunSignIn, Problem> {
        require_server(caller)?;
        let browser = clock_ids::token(&*self.ids).or_problem()?;
        let state = clock_ids::token(&*self.ids).or_problem()?;
        let now = self.clock.now();
        let next = next.filter(|next| next.len() <= MOST_NEXT_BYTES && !next.contains('\0'));
        let mut tx = self.store.begin().await.or_problem()?;
        tx.insert_sign_in_attempt(&SignInAttempt {
            state: hash(&state),
            browser: hash(&browser),
            next: next.unwrap_or_default().to_owned(),
            created: now,
            expires: now.plus_seconds(ATTEMPT_SECONDS),
        })
        .await
        .or_problem()?;
        tx.commit().await.or_problem()?;
        self.tidy_up(now).await;
        Ok(BegunSignIn {
            nonce: derive("nonce", &browser, &state),
            challenge: sha256(&derive("verifier", &browser, &state)),
            browser: BrowserSecret::new(browser),
            state,
        })
    }

    /// Uses an attempt up, once, for the browser that began it; none when it is unknown, another browser's, used or too
    /// old, which all look the same. Another browser does not use it up.
    pub async fn finish_sign_in(
        &self,
        state: &str,
        browser: &str,
    ) -> Result<Option<FinishedSignIn>, Problem> {
        if state.len() != TOKEN_CHARS || browser.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let taken = tx.take_sign_in_attempt(&hash(state), &hash(browser)).await;
        let taken = taken.or_problem()?;
        tx.commit().await.or_problem()?;
        let Some(attempt) = taken.filter(|attempt| now < attempt.expires) else {
            info!("Refused the end of a sign-in that was not begun here, is used, or too old");
            return Ok(None);
        };
        Ok(Some(FinishedSignIn {
            nonce: derive("nonce", browser, state),
            verifier: derive("verifier", browser, state),
            next: Some(attempt.next).filter(|next| !next.is_empty()),
        }))
    }

    /// Starts a session of somebody whom the identity provider vouches for, always under a new id. Only the server
    /// itself may, once it has verified that.
    pub async fn start_session(
        &self,
        caller: &Caller,
        who: &SignedIn,
    ) -> Result<SessionToken, Problem> {
        require_server(caller)?;
        let now = self.clock.now();
        let tx = self.store.begin().await.or_problem()?;
        self.begin_session(tx, who, now).await
    }
}

fn require_server(caller: &Caller) -> Result<(), Problem> {
    match caller {
        Caller::System => Ok(()),
        Caller::Anonymous => Err(Problem::SignInNeeded),
        Caller::Person { .. } | Caller::Application { .. } => Err(Problem::NotAllowed),
    }
}

/// One of the values that follow from the two secrets: 256 bits that say nothing about the others or the secrets.
pub(crate) fn derive(purpose: &str, browser: &str, state: &str) -> String {
    sha256(&format!("integration-users {purpose} {browser} {state}"))
}

fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
