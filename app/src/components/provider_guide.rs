//! How to register a calling application at an identity provider, step by step.

use domain::ProviderState;
use leptos::prelude::*;

use crate::{
    components::code_block::CodeBlock,
    paths,
    text::{Step, use_text},
    ui::fold::Fold,
};

/// What stands where the settings say nothing yet.
const SOME_AUDIENCE: &str = "https://integration-users.example.com";
const SOME_TOKEN_ENDPOINT: &str = "https://idp.example.com/oauth2/token";
const SOME_OCI_TOKEN_ENDPOINT: &str =
    "https://idcs-YOUR_DOMAIN.identity.oraclecloud.com/oauth2/v1/token";

/// The guide, with the values of the configured providers filled in.
#[component]
pub fn ProviderGuide(
    /// The providers; none where nothing is configured.
    providers: Vec<ProviderState>,
    /// Scheme, host and port of this server.
    origin: String,
) -> impl IntoView {
    let text = use_text();
    let words = text.guide();
    let of_profile = |oci: bool| {
        providers
            .iter()
            .find(|provider| (provider.profile == "oci") == oci)
    };
    let any_audience = |provider: Option<&ProviderState>| {
        provider
            .or(providers.first())
            .map_or_else(|| SOME_AUDIENCE.to_owned(), |known| known.audience.clone())
    };
    let oci = of_profile(true);
    let other = of_profile(false);
    let oci_audience = any_audience(oci);
    let other_audience = any_audience(other);
    let oci_command = command(
        oci,
        SOME_OCI_TOKEN_ENDPOINT,
        &oci_scope(oci, &oci_audience),
        None,
        &origin,
    );
    let scope = other.map_or_else(String::new, |provider| provider.scopes.join(" "));
    let other_command = command(
        other,
        SOME_TOKEN_ENDPOINT,
        &scope,
        Some(&other_audience),
        &origin,
    );
    view! {
        <section class="guide" aria-labelledby="guide-title">
            <h2 class="section-title" id="guide-title">{words.title}</h2>
            <p class="section-text">{words.about}</p>
            <Fold label=words.oci heading=true>
                <Steps steps=(words.oci_steps)(&oci_audience) command=oci_command/>
            </Fold>
            <Fold label=words.other heading=true>
                <Steps steps=(words.other_steps)(&other_audience) command=other_command/>
            </Fold>
        </section>
    }
}

#[component]
fn Steps(steps: Vec<Step>, command: String) -> impl IntoView {
    let text = use_text();
    let steps = steps
        .into_iter()
        .map(|step| {
            view! {
                <li>
                    <p>{step.text}</p>
                    {step.value.map(|value| view! { <pre class="code-block code-block--wrapped"><code>{value}</code></pre> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="steps">
            {steps}
            <li>
                <p>{text.guide().try_it}</p>
                <CodeBlock label=text.guide().command.to_owned() code=command/>
            </li>
        </ol>
    }
}

/// OCI asks for the audience and the scope in one word; a scope that is configured is that already, or else what follows the audience.
fn oci_scope(provider: Option<&ProviderState>, audience: &str) -> String {
    let scope = provider
        .and_then(|provider| provider.scopes.first())
        .map_or("YOUR_SCOPE", String::as_str);
    if scope.starts_with(audience) {
        scope.to_owned()
    } else {
        format!("{audience}{scope}")
    }
}

/// Gets a token and calls with it. `curl` asks for the secret itself, so it is neither here nor in the history of the shell.
fn command(
    provider: Option<&ProviderState>,
    some_endpoint: &str,
    scope: &str,
    resource: Option<&str>,
    origin: &str,
) -> String {
    let endpoint = provider
        .and_then(|provider| provider.token_endpoint.as_deref())
        .unwrap_or(some_endpoint);
    let scope = if scope.is_empty() {
        String::new()
    } else {
        format!(
            " \\\n  --data-urlencode {}",
            quoted(&format!("scope={scope}"))
        )
    };
    let resource = resource.map_or_else(String::new, |resource| {
        format!(
            " \\\n  --data-urlencode {}",
            quoted(&format!("resource={resource}"))
        )
    });
    let who_am_i = format!("{origin}{}", paths::WHO_AM_I);
    format!(
        "TOKEN=$(curl -s -u CLIENT_ID -d grant_type=client_credentials{scope}{resource} \\\n  {} \\\n  \
         | sed -n 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/p') && \\\n\
         curl -H \"Authorization: Bearer $TOKEN\" {}",
        quoted(endpoint),
        quoted(&who_am_i),
    )
}

/// As one word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider() -> ProviderState {
        ProviderState {
            issuers: vec!["https://idp.example.com".to_owned()],
            profile: "at+jwt".to_owned(),
            audience: "https://iu.example.com".to_owned(),
            scopes: vec!["calls".to_owned()],
            algorithms: vec!["RS256".to_owned()],
            jwks_uri: None,
            pinned: false,
            token_endpoint: Some("https://idp.example.com/token".to_owned()),
            keys: Vec::new(),
            fetched: None,
            last_error: None,
            last_tried: None,
            stale: false,
        }
    }

    #[test]
    fn the_command_gets_a_token_and_calls() {
        let known = provider();
        let said = command(
            Some(&known),
            SOME_TOKEN_ENDPOINT,
            "calls",
            Some("https://iu.example.com"),
            "http://127.0.0.1:3000",
        );
        assert_eq!(
            said,
            r#"TOKEN=$(curl -s -u CLIENT_ID -d grant_type=client_credentials \
  --data-urlencode 'scope=calls' \
  --data-urlencode 'resource=https://iu.example.com' \
  'https://idp.example.com/token' \
  | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p') && \
curl -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:3000/inbound/whoami'"#
        );
    }

    #[test]
    fn oci_asks_for_audience_and_scope_in_one() {
        let mut known = provider();
        assert_eq!(oci_scope(Some(&known), "https://iu/"), "https://iu/calls");
        known.scopes = vec!["https://iu/calls".to_owned()];
        assert_eq!(oci_scope(Some(&known), "https://iu/"), "https://iu/calls");
        assert_eq!(oci_scope(None, "https://iu/"), "https://iu/YOUR_SCOPE");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
