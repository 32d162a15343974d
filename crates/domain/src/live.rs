//! What open pages are told of changes as they happen: numbers of the activity log and party numbers, nothing else.
//! Whoever is told asks for the rest, and gets what they may see.

use serde::{Deserialize, Serialize};

use crate::{Actor, IntegrationUser, PartyNumber, UserSummary};

/// A stretch of the activity log, as far as an open page has to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveChange {
    /// The number of its first entry.
    pub from: i64,
    /// The number of its last entry.
    pub to: i64,
    /// Whether it is about groups as well.
    pub groups: bool,
    /// Whether it is about bulk changes as a whole: that one began, ended or was stopped.
    pub jobs: bool,
    /// Which integration users it is about.
    pub users: LiveUsers,
}

/// Which integration users changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveUsers {
    /// These, each once; perhaps none.
    These(Vec<PartyNumber>),
    /// More than are worth naming: any may have.
    Many,
}

/// What stands in the first line after the numbers.
const GROUPS: &str = "groups";
const JOBS: &str = "jobs";
const MANY: &str = "many";

impl LiveChange {
    /// So many users are named; of more it is only said that they are many.
    pub const MOST_NAMED: usize = 200;

    /// Of these users, each once.
    pub fn new(from: i64, to: i64, groups: bool, users: Vec<PartyNumber>) -> Self {
        // A line is a party number; one that does not fit on one is not worth a syntax of its own.
        let awkward = |number: &PartyNumber| number.as_str().contains(['\n', '\r', '\0']);
        let many = users.len() > Self::MOST_NAMED || users.iter().any(awkward);
        Self {
            from,
            to,
            groups,
            jobs: false,
            users: if many {
                LiveUsers::Many
            } else {
                LiveUsers::These(users)
            },
        }
    }

    /// The same, about bulk changes as well or not.
    #[must_use]
    pub fn with_jobs(self, jobs: bool) -> Self {
        Self { jobs, ..self }
    }

    /// Anything may have changed up to this number.
    pub const fn anything(from: i64, to: i64) -> Self {
        Self {
            from,
            to,
            groups: true,
            jobs: true,
            users: LiveUsers::Many,
        }
    }

    /// Whether it is about any user at all.
    pub fn is_about_users(&self) -> bool {
        match &self.users {
            LiveUsers::These(users) => !users.is_empty(),
            LiveUsers::Many => true,
        }
    }

    /// Whether it is, or may be, about this user.
    pub fn is_about(&self, user: &PartyNumber) -> bool {
        match &self.users {
            LiveUsers::These(users) => users.contains(user),
            LiveUsers::Many => true,
        }
    }

    /// As the data of an event: the numbers in the first line, then a party number a line.
    pub fn to_data(&self) -> String {
        let mut data = format!("{} {}", self.from, self.to);
        for (word, is_said) in [(GROUPS, self.groups), (JOBS, self.jobs)] {
            if is_said {
                data.push(' ');
                data.push_str(word);
            }
        }
        match &self.users {
            LiveUsers::Many => {
                data.push(' ');
                data.push_str(MANY);
            }
            LiveUsers::These(users) => {
                for user in users {
                    data.push('\n');
                    data.push_str(user.as_str());
                }
            }
        }
        data
    }

    /// From such data; nothing where it is none.
    pub fn from_data(data: &str) -> Option<Self> {
        let mut lines = data.split('\n');
        let mut words = lines.next()?.split(' ');
        let from = words.next()?.parse().ok()?;
        let to = words.next()?.parse().ok()?;
        let (mut groups, mut jobs, mut many) = (false, false, false);
        for word in words {
            groups |= word == GROUPS;
            jobs |= word == JOBS;
            many |= word == MANY;
        }
        let users = if many {
            LiveUsers::Many
        } else {
            LiveUsers::These(lines.map(PartyNumber::new).collect())
        };
        Some(Self {
            from,
            to,
            groups,
            jobs,
            users,
        })
    }
}

/// A list as it is now, for a page that shows it as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveList {
    /// The rows that the list begins with now, in order.
    pub rows: Vec<UserSummary>,
    /// Rows that the page shows and that are not among them: as they are now.
    pub others: Vec<UserSummary>,
    /// How many match.
    pub total: u64,
}

impl LiveList {
    /// So many rows a page may have shown.
    pub const MOST_SHOWN: usize = 1_000;
}

/// A user that somebody changed while it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveUser {
    /// As it is now.
    pub user: IntegrationUser,
    /// Who changed it since, the last one first, each once.
    pub by: Vec<Actor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(names: &[&str]) -> Vec<PartyNumber> {
        names.iter().map(|name| PartyNumber::new(*name)).collect()
    }

    #[test]
    fn a_change_survives_the_way_to_the_browser() {
        for change in [
            LiveChange::new(1, 1, false, Vec::new()),
            LiveChange::new(7, 9, true, numbers(&["IU_1", " odd one ", "Zürich:"])),
            LiveChange::new(i64::MAX, i64::MAX, true, numbers(&[""])),
            LiveChange::anything(1, 2_000_000),
            LiveChange::new(1, 2, false, numbers(&["IU_1"])).with_jobs(true),
        ] {
            assert_eq!(LiveChange::from_data(&change.to_data()), Some(change));
        }
        for rubbish in ["", "x", "1", "1 x", "99999999999999999999 1", "\n1 2"] {
            assert_eq!(LiveChange::from_data(rubbish), None, "{rubbish:?}");
        }
    }

    #[test]
    fn many_users_are_not_named_and_neither_is_one_of_two_lines() {
        let named: Vec<_> = (0..LiveChange::MOST_NAMED)
            .map(|at| PartyNumber::new(at.to_string()))
            .collect();
        let mut more = named.clone();
        more.push(PartyNumber::new("one more"));
        assert_eq!(
            LiveChange::new(1, 2, false, named.clone()).users,
            LiveUsers::These(named)
        );
        assert_eq!(LiveChange::new(1, 2, false, more).users, LiveUsers::Many);
        for awkward in ["a\nb", "a\rb", "\0"] {
            let change = LiveChange::new(1, 2, false, numbers(&[awkward]));
            assert_eq!(change.users, LiveUsers::Many, "{awkward:?}");
            assert!(change.is_about(&PartyNumber::new("IU_1")));
        }
    }

    #[test]
    fn a_change_knows_whom_it_is_about() {
        let change = LiveChange::new(1, 2, true, numbers(&["IU_1"]));
        assert!(change.is_about(&PartyNumber::new("IU_1")) && change.is_about_users());
        assert!(!change.is_about(&PartyNumber::new("IU_2")));
        assert!(!LiveChange::new(1, 2, true, Vec::new()).is_about_users());
    }
}
