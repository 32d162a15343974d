//! A server that admits applications, and tokens for them.

use axum::http::Method;
use domain::{
    Caller, GroupDraft, GroupType, IntegrationUser, Status, Timestamp, UserChange, UserDraft,
};
use gate::testing::Forge;
use gate::{Gate, Profile, Rate};
use serde_json::Value;

use crate::site::{Answer, PUBLIC, Site};

/// The client of the application that may do everything.
pub const ADMINISTRATOR: &str = "administratoradministratoradmini";
/// The prefix that most tests use.
pub const PREFIX: &str = "/cpq/rest/v19";

/// A server with one application that may do everything.
pub struct Api {
    pub site: Site,
    pub administrator: IntegrationUser,
    forge: Forge,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.body))
    }

    /// Checks that it is a problem of this status and kind, and gives it.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["o:errorCode"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        for member in ["type", "title", "detail", "instance"] {
            assert!(
                problem[member]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{member}: {problem}"
            );
        }
        assert!(!self.header("x-request-id").is_empty());
        problem
    }

    /// The places of all faults.
    pub fn places(&self) -> Vec<String> {
        let problem = self.problem(400, "INVALID");
        let details = problem["o:errorDetails"].as_array().expect("details");
        let place = |detail: &Value| detail["o:errorPath"].as_str().expect("a place").to_owned();
        details.iter().map(place).collect()
    }
}

impl Api {
    pub async fn new() -> Self {
        let forge = Forge::new(now());
        let providers = forge
            .providers()
            .into_iter()
            .map(|provider| (provider, forge.keyset()))
            .collect();
        let rate = Rate {
            per_second: 100_000,
            burst: 100_000,
        };
        let site = Site::behind(PUBLIC, Gate::fixed(providers, rate)).await;
        let administrator = make(&site, ADMINISTRATOR, &["userAdministrators"]).await;
        Self {
            site,
            administrator,
            forge,
        }
    }

    /// An access token of a client.
    pub fn token(&self, client: &str) -> String {
        self.forge
            .draft(Profile::AtJwt)
            .claim("client_id", client)
            .claim("sub", client)
            .mint()
    }

    /// Makes an Active integration user.
    pub async fn user(&self, client: &str, groups: &[&str]) -> IntegrationUser {
        make(&self.site, client, groups).await
    }

    /// Makes one whose calls are refused.
    pub async fn inactive(&self, client: &str) -> IntegrationUser {
        let user = self.user(client, &[]).await;
        let change = UserChange {
            status: Some(Status::Inactive),
            ..UserChange::default()
        };
        let service = &self.site.service;
        service
            .update_user(&Caller::System, &user.party_number, change, None)
            .await
            .expect("an inactive user")
    }

    /// Makes a group.
    pub async fn group(&self, name: &str, kind: GroupType) {
        let draft = GroupDraft {
            variable_name: name.parse().expect("a name"),
            label: format!("The {name}").parse().expect("a label"),
            kind,
            description: "What it is for".parse().expect("a description"),
        };
        let service = &self.site.service;
        service
            .create_group(&Caller::System, draft)
            .await
            .expect("a group");
    }

    /// Calls as the administrator, below the prefix.
    pub async fn call(&self, method: Method, path: &str, body: &str) -> Answer {
        self.call_with(method, path, &[], body).await
    }

    /// The same with more headers.
    pub async fn call_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token(ADMINISTRATOR));
        let mut all = vec![("authorization", bearer.as_str())];
        if !body.is_empty() && headers.iter().all(|(name, _)| *name != "content-type") {
            all.push(("content-type", "application/json"));
        }
        all.extend(headers);
        self.site
            .ask(&method, &format!("{PREFIX}{path}"), &all, body)
            .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, "").await
    }

    pub async fn patch(&self, path: &str, body: &str) -> Answer {
        self.call(Method::PATCH, path, body).await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answer {
        self.call(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: &str) -> Answer {
        self.call(Method::PUT, path, body).await
    }

    /// Asks for a collection with these parameters, encoded here.
    pub async fn list(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        self.get(&format!("{path}?{query}")).await
    }
}

fn now() -> Timestamp {
    service::Clock::now(&service::SystemClock)
}

async fn make(site: &Site, client: &str, groups: &[&str]) -> IntegrationUser {
    let draft = UserDraft {
        client_id: client.parse().expect("a client id"),
        name: format!("Name of {client}").parse().expect("a name"),
        email: "ops@example.com".parse().expect("an address"),
        description: String::new().parse().expect("a description"),
        status: Status::Active,
        groups: groups
            .iter()
            .map(|name| name.parse().expect("a name"))
            .collect(),
    };
    site.service
        .create_user(&Caller::System, draft)
        .await
        .expect("a user")
}
