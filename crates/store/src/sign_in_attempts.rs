//! Sign-ins at an identity provider that were begun and have not come back yet.

use domain::Timestamp;

use crate::statement::Statement;
use crate::{StoreError, TokenHash, Tx};

/// The most attempts that are kept. Anybody may begin one, so there is a bound; beyond it the oldest is forgotten.
pub const MOST_ATTEMPTS: i64 = 10_000;

/// A sign-in that was begun. How long it may take is the service's rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInAttempt {
    /// What its state hashes to.
    pub state: TokenHash,
    /// What the secret of the browser that began it hashes to.
    pub browser: TokenHash,
    /// The page that is wanted afterwards; empty for none.
    pub next: String,
    /// When it began.
    pub created: Timestamp,
    /// From when on it is void.
    pub expires: Timestamp,
}

impl Tx {
    /// Keeps a new attempt; when there are too many, the oldest go.
    pub async fn insert_sign_in_attempt(
        &mut self,
        attempt: &SignInAttempt,
    ) -> Result<(), StoreError> {
        let bound = Statement::fixed(
            "DELETE FROM sign_in_attempt WHERE created <= \
             (SELECT created FROM sign_in_attempt ORDER BY created DESC LIMIT 1 OFFSET $1)",
            [(MOST_ATTEMPTS - 1).into()],
        );
        self.link.execute(&bound).await?;
        let statement = Statement::fixed(
            "INSERT INTO sign_in_attempt (state_hash, browser_hash, next, created, expires) VALUES ($1, $2, $3, $4, $5)",
            [
                attempt.state.hex().into(),
                attempt.browser.hex().into(),
                attempt.next.as_str().into(),
                attempt.created.micros().into(),
                attempt.expires.micros().into(),
            ],
        );
        self.link.execute(&statement).await.map(drop)
    }

    /// Takes an attempt away and gives it, once, and only to the browser that began it. What is compared are hashes of
    /// 256 random bits, so how long comparing takes tells nothing.
    pub async fn take_sign_in_attempt(
        &mut self,
        state: &TokenHash,
        browser: &TokenHash,
    ) -> Result<Option<SignInAttempt>, StoreError> {
        let statement = Statement::fixed(
            "DELETE FROM sign_in_attempt WHERE state_hash = $1 AND browser_hash = $2 \
             RETURNING next, created, expires",
            [state.hex().into(), browser.hex().into()],
        );
        let Some(row) = self.link.one(&statement).await? else {
            return Ok(None);
        };
        let fields = row.of("sign_in_attempt", "created");
        Ok(Some(SignInAttempt {
            state: *state,
            browser: *browser,
            next: fields.text("next")?,
            created: fields.moment("created")?,
            expires: fields.moment("expires")?,
        }))
    }
}
