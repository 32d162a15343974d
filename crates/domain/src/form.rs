//! What the panels send: texts as typed, checked by the same code in the browser and on the server.

use serde::{Deserialize, Serialize};

use crate::{
    Description, Fault, Field, Group, GroupChange, GroupDraft, GroupType, IntegrationUser, Status,
    UserChange, UserDraft, VariableName,
};

/// The fields of the Create and Edit panels of an integration user.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserForm {
    /// Required.
    pub client_id: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub description: String,
    /// The chosen groups of both kinds, sorted.
    pub groups: Vec<VariableName>,
}

/// The client id may be a secret that was pasted by mistake: nothing typed gets into a log.
impl std::fmt::Debug for UserForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserForm").finish_non_exhaustive()
    }
}

impl UserForm {
    /// The form as an existing user fills it.
    pub fn of(user: &IntegrationUser) -> Self {
        let mut groups: Vec<_> = user
            .groups
            .iter()
            .map(|group| group.variable_name.clone())
            .collect();
        groups.sort_unstable();
        Self {
            client_id: user.client_id.to_string(),
            name: user.name.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            description: user.description.as_str().to_owned(),
            groups,
        }
    }

    /// A user to be made.
    ///
    /// # Errors
    /// Every fault of every field at once.
    pub fn draft(&self) -> Result<UserDraft, Vec<Fault>> {
        let mut faults = Vec::new();
        let client_id = Fault::check(Field::ClientId, &self.client_id, &mut faults);
        let name = Fault::check(Field::Name, &self.name, &mut faults);
        let email = Fault::check(Field::Email, &self.email, &mut faults);
        let description = Fault::check(Field::Description, &self.description, &mut faults);
        match (client_id, name, email, description) {
            (Some(client_id), Some(name), Some(email), Some(description)) => Ok(UserDraft {
                client_id,
                name,
                email,
                description,
                status: Status::Active,
                groups: self.groups.clone(),
            }),
            _ => Err(faults),
        }
    }

    /// A change of an existing user to all that the form holds.
    ///
    /// # Errors
    /// Every fault of every field at once.
    pub fn change(&self) -> Result<UserChange, Vec<Fault>> {
        self.draft().map(|draft| UserChange {
            client_id: Some(draft.client_id),
            name: Some(draft.name),
            email: Some(draft.email),
            description: Some(draft.description),
            status: None,
            groups: Some(draft.groups),
        })
    }

    /// What is typed here, with what somebody else saved meanwhile: fields that differ from `before` stay as typed, the
    /// others are theirs, and of the groups both changes count. Says as well whether they changed a field that was
    /// typed into, otherwise than here.
    #[must_use]
    pub fn taking_over(&self, before: &Self, theirs: &Self) -> (Self, bool) {
        let mut both = false;
        let mut text = |mine: &String, before: &String, theirs: &String| {
            let (typed, was, now) = (mine.trim(), before.trim(), theirs.trim());
            if typed == was {
                return theirs.clone();
            }
            both |= now != was && now != typed;
            mine.clone()
        };
        let client_id = text(&self.client_id, &before.client_id, &theirs.client_id);
        let name = text(&self.name, &before.name, &theirs.name);
        let email = text(&self.email, &before.email, &theirs.email);
        let description = text(&self.description, &before.description, &theirs.description);
        let removed =
            |group: &&VariableName| before.groups.contains(group) && !self.groups.contains(group);
        let added = self
            .groups
            .iter()
            .filter(|group| !before.groups.contains(group));
        let mut groups: Vec<_> = theirs
            .groups
            .iter()
            .filter(|group| !removed(group))
            .chain(added)
            .cloned()
            .collect();
        groups.sort_unstable();
        groups.dedup();
        let merged = Self {
            client_id,
            name,
            email,
            description,
            groups,
        };
        (merged, both)
    }

    /// What differs from another state of the same form, blanks around a text aside.
    pub fn difference(&self, before: &Self) -> FormDifference {
        let fields = [
            (Field::ClientId, &self.client_id, &before.client_id),
            (Field::Name, &self.name, &before.name),
            (Field::Email, &self.email, &before.email),
            (Field::Description, &self.description, &before.description),
        ];
        FormDifference {
            fields: fields
                .into_iter()
                .filter(|(_, now, then)| now.trim() != then.trim())
                .map(|(field, ..)| field)
                .collect(),
            groups_added: self
                .groups
                .iter()
                .filter(|group| !before.groups.contains(group))
                .count(),
            groups_removed: before
                .groups
                .iter()
                .filter(|group| !self.groups.contains(group))
                .count(),
        }
    }
}

/// What differs between two states of a form; empty when nothing does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormDifference {
    /// Fields with another text.
    pub fields: Vec<Field>,
    /// How many groups are in the form that were not.
    pub groups_added: usize,
    /// How many groups are in the form no more.
    pub groups_removed: usize,
}

impl FormDifference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The fields of the Create and Edit panels of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupForm {
    /// Required; fixed once made.
    pub variable_name: String,
    /// Required.
    pub label: String,
    /// Fixed once made.
    pub kind: GroupType,
    /// May be empty.
    pub description: String,
}

impl GroupForm {
    /// The form as an existing group fills it.
    pub fn of(group: &Group) -> Self {
        Self {
            variable_name: group.variable_name.to_string(),
            label: group.label.as_str().to_owned(),
            kind: group.kind,
            description: group.description.as_str().to_owned(),
        }
    }

    /// A group to be made.
    ///
    /// # Errors
    /// Every fault of every field at once.
    pub fn draft(&self) -> Result<GroupDraft, Vec<Fault>> {
        let mut faults = Vec::new();
        let variable_name = Fault::check(Field::VariableName, &self.variable_name, &mut faults);
        let label = Fault::check(Field::Label, &self.label, &mut faults);
        let description =
            Fault::check::<Description>(Field::Description, &self.description, &mut faults);
        match (variable_name, label, description) {
            (Some(variable_name), Some(label), Some(description)) => Ok(GroupDraft {
                variable_name,
                label,
                kind: self.kind,
                description,
            }),
            _ => Err(faults),
        }
    }

    /// A change of an existing group.
    ///
    /// # Errors
    /// Every fault of every field at once.
    pub fn change(&self) -> Result<GroupChange, Vec<Fault>> {
        self.draft().map(|draft| GroupChange {
            label: Some(draft.label),
            description: Some(draft.description),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientIdFault, FaultKind};

    #[test]
    fn all_faults_come_at_once() {
        let form = UserForm {
            email: "nobody".to_owned(),
            ..UserForm::default()
        };
        let expected = vec![
            Fault {
                field: Field::ClientId,
                kind: FaultKind::ClientId(ClientIdFault::Empty),
            },
            Fault {
                field: Field::Email,
                kind: FaultKind::NotAnEmail,
            },
        ];
        assert_eq!(form.draft().expect_err("two faults"), expected);
    }

    #[test]
    fn what_was_typed_stays_and_the_rest_is_theirs() {
        let groups = |names: &[&str]| names.iter().filter_map(|name| name.parse().ok()).collect();
        let before = UserForm {
            client_id: "erp".to_owned(),
            name: "ERP".to_owned(),
            email: "erp@example.com".to_owned(),
            description: String::new(),
            groups: groups(&["a", "b", "c"]),
        };
        let mine = UserForm {
            name: "ERP sync".to_owned(),
            groups: groups(&["a", "b", "mine"]),
            ..before.clone()
        };
        let theirs = UserForm {
            email: "ops@example.com".to_owned(),
            groups: groups(&["b", "c", "theirs"]),
            ..before.clone()
        };
        let (merged, both) = mine.taking_over(&before, &theirs);
        let wanted = UserForm {
            name: "ERP sync".to_owned(),
            email: "ops@example.com".to_owned(),
            groups: groups(&["b", "mine", "theirs"]),
            ..before.clone()
        };
        assert!(merged == wanted && !both);
        // Nothing typed: all theirs. The same typed on both sides: nothing to decide.
        assert!(before.taking_over(&before, &theirs) == (theirs.clone(), false));
        assert!(theirs.taking_over(&before, &theirs) == (theirs.clone(), false));
        // Both typed into one field.
        let theirs = UserForm {
            name: "ERP orders".to_owned(),
            ..before.clone()
        };
        let (merged, both) = mine.taking_over(&before, &theirs);
        assert!(merged == mine && both);
    }

    #[test]
    fn the_difference_counts_groups_and_names_fields() {
        let groups = |names: &[&str]| names.iter().filter_map(|name| name.parse().ok()).collect();
        let before = UserForm {
            name: "Portal".to_owned(),
            groups: groups(&["a", "b"]),
            ..UserForm::default()
        };
        let now = UserForm {
            name: " Portal 2".to_owned(),
            groups: groups(&["b", "c", "d"]),
            ..before.clone()
        };
        let expected = FormDifference {
            fields: vec![Field::Name],
            groups_added: 2,
            groups_removed: 1,
        };
        assert_eq!(now.difference(&before), expected);
        assert!(
            UserForm {
                name: " Portal ".to_owned(),
                ..before.clone()
            }
            .difference(&before)
            .is_empty()
        );
    }
}
