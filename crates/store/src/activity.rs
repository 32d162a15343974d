//! The activity log.

use std::collections::BTreeSet;

use domain::{
    Action, ActivityEntry, ActivityPage, ActivityQuery, Actor, Change, PartyNumber, SubjectKind,
    Timestamp,
};

use crate::dialect::{Fields, Row};
use crate::statement::{Statement, pieces};
use crate::{Store, StoreError, Tx};

const TABLE: &str = "activity";
const KEY: &str = "number";

/// An entry to be written; its number comes with the writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewActivity {
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
    /// What it is called, for people.
    pub subject_label: String,
    /// The difference.
    pub change: Change,
}

impl Tx {
    /// Writes an entry and gives its number.
    pub async fn record(&mut self, entry: &NewActivity) -> Result<i64, StoreError> {
        self.record_all(std::slice::from_ref(entry)).await
    }

    /// Writes entries in order, many rows a statement, and gives the number of the first; the rest follow without gaps.
    pub async fn record_all(&mut self, entries: &[NewActivity]) -> Result<i64, StoreError> {
        let changes = entries
            .iter()
            .map(|entry| serde_json::to_string(&entry.change))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| StoreError::Other(error.into()))?;
        let first = self.take_numbers("activity", entries.len()).await?;
        let numbered: Vec<(i64, &NewActivity, &str)> = (first..)
            .zip(entries.iter().zip(&changes))
            .map(|(number, (entry, change))| (number, entry, change.as_str()))
            .collect();
        let dialect = self.link.dialect();
        let insert = |piece: &[(i64, &NewActivity, &str)]| {
            let mut statement = Statement::new(dialect.insert());
            statement.push(
                " INTO activity (number, at, actor_kind, actor, action, subject_kind, subject, subject_label, \
                 change) VALUES ",
            );
            for (at, row) in piece.iter().enumerate() {
                statement.push(if at == 0 { "" } else { ", " });
                push_row(&mut statement, *row);
            }
            statement
        };
        self.link
            .execute_each(pieces(&numbered).map(insert))
            .await?;
        if let Some((number, ..)) = numbered.last() {
            self.recorded = Some(*number);
        }
        Ok(first)
    }
}

impl Store {
    /// At most `limit` entries, newest first. What a newer program writes down beside this one is passed over.
    pub async fn activity(
        &self,
        query: &ActivityQuery,
        limit: u32,
    ) -> Result<ActivityPage, StoreError> {
        let mut entries: Vec<ActivityEntry> = Vec::new();
        let mut before = query.before.unwrap_or(i64::MAX);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let user = query.user.as_ref();
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let mut goes_on = user.is_none_or(|user| !user.as_str().contains('\0'));
        while goes_on {
            let rows = self.pool.all(&newest(query, before, limit)).await?;
            for row in &rows {
                before = row.of(TABLE, KEY).int("number")?;
                entries.extend(entry(row)?);
            }
            // What is passed over makes a page no shorter.
            goes_on = rows.len() > most && entries.len() <= most;
        }
        let more = entries.len() > most;
        entries.truncate(most);
        let next = entries.last().filter(|_| more).map(|entry| entry.number);
        Ok(ActivityPage { entries, next })
    }
}

/// The entries that are asked for with smaller numbers than this one, newest first, and one more than the limit.
fn newest(query: &ActivityQuery, before: i64, limit: u32) -> Statement {
    let mut statement = Statement::new(
        "SELECT number, at, actor_kind, actor, action, subject_kind, subject, subject_label, change \
         FROM activity WHERE number < ",
    );
    statement.bind(before);
    if let Some(user) = &query.user {
        statement
            .push(" AND subject_kind = ")
            .bind(SubjectKind::User.word());
        statement.push(" AND subject = ").bind(user.as_str());
    }
    if let Some(action) = query.action {
        // Of one user there are few entries: their index is the better one.
        statement.push(if query.user.is_some() {
            " AND action || '' = "
        } else {
            " AND action = "
        });
        statement.bind(action.word());
    }
    statement
        .push(" ORDER BY number DESC LIMIT ")
        .bind(i64::from(limit) + 1);
    statement
}

/// What the log says behind some entry, for those who follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStretch {
    /// The number of the last entry that was looked at.
    pub until: i64,
    /// The users that entries are about, each once.
    pub users: Vec<PartyNumber>,
    /// Whether any is about a group.
    pub groups: bool,
    /// Whether any is about a bulk change as a whole.
    pub jobs: bool,
    /// The short names of sessions that somebody signed out of.
    pub signed_out: Vec<String>,
    /// Whether there are more entries behind it.
    pub more: bool,
}

impl Store {
    /// What happened behind entry number `since`, in at most `limit` entries. None when the log has no such entry (any
    /// more): then this is not the database it was.
    pub async fn log_since(
        &self,
        since: i64,
        limit: u32,
    ) -> Result<Option<LogStretch>, StoreError> {
        let statement = Statement::fixed(
            "SELECT number, action, subject_kind, subject, subject_label FROM activity WHERE number >= $1 \
             ORDER BY number LIMIT $2",
            [since.into(), (i64::from(limit) + 2).into()],
        );
        let rows = self.pool.all(&statement).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut stretch = LogStretch {
            until: since,
            users: Vec::new(),
            groups: false,
            jobs: false,
            signed_out: Vec::new(),
            more: false,
        };
        let mut users = BTreeSet::new();
        let (mut found, mut looked_at) = (since <= 0, 0);
        for row in &rows {
            let fields = row.of(TABLE, KEY);
            let number = fields.int("number")?;
            if number <= since {
                found = true;
                continue;
            }
            if looked_at == limit {
                stretch.more = true;
                break;
            }
            looked_at += 1;
            stretch.until = number;
            // What a newer program writes down beside this one is passed over.
            match SubjectKind::from_word(&fields.text("subject_kind")?) {
                Some(SubjectKind::User) => {
                    users.insert(PartyNumber::new(fields.text("subject")?));
                }
                Some(SubjectKind::Group) => stretch.groups = true,
                Some(SubjectKind::Job) => stretch.jobs = true,
                Some(SubjectKind::Session)
                    if fields.text("action")? == Action::SignedOut.word() =>
                {
                    stretch.signed_out.push(fields.text("subject_label")?);
                }
                _ => {}
            }
        }
        stretch.users = users.into_iter().collect();
        Ok(found.then_some(stretch))
    }
}

/// An actor as the columns `actor_kind` and `actor` hold it.
pub(crate) fn actor_words(actor: &Actor) -> (&'static str, &str) {
    match actor {
        Actor::Person(name) => ("person", name.as_str()),
        Actor::Application(user) => ("application", user.as_str()),
        Actor::System => ("system", ""),
    }
}

/// The actor that these columns hold.
pub(crate) fn actor(fields: &Fields<'_>) -> Result<Actor, StoreError> {
    let name = fields.text("actor")?;
    fields.parsed("actor_kind", |kind| match kind {
        "person" => Some(Actor::Person(name)),
        "application" => Some(Actor::Application(PartyNumber::new(name))),
        "system" => Some(Actor::System),
        _ => None,
    })
}

fn push_row(statement: &mut Statement, (number, entry, change): (i64, &NewActivity, &str)) {
    let (actor_kind, actor) = actor_words(&entry.actor);
    statement
        .push("(")
        .bind(number)
        .push(", ")
        .bind(entry.at.micros());
    for text in [
        actor_kind,
        actor,
        entry.action.word(),
        entry.subject_kind.word(),
        &entry.subject,
        &entry.subject_label,
        change,
    ] {
        statement.push(", ").bind(text);
    }
    statement.push(")");
}

/// None when it is about something that only a newer program knows.
fn entry(row: &Row) -> Result<Option<ActivityEntry>, StoreError> {
    let fields = row.of(TABLE, KEY);
    let action = Action::from_word(&fields.text("action")?);
    let subject_kind = SubjectKind::from_word(&fields.text("subject_kind")?);
    let (Some(action), Some(subject_kind)) = (action, subject_kind) else {
        return Ok(None);
    };
    Ok(Some(ActivityEntry {
        number: fields.int("number")?,
        at: fields.moment("at")?,
        actor: actor(&fields)?,
        action,
        subject_kind,
        subject: fields.text("subject")?,
        subject_label: fields.text("subject_label")?,
        change: fields.parsed("change", |json| serde_json::from_str::<Change>(json).ok())?,
    }))
}
