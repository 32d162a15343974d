//! Bulk changes: one change to many users, done by the server as a job that outlives the page that began it.

use serde::{Deserialize, Serialize};

use crate::{
    Actor, ClientId, GroupRef, PartyId, PartyNumber, Timestamp, UserListQuery, VariableName,
};

/// What is done to each user of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum JobKind {
    /// Let in.
    Activate,
    /// Shut out.
    Inactivate,
    /// Put into groups.
    AddToGroups,
    /// Taken out of groups.
    RemoveFromGroups,
}

impl JobKind {
    /// All.
    pub const ALL: [Self; 4] = [
        Self::Activate,
        Self::Inactivate,
        Self::AddToGroups,
        Self::RemoveFromGroups,
    ];

    /// The word in the database and in the activity log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Inactivate => "inactivate",
            Self::AddToGroups => "add-to-groups",
            Self::RemoveFromGroups => "remove-from-groups",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What undoes it.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Activate => Self::Inactivate,
            Self::Inactivate => Self::Activate,
            Self::AddToGroups => Self::RemoveFromGroups,
            Self::RemoveFromGroups => Self::AddToGroups,
        }
    }

    /// Whether it is about groups.
    pub const fn is_about_groups(self) -> bool {
        matches!(self, Self::AddToGroups | Self::RemoveFromGroups)
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum JobState {
    /// Under way, or waiting for its turn.
    Running,
    /// Through with all of its users.
    Finished,
    /// Somebody stopped it; what was done stays.
    Cancelled,
    /// It could not go on; what was done stays.
    Failed,
}

impl JobState {
    /// All.
    pub const ALL: [Self; 4] = [Self::Running, Self::Finished, Self::Cancelled, Self::Failed];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What became of one user of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum JobOutcome {
    /// Its turn has not come.
    Pending,
    /// Changed.
    Changed,
    /// There was nothing to change.
    AlreadySo,
    /// Left alone: somebody else changed it since it was selected.
    ChangedMeanwhile,
    /// Left alone: a group of the job does not exist any more.
    UnknownGroup,
}

impl JobOutcome {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Changed,
        Self::AlreadySo,
        Self::ChangedMeanwhile,
        Self::UnknownGroup,
    ];

    /// The number in the database.
    pub const fn number(self) -> i64 {
        match self {
            Self::Pending => 0,
            Self::Changed => 1,
            Self::AlreadySo => 2,
            Self::ChangedMeanwhile => 3,
            Self::UnknownGroup => 4,
        }
    }

    /// From that number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.number() == number)
    }
}

/// How many users of a job came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCounts {
    /// Selected.
    pub total: u64,
    /// Changed.
    pub changed: u64,
    /// Nothing to change.
    pub already_so: u64,
    /// Left alone because somebody else changed them.
    pub changed_meanwhile: u64,
    /// Left alone because a group is not there any more.
    pub unknown_group: u64,
}

impl JobCounts {
    /// Whose turn has come.
    pub const fn done(&self) -> u64 {
        self.changed + self.not_changed()
    }

    /// What could not be done, for whatever reason.
    pub const fn not_changed(&self) -> u64 {
        self.already_so + self.changed_meanwhile + self.unknown_group
    }

    /// Counts some more.
    pub const fn add(&mut self, outcome: JobOutcome, users: u64) {
        match outcome {
            JobOutcome::Pending => {}
            JobOutcome::Changed => self.changed += users,
            JobOutcome::AlreadySo => self.already_so += users,
            JobOutcome::ChangedMeanwhile => self.changed_meanwhile += users,
            JobOutcome::UnknownGroup => self.unknown_group += users,
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Counts up.
    pub number: i64,
    /// Who began it.
    pub actor: Actor,
    /// When.
    pub created: Timestamp,
    /// What is done to each.
    pub kind: JobKind,
    /// The groups it is about, as they were called then.
    pub groups: Vec<GroupRef>,
    /// The job that it undoes.
    pub reverses: Option<i64>,
    /// How far it is.
    pub state: JobState,
    /// Whether it waits for a server to be at it: others come first.
    pub waiting: bool,
    /// How many came to what.
    pub counts: JobCounts,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// When something was last done for it.
    pub last_step: Timestamp,
}

impl Job {
    /// The most users that one job changes.
    pub const MOST_USERS: u64 = 100_000;
    /// The most groups that one job is about.
    pub const MOST_GROUPS: usize = 50;
    /// A running job of which nothing was heard for so many seconds is interrupted: its server is gone, and another
    /// one takes it over.
    pub const INTERRUPTED_AFTER: i64 = 30;

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.state == JobState::Running
    }

    /// Whether it should go on and does not: the server that was at it is gone.
    pub fn is_interrupted(&self, now: Timestamp) -> bool {
        self.is_running()
            && !self.waiting
            && self.last_step.plus_seconds(Self::INTERRUPTED_AFTER) < now
    }
}

/// A user that was selected by hand, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickedUser {
    /// Which.
    pub party_number: PartyNumber,
    /// Its version then: if somebody else changed it since, it is left alone.
    pub version: i64,
}

/// Whom a job is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These.
    Picked(Vec<PickedUser>),
    /// All that the list of this query holds when the job begins, on whatever page.
    Matching(Box<UserListQuery>),
}

/// A job to be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRequest {
    /// What is to be done.
    pub kind: JobKind,
    /// With which groups; none where it is about the status.
    pub groups: Vec<VariableName>,
    /// To whom.
    pub selection: Selection,
}

/// A user that a job did not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobResult {
    /// Its stored number; the next page begins behind it.
    pub party_id: PartyId,
    /// Its name in addresses.
    pub party_number: PartyNumber,
    /// Its OAuth client.
    pub client_id: ClientId,
    /// Why.
    pub outcome: JobOutcome,
}

/// Some of the users that a job did not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobResults {
    /// By stored number.
    pub rows: Vec<JobResult>,
    /// Where the next begin; none when these are the last.
    pub next: Option<PartyId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_come_back() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::from_word(kind.word()), Some(kind));
            assert_eq!(kind.reversed().reversed(), kind);
            assert_eq!(kind.is_about_groups(), kind.reversed().is_about_groups());
        }
        for state in JobState::ALL {
            assert_eq!(JobState::from_word(state.word()), Some(state));
        }
        for outcome in JobOutcome::ALL {
            assert_eq!(JobOutcome::from_number(outcome.number()), Some(outcome));
        }
        assert_eq!(JobOutcome::from_number(9), None);
    }

    #[test]
    fn what_was_not_changed_is_counted_by_reason() {
        let mut counts = JobCounts {
            total: 10,
            ..JobCounts::default()
        };
        for (outcome, users) in JobOutcome::ALL.into_iter().zip(1..) {
            counts.add(outcome, users);
        }
        assert_eq!(counts.changed, 2);
        assert_eq!(counts.not_changed(), 3 + 4 + 5);
        assert_eq!(counts.done(), 14);
    }
}
