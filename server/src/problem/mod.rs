//! Everything that does not work, for programs: `application/problem+json` (RFC 9457 with Oracle's members,
//! `docs/rest-api.md`), written here for the gate, the REST API and what stands before them.

pub mod kinds;
mod refusal;

use app::text::Language;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{ExpressionFault, Fault, FaultKind, Field, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::settings::PublicUrl;
use kinds::Kind;
pub use refusal::refusal;

/// The media type of every problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// So many faults of a request are told. A body may have a million of them, and an answer that tells all would be a hundred
/// times as long as the body.
pub const MOST_FAULTS: usize = 1_000;

/// Why a request was not done: what is wrong and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// An address that explains this kind of problem.
    #[schema(format = "uri")]
    r#type: String,
    /// What is wrong and what to do, in words.
    title: String,
    /// The HTTP status again.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request in particular.
    detail: String,
    /// The path that was asked for.
    #[schema(format = "uri-reference")]
    instance: String,
    /// The kind of problem, for programs.
    #[serde(rename = "o:errorCode")]
    error_code: &'static str,
    /// Where: a JSON pointer into the body, the name of a query parameter, or the character of `q`, counted from 0.
    #[serde(rename = "o:errorPath", skip_serializing_if = "Option::is_none")]
    error_path: Option<String>,
    /// Every fault of the request, when there are some; the first 1,000 where there are more.
    #[serde(rename = "o:errorDetails", skip_serializing_if = "Vec::is_empty")]
    error_details: Vec<ProblemDetail>,
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemDetail {
    /// What is wrong with it, in words.
    pub title: String,
    /// The kind of fault, for programs.
    #[serde(rename = "o:errorCode")]
    pub error_code: &'static str,
    /// Where: as in the problem itself.
    #[serde(rename = "o:errorPath")]
    pub error_path: String,
}

impl ProblemDetail {
    /// A fault at a place.
    pub fn new(
        error_code: &'static str,
        path: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            error_code,
            error_path: path.into(),
        }
    }

    /// A fault of a field at a place. The text that was given is not repeated: it may be a secret.
    pub fn of_kind(path: impl Into<String>, kind: FaultKind) -> Self {
        let words = Language::default().text().fault_kind;
        Self::new(code_of(kind), path, words(kind))
    }

    /// A fault of `q` among others: as the problem that it is alone, its place is the character.
    pub fn of_query(fault: ExpressionFault) -> Self {
        let at = fault.offset.to_string();
        Self::new(kinds::BAD_QUERY.code, at, in_words(&Problem::from(fault)))
    }

    /// A fault of `orderby` among others.
    pub fn of_order(fault: ExpressionFault) -> Self {
        let words = in_words(&fault.of_order());
        Self::new(kinds::BAD_ORDER.code, "orderby", words)
    }
}

fn code_of(kind: FaultKind) -> &'static str {
    use domain::ClientIdFault::{LooksLikeSecret, LooksLikeToken};
    match kind {
        FaultKind::Empty => "MISSING",
        FaultKind::TooLong { .. } => "TOO_LONG",
        FaultKind::BadCharacter(_) => "BAD_CHARACTER",
        FaultKind::NotAnEmail => "NOT_AN_EMAIL",
        FaultKind::NotANumber { .. } => "NOT_A_NUMBER",
        FaultKind::LooksLikeSecret | FaultKind::ClientId(LooksLikeSecret | LooksLikeToken) => {
            "LOOKS_LIKE_SECRET"
        }
        FaultKind::ClientId(_) => "NOT_A_CLIENT_ID",
        FaultKind::VariableName(_) => "NOT_A_VARIABLE_NAME",
    }
}

/// A problem on its way out; it learns where it happened when it gets there.
#[derive(Debug)]
pub struct Trouble(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: Option<String>,
    path: Option<String>,
    details: Vec<ProblemDetail>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Trouble {
    /// A problem of this kind.
    pub fn of(kind: &Kind) -> Self {
        Self(Box::new(Inner {
            status: StatusCode::from_u16(kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: kind.code,
            title: kind.title,
            detail: None,
            path: None,
            details: Vec::new(),
            headers: Vec::new(),
        }))
    }

    /// 400 with every fault there is, [`MOST_FAULTS`] at most; the first one's place is that of the problem.
    pub fn faults(mut details: Vec<ProblemDetail>) -> Self {
        details.truncate(MOST_FAULTS);
        let mut trouble = Self::of(&kinds::INVALID);
        if let Some(first) = details.first() {
            trouble.0.path = Some(first.error_path.clone());
            trouble.0.detail = Some(first.title.clone());
        }
        trouble.0.details = details;
        trouble
    }

    /// With more words.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// With the place.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// The answer to the request for a path.
    pub fn answer(self, public: &PublicUrl, instance: &str, request_id: &str) -> Response {
        let inner = *self.0;
        let detail = if inner.status == StatusCode::INTERNAL_SERVER_ERROR {
            format!("Request {request_id}")
        } else {
            inner.detail.unwrap_or_else(|| inner.title.to_owned())
        };
        let document = ProblemDocument {
            r#type: public.join(&format!("/docs/api#{}", inner.code)),
            title: inner.title.to_owned(),
            status: inner.status.as_u16(),
            detail,
            instance: instance.to_owned(),
            error_code: inner.code,
            error_path: inner.path,
            error_details: inner.details,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = inner.status;
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.extend(inner.headers);
        answer
    }

    /// For a status that came from further out, without words of its own.
    pub fn bare(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Problem::SignInNeeded.into(),
            StatusCode::FORBIDDEN => Self::of(&kinds::NOT_ALLOWED),
            StatusCode::NOT_FOUND => Self::of(&kinds::NOT_FOUND),
            StatusCode::METHOD_NOT_ALLOWED => Self::of(&kinds::WRONG_METHOD),
            StatusCode::PAYLOAD_TOO_LARGE => Self::of(&kinds::TOO_LARGE),
            StatusCode::SERVICE_UNAVAILABLE => Problem::Unavailable { retry_after: 5 }.into(),
            status if status.is_server_error() => Self::of(&kinds::INTERNAL),
            _ => Self::of(&kinds::BAD_REQUEST),
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::SignInNeeded => {
                let challenge = HeaderValue::from_static("Bearer");
                Self::of(&kinds::NO_CREDENTIALS).header(header::WWW_AUTHENTICATE, challenge)
            }
            Problem::NotAllowed => Self::of(&kinds::NOT_ALLOWED),
            Problem::NotFound => Self::of(&kinds::NOT_FOUND),
            Problem::Invalid(faults) => Self::faults(faults.iter().map(of_fault).collect()),
            Problem::ClientIdTaken { party_number } => Self::of(&kinds::CLIENT_ID_TAKEN)
                .detail(format!("The integration user {party_number} has it."))
                .at("/oauthClientId"),
            Problem::VariableNameTaken => Self::of(&kinds::VARIABLE_NAME_TAKEN).at("/variableName"),
            Problem::UnknownGroups(names) => Self::faults(
                names
                    .iter()
                    .map(|name| unknown_group("/groups", name.as_str()))
                    .collect(),
            ),
            Problem::UnknownLogins(logins) => Self::faults(
                logins
                    .iter()
                    .map(|_| ProblemDetail::new("UNKNOWN_LOGIN", "", "No user has this login."))
                    .collect(),
            ),
            Problem::BadQuery { at, .. } => Self::of(&kinds::BAD_QUERY)
                .detail(in_words(&problem))
                .at(at.to_string()),
            Problem::BadOrder { .. } => Self::of(&kinds::BAD_ORDER)
                .detail(in_words(&problem))
                .at("orderby"),
            Problem::ChangedMeanwhile(_) | Problem::GroupChangedMeanwhile => {
                Self::of(&kinds::PRECONDITION_FAILED)
            }
            Problem::ReadOnlyGroup => Self::of(&kinds::READ_ONLY_GROUP),
            Problem::NothingSelected | Problem::TooManyUsers { .. } | Problem::StillRunning => {
                let detail = ProblemDetail::new("SELECTION", "/criteria/q", in_words(&problem));
                Self::faults(vec![detail])
            }
            Problem::Unavailable { retry_after } => {
                Self::of(&kinds::UNAVAILABLE).header(header::RETRY_AFTER, retry_after)
            }
            Problem::StorageFull { retry_after } => {
                Self::of(&kinds::STORAGE_FULL).header(header::RETRY_AFTER, retry_after)
            }
            Problem::Internal { .. } => Self::of(&kinds::INTERNAL),
        }
    }
}

/// As the catalogue says it.
fn in_words(problem: &Problem) -> String {
    (Language::default().text().problem)(problem)
}

/// A chosen group that there is none of.
pub fn unknown_group(path: &str, name: &str) -> ProblemDetail {
    ProblemDetail::new(
        "UNKNOWN_GROUP",
        path,
        format!("There is no group with the variable name {name}."),
    )
}

fn of_fault(fault: &Fault) -> ProblemDetail {
    let member = match fault.field {
        Field::ClientId => "/oauthClientId",
        Field::Name => "/firstName",
        Field::Email => "/email",
        Field::Description => "/description",
        Field::Groups => "/groups",
        Field::VariableName => "/variableName",
        Field::Label => "/label",
        // No members of the API.
        Field::CallsPerSecond | Field::CallsAtOnce => "",
    };
    ProblemDetail::of_kind(member, fault.kind)
}
