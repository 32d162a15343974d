//! Which column is what, and a row as an integration user.

use std::borrow::Cow;

use super::parse::{Member, RawGroups, RawMembership, RawStatus, RawUser, Record};
use super::words::Wrong;

/// The columns, as an export names them.
pub(super) const COLUMNS: [(&str, Column); 9] = [
    ("oauthClientId", Column::ClientId),
    ("firstName", Column::Name),
    ("email", Column::Email),
    ("description", Column::Description),
    ("partyNumber", Column::PartyNumber),
    ("status", Column::Status),
    ("dateAdded", Column::DateAdded),
    ("administratorGroups", Column::AdministratorGroups),
    ("salesGroups", Column::SalesGroups),
];

/// The same as pages and other programs name them, without blanks, in lower case.
const OTHER_NAMES: [(&str, Column); 6] = [
    ("clientid", Column::ClientId),
    ("name", Column::Name),
    ("contactemail", Column::Email),
    ("emailaddress", Column::Email),
    ("administratorgroup", Column::AdministratorGroups),
    ("salesgroup", Column::SalesGroups),
];

/// Columns that would hold a secret.
const SECRETS: [&str; 3] = ["clientsecret", "oauthclientsecret", "secret"];

/// What stands between the groups of a cell when it is written; reading takes commas, semicolons and blanks, too.
pub(super) const BETWEEN_GROUPS: char = '|';

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    ClientId,
    Name,
    Email,
    Description,
    PartyNumber,
    Status,
    DateAdded,
    AdministratorGroups,
    SalesGroups,
}

/// The first row.
#[derive(Debug, Default)]
pub(super) struct Heading {
    columns: Vec<Option<Column>>,
    passed_over: Vec<String>,
}

impl Heading {
    /// Whether any cell names a column of ours.
    pub(super) fn looks_like_one(cells: &[Cow<'_, str>]) -> bool {
        cells.iter().any(|cell| column(cell).is_some())
    }

    /// Whether it was read already.
    pub(super) fn is_read(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The columns that nothing is known of.
    pub(super) fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// Reads it.
    pub(super) fn read(&mut self, cells: &[Cow<'_, str>]) -> Result<(), Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let columns: Vec<Option<Column>> = cells.iter().map(|cell| column(cell)).collect();
        for (cell, found) in cells.iter().zip(&columns) {
            if SECRETS.contains(&plain(cell).as_str()) {
                wrongs.push(Wrong::Secret { member: "A column" });
            } else if found.is_none() && !cell.trim().is_empty() {
                self.passed_over
                    .push(cell.trim().chars().take(60).collect());
            }
        }
        for (name, wanted) in COLUMNS {
            if columns
                .iter()
                .filter(|found| **found == Some(wanted))
                .count()
                > 1
            {
                wrongs.push(Wrong::ColumnTwice { column: name });
            }
        }
        let has = |column| columns.contains(&Some(column));
        if !has(Column::ClientId) {
            wrongs.push(Wrong::NoColumn {
                column: "oauthClientId",
            });
        }
        if has(Column::AdministratorGroups) != has(Column::SalesGroups) {
            wrongs.push(Wrong::HalfOfGroups);
        }
        self.columns = columns;
        if wrongs.is_empty() {
            Ok(())
        } else {
            Err(wrongs)
        }
    }

    /// A row as a user.
    pub(super) fn user(&self, cells: &[Cow<'_, str>]) -> Result<Record, Vec<Wrong>> {
        if cells.len() > self.columns.len()
            && cells[self.columns.len()..]
                .iter()
                .any(|cell| !cell.trim().is_empty())
        {
            return Err(vec![Wrong::MoreCells {
                cells: cells.len(),
                columns: self.columns.len(),
            }]);
        }
        let mut user = RawUser::default();
        let mut groups: Option<Vec<RawMembership<'_>>> = None;
        let mut wrongs = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let Some(column) = column else { continue };
            // Spreadsheets leave away empty cells at the end.
            let cell = cells.get(at).map_or("", |cell| &**cell);
            let text = || Member::Text(Cow::Borrowed(cell));
            let some = || {
                if cell.trim().is_empty() {
                    Member::Absent
                } else {
                    text()
                }
            };
            match column {
                Column::ClientId => user.oauth_client_id = text(),
                Column::Name => user.first_name = text(),
                Column::Email => user.email = text(),
                Column::Description => user.description = text(),
                Column::PartyNumber => user.party_number = some(),
                Column::DateAdded => user.date_added = some(),
                Column::Status => match status(cell) {
                    Ok(status) => user.status = status,
                    Err(wrong) => wrongs.push(wrong),
                },
                Column::AdministratorGroups | Column::SalesGroups => {
                    let names = cell
                        .split(|c: char| {
                            c.is_whitespace() || matches!(c, ',' | ';' | BETWEEN_GROUPS)
                        })
                        .filter(|name| !name.is_empty())
                        .map(|name| RawMembership {
                            variable_name: Member::Text(Cow::Borrowed(name)),
                        });
                    groups.get_or_insert_default().extend(names);
                }
            }
        }
        user.groups = groups.map(|items| RawGroups { items: Some(items) });
        match user.check() {
            Ok(user) if wrongs.is_empty() => Ok(Record::User(Box::new(user))),
            Ok(_) => Err(wrongs),
            Err(more) => {
                wrongs.extend(more);
                Err(wrongs)
            }
        }
    }
}

fn status(cell: &str) -> Result<Option<RawStatus>, Wrong> {
    let value = match cell.trim().to_ascii_lowercase().as_str() {
        "" => return Ok(None),
        "active" | "1" => 1,
        "inactive" | "0" => 0,
        _ => return Err(Wrong::BadStatusWord),
    };
    Ok(Some(RawStatus { value: Some(value) }))
}

fn column(cell: &str) -> Option<Column> {
    let plain = plain(cell);
    COLUMNS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&plain))
        .or_else(|| OTHER_NAMES.iter().find(|(name, _)| *name == plain))
        .map(|(_, column)| *column)
}

fn plain(cell: &str) -> String {
    let letters = cell.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}
