//! The activity log: who did what to whom when, with the difference.

use serde::{Deserialize, Serialize};

use crate::{PartyNumber, Timestamp};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// A person at the browser, by name.
    Person(String),
    /// An application that called the REST API, by its integration user.
    Application(PartyNumber),
    /// The operator at the command line (import, first start).
    System,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// A user or group was made.
    Created,
    /// Its members, name or other fields changed.
    Changed,
    /// A user was let in again.
    Activated,
    /// A user was shut out.
    Inactivated,
    /// It came or changed with an import.
    Imported,
    /// Users were written out.
    Exported,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// A bulk change began.
    Started,
    /// A bulk change came to its end.
    Finished,
    /// A bulk change was stopped by somebody.
    Cancelled,
    /// A bulk change could not go on.
    Failed,
}

impl Action {
    /// All, in the order a filter shows them.
    pub const ALL: [Self; 12] = [
        Self::Created,
        Self::Changed,
        Self::Activated,
        Self::Inactivated,
        Self::Imported,
        Self::Exported,
        Self::SignedIn,
        Self::SignedOut,
        Self::Started,
        Self::Finished,
        Self::Cancelled,
        Self::Failed,
    ];

    /// The word in the database and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Activated => "activated",
            Self::Inactivated => "inactivated",
            Self::Imported => "imported",
            Self::Exported => "exported",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// What kind of thing it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SubjectKind {
    /// An integration user; its subject is the party number.
    User,
    /// A group; its subject is the variable name.
    Group,
    /// The list of integration users as a whole; its subject is the form it was written out in.
    List,
    /// A session of an administrator; its subject is the person's name.
    Session,
    /// A bulk change; its subject is the number of the job, its label the word of what is done.
    Job,
}

impl SubjectKind {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::List => "list",
            Self::Session => "session",
            Self::Job => "job",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::User,
            Self::Group,
            Self::List,
            Self::Session,
            Self::Job,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// The difference, stored as JSON beside the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Fields with their value before and after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// Labels of groups that were added, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups_added: Vec<String>,
    /// Labels of groups that were removed, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups_removed: Vec<String>,
}

impl Change {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.groups_added.is_empty() && self.groups_removed.is_empty()
    }
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The wire's name of the field: `oauthClientId`, `firstName`, `email`, `description`, `label`, `status`.
    pub field: String,
    /// Empty when there was none.
    pub before: String,
    /// Empty when there is none now.
    pub after: String,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityEntry {
    /// Counts up without gaps.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// To what kind of thing.
    pub subject_kind: SubjectKind,
    /// To which: party number, variable name or person.
    pub subject: String,
    /// What it was called then, for people: the client id, the label.
    pub subject_label: String,
    /// The difference.
    pub change: Change,
}

/// Some entries, newest first, and where the next begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// What [`ActivityQuery::before`] is for the next page; none when this is the last.
    pub next: Option<i64>,
}

/// Which entries the Activity page shows, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActivityQuery {
    /// Only what was done to this integration user.
    pub user: Option<PartyNumber>,
    /// Only this.
    pub action: Option<Action>,
    /// Only entries with a smaller number: the next page.
    pub before: Option<i64>,
}

impl ActivityQuery {
    /// From the parts of an address (`user`, `action`, `before`); what it does not know is passed over.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        pairs
            .into_iter()
            .fold(Self::default(), |mut query, (key, value)| {
                match key {
                    "user" if !value.trim().is_empty() => {
                        query.user = Some(PartyNumber::new(value.trim()));
                    }
                    "action" => query.action = Action::from_word(value),
                    "before" => query.before = value.parse().ok(),
                    _ => {}
                }
                query
            })
    }

    /// The parts of the address that give this query again.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let user = self
            .user
            .iter()
            .map(|user| ("user", user.as_str().to_owned()));
        let action = self
            .action
            .map(|action| ("action", action.word().to_owned()));
        user.chain(action)
            .chain(self.before.map(|before| ("before", before.to_string())))
            .collect()
    }
}
