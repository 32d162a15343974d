//! Who is signed in, as far as the pages need to know.

#[cfg(feature = "ssr")]
use domain::{Caller, Permission, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who is signed in; the server's word, carried into the browser with the page. It only hides buttons: the service
/// decides what is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The name; empty when nobody is.
    pub name: String,
    /// Whether users may be changed.
    pub manages_users: bool,
    /// Whether groups may be changed.
    pub manages_groups: bool,
}

impl Me {
    /// From the request on the server, from the page in the browser.
    pub fn shared() -> Self {
        SharedValue::new(|| {
            #[cfg(feature = "ssr")]
            if let Some(Caller::Person { name, role }) = use_context::<Caller>() {
                return Self::of(name, role);
            }
            Self::default()
        })
        .into_inner()
    }

    #[cfg(feature = "ssr")]
    fn of(name: String, role: Role) -> Self {
        Self {
            name,
            manages_users: role.may(Permission::ManageUsers),
            manages_groups: role.may(Permission::ManageGroups),
        }
    }
}

/// How one can sign in here, beside links; carried into the browser with the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInWays {
    /// At the organisation's identity provider.
    pub organisation: bool,
}

impl SignInWays {
    /// From the request on the server, from the page in the browser.
    pub fn shared() -> Self {
        SharedValue::new(|| Self {
            organisation: use_context::<crate::RequestInfo>().is_some_and(|info| info.organisation),
        })
        .into_inner()
    }
}

/// The one the application provided.
pub fn use_me() -> Me {
    use_context().unwrap_or_default()
}
