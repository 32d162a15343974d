//! Inbound calls: how one ended, how they are counted, and what the monitoring pages show of them.

use serde::{Deserialize, Serialize};

use crate::{ClientId, Day, PartyNumber, Timestamp};

/// Why the gate did not admit a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// No access token came along.
    NoCredentials,
    /// The `Authorization` header is none of a bearer token (RFC 6750 §2.1): malformed, or there are several.
    MalformedRequest,
    /// Not the shape of a signed JSON Web Token (RFC 7515 §3.1).
    MalformedToken,
    /// A header member or an algorithm that is not accepted here (`alg`, `crit`, `zip`, …).
    HeaderNotAccepted,
    /// No key of the provider goes with the token.
    UnknownKey,
    /// The signature does not hold.
    BadSignature,
    /// A claim is missing or of the wrong type.
    MissingClaim,
    /// The issuer is none that is configured.
    WrongIssuer,
    /// The token is for somebody else.
    WrongAudience,
    /// It is over.
    Expired,
    /// It begins in the future.
    NotYetValid,
    /// It lives longer than is accepted.
    LivesTooLong,
    /// An ID token or another kind that is no access token.
    NotAnAccessToken,
    /// A token of a person, not of an application.
    OfAPerson,
    /// Bound to a key that the caller would have to prove (`cnf`).
    BoundToKey,
    /// A scope that is asked for is not in it.
    MissingScope,
    /// No integration user has this client id.
    UnknownClient,
    /// The integration user is Inactive.
    Inactive,
    /// The integration user is not in a group that the address asks for.
    MissingGroup,
    /// More calls than this client may make.
    TooManyCalls,
    /// The provider's keys are not available.
    KeysUnavailable,
    /// What the gate knows may be out of date.
    OutOfTouch,
}

impl Refusal {
    /// All, in the order in which they are found out.
    pub const ALL: [Self; 22] = [
        Self::NoCredentials,
        Self::MalformedRequest,
        Self::MalformedToken,
        Self::HeaderNotAccepted,
        Self::UnknownKey,
        Self::BadSignature,
        Self::MissingClaim,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::Expired,
        Self::NotYetValid,
        Self::LivesTooLong,
        Self::NotAnAccessToken,
        Self::OfAPerson,
        Self::BoundToKey,
        Self::MissingScope,
        Self::UnknownClient,
        Self::Inactive,
        Self::MissingGroup,
        Self::TooManyCalls,
        Self::KeysUnavailable,
        Self::OutOfTouch,
    ];

    /// The word in the database, in metrics and in logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoCredentials => "no-credentials",
            Self::MalformedRequest => "malformed-request",
            Self::MalformedToken => "malformed-token",
            Self::HeaderNotAccepted => "header-not-accepted",
            Self::UnknownKey => "unknown-key",
            Self::BadSignature => "bad-signature",
            Self::MissingClaim => "missing-claim",
            Self::WrongIssuer => "wrong-issuer",
            Self::WrongAudience => "wrong-audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::LivesTooLong => "lives-too-long",
            Self::NotAnAccessToken => "not-an-access-token",
            Self::OfAPerson => "of-a-person",
            Self::BoundToKey => "bound-to-key",
            Self::MissingScope => "missing-scope",
            Self::UnknownClient => "unknown-client",
            Self::Inactive => "inactive",
            Self::MissingGroup => "missing-group",
            Self::TooManyCalls => "too-many-calls",
            Self::KeysUnavailable => "keys-unavailable",
            Self::OutOfTouch => "out-of-touch",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.word() == word)
    }

    /// The HTTP status of the answer (`docs/gate.md`).
    pub const fn http_status(self) -> u16 {
        match self {
            Self::MalformedRequest => 400,
            Self::MissingScope | Self::UnknownClient | Self::Inactive | Self::MissingGroup => 403,
            Self::TooManyCalls => 429,
            Self::KeysUnavailable | Self::OutOfTouch => 503,
            _ => 401,
        }
    }
}

/// Over how many days the monitoring page looks back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Span {
    /// 7 days.
    Week,
    /// 30 days.
    #[default]
    Month,
    /// 90 days.
    Quarter,
}

impl Span {
    /// All, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// How many days, today among them.
    pub const fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// What the Inbound Calls page asks for; its address: `days=7|30|90`, `user=PARTY_NUMBER`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InboundQuery {
    /// How far back.
    pub span: Span,
    /// Only calls of this integration user.
    pub user: Option<PartyNumber>,
}

impl InboundQuery {
    /// From the parts of an address; what it does not know is passed over.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        pairs
            .into_iter()
            .fold(Self::default(), |mut query, (key, value)| {
                match key {
                    "days" => {
                        query.span = Span::ALL
                            .into_iter()
                            .find(|span| span.days().to_string() == value)
                            .unwrap_or_default();
                    }
                    "user" if !value.trim().is_empty() => {
                        query.user = Some(PartyNumber::new(value.trim()));
                    }
                    _ => {}
                }
                query
            })
    }

    /// The parts of the address that give this query again.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let days = (self.span != Span::default()).then(|| ("days", self.span.days().to_string()));
        let user = self
            .user
            .iter()
            .map(|user| ("user", user.as_str().to_owned()));
        days.into_iter().chain(user).collect()
    }
}

/// What the Inbound Calls page shows, and the section of one user in the Edit panel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundCalls {
    /// One for each day of the span, oldest first, days without calls among them.
    pub days: Vec<DayCalls>,
    /// How many calls were refused in the span, by reason, most first.
    pub reasons: Vec<(Refusal, u64)>,
    /// The last refusals, newest first.
    pub refusals: Vec<RefusedCall>,
    /// Clients that no integration user has and that knocked with a good token, the last one first. Empty for one user.
    pub unknown: Vec<UnknownClient>,
}

/// The calls of one day (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCalls {
    /// Which day.
    pub day: Day,
    /// How many were admitted.
    pub accepted: u64,
    /// How many were refused.
    pub refused: u64,
}

/// One call that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCall {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Refusal,
    /// What of the token or request it was, in words for administrators: never the token; may be empty.
    pub detail: String,
    /// The client that the token names; none where there was no readable token. Only said of tokens whose signature holds.
    pub client_id: Option<ClientId>,
    /// The integration user of that client.
    pub party_number: Option<PartyNumber>,
}

/// A client with good tokens that no integration user has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownClient {
    /// The client.
    pub client_id: ClientId,
    /// Its first refused call.
    pub first_seen: Timestamp,
    /// Its last one.
    pub last_seen: Timestamp,
    /// How many there were.
    pub calls: u64,
}

/// An identity provider as the Identity Provider page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderState {
    /// Accepted issuers, exact; the first one is where the configuration is discovered.
    pub issuers: Vec<String>,
    /// `at+jwt` or `oci`.
    pub profile: String,
    /// Our audience.
    pub audience: String,
    /// Scopes that every token must have.
    pub scopes: Vec<String>,
    /// Accepted signature algorithms.
    pub algorithms: Vec<String>,
    /// Where the keys come from, once known.
    pub jwks_uri: Option<String>,
    /// Whether that address was configured rather than discovered.
    pub pinned: bool,
    /// Where tokens are got, once discovered.
    pub token_endpoint: Option<String>,
    /// The keys as they are.
    pub keys: Vec<KeyState>,
    /// The last time the keys came.
    pub fetched: Option<Timestamp>,
    /// What went wrong with the last fetch, in words; none when it worked.
    pub last_error: Option<String>,
    /// When that was tried.
    pub last_tried: Option<Timestamp>,
    /// Whether the keys are older than they should be and go on being used because the provider does not answer.
    pub stale: bool,
}

/// A key of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyState {
    /// Its `kid`; empty where it has none.
    pub kid: String,
    /// The one algorithm it is for.
    pub algorithm: String,
    /// When it was first seen by this process.
    pub first_seen: Timestamp,
}

/// What *Check a token* says: claim by claim, and the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenReport {
    /// In the order in which the gate looks.
    pub checks: Vec<TokenCheck>,
    /// Why it would be refused; none when it would be admitted.
    pub refusal: Option<Refusal>,
    /// More on that, for administrators; may be empty.
    pub detail: String,
    /// The integration user it belongs to, where there is one.
    pub party_number: Option<PartyNumber>,
    /// The client that it names, where that could be read.
    pub client_id: Option<ClientId>,
}

/// One thing that the gate looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCheck {
    /// What: `alg`, `kid`, `signature`, `iss`, `aud`, `exp`, … or `status` for the integration user.
    pub name: String,
    /// What the token says, shortened; empty where it says nothing.
    pub value: String,
    /// Whether it holds; none where it could not be looked at because something before it failed.
    pub holds: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_a_word_of_its_own() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_word(refusal.word()), Some(refusal));
        }
        assert_eq!(Refusal::from_word("accepted"), None);
    }

    #[test]
    fn a_query_survives_the_address() {
        let query = InboundQuery {
            span: Span::Quarter,
            user: Some(PartyNumber::new("IU_1")),
        };
        let pairs = query.to_pairs();
        let again =
            InboundQuery::from_pairs(pairs.iter().map(|(key, value)| (*key, value.as_str())));
        assert_eq!(again, query);
        assert_eq!(
            InboundQuery::from_pairs([("days", "8"), ("user", " ")]),
            InboundQuery::default()
        );
    }
}
