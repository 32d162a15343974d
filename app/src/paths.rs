//! All addresses: nothing else writes one out.

use domain::{
    ActivityQuery, ClientId, GroupListQuery, InboundQuery, PartyNumber, UserListQuery, VariableName,
};

use crate::ui::query_string::decoded;

/// Admin Home.
pub const HOME: &str = "/admin";
/// The list of integration users.
pub const USERS: &str = "/admin/users/integration-users";
/// The same with the Create panel.
pub const NEW_USER: &str = "/admin/users/integration-users/new";
/// The page that takes a file.
pub const IMPORT: &str = "/admin/users/integration-users/import";
/// Takes the file (POST).
pub const IMPORT_UPLOAD: &str = "/api/import/upload";
/// The list as a file (POST).
pub const EXPORT: &str = "/admin/users/integration-users/export";
/// The list of groups.
pub const GROUPS: &str = "/admin/users/groups";
/// The same with the Create panel.
pub const NEW_GROUP: &str = "/admin/users/groups/new";
/// The activity log.
pub const ACTIVITY: &str = "/admin/monitoring/activity";
/// What came in, and what was refused.
pub const INBOUND_CALLS: &str = "/admin/monitoring/inbound-calls";
/// Whose tokens are accepted.
pub const IDENTITY_PROVIDER: &str = "/admin/setup/identity-provider";
/// Tells an application who it is (no page: it takes an access token).
pub const WHO_AM_I: &str = "/inbound/whoami";
/// The sessions of whoever is signed in.
pub const SESSIONS: &str = "/admin/account/sessions";
/// The page for those who are not.
pub const SIGN_IN: &str = "/sign-in";
/// The same for who came with a sign-in link that is used, too old or none.
pub const LINK_REFUSED: &str = "/sign-in?problem=link";
/// The same for who has just signed out.
pub const SIGNED_OUT: &str = "/sign-in?problem=ended";
/// Takes the secret of a sign-in link (POST); the link itself is this and `/` and the secret.
pub const SIGN_IN_LINK: &str = "/sign-in/link";
/// Sets out to sign in at the organisation's identity provider.
pub const ORGANISATION_SIGN_IN: &str = "/sign-in/oidc";
/// Where the identity provider sends browsers back to.
pub const ORGANISATION_CALLBACK: &str = "/sign-in/oidc/callback";
/// Ends the session (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// The stream of changes, and the beginning of the addresses of what a page asks by itself because of them.
pub const LIVE: &str = "/api/live";

/// What an address says to have all groups in the filters of the list, for pages without script.
pub const ALL_GROUPS: (&str, &str) = ("groups", "all");

/// The stream of what changes behind entry number `after` of the activity log.
pub fn live(after: i64) -> String {
    format!("{LIVE}?after={after}")
}

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

/// What a fragment begins with that hands a client id to the Create panel.
const CLIENT_ID: &str = "client-id=";

/// The Create panel with a client id filled in. It stands in the fragment, which browsers keep to themselves: a client id is in no
/// address that a server or a proxy sees.
pub fn new_user_for(client_id: &ClientId) -> String {
    format!("{NEW_USER}#{CLIENT_ID}{}", encoded(client_id.as_str()))
}

/// The client id that the fragment of such an address holds.
pub fn client_id_of(fragment: &str) -> Option<ClientId> {
    let text = fragment.trim_start_matches('#').strip_prefix(CLIENT_ID)?;
    decoded(text).parse().ok()
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

/// The calls that the query asks for.
pub fn inbound_calls(query: &InboundQuery) -> String {
    with_query(INBOUND_CALLS, query.to_pairs())
}

/// The last part of the path of a panel over a list (`USERS`, `GROUPS`), which is empty for the list itself; none on another page.
pub fn over_list<'path>(path: &'path str, list: &str) -> Option<&'path str> {
    let path = path.trim_end_matches('/');
    // What a file holds has a page of its own beneath the list.
    if path == IMPORT {
        return None;
    }
    match path.strip_prefix(list)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

/// An address from its path and what it asks for.
pub fn with_query(path: &str, pairs: Vec<(&'static str, String)>) -> String {
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

    #[test]
    fn a_panel_stands_over_its_list() {
        let panel = edit_user(&PartyNumber::new("a/b"), &UserListQuery::default());
        for (path, name) in [
            (USERS, ""),
            ("/admin/users/integration-users/", ""),
            (NEW_USER, "new"),
            (&panel, "a%2Fb"),
        ] {
            assert_eq!(over_list(path, USERS), Some(name), "{path}");
        }
        for path in [IMPORT, GROUPS, HOME, "/admin/users/integration-userss", ""] {
            assert_eq!(over_list(path, USERS), None, "{path}");
        }
        assert_eq!(over_list(NEW_GROUP, GROUPS), Some("new"));
    }

    #[test]
    fn a_client_id_gets_to_the_create_panel_in_the_fragment_alone() {
        let client_id: ClientId = "a&b#c%/".parse().expect("a client id");
        let address = new_user_for(&client_id);
        let (path, fragment) = address.split_once('#').expect("a fragment");
        assert_eq!(path, NEW_USER);
        assert_eq!(client_id_of(fragment), Some(client_id.clone()));
        assert_eq!(client_id_of(&format!("#{fragment}")), Some(client_id));
        for fragment in ["", "main", "client-id=", "client-id=a%20b"] {
            assert_eq!(client_id_of(fragment), None, "{fragment}");
        }
        let stray = client_id_of("client-id=a%4");
        assert_eq!(stray.map(String::from).as_deref(), Some("a%4"));
    }
}
