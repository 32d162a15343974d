//! A file per address; composes components, never styles.

mod activity;
mod group_panels;
mod groups;
mod home;
mod identity_provider;
mod import;
mod inbound_calls;
pub mod lazy;
mod not_found;
mod sessions;
mod shell;
mod sign_in;
mod user_panels;
mod users;

pub use activity::ActivityPage;
pub use group_panels::{CreateGroupPanel, EditGroupPanel};
pub use groups::GroupsPage;
pub use home::HomePage;
pub use identity_provider::IdentityProviderPage;
pub use import::{ImportFlow, ImportPage};
pub use inbound_calls::InboundCallsPage;
pub use not_found::NotFoundPage;
pub use sessions::SessionsPage;
pub use shell::AdminShell;
pub use sign_in::SignInPage;
pub use user_panels::{CreateUserPanel, EditUserPanel};
pub use users::UsersPage;
