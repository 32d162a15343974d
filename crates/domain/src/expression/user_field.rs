//! Members of the integration user.

use super::field::folded;
use super::{QueryField, Value, ValueKind};
use crate::wire::{
    COMPANY_LOGIN_NAME, COMPANY_NAME, CURRENCY, DATE_FORMAT, LANGUAGE, NUMBER_FORMAT,
    PermissionFlag, TIME_ZONE, UNITS, USER_TYPE,
};
use crate::{IntegrationUser, Status};

/// A scalar member of the integration user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserField {
    /// `login`
    Login,
    /// `firstName`
    FirstName,
    /// `email`
    Email,
    /// `description`
    Description,
    /// `dateAdded`
    DateAdded,
    /// `dateModified`
    DateModified,
    /// `lastLogin`
    LastLogin,
    /// `oauthClientId`
    OauthClientId,
    /// `partyId`
    PartyId,
    /// `partyNumber`
    PartyNumber,
    /// `status.value`, for short `status`
    Status,
    /// `status.displayValue`
    StatusWord,
    /// `groups.variableName`: true of any of the groups
    GroupVariableName,
    /// `groups.label`
    GroupLabel,
    /// `groups.type`
    GroupType,
    /// One of the five `is…PermEnabled`
    Permission(PermissionFlag),
    /// The same of every user.
    Constant(UserConstant),
}

/// A member that is the same of every integration user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserConstant(usize);

enum Constant {
    Absent,
    Text(&'static str),
    Number(i64),
    Flag(bool),
}

const FIELDS: [(&str, UserField); 15] = [
    ("login", UserField::Login),
    ("firstName", UserField::FirstName),
    ("email", UserField::Email),
    ("description", UserField::Description),
    ("dateAdded", UserField::DateAdded),
    ("dateModified", UserField::DateModified),
    ("lastLogin", UserField::LastLogin),
    ("oauthClientId", UserField::OauthClientId),
    ("partyId", UserField::PartyId),
    ("partyNumber", UserField::PartyNumber),
    ("status.value", UserField::Status),
    ("status.displayValue", UserField::StatusWord),
    ("groups.variableName", UserField::GroupVariableName),
    ("groups.label", UserField::GroupLabel),
    ("groups.type", UserField::GroupType),
];

const CONSTANTS: [(&str, Constant); 22] = [
    ("lastName", Constant::Absent),
    ("phone", Constant::Absent),
    ("isNotifyEmail", Constant::Flag(false)),
    ("isNotifyFax", Constant::Flag(false)),
    ("isMobileEnabled", Constant::Flag(false)),
    ("isWebServicesOnly", Constant::Flag(true)),
    ("type.value", Constant::Text(USER_TYPE.value)),
    ("type.displayValue", Constant::Text(USER_TYPE.display)),
    ("language.value", Constant::Text(LANGUAGE.value)),
    ("language.displayValue", Constant::Text(LANGUAGE.display)),
    ("currency.value", Constant::Text(CURRENCY.value)),
    ("currency.displayValue", Constant::Text(CURRENCY.display)),
    ("numberFormat.value", Constant::Number(NUMBER_FORMAT.value)),
    (
        "numberFormat.displayValue",
        Constant::Text(NUMBER_FORMAT.display),
    ),
    ("timeZone.value", Constant::Number(TIME_ZONE.value)),
    ("timeZone.displayValue", Constant::Text(TIME_ZONE.display)),
    ("units.value", Constant::Number(UNITS.value)),
    ("units.displayValue", Constant::Text(UNITS.display)),
    ("dateFormat.value", Constant::Number(DATE_FORMAT.value)),
    (
        "dateFormat.displayValue",
        Constant::Text(DATE_FORMAT.display),
    ),
    ("company.name", Constant::Text(COMPANY_NAME)),
    ("company.loginName", Constant::Text(COMPANY_LOGIN_NAME)),
];

/// Members that are objects of a value and its words stand for the value.
const CHOICES: [&str; 8] = [
    "status",
    "type",
    "language",
    "currency",
    "numberFormat",
    "timeZone",
    "units",
    "dateFormat",
];

impl UserField {
    /// Every member there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = FIELDS.iter().map(|(_, field)| *field);
        let permissions = PermissionFlag::ALL.into_iter().map(Self::Permission);
        let constants = (0..CONSTANTS.len()).map(|at| Self::Constant(UserConstant(at)));
        fields.chain(permissions).chain(constants)
    }
}

impl UserConstant {
    fn constant(self) -> &'static (&'static str, Constant) {
        // Only made of indices of the table.
        &CONSTANTS[self.0]
    }

    /// Its values: one, or none where the member is always absent.
    pub fn values(self) -> Vec<Value> {
        match self.constant().1 {
            Constant::Absent => Vec::new(),
            Constant::Text(text) => Value::text(text),
            Constant::Number(number) => vec![Value::Number(number)],
            Constant::Flag(flag) => vec![Value::Flag(flag)],
        }
    }
}

/// The word of a status on the wire.
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Inactive => "Inactive",
    }
}

impl QueryField for UserField {
    type Row = IntegrationUser;

    fn find(path: &str) -> Option<Self> {
        if CHOICES.contains(&path) {
            return Self::find(&format!("{path}.value"));
        }
        Self::all().find(|field| field.path() == path)
    }

    fn path(self) -> &'static str {
        match self {
            Self::Permission(flag) => flag.member(),
            Self::Constant(constant) => constant.constant().0,
            _ => FIELDS
                .iter()
                .find(|(_, field)| *field == self)
                .map_or("", |(path, _)| path),
        }
    }

    fn kind(self) -> ValueKind {
        match self {
            Self::Login
            | Self::FirstName
            | Self::Email
            | Self::Description
            | Self::OauthClientId
            | Self::PartyNumber
            | Self::StatusWord
            | Self::GroupVariableName
            | Self::GroupLabel
            | Self::GroupType => ValueKind::Text,
            Self::DateAdded | Self::DateModified | Self::LastLogin => ValueKind::Moment,
            Self::PartyId | Self::Status => ValueKind::Number,
            Self::Permission(_) => ValueKind::Flag,
            Self::Constant(constant) => match constant.constant().1 {
                Constant::Absent | Constant::Text(_) => ValueKind::Text,
                Constant::Number(_) => ValueKind::Number,
                Constant::Flag(_) => ValueKind::Flag,
            },
        }
    }

    fn values(self, user: &IntegrationUser) -> Vec<Value> {
        let groups = |text: fn(&crate::GroupRef) -> &str| {
            let groups = user.groups.iter();
            groups.flat_map(|group| Value::text(text(group))).collect()
        };
        match self {
            Self::Login => Value::text(user.login.as_str()),
            Self::FirstName => Value::text(user.name.as_str()),
            Self::Email => Value::text(user.email.as_str()),
            Self::Description => Value::text(user.description.as_str()),
            Self::DateAdded => Value::moment(user.date_added),
            Self::DateModified => Value::moment(user.date_modified),
            Self::LastLogin => user.last_used.map_or_else(Vec::new, Value::moment),
            Self::OauthClientId => Value::text(user.client_id.as_str()),
            Self::PartyId => vec![Value::Number(user.party_id.0)],
            Self::PartyNumber => Value::text(user.party_number.as_str()),
            Self::Status => vec![Value::Number(user.status.number())],
            Self::StatusWord => Value::text(status_word(user.status)),
            Self::GroupVariableName => groups(|group| group.variable_name.as_str()),
            Self::GroupLabel => groups(|group| group.label.as_str()),
            Self::GroupType => groups(|group| group.kind.word()),
            Self::Permission(flag) => vec![Value::Flag(flag.is_set(user))],
            Self::Constant(constant) => constant.values(),
        }
    }

    fn rank(self, user: &IntegrationUser) -> Option<Value> {
        // Moments to the microsecond, as they are stored.
        match self {
            Self::DateAdded => Some(Value::Moment(user.date_added)),
            Self::DateModified => Some(Value::Moment(user.date_modified)),
            Self::LastLogin => user.last_used.map(Value::Moment),
            _ => folded(self.values(user)),
        }
    }

    fn is_sortable(self) -> bool {
        !matches!(
            self,
            Self::GroupVariableName | Self::GroupLabel | Self::GroupType
        )
    }

    fn number_of(self, word: &str) -> Option<i64> {
        match self {
            Self::Status => Status::from_word(word).map(Status::number),
            _ => None,
        }
    }
}
