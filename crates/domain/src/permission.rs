//! Who asks, and what they may do. Denies by default: what is not listed is not allowed.

use serde::{Deserialize, Serialize};

use crate::{Actor, PartyNumber, Problem};

/// What a use case needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See users, groups and activity.
    Read,
    /// Create and change integration users, and their status.
    ManageUsers,
    /// Create and change groups.
    ManageGroups,
    /// Load and write out everything.
    ImportExport,
}

/// What somebody signed in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Sees everything, changes nothing.
    Viewer,
}

impl Role {
    /// Whether the role includes the permission.
    pub const fn may(self, permission: Permission) -> bool {
        match self {
            Self::Administrator => true,
            Self::Viewer => matches!(permission, Permission::Read),
        }
    }

    /// The word the database holds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Viewer => "viewer",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Administrator, Self::Viewer]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// Who asks for a use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody is signed in: nothing is allowed.
    Anonymous,
    /// Somebody at a browser.
    Person {
        /// Who, for the activity log.
        name: String,
        /// As what.
        role: Role,
    },
    /// An application with an access token of an Active integration user.
    Application {
        /// Its integration user.
        party_number: PartyNumber,
        /// Whether that is in [`crate::USER_ADMINISTRATORS`]: then everything is allowed, else only to see itself.
        administrator: bool,
    },
    /// The program itself, at its operator's command line: everything is allowed.
    System,
}

impl Caller {
    /// Lets the use case go on or says why not.
    ///
    /// # Errors
    /// [`Problem::SignInNeeded`] for nobody, [`Problem::NotAllowed`] for somebody without the permission.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        match self {
            Self::Anonymous => Err(Problem::SignInNeeded),
            Self::Person { role, .. } if !role.may(permission) => Err(Problem::NotAllowed),
            Self::Application {
                administrator: false,
                ..
            } => Err(Problem::NotAllowed),
            Self::Person { .. } | Self::Application { .. } | Self::System => Ok(()),
        }
    }

    /// Lets the use case read one integration user: everybody who may read, and an application itself.
    ///
    /// # Errors
    /// Those of [`Caller::require`].
    pub fn require_to_see(&self, user: &PartyNumber) -> Result<(), Problem> {
        match self {
            Self::Application { party_number, .. } if party_number == user => Ok(()),
            _ => self.require(Permission::Read),
        }
    }

    /// As the activity log names it.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Person { name, .. } => Actor::Person(name.clone()),
            Self::Application { party_number, .. } => Actor::Application(party_number.clone()),
            Self::Anonymous | Self::System => Actor::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_may_do_what_it_may_and_no_more() {
        let person = |role| Caller::Person {
            name: "someone".to_owned(),
            role,
        };
        for permission in [
            Permission::Read,
            Permission::ManageUsers,
            Permission::ManageGroups,
            Permission::ImportExport,
        ] {
            assert_eq!(
                Caller::Anonymous.require(permission),
                Err(Problem::SignInNeeded)
            );
            assert_eq!(Caller::System.require(permission), Ok(()));
            assert_eq!(person(Role::Administrator).require(permission), Ok(()));
            let viewer = if permission == Permission::Read {
                Ok(())
            } else {
                Err(Problem::NotAllowed)
            };
            assert_eq!(person(Role::Viewer).require(permission), viewer);
        }
    }

    #[test]
    fn an_application_sees_itself_and_administers_only_as_an_administrator() {
        let (own, other) = (PartyNumber::new("IU_1"), PartyNumber::new("IU_2"));
        let application = |administrator| Caller::Application {
            party_number: own.clone(),
            administrator,
        };
        let plain = application(false);
        assert_eq!(plain.require_to_see(&own), Ok(()));
        assert_eq!(plain.require_to_see(&other), Err(Problem::NotAllowed));
        assert_eq!(plain.require(Permission::Read), Err(Problem::NotAllowed));
        assert_eq!(application(true).require(Permission::ManageUsers), Ok(()));
        assert_eq!(application(true).require_to_see(&other), Ok(()));
        assert_eq!(
            Caller::Anonymous.require_to_see(&own),
            Err(Problem::SignInNeeded)
        );
    }
}
