//! Members of the published shapes that are the same for every integration user and group (`docs/rest-api.md`).
//! They are here so that what is sent and what `q` and `orderby` know of it cannot differ.

use crate::{GroupType, IntegrationUser, USER_ADMINISTRATORS};

/// A member of the form `{"value": …, "displayValue": "…"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// For programs.
    pub value: T,
    /// For people.
    pub display: &'static str,
}

const fn choice<T: Copy>(value: T, display: &'static str) -> Choice<T> {
    Choice { value, display }
}

/// `type` of every integration user.
pub const USER_TYPE: Choice<&str> = choice("FULL_ACCESS", "FullAccess");
/// `language` of every integration user.
pub const LANGUAGE: Choice<&str> = choice("en", "English");
/// `currency` of every integration user.
pub const CURRENCY: Choice<&str> = choice("USD", "USD");
/// `numberFormat` of every integration user.
pub const NUMBER_FORMAT: Choice<i64> = choice(0, "#,###.##");
/// `timeZone` of every integration user: all moments are in UTC.
pub const TIME_ZONE: Choice<i64> = choice(0, "UTC");
/// `units` of every integration user.
pub const UNITS: Choice<i64> = choice(0, "Metric");
/// `dateFormat` of every integration user.
pub const DATE_FORMAT: Choice<i64> = choice(0, "yyyy-MM-dd");
/// `status` of every group.
pub const GROUP_STATUS: Choice<i64> = choice(1, "Active");
/// `company.loginName`: there is one company.
pub const COMPANY_LOGIN_NAME: &str = "_host";
/// `company.name`.
pub const COMPANY_NAME: &str = "Host Company";

/// A boolean of the integration user that comes from its administrator groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermissionFlag {
    /// `isProxyPermEnabled`
    Proxy,
    /// `isAccessAdminPermEnabled`
    AccessAdmin,
    /// `isUserAdminPermEnabled`
    UserAdmin,
    /// `isApplicationAdminPermEnabled`
    ApplicationAdmin,
    /// `isSuperUserPermEnabled`
    SuperUser,
}

impl PermissionFlag {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Proxy,
        Self::AccessAdmin,
        Self::UserAdmin,
        Self::ApplicationAdmin,
        Self::SuperUser,
    ];

    /// Its member.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Proxy => "isProxyPermEnabled",
            Self::AccessAdmin => "isAccessAdminPermEnabled",
            Self::UserAdmin => "isUserAdminPermEnabled",
            Self::ApplicationAdmin => "isApplicationAdminPermEnabled",
            Self::SuperUser => "isSuperUserPermEnabled",
        }
    }

    /// The variable name of the administrator group whose members have it. Only that of [`Self::UserAdmin`] is built in.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Proxy => "proxyUsers",
            Self::AccessAdmin => "accessAdministrators",
            Self::UserAdmin => USER_ADMINISTRATORS,
            Self::ApplicationAdmin => "applicationAdministrators",
            Self::SuperUser => "superUsers",
        }
    }

    /// Whether the user has it.
    pub fn is_set(self, user: &IntegrationUser) -> bool {
        user.groups_of(GroupType::Administrator)
            .any(|group| group.variable_name.as_str() == self.group())
    }
}
