//! Members of a group as a user names it.

use super::{QueryField, Value, ValueKind};
use crate::GroupRef;

/// A member of a group of a user. Its `type` is a word there, as in `groups.type` of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserGroupField {
    /// `variableName`
    VariableName,
    /// `label`
    Label,
    /// `type`
    Type,
}

impl UserGroupField {
    /// Every member there is.
    pub const ALL: [Self; 3] = [Self::VariableName, Self::Label, Self::Type];
}

impl QueryField for UserGroupField {
    type Row = GroupRef;

    fn find(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.path() == path)
    }

    fn path(self) -> &'static str {
        match self {
            Self::VariableName => "variableName",
            Self::Label => "label",
            Self::Type => "type",
        }
    }

    fn kind(self) -> ValueKind {
        ValueKind::Text
    }

    fn values(self, group: &GroupRef) -> Vec<Value> {
        Value::text(match self {
            Self::VariableName => group.variable_name.as_str(),
            Self::Label => group.label.as_str(),
            Self::Type => group.kind.word(),
        })
    }

    fn is_sortable(self) -> bool {
        true
    }
}
