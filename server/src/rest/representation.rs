//! How users and groups look on the wire (`docs/rest-api.md`).

use domain::wire::{self, Choice, PermissionFlag};
use domain::{Group, GroupRef, GroupType, IntegrationUser, Status};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{Place, View};

/// The login name of the only company.
pub const COMPANY: &str = wire::COMPANY_LOGIN_NAME;

/// Everything but letters, digits and what RFC 3986 §2.3 leaves alone.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'-')
    .remove(b'.')
    .remove(b'~');

/// A name within a path.
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, IN_PATH).to_string()
}

/// A choice whose value is a text.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextChoice {
    /// For programs.
    value: &'static str,
    /// For people.
    display_value: &'static str,
}

/// A choice whose value is a number.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NumberChoice {
    /// For programs.
    value: i64,
    /// For people.
    display_value: &'static str,
}

const fn text(choice: Choice<&'static str>) -> TextChoice {
    TextChoice {
        value: choice.value,
        display_value: choice.display,
    }
}

const fn number(choice: Choice<i64>) -> NumberChoice {
    NumberChoice {
        value: choice.value,
        display_value: choice.display,
    }
}

/// A company; there is only the one that runs this system.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// For people.
    name: &'static str,
    /// For programs.
    login_name: &'static str,
}

const HOST: Company = Company {
    name: wire::COMPANY_NAME,
    login_name: COMPANY,
};

/// Where something related is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Link {
    /// How it is related.
    rel: &'static str,
    /// Its absolute address.
    #[schema(format = "uri")]
    href: String,
}

impl Link {
    /// A link.
    pub fn new(rel: &'static str, href: String) -> Self {
        Self { rel, href }
    }
}

/// A group as a user names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserGroup {
    /// For people.
    label: String,
    /// For programs.
    variable_name: String,
    /// `Sales` or `Administrator`.
    #[schema(pattern = "^(Sales|Administrator)$")]
    r#type: &'static str,
}

impl UserGroup {
    /// Of this group.
    pub fn of(group: &GroupRef) -> Self {
        Self {
            label: group.label.as_str().to_owned(),
            variable_name: group.variable_name.to_string(),
            r#type: group.kind.word(),
        }
    }
}

/// The groups of a user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserGroups {
    /// By label.
    pub items: Vec<UserGroup>,
}

impl UserGroups {
    /// Of this user.
    pub fn of(user: &IntegrationUser) -> Self {
        Self {
            items: user.groups.iter().map(UserGroup::of).collect(),
        }
    }
}

/// A user as the published API shows any user.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the members of the published shape"
)]
pub struct User {
    /// The name in addresses.
    party_number: String,
    /// A number above 2^53: read it as a 64-bit integer.
    party_id: i64,
    /// The login of the published API.
    login: String,
    /// The display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    /// Never there: an application has no family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    /// Whom to ask about this user.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Never there.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Whether its calls are admitted: 1 is Active, 0 Inactive.
    status: NumberChoice,
    /// Always `FULL_ACCESS`.
    r#type: TextChoice,
    /// When it was made.
    #[schema(format = DateTime)]
    date_added: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    date_modified: String,
    /// Its last accepted inbound call; absent before the first.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<String>,
    /// Always false.
    is_notify_email: bool,
    /// Always false.
    is_notify_fax: bool,
    /// Always false.
    is_mobile_enabled: bool,
    /// Always true: an integration user never signs in at a page.
    is_web_services_only: bool,
    /// Whether it is in the administrator group `proxyUsers`.
    is_proxy_perm_enabled: bool,
    /// Whether it is in the administrator group `accessAdministrators`.
    is_access_admin_perm_enabled: bool,
    /// Whether it is in the administrator group `userAdministrators`.
    is_user_admin_perm_enabled: bool,
    /// Whether it is in the administrator group `applicationAdministrators`.
    is_application_admin_perm_enabled: bool,
    /// Whether it is in the administrator group `superUsers`.
    is_super_user_perm_enabled: bool,
    /// Always English.
    language: TextChoice,
    /// Always US Dollar.
    currency: TextChoice,
    /// Always the first.
    number_format: NumberChoice,
    /// Always UTC.
    time_zone: NumberChoice,
    /// Always metric.
    units: NumberChoice,
    /// Always the first.
    date_format: NumberChoice,
    /// The company.
    company: Company,
    /// All groups, with `expand=groups`.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<UserGroups>,
    /// Where it is found and what belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
}

/// An integration user.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IntegrationUser)]
pub struct IntegrationUserBody {
    /// The client id that the identity provider issued.
    oauth_client_id: String,
    /// What somebody should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(flatten)]
    pub user: User,
}

/// The members of a user, for `fields`.
pub const USER_MEMBERS: &[&str] = &[
    "partyNumber",
    "partyId",
    "login",
    "firstName",
    "lastName",
    "email",
    "phone",
    "status",
    "type",
    "dateAdded",
    "dateModified",
    "lastLogin",
    "isNotifyEmail",
    "isNotifyFax",
    "isMobileEnabled",
    "isWebServicesOnly",
    "isProxyPermEnabled",
    "isAccessAdminPermEnabled",
    "isUserAdminPermEnabled",
    "isApplicationAdminPermEnabled",
    "isSuperUserPermEnabled",
    "language",
    "currency",
    "numberFormat",
    "timeZone",
    "units",
    "dateFormat",
    "company",
    "groups",
    "links",
    "oauthClientId",
    "description",
];

/// The members of a group, for `fields`.
pub const GROUP_MEMBERS: &[&str] = &[
    "label",
    "variableName",
    "description",
    "type",
    "status",
    "readOnly",
    "company",
    "links",
];

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl User {
    /// As the caller wants to see it.
    pub fn of(user: &IntegrationUser, view: &View, place: &Place<'_>) -> Self {
        let address = format!("/users/{}", segment(user.party_number.as_str()));
        let children = format!("{address}/groups");
        Self {
            party_number: user.party_number.to_string(),
            party_id: user.party_id.0,
            login: user.login.as_str().to_owned(),
            first_name: given(user.name.as_str()),
            last_name: None,
            email: given(user.email.as_str()),
            phone: None,
            status: status(user.status),
            r#type: text(wire::USER_TYPE),
            date_added: user.date_added.rfc3339(),
            date_modified: user.date_modified.rfc3339(),
            last_login: user.last_used.map(domain::Timestamp::rfc3339),
            is_notify_email: false,
            is_notify_fax: false,
            is_mobile_enabled: false,
            is_web_services_only: true,
            is_proxy_perm_enabled: PermissionFlag::Proxy.is_set(user),
            is_access_admin_perm_enabled: PermissionFlag::AccessAdmin.is_set(user),
            is_user_admin_perm_enabled: PermissionFlag::UserAdmin.is_set(user),
            is_application_admin_perm_enabled: PermissionFlag::ApplicationAdmin.is_set(user),
            is_super_user_perm_enabled: PermissionFlag::SuperUser.is_set(user),
            language: text(wire::LANGUAGE),
            currency: text(wire::CURRENCY),
            number_format: number(wire::NUMBER_FORMAT),
            time_zone: number(wire::TIME_ZONE),
            units: number(wire::UNITS),
            date_format: number(wire::DATE_FORMAT),
            company: HOST,
            groups: view.expands_groups.then(|| UserGroups::of(user)),
            links: view.links(place, &[("self", address), ("child", children)]),
        }
    }
}

impl IntegrationUserBody {
    /// As the caller wants to see it.
    pub fn of(user: &IntegrationUser, view: &View, place: &Place<'_>) -> Self {
        Self {
            oauth_client_id: user.client_id.to_string(),
            description: given(user.description.as_str()),
            user: User::of(user, view, place),
        }
    }
}

const fn status(status: Status) -> NumberChoice {
    NumberChoice {
        value: status.number(),
        display_value: match status {
            Status::Active => "Active",
            Status::Inactive => "Inactive",
        },
    }
}

const fn kind(kind: GroupType) -> NumberChoice {
    NumberChoice {
        value: kind.number(),
        display_value: kind.word(),
    }
}

/// A group.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Group)]
pub struct GroupBody {
    /// For people.
    label: String,
    /// For programs; never changes.
    variable_name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// 0 is Sales, 1 Administrator; never changes.
    r#type: NumberChoice,
    /// Always Active.
    status: NumberChoice,
    /// Whether it is built in and cannot be changed.
    read_only: bool,
    /// The company.
    company: Company,
    /// Where it is found and what belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
}

impl GroupBody {
    /// As the caller wants to see it.
    pub fn of(group: &Group, view: &View, place: &Place<'_>) -> Self {
        let address = group_address(group.variable_name.as_str());
        let members = format!("{address}/users");
        Self {
            label: group.label.as_str().to_owned(),
            variable_name: group.variable_name.to_string(),
            description: given(group.description.as_str()),
            r#type: kind(group.kind),
            status: number(wire::GROUP_STATUS),
            read_only: group.read_only,
            company: HOST,
            links: view.links(place, &[("self", address), ("child", members)]),
        }
    }
}

/// Where a group is, below the prefix.
pub fn group_address(name: &str) -> String {
    format!("/companies/{COMPANY}/groups/{}", segment(name))
}
