//! Tokens, good and bad, for tests: whoever takes tokens has to refuse every one of [`bad_tokens`] and take every one of
//! [`good_tokens`].
//!
//! A [`Forge`] stands for two providers, one of each profile. Configure [`Forge::providers`], serve [`Forge::jwks`], and
//! send the tokens.

use domain::Refusal;

use crate::bearer::is_b64token;
use crate::config::Profile;

mod claims;
mod forge;
mod good;
mod header;
mod keys;
mod kinds;
mod shape;
mod signature;

pub use forge::{CLIENT, Draft, Forge, SCOPES};
pub use keys::{RSA_1024_MODULUS, RSA_1024_TOKEN, Signer, encode, jwks};

/// A token that has to be refused.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is wrong with it; no two have the same name.
    pub name: String,
    /// Why it is refused.
    pub why: Refusal,
    /// The token.
    pub token: String,
}

impl Case {
    /// Why it is refused when it comes in an `Authorization` header: what is no `b64token` (RFC 6750 §2.1) does not get as
    /// far as being a token.
    pub fn over_http(&self) -> Refusal {
        if is_b64token(&self.token) {
            self.why
        } else {
            Refusal::MalformedRequest
        }
    }

    /// Whether it can be sent in a header at all. Blanks around it would be the header's, not the token's.
    pub fn fits_a_header(&self) -> bool {
        self.token.trim() == self.token
            && http::HeaderValue::from_str(&format!("Bearer {}", self.token)).is_ok()
    }
}

/// A token that has to be accepted.
#[derive(Clone, Debug)]
pub struct Good {
    /// What is special about it; no two have the same name.
    pub name: String,
    /// Which of the two providers issued it.
    pub profile: Profile,
    /// The token.
    pub token: String,
}

/// All tokens that have to be refused.
pub fn bad_tokens(forge: &Forge) -> Vec<Case> {
    let mut table = Table {
        forge,
        cases: Vec::new(),
    };
    shape::add(&mut table);
    header::add(&mut table);
    signature::add(&mut table);
    claims::add(&mut table);
    kinds::add(&mut table);
    table.cases
}

/// Tokens that have to be accepted.
pub fn good_tokens(forge: &Forge) -> Vec<Good> {
    good::all(forge)
}

/// The table while it is being filled.
struct Table<'a> {
    forge: &'a Forge,
    cases: Vec<Case>,
}

impl Table<'_> {
    fn add(&mut self, why: Refusal, name: impl Into<String>, token: impl Into<String>) {
        self.cases.push(Case {
            name: name.into(),
            why,
            token: token.into(),
        });
    }

    /// A good token of RFC 9068, to be spoilt.
    fn draft(&self) -> Draft {
        self.forge.draft(Profile::AtJwt)
    }
}
