//! Who asks, and what they may do. Denies by default: what is not listed is not allowed.

use serde::{Deserialize, Serialize};

use crate::{Actor, Problem};

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
            Self::Person { .. } | Self::System => Ok(()),
        }
    }

    /// As the activity log names it.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Person { name, .. } => Actor::Person(name.clone()),
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
}
