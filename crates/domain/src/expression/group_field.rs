//! Members of the group.

use super::{QueryField, Value, ValueKind};
use crate::wire::{COMPANY_LOGIN_NAME, COMPANY_NAME, GROUP_STATUS};
use crate::{Group, GroupType, Status};

/// A scalar member of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupField {
    /// `variableName`
    VariableName,
    /// `label`
    Label,
    /// `description`
    Description,
    /// `type.value`, for short `type`
    Type,
    /// `type.displayValue`
    TypeWord,
    /// `status.value`, for short `status`: of every group 1
    Status,
    /// `status.displayValue`
    StatusWord,
    /// `readOnly`
    ReadOnly,
    /// `company.name`
    CompanyName,
    /// `company.loginName`
    CompanyLoginName,
}

impl GroupField {
    /// Every member there is.
    pub const ALL: [Self; 10] = [
        Self::VariableName,
        Self::Label,
        Self::Description,
        Self::Type,
        Self::TypeWord,
        Self::Status,
        Self::StatusWord,
        Self::ReadOnly,
        Self::CompanyName,
        Self::CompanyLoginName,
    ];
}

impl QueryField for GroupField {
    type Row = Group;

    fn find(path: &str) -> Option<Self> {
        match path {
            "type" => Some(Self::Type),
            "status" => Some(Self::Status),
            _ => Self::ALL.into_iter().find(|field| field.path() == path),
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::VariableName => "variableName",
            Self::Label => "label",
            Self::Description => "description",
            Self::Type => "type.value",
            Self::TypeWord => "type.displayValue",
            Self::Status => "status.value",
            Self::StatusWord => "status.displayValue",
            Self::ReadOnly => "readOnly",
            Self::CompanyName => "company.name",
            Self::CompanyLoginName => "company.loginName",
        }
    }

    fn kind(self) -> ValueKind {
        match self {
            Self::Type | Self::Status => ValueKind::Number,
            Self::ReadOnly => ValueKind::Flag,
            _ => ValueKind::Text,
        }
    }

    fn values(self, group: &Group) -> Vec<Value> {
        match self {
            Self::VariableName => Value::text(group.variable_name.as_str()),
            Self::Label => Value::text(group.label.as_str()),
            Self::Description => Value::text(group.description.as_str()),
            Self::Type => vec![Value::Number(group.kind.number())],
            Self::TypeWord => Value::text(group.kind.word()),
            Self::Status => vec![Value::Number(GROUP_STATUS.value)],
            Self::StatusWord => Value::text(GROUP_STATUS.display),
            Self::ReadOnly => vec![Value::Flag(group.read_only)],
            Self::CompanyName => Value::text(COMPANY_NAME),
            Self::CompanyLoginName => Value::text(COMPANY_LOGIN_NAME),
        }
    }

    fn is_sortable(self) -> bool {
        true
    }

    fn number_of(self, word: &str) -> Option<i64> {
        match self {
            Self::Type => GroupType::from_word(word).map(GroupType::number),
            Self::Status => Status::from_word(word).map(Status::number),
            _ => None,
        }
    }
}
