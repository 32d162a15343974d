//! The way to an identity provider and back, step by step, for tests.

use std::collections::HashMap;

use url::Url;

use super::oidc_provider::TestProvider;
use super::site::{Answer, PUBLIC, Site};

pub async fn house() -> (Site, TestProvider) {
    let provider = TestProvider::start().await;
    let site = Site::with_oidc(PUBLIC, provider.settings()).await;
    (site, provider)
}

/// A browser on its way: where it was sent, and the cookie it has.
pub struct Away {
    pub there: String,
    pub cookie: String,
    pub state: String,
}

/// `name=value` of each cookie that was set.
pub fn cookies(answer: &Answer) -> Vec<String> {
    let set = answer.headers.get_all("set-cookie").iter();
    let text = set.map(|value| value.to_str().expect("text"));
    text.map(|text| text.split(';').next().unwrap_or_default().to_owned())
        .collect()
}

pub async fn set_out(site: &Site, next: &str) -> Away {
    let answer = site.get(&format!("/sign-in/oidc{next}"), None).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let there = answer.header("location").to_owned();
    let url: Url = there.parse().expect("an address");
    let pairs: HashMap<_, _> = url.query_pairs().into_owned().collect();
    Away {
        state: pairs["state"].clone(),
        cookie: cookies(&answer).remove(0),
        there,
    }
}

pub async fn come_back(site: &Site, cookie: &str, query: &str) -> Answer {
    site.get(&format!("/sign-in/oidc/callback?{query}"), Some(cookie))
        .await
}

/// The whole way there and back.
pub async fn sign_in(site: &Site, provider: &TestProvider, sub: &str, groups: &[&str]) -> Answer {
    let away = set_out(site, "").await;
    let code = provider.sign_in(&away.there, sub, groups);
    let query = format!("code={code}&state={}", away.state);
    come_back(site, &away.cookie, &query).await
}

/// The session's cookie.
pub fn session(answer: &Answer) -> String {
    let set = cookies(answer).into_iter();
    let mut sessions = set.filter(|cookie| cookie.starts_with("integration-users-session="));
    let session = sessions.next();
    session.unwrap_or_else(|| panic!("no session: {} {:?}", answer.status, answer.headers))
}

pub fn is_refused(answer: &Answer, problem: &str) {
    assert_eq!(answer.status, 303, "{problem}: {}", answer.body);
    let to = answer.header("location");
    let expected = format!("/sign-in?problem={problem}");
    assert!(
        to == expected || to.starts_with(&format!("{expected}&next=")),
        "{problem}: {to}"
    );
    let sets_session = cookies(answer)
        .iter()
        .any(|cookie| cookie.starts_with("integration-users-session="));
    assert!(!sets_session, "{problem}");
}
