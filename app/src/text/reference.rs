//! Words around the reference of the REST API, a page that the server shows by itself. What it says of each address
//! comes from the OpenAPI document.

use super::Language;

/// The words of that page.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceText {
    /// Title and heading.
    pub title: &'static str,
    /// Leads to the document for programs.
    pub document: &'static str,
    /// Names the list of addresses.
    pub contents: &'static str,
    /// Names the prefixes.
    pub prefixes: &'static str,
    /// Above parameters.
    pub parameters: &'static str,
    /// Above the body of a request.
    pub body: &'static str,
    /// Above answers.
    pub answers: &'static str,
    /// Heading of the shapes of bodies.
    pub shapes: &'static str,
    /// Heading of the kinds of problems.
    pub problems: &'static str,
    /// Columns: name, type, meaning, status.
    pub name: &'static str,
    /// See `name`.
    pub kind: &'static str,
    /// See `name`.
    pub meaning: &'static str,
    /// See `name`.
    pub status: &'static str,
    /// Marks what must be there.
    pub needed: &'static str,
    /// A list of something.
    pub list_of: fn(&str) -> String,
    /// Any of several types.
    pub or: &'static str,
}

impl Language {
    /// The words of the reference of the REST API.
    pub const fn reference(self) -> &'static ReferenceText {
        match self {
            Self::English => &ENGLISH,
        }
    }
}

static ENGLISH: ReferenceText = ReferenceText {
    title: "REST API",
    document: "OpenAPI document",
    contents: "Addresses",
    prefixes: "Every address is served under each of these:",
    parameters: "Parameters",
    body: "Body",
    answers: "Answers",
    shapes: "Shapes",
    problems: "Problems",
    name: "Name",
    kind: "Type",
    meaning: "Meaning",
    status: "Status",
    needed: "needed",
    list_of: |item| format!("list of {item}"),
    or: " or ",
};
