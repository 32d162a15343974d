//! The list query that the address bar, the server function and the export share.

use serde::{Deserialize, Serialize};

use crate::{
    Cursor, Day, Direction, Facet, GroupType, PAGE_ROWS, SearchTerm, Sort, SortColumn, Status,
    Timestamp, UserFilter, VariableName,
};

/// Which integration users a list shows and in which order; what the address of the page says.
///
/// `UserListQuery::from_pairs(query.to_pairs())` is the query again. What an address holds beyond it, or wrongly, is
/// passed over: a link that somebody mangled still shows a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserListQuery {
    /// Part of the name, client id, party number or login.
    pub term: Option<SearchTerm>,
    /// Only this status.
    pub status: Option<Status>,
    /// In any of these administrator groups.
    pub administrator_groups: Vec<VariableName>,
    /// In any of these sales groups.
    pub sales_groups: Vec<VariableName>,
    /// Made when.
    pub added: Option<AddedFilter>,
    /// Last used when.
    pub used: Option<UsedFilter>,
    /// In which order.
    pub sort: Sort,
    /// Which part of the list.
    pub window: Window,
}

/// A filter on when a user was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AddedFilter {
    /// In the last so many days.
    Last(Preset),
    /// From a day to a day, both included, each may be open.
    Between(Option<Day>, Option<Day>),
}

/// A filter on the last accepted call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UsedFilter {
    /// No call was ever accepted.
    Never,
    /// No call was accepted in the last so many days; those that were never used are among them.
    NotInLast(Preset),
    /// The last call was on one of these days.
    Between(Option<Day>, Option<Day>),
}

/// Numbers of days that a filter offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preset {
    /// 7 days.
    Week,
    /// 30 days.
    Days30,
    /// 90 days.
    Days90,
    /// 180 days.
    Days180,
}

impl Preset {
    /// What the Date added filter offers.
    pub const ADDED: [Self; 3] = [Self::Week, Self::Days30, Self::Days90];
    /// What the Last used filter offers.
    pub const USED: [Self; 3] = [Self::Days30, Self::Days90, Self::Days180];

    /// How many.
    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Days30 => 30,
            Self::Days90 => 90,
            Self::Days180 => 180,
        }
    }

    fn from_days(text: &str) -> Option<Self> {
        [Self::Week, Self::Days30, Self::Days90, Self::Days180]
            .into_iter()
            .find(|preset| preset.days().to_string() == text)
    }
}

/// Which part of the list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Behind which row it begins; none for the top.
    pub after: Option<Cursor>,
    /// How many rows. An address asks for [`PAGE_ROWS`] to [`Window::MOST_ROWS`].
    pub rows: u32,
}

impl Window {
    /// The most rows that one answer holds.
    pub const MOST_ROWS: u32 = 500;

    /// The same with as many rows as one answer may hold, and one at least.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self {
            rows: self.rows.clamp(1, Self::MOST_ROWS),
            ..self
        }
    }
}

impl Default for Window {
    fn default() -> Self {
        Self {
            after: None,
            rows: PAGE_ROWS,
        }
    }
}

/// The keys of the address.
mod key {
    pub const TERM: &str = "q";
    pub const STATUS: &str = "status";
    pub const ADMINISTRATOR_GROUP: &str = "administrator-group";
    pub const SALES_GROUP: &str = "sales-group";
    pub const ADDED: &str = "added";
    pub const ADDED_FROM: &str = "added-from";
    pub const ADDED_TO: &str = "added-to";
    pub const USED: &str = "used";
    pub const USED_FROM: &str = "used-from";
    pub const USED_TO: &str = "used-to";
    pub const SORT: &str = "sort";
    pub const DIRECTION: &str = "dir";
    pub const AFTER: &str = "after";
    pub const ROWS: &str = "rows";
}

impl UserListQuery {
    /// The most groups of a kind that one filter may name.
    pub const MOST_GROUPS: usize = 100;

    /// From the parts of an address.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        let (mut added, mut used) = ((None, None), (None, None));
        let mut direction = None;
        for (name, value) in pairs {
            match name {
                key::TERM => query.term = SearchTerm::parse(value),
                key::STATUS => query.status = Status::from_word(value),
                key::ADMINISTRATOR_GROUP => add_group(&mut query.administrator_groups, value),
                key::SALES_GROUP => add_group(&mut query.sales_groups, value),
                key::ADDED => query.added = Preset::from_days(value).map(AddedFilter::Last),
                key::ADDED_FROM => added.0 = value.parse().ok(),
                key::ADDED_TO => added.1 = value.parse().ok(),
                key::USED if value == "never" => query.used = Some(UsedFilter::Never),
                key::USED => query.used = Preset::from_days(value).map(UsedFilter::NotInLast),
                key::USED_FROM => used.0 = value.parse().ok(),
                key::USED_TO => used.1 = value.parse().ok(),
                key::SORT => {
                    if let Some(column) = SortColumn::from_word(value) {
                        query.sort = Sort {
                            column,
                            direction: column.natural(),
                        };
                    }
                }
                key::DIRECTION => {
                    direction = [Direction::Ascending, Direction::Descending]
                        .into_iter()
                        .find(|d| d.word() == value);
                }
                key::AFTER => query.window.after = value.parse().ok(),
                key::ROWS => {
                    query.window.rows = value
                        .parse()
                        .unwrap_or(PAGE_ROWS)
                        .clamp(PAGE_ROWS, Window::MOST_ROWS);
                }
                _ => {}
            }
        }
        query.sort.direction = direction.unwrap_or(query.sort.direction);
        if added != (None, None) {
            query.added = Some(AddedFilter::Between(added.0, added.1));
        }
        if used != (None, None) {
            query.used = Some(UsedFilter::Between(used.0, used.1));
        }
        query
    }

    /// The parts of the address that give this query again, defaults left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter_pairs();
        if self.sort != Sort::default() {
            pairs.push((key::SORT, self.sort.column.word().to_owned()));
            if self.sort.direction != self.sort.column.natural() {
                pairs.push((key::DIRECTION, self.sort.direction.word().to_owned()));
            }
        }
        pairs.extend(
            self.window
                .after
                .map(|after| (key::AFTER, after.to_string())),
        );
        if self.window.rows != PAGE_ROWS {
            pairs.push((key::ROWS, self.window.rows.to_string()));
        }
        pairs
    }

    fn filter_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut push = |key, value: Option<String>| pairs.extend(value.map(|value| (key, value)));
        push(
            key::TERM,
            self.term.as_ref().map(|term| term.typed().to_owned()),
        );
        push(
            key::STATUS,
            self.status.map(|status| status.word().to_owned()),
        );
        for group in &self.administrator_groups {
            push(key::ADMINISTRATOR_GROUP, Some(group.to_string()));
        }
        for group in &self.sales_groups {
            push(key::SALES_GROUP, Some(group.to_string()));
        }
        match self.added {
            Some(AddedFilter::Last(preset)) => push(key::ADDED, Some(preset.days().to_string())),
            Some(AddedFilter::Between(from, to)) => {
                push(key::ADDED_FROM, from.map(|day| day.to_string()));
                push(key::ADDED_TO, to.map(|day| day.to_string()));
            }
            None => {}
        }
        match self.used {
            Some(UsedFilter::Never) => push(key::USED, Some("never".to_owned())),
            Some(UsedFilter::NotInLast(preset)) => push(key::USED, Some(preset.days().to_string())),
            Some(UsedFilter::Between(from, to)) => {
                push(key::USED_FROM, from.map(|day| day.to_string()));
                push(key::USED_TO, to.map(|day| day.to_string()));
            }
            None => {}
        }
        pairs
    }

    /// The groups of one kind that are filtered by.
    pub fn groups(&self, kind: GroupType) -> &[VariableName] {
        match kind {
            GroupType::Administrator => &self.administrator_groups,
            GroupType::Sales => &self.sales_groups,
        }
    }

    /// The same, to change.
    pub fn groups_mut(&mut self, kind: GroupType) -> &mut Vec<VariableName> {
        match kind {
            GroupType::Administrator => &mut self.administrator_groups,
            GroupType::Sales => &mut self.sales_groups,
        }
    }

    /// Whether one chip has something applied.
    pub fn applies(&self, facet: Facet) -> bool {
        match facet {
            Facet::Status => self.status.is_some(),
            Facet::AdministratorGroup => !self.administrator_groups.is_empty(),
            Facet::SalesGroup => !self.sales_groups.is_empty(),
            Facet::DateAdded => self.added.is_some(),
            Facet::LastUsed => self.used.is_some(),
        }
    }

    /// Whether any chip has something applied.
    pub fn is_filtered(&self) -> bool {
        Facet::ALL.into_iter().any(|facet| self.applies(facet))
    }

    /// The same from the top of the list.
    #[must_use]
    pub fn from_top(mut self) -> Self {
        self.window = Window::default();
        self
    }

    /// The same without one chip's filter, from the top.
    #[must_use]
    pub fn without(mut self, facet: Facet) -> Self {
        match facet {
            Facet::Status => self.status = None,
            Facet::AdministratorGroup => self.administrator_groups.clear(),
            Facet::SalesGroup => self.sales_groups.clear(),
            Facet::DateAdded => self.added = None,
            Facet::LastUsed => self.used = None,
        }
        self.from_top()
    }

    /// The same without filters, from the top; search text and order stay.
    #[must_use]
    pub fn unfiltered(self) -> Self {
        Self {
            term: self.term,
            sort: self.sort,
            ..Self::default()
        }
    }

    /// The same without search text and filters, from the top; the order stays.
    #[must_use]
    pub fn cleared(self) -> Self {
        Self {
            sort: self.sort,
            ..Self::default()
        }
    }

    /// What the store filters by, with "the last 30 days" counted from `now`; at most [`Self::MOST_GROUPS`] of a kind.
    pub fn filter(&self, now: Timestamp) -> UserFilter {
        let (added_from, added_before) = match self.added {
            Some(AddedFilter::Last(preset)) => (Some(now.days_before(preset.days())), None),
            Some(AddedFilter::Between(from, to)) => (from.map(Day::start), to.map(Day::end)),
            None => (None, None),
        };
        let (used_from, used_before, never_used) = match self.used {
            Some(UsedFilter::Never) => (None, None, Some(true)),
            Some(UsedFilter::NotInLast(preset)) => {
                (None, Some(now.days_before(preset.days())), None)
            }
            Some(UsedFilter::Between(from, to)) => {
                (from.map(Day::start), to.map(Day::end), Some(false))
            }
            None => (None, None, None),
        };
        // Not every query is read from an address.
        let some =
            |groups: &[VariableName]| groups.iter().take(Self::MOST_GROUPS).cloned().collect();
        UserFilter {
            term: self.term.clone(),
            status: self.status,
            administrator_groups: some(&self.administrator_groups),
            sales_groups: some(&self.sales_groups),
            added_from,
            added_before,
            never_used,
            used_from,
            used_before,
        }
    }
}

/// Adds a well-formed group that is not there yet, up to the limit.
fn add_group(groups: &mut Vec<VariableName>, text: &str) {
    if let Ok(group) = text.parse::<VariableName>()
        && groups.len() < UserListQuery::MOST_GROUPS
        && !groups.contains(&group)
    {
        groups.push(group);
    }
}

#[cfg(test)]
mod tests;
