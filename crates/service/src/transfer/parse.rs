//! One line of a file → one group or one integration user, or what is wrong with it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use domain::{
    ClientId, ClientIdFault, Description, DisplayName, Email, FaultKind, GroupType, Label,
    PartyNumber, Status, Timestamp, VariableName,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::words::Wrong;

/// What a line holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    Group(GroupRecord),
    User(Box<UserRecord>),
}

/// A group as a line describes it; a description that is `None` was not in the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GroupRecord {
    pub(super) variable_name: VariableName,
    pub(super) label: Label,
    pub(super) kind: GroupType,
    pub(super) description: Option<Description>,
}

/// An integration user as a line describes it; what is `None` was not in the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UserRecord {
    pub(super) client_id: ClientId,
    pub(super) party_number: Option<PartyNumber>,
    pub(super) name: Option<DisplayName>,
    pub(super) email: Option<Email>,
    pub(super) description: Option<Description>,
    pub(super) status: Option<Status>,
    pub(super) groups: Option<Vec<VariableName>>,
    pub(super) date_added: Option<Timestamp>,
    pub(super) last_used: Option<Timestamp>,
}

/// Reads a line.
///
/// # Errors
/// Everything that is wrong with it, not the first thing only.
pub(super) fn record(line: &str) -> Result<Record, Vec<Wrong>> {
    let is_object = line.starts_with('{');
    let raw: RawLine = match serde_json::from_str(line) {
        // serde takes a list for an object whose members come in order.
        Ok(_) if !is_object => return Err(vec![Wrong::NotObject]),
        Ok(raw) => raw,
        Err(error) if error.is_data() && !is_object => return Err(vec![Wrong::NotObject]),
        Err(error) => return Err(vec![json_fault(&error)]),
    };
    match (raw.group, raw.user) {
        (Some(group), None) => group.check().map(Record::Group),
        (None, Some(user)) => user.check().map(|user| Record::User(Box::new(user))),
        (Some(_), Some(_)) => Err(vec![Wrong::Both]),
        (None, None) => Err(vec![Wrong::Neither]),
    }
}

/// serde's own sentence repeats the value it stumbled over, which may be a secret: only the place is kept.
fn json_fault(error: &serde_json::Error) -> Wrong {
    let column = error.column();
    match error.classify() {
        serde_json::error::Category::Eof => Wrong::CutShort,
        serde_json::error::Category::Data => Wrong::OtherKind { column },
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            Wrong::NotJson { column }
        }
    }
}

#[derive(Deserialize)]
struct RawLine<'a> {
    #[serde(borrow)]
    group: Option<RawGroup<'a>>,
    #[serde(borrow, rename = "integrationUser")]
    user: Option<RawUser<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawGroup<'a> {
    #[serde(borrow, default)]
    variable_name: Member<'a>,
    #[serde(borrow, default)]
    label: Member<'a>,
    #[serde(borrow, default, rename = "type")]
    kind: Member<'a>,
    #[serde(borrow, default)]
    description: Member<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawUser<'a> {
    #[serde(borrow, default)]
    pub(super) oauth_client_id: Member<'a>,
    #[serde(borrow, default)]
    pub(super) first_name: Member<'a>,
    #[serde(borrow, default)]
    pub(super) email: Member<'a>,
    #[serde(borrow, default)]
    pub(super) description: Member<'a>,
    #[serde(borrow, default)]
    pub(super) party_number: Member<'a>,
    #[serde(borrow, default)]
    pub(super) date_added: Member<'a>,
    #[serde(borrow, default)]
    pub(super) last_login: Member<'a>,
    pub(super) status: Option<RawStatus>,
    #[serde(borrow)]
    pub(super) groups: Option<RawGroups<'a>>,
    // Members that would hold a secret are the only unknown ones that are not passed over.
    #[serde(
        alias = "client_secret",
        alias = "oauthClientSecret",
        alias = "oauth_client_secret",
        alias = "secret"
    )]
    client_secret: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct RawStatus {
    pub(super) value: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct RawGroups<'a> {
    #[serde(borrow)]
    pub(super) items: Option<Vec<RawMembership<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawMembership<'a> {
    #[serde(borrow, default)]
    pub(super) variable_name: Member<'a>,
}

/// A member that should be a text: borrowed from the line where it holds no escapes, and remembered as something else
/// where it is something else, so that the fault can name the member.
#[derive(Default)]
pub(super) enum Member<'a> {
    #[default]
    Absent,
    Text(Cow<'a, str>),
    SomethingElse,
}

impl<'de: 'a, 'a> Deserialize<'de> for Member<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Member::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Member::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Member::Absent)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Member::SomethingElse)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Member::SomethingElse)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Member::SomethingElse)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Member::SomethingElse)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Member::SomethingElse)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Member::SomethingElse)
    }
}

impl Member<'_> {
    /// The text, if there is one; something else goes on the list.
    fn text(&self, member: &'static str, wrongs: &mut Vec<Wrong>) -> Option<&str> {
        match self {
            Self::Text(text) if text.contains("idcscs-") => {
                wrongs.push(Wrong::Secret { member });
                None
            }
            Self::Text(text) => Some(text),
            Self::Absent => None,
            Self::SomethingElse => {
                wrongs.push(Wrong::NotText { member });
                None
            }
        }
    }

    /// The checked text, if there is one.
    fn read<T: FromStr<Err: Into<FaultKind>>>(
        &self,
        member: &'static str,
        wrongs: &mut Vec<Wrong>,
    ) -> Option<T> {
        let text = self.text(member, wrongs)?;
        text.parse()
            .map_err(|fault: T::Err| wrongs.push(field_fault(member, fault.into())))
            .ok()
    }

    /// The checked text, which must be there.
    fn need<T: FromStr<Err: Into<FaultKind>>>(
        &self,
        member: &'static str,
        wrongs: &mut Vec<Wrong>,
    ) -> Option<T> {
        if matches!(self, Self::Absent) {
            wrongs.push(Wrong::Missing { member });
        }
        self.read(member, wrongs)
    }

    fn moment(&self, member: &'static str, wrongs: &mut Vec<Wrong>) -> Option<Timestamp> {
        let moment = Timestamp::parse_rfc3339(self.text(member, wrongs)?);
        if moment.is_none() {
            wrongs.push(Wrong::BadMoment { member });
        }
        moment
    }
}

fn field_fault(member: &'static str, kind: FaultKind) -> Wrong {
    match kind {
        FaultKind::LooksLikeSecret
        | FaultKind::ClientId(ClientIdFault::LooksLikeSecret | ClientIdFault::LooksLikeToken) => {
            Wrong::Secret { member }
        }
        kind => Wrong::Field { member, kind },
    }
}

impl RawGroup<'_> {
    fn check(&self) -> Result<GroupRecord, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let variable_name = self.variable_name.need("variableName", &mut wrongs);
        let label = self.label.need("label", &mut wrongs);
        let description = self.description.read("description", &mut wrongs);
        if matches!(self.kind, Member::Absent) {
            wrongs.push(Wrong::Missing { member: "type" });
        }
        let kind = self.kind.text("type", &mut wrongs).and_then(|word| {
            let kind = GroupType::from_word(word.trim());
            if kind.is_none() {
                wrongs.push(Wrong::UnknownType);
            }
            kind
        });
        match (variable_name, label, kind) {
            (Some(variable_name), Some(label), Some(kind)) if wrongs.is_empty() => {
                Ok(GroupRecord {
                    variable_name,
                    label,
                    kind,
                    description,
                })
            }
            _ => Err(wrongs),
        }
    }
}

impl RawUser<'_> {
    /// The user, or all that is wrong with it.
    pub(super) fn check(&self) -> Result<UserRecord, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        if self.client_secret.is_some() {
            wrongs.push(Wrong::Secret {
                member: "integrationUser",
            });
        }
        let client_id: Option<ClientId> = self.oauth_client_id.need("oauthClientId", &mut wrongs);
        let name = self.first_name.read("firstName", &mut wrongs);
        let email = self.email.read("email", &mut wrongs);
        let description = self.description.read("description", &mut wrongs);
        let party_number = self.party_number(&mut wrongs);
        let status = self.status(&mut wrongs);
        let groups = self.groups(&mut wrongs);
        let date_added = self.date_added.moment("dateAdded", &mut wrongs);
        let last_used = self.last_login.moment("lastLogin", &mut wrongs);
        match client_id {
            Some(client_id) if wrongs.is_empty() => Ok(UserRecord {
                client_id,
                party_number,
                name,
                email,
                description,
                status,
                groups,
                date_added,
                last_used,
            }),
            _ => Err(wrongs),
        }
    }

    /// One from a file becomes part of addresses, so unlike one in an address it is checked.
    fn party_number(&self, wrongs: &mut Vec<Wrong>) -> Option<PartyNumber> {
        let text = self.party_number.text("partyNumber", wrongs)?.trim();
        let fits = text.len() <= 64
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            && !PartyNumber::RESERVED
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word));
        if !fits {
            wrongs.push(Wrong::BadPartyNumber);
        }
        fits.then(|| PartyNumber::new(text))
    }

    fn status(&self, wrongs: &mut Vec<Wrong>) -> Option<Status> {
        let status = self.status.as_ref()?.value.and_then(Status::from_number);
        if status.is_none() {
            wrongs.push(Wrong::BadStatus);
        }
        status
    }

    /// Each group once, in the order of the names.
    fn groups(&self, wrongs: &mut Vec<Wrong>) -> Option<Vec<VariableName>> {
        let items = self.groups.as_ref()?.items.as_ref()?;
        let mut groups: Vec<VariableName> = items
            .iter()
            .filter_map(|item| item.variable_name.need("groups.items.variableName", wrongs))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        Some(groups)
    }
}
