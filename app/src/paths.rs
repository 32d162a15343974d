//! All addresses: nothing else writes one out.

use domain::{ActivityQuery, GroupListQuery, PartyNumber, UserListQuery, VariableName};

/// Admin Home.
pub const HOME: &str = "/admin";
/// The list of integration users.
pub const USERS: &str = "/admin/users/integration-users";
/// The same with the Create panel.
pub const NEW_USER: &str = "/admin/users/integration-users/new";
/// The list of groups.
pub const GROUPS: &str = "/admin/users/groups";
/// The same with the Create panel.
pub const NEW_GROUP: &str = "/admin/users/groups/new";
/// The activity log.
pub const ACTIVITY: &str = "/admin/monitoring/activity";
/// The sessions of whoever is signed in.
pub const SESSIONS: &str = "/admin/account/sessions";
/// The page for those who are not.
pub const SIGN_IN: &str = "/sign-in";
/// Sets out to sign in at the organisation's identity provider.
pub const ORGANISATION_SIGN_IN: &str = "/sign-in/oidc";
/// Ends the session (POST).
pub const SIGN_OUT: &str = "/sign-out";

/// What an address says to have all groups in the filters of the list, for pages without script.
pub const ALL_GROUPS: (&str, &str) = ("groups", "all");

/// Sets out to sign in at the organisation's identity provider, and from there to the page that was wanted.
pub fn organisation_sign_in(next: Option<&str>) -> String {
    let pairs = next.map(|next| ("next", next.to_owned()));
    with_query(ORGANISATION_SIGN_IN, pairs.into_iter().collect())
}

/// The list that the query asks for, with all groups in its filters.
pub fn users_with_all_groups(query: &UserListQuery) -> String {
    let mut pairs = query.clone().from_top().to_pairs();
    pairs.push((ALL_GROUPS.0, ALL_GROUPS.1.to_owned()));
    with_query(USERS, pairs)
}

/// The list that the query asks for.
pub fn users(query: &UserListQuery) -> String {
    with_query(USERS, query.to_pairs())
}

/// The Create panel over that list.
pub fn new_user(query: &UserListQuery) -> String {
    with_query(NEW_USER, query.to_pairs())
}

/// The Edit panel of a user over that list.
pub fn edit_user(party_number: &PartyNumber, query: &UserListQuery) -> String {
    with_query(
        &format!("{USERS}/{}", encoded(party_number.as_str())),
        query.to_pairs(),
    )
}

/// The groups that the query asks for.
pub fn groups(query: &GroupListQuery) -> String {
    with_query(GROUPS, query.to_pairs())
}

/// The Create panel over them.
pub fn new_group(query: &GroupListQuery) -> String {
    with_query(NEW_GROUP, query.to_pairs())
}

/// The Edit panel of a group over them.
pub fn edit_group(group: &VariableName, query: &GroupListQuery) -> String {
    with_query(
        &format!("{GROUPS}/{}", encoded(group.as_str())),
        query.to_pairs(),
    )
}

/// The log that the query asks for.
pub fn activity(query: &ActivityQuery) -> String {
    with_query(ACTIVITY, query.to_pairs())
}

fn with_query(path: &str, pairs: Vec<(&'static str, String)>) -> String {
    let mut address = path.to_owned();
    for (at, (key, value)) in pairs.into_iter().enumerate() {
        address.push(if at == 0 { '?' } else { '&' });
        address.push_str(key);
        address.push('=');
        address.push_str(&encoded(&value));
    }
    address
}

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        let query = UserListQuery::from_pairs([("q", "a&b é"), ("status", "active")]);
        assert_eq!(
            users(&query),
            "/admin/users/integration-users?q=a%26b%20%C3%A9&status=active"
        );
        assert_eq!(
            edit_user(&PartyNumber::new("a/b?"), &UserListQuery::default()),
            "/admin/users/integration-users/a%2Fb%3F"
        );
    }
}
