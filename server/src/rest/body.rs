//! What the body of a request may hold, read member by member: every fault is found, and unknown members are passed
//! over. A given text is never repeated: it may be a secret.

use std::str::FromStr;

use domain::{FaultKind, GroupType, Login, MemberChange, MemberOp, Status, VariableName};

use super::json::Json;
use crate::problem::{MOST_FAULTS, ProblemDetail, Trouble};

/// Reads members and collects what is wrong with them, as far as it is told ([`MOST_FAULTS`]).
pub struct Reader {
    faults: Vec<ProblemDetail>,
}

/// A chosen group and where it stands in the body.
#[derive(Debug)]
pub struct Chosen {
    /// The group.
    pub name: VariableName,
    /// A JSON pointer.
    pub path: String,
}

impl Reader {
    /// With faults that were found before.
    pub fn new(faults: Vec<ProblemDetail>) -> Self {
        Self { faults }
    }

    /// Whether nothing is wrong so far.
    pub fn is_faultless(&self) -> bool {
        self.faults.is_empty()
    }

    /// Notes faults that were found elsewhere.
    pub fn add(&mut self, faults: impl IntoIterator<Item = ProblemDetail>) {
        faults.into_iter().for_each(|fault| self.note(fault));
    }

    /// What was read, unless something was wrong.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Trouble> {
        match read {
            Some(read) if self.faults.is_empty() => Ok(read),
            _ => Err(Trouble::faults(self.faults)),
        }
    }

    /// Notes a fault.
    pub fn fault(&mut self, code: &'static str, path: &str, title: impl Into<String>) {
        self.note(ProblemDetail::new(code, path, title));
    }

    fn note(&mut self, fault: ProblemDetail) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    /// The body must be an object.
    pub fn object(&mut self, json: &Json) {
        if !matches!(json, Json::Object(_)) {
            self.wrong_type("", "an object", json);
        }
    }

    /// A member's text, parsed. Absent is `None`; `null` clears where an empty text may stand, else it is a fault.
    pub fn text<T>(&mut self, json: &Json, name: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Into<FaultKind>,
    {
        let path = format!("/{name}");
        let text = match json.member(name)? {
            Json::Text(text) => text.as_str(),
            Json::Null => "",
            other => {
                self.wrong_type(&path, "a string", other);
                return None;
            }
        };
        match text.parse() {
            Ok(value) => Some(value),
            Err(fault) => {
                let fault: FaultKind = T::Err::into(fault);
                self.note(ProblemDetail::of_kind(path, fault));
                None
            }
        }
    }

    /// The same, but the member must be there.
    pub fn needed<T>(&mut self, json: &Json, name: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Into<FaultKind>,
    {
        if json.member(name).is_none() {
            self.missing(&format!("/{name}"));
        }
        self.text(json, name)
    }

    /// `{"status":{"value":0|1}}`
    pub fn status(&mut self, json: &Json, path: &str) -> Option<Status> {
        let status = json.member("status").filter(|json| **json != Json::Null)?;
        let path = format!("{path}/status");
        if !matches!(status, Json::Object(_)) {
            self.wrong_type(&path, "an object", status);
            return None;
        }
        let path = format!("{path}/value");
        let Some(value) = status.member("value") else {
            self.missing(&path);
            return None;
        };
        let Json::Whole(number) = value else {
            self.wrong_type(&path, "0 or 1", value);
            return None;
        };
        let known = Status::from_number(*number);
        if known.is_none() {
            self.fault(
                "UNKNOWN_VALUE",
                &path,
                "A status is 0 (Inactive) or 1 (Active).",
            );
        }
        known
    }

    /// The status, which must be there.
    pub fn needed_status(&mut self, json: &Json, path: &str) -> Option<Status> {
        if matches!(json.member("status"), None | Some(Json::Null)) {
            self.missing(&format!("{path}/status"));
        }
        self.status(json, path)
    }

    /// `{"groups":{"items":[…]}}`; without it, or with `null`, nothing is chosen and nothing changes.
    pub fn groups(&mut self, json: &Json) -> Option<Vec<Chosen>> {
        let groups = json.member("groups").filter(|json| **json != Json::Null)?;
        self.items(groups, "/groups")
    }

    /// `{"items":[{"variableName":…},…]}`, or the list alone.
    pub fn items(&mut self, json: &Json, path: &str) -> Option<Vec<Chosen>> {
        let (items, path) = match json {
            Json::List(items) => (items, path.to_owned()),
            Json::Object(_) => {
                let path = format!("{path}/items");
                match json.member("items") {
                    Some(Json::List(items)) => (items, path),
                    Some(other) => {
                        self.wrong_type(&path, "an array", other);
                        return None;
                    }
                    None => {
                        self.missing(&path);
                        return None;
                    }
                }
            }
            other => {
                self.wrong_type(path, "an object", other);
                return None;
            }
        };
        let mut chosen: Vec<Chosen> = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}/{at}/variableName");
            let name = match item.member("variableName") {
                Some(Json::Text(name)) => name,
                Some(other) => {
                    self.wrong_type(&path, "a string", other);
                    continue;
                }
                None => {
                    self.missing(&path);
                    continue;
                }
            };
            match name.parse::<VariableName>() {
                Ok(name) => chosen.push(Chosen { name, path }),
                Err(fault) => {
                    self.note(ProblemDetail::of_kind(path, FaultKind::VariableName(fault)));
                }
            }
        }
        Some(chosen)
    }

    /// A group's type: `{"value":0|1}`, the number or the word.
    pub fn group_type(&mut self, json: &Json) -> Option<GroupType> {
        let kind = json.member("type").filter(|json| **json != Json::Null)?;
        let value = match kind {
            Json::Object(_) => kind.member("value").unwrap_or(&Json::Null),
            other => other,
        };
        let known = match value {
            Json::Whole(number) => GroupType::from_number(*number),
            Json::Text(word) => GroupType::from_word(word),
            _ => None,
        };
        if known.is_none() {
            self.fault(
                "UNKNOWN_VALUE",
                "/type",
                "A type is {\"value\":0} (Sales) or {\"value\":1} (Administrator).",
            );
        }
        known
    }

    /// `[{"op":"ADD"|"REMOVE","path":"/","value":{"login":…}},…]`
    pub fn member_changes(&mut self, json: &Json) -> Option<Vec<MemberChange>> {
        let Json::List(items) = json else {
            self.wrong_type("", "an array", json);
            return None;
        };
        let mut changes = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let op = self.member_op(item, at);
            match item.member("path") {
                None => {}
                Some(Json::Text(path)) if path == "/" => {}
                Some(_) => self.fault(
                    "UNKNOWN_VALUE",
                    &format!("/{at}/path"),
                    "The path is \"/\".",
                ),
            }
            let path = format!("/{at}/value/login");
            match item.member("value").and_then(|value| value.member("login")) {
                Some(Json::Text(login)) => changes.extend(op.map(|op| MemberChange {
                    op,
                    login: Login::new(login.as_str()),
                })),
                Some(other) => self.wrong_type(&path, "a string", other),
                None => self.missing(&path),
            }
        }
        Some(changes)
    }

    fn member_op(&mut self, item: &Json, at: usize) -> Option<MemberOp> {
        let path = format!("/{at}/op");
        let op = match item.member("op") {
            Some(Json::Text(op)) if op.eq_ignore_ascii_case("ADD") => Some(MemberOp::Add),
            Some(Json::Text(op)) if op.eq_ignore_ascii_case("REMOVE") => Some(MemberOp::Remove),
            None => {
                self.missing(&path);
                return None;
            }
            Some(_) => None,
        };
        if op.is_none() {
            self.fault("UNKNOWN_VALUE", &path, "The op is \"ADD\" or \"REMOVE\".");
        }
        op
    }

    /// Notes that a member is not there.
    pub fn missing(&mut self, path: &str) {
        self.fault("MISSING", path, "This is needed.");
    }

    /// Notes that something is of another kind.
    pub fn wrong_type(&mut self, path: &str, expected: &str, found: &Json) {
        let title = format!("This must be {expected}, not {}.", found.kind());
        self.fault("WRONG_TYPE", path, title);
    }
}
