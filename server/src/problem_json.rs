//! Errors for programs: `application/problem+json` (RFC 9457) with Oracle's members (REST contract §5).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

/// The media type.
pub const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// One error of the gate or of the REST API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemJson {
    /// What kind of problem it is, as an address; ours has none of its own.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In words: what is wrong and what to do.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// More on it; left out when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The address that was asked, without its query; left out when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// In one word, for programs: `NOT_ADMITTED`.
    #[serde(rename = "o:errorCode")]
    pub code: String,
    /// Where in the request; left out when empty.
    #[serde(rename = "o:errorPath", skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Every fault, where there are several; left out when there are none.
    #[serde(rename = "o:errorDetails", skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<ProblemDetail>,
}

/// One of several faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemDetail {
    /// In words: what is wrong and what to do.
    pub title: String,
    /// In one word, for programs.
    #[serde(rename = "o:errorCode")]
    pub code: String,
    /// Where in the request, for example a member of the body; left out when empty.
    #[serde(rename = "o:errorPath", skip_serializing_if = "String::is_empty")]
    pub path: String,
}

impl ProblemJson {
    /// A problem with nothing more to say.
    pub fn new(status: StatusCode, code: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: title.into(),
            status: status.as_u16(),
            detail: String::new(),
            instance: String::new(),
            code: code.into(),
            path: String::new(),
            details: Vec::new(),
        }
    }

    /// As an answer, with these headers besides.
    pub fn into_response_with(self, headers: HeaderMap) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Texts and numbers only, which always become JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, MEDIA_TYPE);
        answer
    }
}

/// An answer in one line.
pub fn respond(
    status: StatusCode,
    code: &str,
    title: &str,
    detail: &str,
    headers: HeaderMap,
) -> Response {
    ProblemJson {
        detail: detail.to_owned(),
        ..ProblemJson::new(status, code, title)
    }
    .into_response_with(headers)
}
