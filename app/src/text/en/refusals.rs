//! English: why a call was refused, and what an administrator can do about it.

use domain::Refusal;

use super::super::RefusalText;

pub const fn refusal(refusal: Refusal) -> RefusalText {
    let (name, advice) = match refusal {
        Refusal::NoCredentials => (
            "No access token",
            "The application must get an access token at the identity provider and send it with each call in the header Authorization, \
             after the word Bearer.",
        ),
        Refusal::MalformedRequest => (
            "Malformed Authorization header",
            "The application must send one Authorization header: the word Bearer, a blank, the token, and nothing else.",
        ),
        Refusal::MalformedToken => (
            "Not a signed token",
            "What came is no signed JSON Web Token. Check that the application sends the whole access token, and that the provider issues \
             signed tokens, not opaque ones.",
        ),
        Refusal::HeaderNotAccepted => (
            "Header or algorithm not accepted",
            "Have the provider sign with one of the accepted algorithms, or accept its algorithm by IU_IDP_ALGORITHMS. Encrypted and \
             unsigned tokens are never accepted.",
        ),
        Refusal::UnknownKey => (
            "Signed with an unknown key",
            "The provider does not publish a key with this id. Check that the token comes from the provider that is configured; its new keys \
             are known within seconds.",
        ),
        Refusal::BadSignature => (
            "Signature does not hold",
            "The token was altered, or somebody else signed it. If it happens again, find out who sends such tokens.",
        ),
        Refusal::MissingClaim => (
            "Claim missing or malformed",
            "Have the provider put the claim that the detail names into its access tokens.",
        ),
        Refusal::WrongIssuer => (
            "Wrong issuer",
            "The token comes from a provider that is not configured. If it should be accepted, add its issuer to IU_IDP_ISSUER, written \
             exactly as in the token.",
        ),
        Refusal::WrongAudience => (
            "Wrong audience",
            "The token is for another service. Have the application ask for a token with the audience that the Identity Provider page shows.",
        ),
        Refusal::Expired => (
            "Expired",
            "The application must get a new token before the old one ends. If its tokens are new, compare the clocks of the provider and this \
             server.",
        ),
        Refusal::NotYetValid => (
            "Not valid yet",
            "The clocks of the provider and this server differ by more than 30 seconds. Set them right.",
        ),
        Refusal::LivesTooLong => (
            "Lives too long",
            "Tokens may live 24 hours at most. Shorten the life of access tokens at the provider.",
        ),
        Refusal::NotAnAccessToken => (
            "Not an access token",
            "The application sent an ID token or another kind of token. It must send the access token; if it does, check the kind of token on \
             the Identity Provider page.",
        ),
        Refusal::OfAPerson => (
            "Token of a person",
            "Only applications come in here. The application must get its token for itself, by client credentials.",
        ),
        Refusal::BoundToKey => (
            "Bound to a key",
            "The token is bound to a key or certificate, which cannot be proven here. Switch that off for this client at the provider.",
        ),
        Refusal::MissingScope => (
            "Scope missing",
            "Grant the client the scopes that the Identity Provider page shows, and have the application ask for them.",
        ),
        Refusal::UnknownClient => (
            "Unknown client",
            "No integration user has this client id. Create one if this client should come in.",
        ),
        Refusal::Inactive => (
            "Inactive",
            "The integration user is inactive. Activate it if this client should come in again.",
        ),
        Refusal::MissingGroup => (
            "Not in a required group",
            "The address that was called is for members of a group. Add the integration user to it if it should have access.",
        ),
        Refusal::TooManyCalls => (
            "Too many calls",
            "The application calls faster than it may. It should wait as long as the answer says before it calls again.",
        ),
        Refusal::KeysUnavailable => (
            "No keys of the provider",
            "The provider’s keys could not be fetched, so no token can be verified. See the Identity Provider page for the last error.",
        ),
        Refusal::OutOfTouch => (
            "Server out of touch",
            "The server had not heard from its database for 30 seconds and does not decide by what may be out of date. Check the database.",
        ),
    };
    RefusalText { name, advice }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_refusal_has_a_name_of_its_own_and_says_what_to_do() {
        let words = Refusal::ALL.map(refusal);
        let names: BTreeSet<_> = words.iter().map(|text| text.name).collect();
        assert_eq!(names.len(), Refusal::ALL.len());
        for text in words {
            assert!(!text.name.ends_with('.'), "{}", text.name);
            assert!(text.advice.ends_with('.'), "{}", text.advice);
        }
    }
}
