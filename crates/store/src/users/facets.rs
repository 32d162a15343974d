//! How many users each criterion of a filter would show.

use std::collections::HashMap;

use domain::{Facet, FacetCount, FacetRange, GroupType, Timestamp, UserFilter, VariableName};

use super::TABLE;
use super::plan::Plan;
use crate::dialect::Link;
use crate::statement::Statement;
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
        let column = match facet {
            Facet::AdministratorGroup | Facet::SalesGroup => {
                return match facet.groups() {
                    Some(kind) => count_groups(&mut link, &plan, kind).await,
                    None => Ok(Vec::new()),
                };
            }
            Facet::Status => "status",
            Facet::DateAdded => "date_added",
            Facet::LastUsed => "last_used",
        };
        count_ranges(&mut link, &plan, column, &facet.ranges(now)).await
    }

    /// The groups of one type as criteria of their filter, by label, with these counts.
    pub async fn group_facet(
        &self,
        kind: GroupType,
        counts: &HashMap<VariableName, u64>,
    ) -> Result<Vec<FacetCount>, StoreError> {
        let statement = Statement::fixed(
            "SELECT variable_name, label FROM user_group WHERE kind = $1 ORDER BY label_key, variable_name",
            [kind.number().into()],
        );
        let rows = self.pool.all(&statement).await?;
        rows.iter()
            .map(|row| {
                let fields = row.of("user_group", "variable_name");
                let name: VariableName =
                    fields.parsed("variable_name", |text| text.parse().ok())?;
                Ok(FacetCount {
                    count: counts.get(&name).copied().unwrap_or_default(),
                    value: name.into(),
                    label: fields.text("label")?,
                })
            })
            .collect()
    }
}

/// The columns of the statement; as many as a facet ever has criteria.
const COLUMNS: [&str; 4] = ["n0", "n1", "n2", "n3"];

async fn count_ranges(
    link: &mut Link,
    plan: &Plan,
    column: &str,
    ranges: &[FacetRange],
) -> Result<Vec<FacetCount>, StoreError> {
    let mut statement = plan.begin();
    for (at, (range, name)) in ranges.iter().zip(COLUMNS).enumerate() {
        statement.push(if at == 0 { "SELECT " } else { ", " });
        statement.push("count(CASE WHEN 1 = 1");
        for (operator, bound) in [(" >= ", range.from), (" < ", range.before)] {
            if let Some(bound) = bound {
                statement
                    .push(" AND u.")
                    .push(column)
                    .push(operator)
                    .bind(bound);
            }
        }
        statement.push(" THEN 1 END) AS ").push(name);
    }
    statement.push(" ");
    plan.push_rows(&mut statement, None);
    let row = link.one(&statement).await?.ok_or(StoreError::NotFound)?;
    ranges
        .iter()
        .zip(COLUMNS)
        .map(|(range, name)| {
            Ok(FacetCount {
                value: range.value.clone(),
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
        plan.push_rows(&mut statement, None);
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
