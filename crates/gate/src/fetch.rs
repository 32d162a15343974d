//! Asks an identity provider: bounded in time, in size and in where it goes, as the answer is somebody else's.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tracing::warn;
use url::{Host, Url, form_urlencoded};
use zeroize::Zeroizing;

/// How long an answer may take, redirects and body among it.
pub const MOST_TIME: Duration = Duration::from_secs(2);
/// The most bytes of an answer.
pub const MOST_BYTES: usize = 256 * 1024;
/// The most redirects that are followed.
pub const MOST_REDIRECTS: u32 = 3;

/// Why there was no answer, in words for administrators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// An address that is not asked.
    #[error(
        "{0} is not asked: it must be https (plain http only on this machine itself), without a user name in it"
    )]
    Address(String),
    /// Nobody answers there.
    #[error("{0} cannot be reached: {1}")]
    Connection(String, String),
    /// It takes too long.
    #[error("{0} did not answer in full within {1} seconds")]
    Time(String, u64),
    /// Another status than 200.
    #[error("{host} answered with the status {status}{}", words(.error.as_deref()))]
    Status {
        /// Who.
        host: String,
        /// The status.
        status: u16,
        /// The error code of OAuth 2.0 (RFC 6749 §5.2), where the answer has one.
        error: Option<String>,
    },
    /// More than [`MOST_BYTES`].
    #[error("{0} answered with more than 256 KiB")]
    Size(String),
    /// Not what was asked for.
    #[error("{0} answered with something that is not {1}")]
    Content(String, &'static str),
    /// To another host, from https to http, or too often.
    #[error("{0} redirects {1}, which is not followed")]
    Redirect(String, String),
}

fn words(error: Option<&str>) -> String {
    error.map_or_else(String::new, |error| format!(" ({error})"))
}

/// A whole answer, a JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    host: String,
    /// As it came.
    pub body: Vec<u8>,
    /// For how many seconds it may be kept, where it says so (`Cache-Control`).
    pub max_age: Option<u32>,
}

impl Answer {
    /// The content.
    ///
    /// # Errors
    /// [`FetchError::Content`] when it has not this form; `what` says which.
    pub fn json<T: DeserializeOwned>(&self, what: &'static str) -> Result<T, FetchError> {
        serde_json::from_slice(&self.body).map_err(|_| FetchError::Content(self.host.clone(), what))
    }
}

/// Asks identity providers; cheap to clone.
#[derive(Clone)]
pub struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    most_time: Duration,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").finish_non_exhaustive()
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpClient {
    /// Trusts the certificates that the machine trusts.
    pub fn new() -> Self {
        // Asked every few minutes: a connection that is kept would be closed by then.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector());
        Self {
            client,
            most_time: MOST_TIME,
        }
    }

    /// With a shorter timeout.
    #[cfg(test)]
    pub fn hasty(most_time: Duration) -> Self {
        Self {
            most_time,
            ..Self::new()
        }
    }

    /// Gets a JSON object. Redirects within the same host are followed.
    ///
    /// # Errors
    /// [`FetchError`]
    pub async fn get_json(&self, url: &Url) -> Result<Answer, FetchError> {
        let ask = async {
            let mut url = url.clone();
            for _ in 0..=MOST_REDIRECTS {
                let request = request(Method::GET, &url)?;
                let answer = self.send(&url, request, Bytes::new()).await?;
                match redirect(&url, &answer)? {
                    Some(next) => url = next,
                    None => return read(&url, answer).await,
                }
            }
            Err(FetchError::Redirect(host(&url), "too often".to_owned()))
        };
        self.in_time(url, ask).await
    }

    /// Posts a form and gets a JSON object, as from a token endpoint; who asks is said by HTTP Basic (RFC 6749 §2.3.1).
    /// No redirect is followed: the form goes nowhere else.
    ///
    /// # Errors
    /// [`FetchError`]
    pub async fn post_form(
        &self,
        url: &Url,
        fields: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<Answer, FetchError> {
        let ask = async {
            let mut request = request(Method::POST, url)?.header(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            );
            if let Some((client_id, secret)) = basic {
                request = request.header(AUTHORIZATION, basic_credentials(client_id, secret, url)?);
            }
            let form = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            let answer = self.send(url, request, Bytes::from(form)).await?;
            if answer.status().is_redirection() {
                return Err(FetchError::Redirect(host(url), "a form".to_owned()));
            }
            read(url, answer).await
        };
        self.in_time(url, ask).await
    }

    async fn in_time<T>(
        &self,
        url: &Url,
        ask: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<T, FetchError> {
        match tokio::time::timeout(self.most_time, ask).await {
            Ok(answer) => answer,
            Err(_) => Err(FetchError::Time(host(url), MOST_TIME.as_secs())),
        }
    }

    async fn send(
        &self,
        url: &Url,
        request: http::request::Builder,
        body: Bytes,
    ) -> Result<Response<Incoming>, FetchError> {
        let request = request
            .body(Full::new(body))
            .map_err(|_| FetchError::Address(host(url)))?;
        self.client
            .request(request)
            .await
            .map_err(|error| FetchError::Connection(host(url), innermost(&error)))
    }
}

fn connector() -> HttpsConnector<HttpConnector> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let with_roots = |native: bool| {
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?;
        let config = if native {
            config
                .with_native_roots()
                .map_err(|error| rustls::Error::General(error.to_string()))?
        } else {
            config.with_root_certificates(RootCertStore::empty())
        };
        Ok::<_, rustls::Error>(config.with_no_client_auth())
    };
    let config = with_roots(true).unwrap_or_else(|error| {
        warn!(%error, "No certificates of authorities on this machine: no identity provider can be asked over https");
        with_roots(false).unwrap_or_else(|error| unreachable_config(&error))
    });
    HttpsConnectorBuilder::new()
        .with_tls_config(config)
        .https_or_http()
        .enable_http1()
        .build()
}

/// Both versions of TLS are built in, so there is a configuration.
fn unreachable_config(error: &rustls::Error) -> ClientConfig {
    unreachable!("no version of TLS: {error}")
}

fn request(method: Method, url: &Url) -> Result<http::request::Builder, FetchError> {
    if !may_be_asked(url) {
        return Err(FetchError::Address(shown(url)));
    }
    // The part behind `#` is not for the other side.
    let mut address = url.clone();
    address.set_fragment(None);
    Ok(Request::builder()
        .method(method)
        .uri(address.as_str())
        .header(ACCEPT, HeaderValue::from_static("application/json"))
        .header(USER_AGENT, HeaderValue::from_static("integration-users")))
}

/// Whether an address may be asked: https, or http on this machine itself; no user name in it.
pub fn may_be_asked(url: &Url) -> bool {
    let scheme = match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    };
    scheme && url.has_host() && url.username().is_empty() && url.password().is_none()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Where the answer sends us, if it does and may: the same host, and never from https to http.
fn redirect(url: &Url, answer: &Response<Incoming>) -> Result<Option<Url>, FetchError> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let refused = |why: String| FetchError::Redirect(host(url), why);
    let next = answer
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| url.join(location).ok())
        .ok_or_else(|| refused("to nowhere".to_owned()))?;
    if next.host() != url.host() {
        return Err(refused(format!("to another host ({})", host(&next))));
    }
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(refused("from https to http".to_owned()));
    }
    Ok(Some(next))
}

async fn read(url: &Url, answer: Response<Incoming>) -> Result<Answer, FetchError> {
    let (status, max_age) = (answer.status(), max_age(answer.headers()));
    let mut body = answer.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| FetchError::Connection(host(url), innermost(&error)))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        // What is counted is what comes, not what was announced.
        if bytes.len() + data.len() > MOST_BYTES {
            return Err(FetchError::Size(host(url)));
        }
        bytes.extend_from_slice(&data);
    }
    let object = serde_json::from_slice::<Map<String, Value>>(&bytes);
    if status != StatusCode::OK {
        return Err(FetchError::Status {
            host: host(url),
            status: status.as_u16(),
            error: object.ok().and_then(|object| error_code(&object)),
        });
    }
    if object.is_err() {
        return Err(FetchError::Content(host(url), "a JSON object"));
    }
    Ok(Answer {
        host: host(url),
        body: bytes,
        max_age,
    })
}

/// An `error` that looks like one; anything else of the answer stays where it came from.
fn error_code(object: &Map<String, Value>) -> Option<String> {
    let code = object.get("error")?.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (!code.is_empty() && code.len() <= 64 && code.bytes().all(plain)).then(|| code.to_owned())
}

/// How long an answer says that it may be kept (RFC 9111 §5.2.2); `no-store` and `no-cache` are 0.
fn max_age(headers: &HeaderMap) -> Option<u32> {
    let mut age = None;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or_default().split(',') {
            let (name, value) = directive
                .trim()
                .split_once('=')
                .unwrap_or((directive.trim(), ""));
            if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
                return Some(0);
            }
            if name.eq_ignore_ascii_case("max-age") {
                age = value.trim_matches('"').parse::<u32>().ok().or(age);
            }
        }
    }
    age
}

fn basic_credentials(client_id: &str, secret: &str, url: &Url) -> Result<HeaderValue, FetchError> {
    let encode = |text: &str| -> Zeroizing<String> {
        Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect())
    };
    let (client_id, secret) = (encode(client_id), encode(secret));
    let pair = Zeroizing::new(format!("{}:{}", *client_id, *secret));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    let mut value =
        HeaderValue::try_from(value.as_str()).map_err(|_| FetchError::Address(host(url)))?;
    value.set_sensitive(true);
    Ok(value)
}

/// What is said of an address: no path, no query, as these could hold anything.
fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "the address".to_owned(),
    }
}

fn shown(url: &Url) -> String {
    format!("{}://{}", url.scheme(), host(url))
}

/// The innermost cause is the one that says something: `Connection refused`.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
