//! How many users each criterion of a filter would show.

use domain::{Facet, FacetCount, GroupType, Preset, Status, Timestamp, UserFilter};

use super::TABLE;
use super::plan::Plan;
use crate::dialect::Link;
use crate::{Store, StoreError};

impl Store {
    /// The counts of one filter's criteria among the users that pass `filter`, which is already without that filter.
    ///
    /// Values are those of the address: `active`, `inactive`; variable names, sorted by label, with 0 where nobody is in
    /// the group; `7`, `30`, `90` days; `never` and not in the last `30`, `90`, `180` days.
    pub async fn facet_counts(
        &self,
        filter: &UserFilter,
        facet: Facet,
        now: Timestamp,
    ) -> Result<Vec<FacetCount>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let plan = Plan::make(&mut link, filter).await?;
        match facet {
            Facet::Status => {
                let ranges = Status::ALL.map(|status| {
                    let number = status.number();
                    (status.word().to_owned(), Some(number), Some(number + 1))
                });
                count_ranges(&mut link, &plan, "status", &ranges).await
            }
            Facet::AdministratorGroup => {
                count_groups(&mut link, &plan, GroupType::Administrator).await
            }
            Facet::SalesGroup => count_groups(&mut link, &plan, GroupType::Sales).await,
            Facet::DateAdded => {
                let ranges = Preset::ADDED.map(|preset| {
                    let from = now.days_before(preset.days()).micros();
                    (preset.days().to_string(), Some(from), None)
                });
                count_ranges(&mut link, &plan, "date_added", &ranges).await
            }
            Facet::LastUsed => {
                let never = ("never".to_owned(), None, Some(1));
                let presets = Preset::USED.map(|preset| {
                    let before = now.days_before(preset.days()).micros();
                    (preset.days().to_string(), None, Some(before))
                });
                let ranges: Vec<_> = std::iter::once(never).chain(presets).collect();
                count_ranges(&mut link, &plan, "last_used", &ranges).await
            }
        }
    }
}

/// A criterion's value, from (included) and before (left out).
type Range = (String, Option<i64>, Option<i64>);

/// The columns of the statement; as many as a facet ever has criteria.
const COLUMNS: [&str; 4] = ["n0", "n1", "n2", "n3"];

async fn count_ranges(
    link: &mut Link,
    plan: &Plan,
    column: &str,
    ranges: &[Range],
) -> Result<Vec<FacetCount>, StoreError> {
    let mut statement = plan.begin();
    for (at, ((_, from, before), name)) in ranges.iter().zip(COLUMNS).enumerate() {
        statement.push(if at == 0 { "SELECT " } else { ", " });
        statement.push("count(CASE WHEN 1 = 1");
        for (operator, bound) in [(" >= ", from), (" < ", before)] {
            if let Some(bound) = bound {
                statement
                    .push(" AND u.")
                    .push(column)
                    .push(operator)
                    .bind(*bound);
            }
        }
        statement.push(" THEN 1 END) AS ").push(name);
    }
    statement.push(" ");
    plan.push_rows(&mut statement, false);
    let row = link.one(&statement).await?.ok_or(StoreError::NotFound)?;
    ranges
        .iter()
        .zip(COLUMNS)
        .map(|((value, _, _), name)| {
            Ok(FacetCount {
                value: value.clone(),
                label: String::new(),
                count: row.of(TABLE, "n0").count(name)?,
            })
        })
        .collect()
}

async fn count_groups(
    link: &mut Link,
    plan: &Plan,
    kind: GroupType,
) -> Result<Vec<FacetCount>, StoreError> {
    let mut statement = plan.begin();
    statement.push("SELECT g.variable_name, g.label, COALESCE(c.users, 0) AS users FROM user_group g LEFT JOIN (");
    if plan.is_everything() {
        statement
            .push("SELECT m.group_id, count(*) AS users FROM membership m GROUP BY m.group_id");
    } else {
        statement.push("SELECT m.group_id, count(*) AS users FROM (SELECT u.party_id ");
        plan.push_rows(&mut statement, false);
        statement.push(") matches CROSS JOIN membership m WHERE m.party_id = matches.party_id GROUP BY m.group_id");
    }
    statement
        .push(") c ON c.group_id = g.group_id WHERE g.kind = ")
        .bind(kind.number())
        .push(" ORDER BY g.label_key, g.variable_name");
    let rows = link.all(&statement).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("user_group", "variable_name");
            Ok(FacetCount {
                value: fields.text("variable_name")?,
                label: fields.text("label")?,
                count: fields.count("users")?,
            })
        })
        .collect()
}
