//! What happens to every call, in one place: who calls, may they, do they read JSON, are the body and the conditions in
//! order; then the endpoint; then its answer or its problem.

use std::future::Future;
use std::pin::Pin;

use axum::RequestExt;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use domain::{Caller, PartyNumber, Permission, Problem, VariableName};
use serde::Serialize;

use super::accept;
use super::body::Reader;
use super::caller::Credentials;
use super::etag::{self, Tags};
use super::json::Json;
use super::parameters::Parameters;
use super::view::Place;
use crate::middleware::{MOST_BODY_BYTES, RequestId, is_too_long};
use crate::problem::{Trouble, kinds};
use crate::state::AppState;

/// What a caller needs for an endpoint, checked before anything of the request is looked at. The service asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it holds no data.
    Nothing,
    /// To see the user that the address names: itself, or anybody with the permission to read.
    ToSee,
    /// A permission.
    To(Permission),
}

/// What an endpoint does.
pub type Run = fn(Call) -> Pin<Box<dyn Future<Output = Result<Reply, Trouble>> + Send>>;

/// One method of one route.
pub struct Endpoint {
    /// `GET`, `POST`, `PUT` or `PATCH`; `HEAD` goes with `GET`.
    pub method: &'static str,
    /// What the caller needs.
    pub needs: Needs,
    /// What it does.
    pub run: Run,
}

/// A request that may be answered.
pub struct Call {
    /// The server.
    pub state: AppState,
    /// Who calls.
    pub caller: Caller,
    /// The prefix under which it was called.
    pub prefix: &'static str,
    /// The query.
    pub parameters: Parameters,
    /// The headers.
    pub headers: HeaderMap,
    path: String,
    names: Vec<String>,
    body: Bytes,
}

impl Call {
    /// Where links lead.
    pub fn place(&self) -> Place<'_> {
        Place {
            public: &self.state.public,
            prefix: self.prefix,
        }
    }

    /// The absolute address that was called, without its query.
    pub fn address(&self) -> String {
        self.state.public.join(&self.path)
    }

    /// The party number in the address.
    pub fn party_number(&self) -> PartyNumber {
        PartyNumber::new(self.names.first().cloned().unwrap_or_default())
    }

    /// The company in the address; there is only one.
    pub fn require_company(&self) -> Result<(), Trouble> {
        if self
            .names
            .first()
            .is_some_and(|name| name == super::representation::COMPANY)
        {
            return Ok(());
        }
        Err(Trouble::of(&kinds::NOT_FOUND).detail("The only company is _host."))
    }

    /// The group in the address, below the company. What cannot be a group's name is none.
    pub fn group_name(&self) -> Result<VariableName, Trouble> {
        self.require_company()?;
        let name = self.names.get(1).map(String::as_str).unwrap_or_default();
        let parsed = name.parse::<VariableName>().ok();
        // Parsing trims; an address is exact.
        parsed
            .filter(|parsed| parsed.as_str() == name)
            .ok_or_else(|| Trouble::of(&kinds::NOT_FOUND))
    }

    /// The body and what reads it, which knows already what is there twice.
    pub fn json(&self) -> Result<(Json, Reader), Trouble> {
        let (json, twice) = Json::parse(&self.body)?;
        Ok((json, Reader::new(twice)))
    }

    /// The version that a change has to be made on, so that nobody else's is lost in between; none when any will do.
    /// `current` asks for the present one, only if the request has a condition.
    pub async fn seen<F>(&self, current: F) -> Result<Option<i64>, Trouble>
    where
        F: Future<Output = Result<i64, Problem>>,
    {
        if !etag::conditional(&self.headers) {
            return Ok(None);
        }
        let version = current.await?;
        if etag::permit_change(&self.headers, version) {
            Ok(etag::names_versions(&self.headers).then_some(version))
        } else {
            Err(Trouble::of(&kinds::PRECONDITION_FAILED))
        }
    }
}

/// What an endpoint answers.
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    /// 200 with JSON.
    pub fn json(value: &impl Serialize) -> Result<Self, Trouble> {
        let body = serde_json::to_vec(value).map_err(|error| {
            tracing::error!(%error, "An answer is no JSON");
            Trouble::bare(StatusCode::INTERNAL_SERVER_ERROR)
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        Ok(Self {
            status: StatusCode::OK,
            headers,
            body,
        })
    }

    /// 204
    pub fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// With the tag of something of this version.
    #[must_use]
    pub fn tagged(mut self, version: i64) -> Self {
        if let Some(tag) = etag::tag(version, &self.body) {
            self.headers.insert(header::ETAG, tag);
        }
        self
    }

    /// 201 at this address.
    #[must_use]
    pub fn created(mut self, address: &str) -> Self {
        self.status = StatusCode::CREATED;
        if let Ok(address) = HeaderValue::try_from(address) {
            self.headers.insert(header::LOCATION, address);
        }
        self
    }

    /// As an answer. To who reads: 412 when this representation is not the one that is wanted, 304 when it is had
    /// already (RFC 9110 §13.2.2 has them in this order).
    fn answer(self, read: Option<&HeaderMap>) -> Result<Response, Trouble> {
        let Self {
            mut status,
            headers,
            mut body,
        } = self;
        if let Some((asked, tag)) = read.zip(headers.get(header::ETAG)) {
            let wanted = Tags::of(asked, &header::IF_MATCH);
            if wanted.is_some_and(|tags| !tags.name_strongly(tag)) {
                return Err(Trouble::of(&kinds::PRECONDITION_FAILED));
            }
            let known = Tags::of(asked, &header::IF_NONE_MATCH);
            if known.is_some_and(|tags| tags.name(tag)) {
                status = StatusCode::NOT_MODIFIED;
                body.clear();
            }
        }
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        if status == StatusCode::NOT_MODIFIED {
            answer.headers_mut().remove(header::CONTENT_TYPE);
        }
        Ok(answer)
    }
}

/// Answers a request to a route.
pub async fn serve(
    state: AppState,
    prefix: &'static str,
    endpoints: &'static [Endpoint],
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>();
    let id = id.map(|id| id.0.clone()).unwrap_or_default();
    let head = request.method() == Method::HEAD;
    let public = state.public.clone();
    let answer = match run(state, prefix, endpoints, request).await {
        Ok(answer) => answer,
        Err(trouble) => trouble.answer(&public, &path, &id),
    };
    if !head {
        return answer;
    }
    let length = answer.size_hint_exact();
    let (mut parts, _) = answer.into_parts();
    if let Some(length) = length {
        parts.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, Body::empty())
}

/// How long a body is that is there already.
trait SizeHint {
    fn size_hint_exact(&self) -> Option<u64>;
}

impl SizeHint for Response {
    fn size_hint_exact(&self) -> Option<u64> {
        axum::body::HttpBody::size_hint(self.body()).exact()
    }
}

async fn run(
    state: AppState,
    prefix: &'static str,
    endpoints: &'static [Endpoint],
    mut request: Request,
) -> Result<Response, Trouble> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let method = if reads {
        "GET"
    } else {
        request.method().as_str()
    };
    let endpoint = endpoints
        .iter()
        .find(|endpoint| endpoint.method == method)
        .ok_or_else(|| wrong_method(endpoints))?;
    let names = request.extract_parts::<RawPathParams>().await.ok();
    let names = names.map(|names| {
        let names = names.iter().map(|(_, name)| name.to_owned());
        names.collect::<Vec<String>>()
    });
    let caller = match endpoint.needs {
        Needs::Nothing => Caller::Anonymous,
        needs => {
            let caller = Credentials::of(&request).caller(&state).await?;
            let first = names.as_ref().and_then(|names| names.first());
            let first = PartyNumber::new(first.cloned().unwrap_or_default());
            let allowed = match needs {
                Needs::To(permission) => caller.require(permission),
                _ => caller.require_to_see(&first),
            };
            allowed?;
            caller
        }
    };
    // A name that is no text names nothing, which only those are told who may ask.
    let names = names.ok_or_else(|| Trouble::of(&kinds::NOT_FOUND))?;
    accept::reads_json(request.headers())?;
    if !reads {
        accept::sends_json(request.headers())?;
    }
    let (parts, body) = request.into_parts();
    let body = if reads {
        Bytes::new()
    } else {
        to_bytes(body, MOST_BODY_BYTES).await.map_err(|error| {
            Trouble::of(if is_too_long(&error) {
                &kinds::TOO_LARGE
            } else {
                &kinds::BAD_REQUEST
            })
        })?
    };
    let call = Call {
        state,
        caller,
        prefix,
        parameters: Parameters::of(parts.uri.query()),
        path: parts.uri.path().to_owned(),
        headers: parts.headers.clone(),
        names,
        body,
    };
    let reply = (endpoint.run)(call).await?;
    reply.answer(reads.then_some(&parts.headers))
}

fn wrong_method(endpoints: &[Endpoint]) -> Trouble {
    let mut allowed: Vec<&str> = Vec::new();
    for endpoint in endpoints {
        allowed.push(endpoint.method);
        if endpoint.method == "GET" {
            allowed.push("HEAD");
        }
    }
    let allowed = allowed.join(", ");
    let trouble = Trouble::of(&kinds::WRONG_METHOD).detail(format!("It knows {allowed}."));
    match HeaderValue::try_from(allowed) {
        Ok(allowed) => trouble.header(header::ALLOW, allowed),
        Err(_) => trouble,
    }
}
