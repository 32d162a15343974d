//! Integration users as the gate keeps them in memory: all of them at the start, then those that changed.

use std::collections::BTreeSet;

use domain::{
    ClientId, GroupType, IntegrationUser, PartyId, PartyNumber, Status, SubjectKind, Timestamp,
    VariableName,
};

use crate::dialect::{Fields, Row};
use crate::gate_rows::{self, GateGroups};
use crate::statement::{Statement, pieces};
use crate::users::find;
use crate::{Store, StoreError, Tx};

/// Fewer users are not worth being read in two parts.
const FEW: i64 = 20_000;

/// How many calls a user may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallRate {
    /// In the long run, a second.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

/// What the gate knows of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateUser {
    /// The stored number.
    pub party_id: PartyId,
    /// The name in addresses.
    pub party_number: PartyNumber,
    /// The OAuth client.
    pub client_id: ClientId,
    /// Whether its calls are admitted.
    pub status: Status,
    /// Grows by one with each change.
    pub version: i64,
    /// Its own limit; none for the usual one.
    pub rate: Option<CallRate>,
    /// All groups, in no order.
    pub groups: Vec<(GroupType, VariableName)>,
    /// When it was made.
    pub added: Timestamp,
    /// The last accepted call.
    pub last_used: Option<Timestamp>,
    /// What it is searched and sorted by.
    pub search_key: String,
}

/// How far the last uses of users were followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsesSeen {
    number: i64,
    user: i64,
}

/// A user whose limit was set, and what its limit was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateSet {
    /// The limit before; the same as now when nothing was to be done.
    pub before: Option<CallRate>,
    /// The user as it is.
    pub user: IntegrationUser,
}

/// An entry of the activity log: its number, and when it was written, by which it is told from another of that number in
/// another database. The default stands before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogMark {
    /// From 1, without gaps.
    pub number: i64,
    /// When.
    pub at: Timestamp,
}

/// Which users changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChanges {
    /// The last entry of the activity log that was looked at.
    pub until: LogMark,
    /// Each once.
    pub party_numbers: Vec<PartyNumber>,
    /// Whether there are more behind it.
    pub more: bool,
}

impl Store {
    /// The number of the last entry of the activity log, 0 for none.
    pub async fn last_activity(&self) -> Result<i64, StoreError> {
        let statement = Statement::fixed(
            "SELECT name, value FROM counter WHERE name = 'activity'",
            [],
        );
        let row = self.pool.one(&statement).await?;
        row.ok_or(StoreError::NotFound)?
            .of("counter", "name")
            .int("value")
    }

    /// The last entry of the activity log.
    pub async fn last_log_mark(&self) -> Result<LogMark, StoreError> {
        let statement = Statement::fixed(
            "SELECT number, at FROM activity ORDER BY number DESC LIMIT 1",
            [],
        );
        let row = self.pool.one(&statement).await?;
        row.map_or(Ok(LogMark::default()), |row| mark(&row))
    }

    /// Which users the activity log says changed behind this entry, in at most `limit` entries. None when the log has no
    /// such entry (any more): then this is not the database it was, or an earlier state of it.
    pub async fn users_changed_since(
        &self,
        since: LogMark,
        limit: u32,
    ) -> Result<Option<UserChanges>, StoreError> {
        let statement = Statement::fixed(
            "SELECT number, at, subject_kind, subject FROM activity WHERE number >= $1 ORDER BY number LIMIT $2",
            [since.number.into(), (i64::from(limit) + 2).into()],
        );
        let rows = self.pool.all(&statement).await?;
        let mut entries = rows
            .iter()
            .map(|row| {
                let fields = row.of("activity", "number");
                Ok((
                    mark(row)?,
                    fields.text("subject_kind")?,
                    fields.text("subject")?,
                ))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        if since.number > 0 && entries.first().is_none_or(|(first, ..)| *first != since) {
            return Ok(None);
        }
        entries.retain(|(mark, ..)| mark.number > since.number);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = entries.len() > limit;
        entries.truncate(limit);
        let until = entries.last().map_or(since, |(mark, ..)| *mark);
        let party_numbers: BTreeSet<PartyNumber> = entries
            .into_iter()
            .filter(|(_, kind, _)| kind == SubjectKind::User.word())
            .map(|(.., subject)| PartyNumber::new(subject))
            .collect();
        Ok(Some(UserChanges {
            until,
            party_numbers: party_numbers.into_iter().collect(),
            more,
        }))
    }

    /// Where the last uses of users are now, for [`Store::uses_since`].
    pub async fn uses_seen(&self) -> Result<UsesSeen, StoreError> {
        let statement = Statement::fixed("SELECT name, value FROM counter WHERE name = 'use'", []);
        let row = self.pool.one(&statement).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        Ok(UsesSeen {
            number: row.of("counter", "name").int("value")?,
            user: i64::MAX,
        })
    }

    /// Whose last use was written since, at most `limit` of them, and how far that goes. Nobody: there are no more.
    pub async fn uses_since(
        &self,
        since: UsesSeen,
        limit: u32,
    ) -> Result<(Vec<(PartyId, Timestamp)>, UsesSeen), StoreError> {
        let statement = Statement::fixed(
            "SELECT party_id, use_number, last_used FROM integration_user WHERE (use_number, party_id) > ($1, $2) \
             ORDER BY use_number, party_id LIMIT $3",
            [
                since.number.into(),
                since.user.into(),
                i64::from(limit).into(),
            ],
        );
        let mut seen = since;
        let mut uses = Vec::new();
        for row in self.pool.all(&statement).await? {
            let fields = row.of("integration_user", "party_id");
            let party_id = fields.int("party_id")?;
            seen = UsesSeen {
                number: fields.int("use_number")?,
                user: party_id,
            };
            uses.push((PartyId(party_id), fields.moment("last_used")?));
        }
        Ok((uses, seen))
    }

    /// An id with about half of the active users before it; none where there are few.
    pub async fn middle_user(&self) -> Result<Option<PartyId>, StoreError> {
        let statement = Statement::fixed(
            "SELECT party_id FROM integration_user WHERE status = 1 ORDER BY status, party_id LIMIT 1 \
             OFFSET (SELECT CASE WHEN value > $1 THEN value * 2 / 5 ELSE value END FROM counter WHERE name = 'user')",
            [FEW.into()],
        );
        let row = self.pool.one(&statement).await?;
        row.map(|row| {
            row.of("integration_user", "party_id")
                .int("party_id")
                .map(PartyId)
        })
        .transpose()
    }

    /// Up to `limit` users behind this id, by id.
    pub async fn gate_users_after(
        &self,
        after: Option<PartyId>,
        limit: u32,
    ) -> Result<Vec<GateUser>, StoreError> {
        self.gate_users_between(after, None, limit, &mut GateGroups::default())
            .await
    }

    /// The same up to and with another id, to go through all of a part.
    pub async fn gate_users_between(
        &self,
        after: Option<PartyId>,
        until: Option<PartyId>,
        limit: u32,
        groups: &mut GateGroups,
    ) -> Result<Vec<GateUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let mut rows = Statement::new("u.party_id > ");
        rows.bind(after.map_or(i64::MIN, |id| id.0))
            .push(" AND u.party_id <= ")
            .bind(until.map_or(i64::MAX, |id| id.0))
            .push(" ORDER BY u.party_id LIMIT ")
            .bind(i64::from(limit));
        gate_rows::read(&mut link, &rows, groups).await
    }

    /// The users of these party numbers, by id; those that there are none of are just not there.
    pub async fn gate_users(
        &self,
        party_numbers: &[PartyNumber],
    ) -> Result<Vec<GateUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let numbers: Vec<&str> = party_numbers
            .iter()
            .map(PartyNumber::as_str)
            .filter(|number| !number.contains('\0'))
            .collect();
        let mut found = Vec::with_capacity(numbers.len());
        let mut groups = GateGroups::default();
        for piece in pieces(&numbers) {
            let mut rows = Statement::new("u.party_number IN ");
            rows.tuple(piece.iter().copied());
            found.extend(gate_rows::read(&mut link, &rows, &mut groups).await?);
        }
        found.sort_unstable_by_key(|user| user.party_id);
        found.dedup_by_key(|user| user.party_id);
        Ok(found)
    }
}

impl Tx {
    /// Gives a user a limit of its own, or the usual one (none). The limit it already has changes nothing.
    pub async fn set_rate(
        &mut self,
        party_number: &PartyNumber,
        rate: Option<CallRate>,
        now: Timestamp,
    ) -> Result<RateSet, StoreError> {
        let user = find(&mut self.link, "party_number", party_number.as_str()).await?;
        let mut user = user.ok_or(StoreError::NotFound)?;
        let statement = Statement::fixed(
            "SELECT party_id, rate_per_second, rate_burst FROM integration_user WHERE party_id = $1",
            [user.party_id.0.into()],
        );
        let row = self.link.one(&statement).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        let before = self::rate(&row.of("integration_user", "party_id"))?;
        if before == rate {
            return Ok(RateSet { before, user });
        }
        user.version += 1;
        user.date_modified = now.max(user.date_modified);
        let (per_second, burst) = rate.map_or((0, 0), |rate| (rate.per_second, rate.burst));
        let statement = Statement::fixed(
            "UPDATE integration_user SET rate_per_second = $1, rate_burst = $2, version = $3, date_modified = $4 \
             WHERE party_id = $5",
            [
                i64::from(per_second).into(),
                i64::from(burst).into(),
                user.version.into(),
                user.date_modified.micros().into(),
                user.party_id.0.into(),
            ],
        );
        self.link.execute(&statement).await?;
        Ok(RateSet { before, user })
    }
}

fn mark(row: &Row) -> Result<LogMark, StoreError> {
    let fields = row.of("activity", "number");
    Ok(LogMark {
        number: fields.int("number")?,
        at: fields.moment("at")?,
    })
}

fn rate(fields: &Fields<'_>) -> Result<Option<CallRate>, StoreError> {
    let per_second = fields.number("rate_per_second", |number| u32::try_from(number).ok())?;
    let burst = fields.number("rate_burst", |number| u32::try_from(number).ok())?;
    Ok((per_second > 0).then_some(CallRate { per_second, burst }))
}
