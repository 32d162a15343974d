//! Everything out, in batches by key: groups by label, then users by number, which is the order they were made in.

use std::io::Write;

use domain::{Caller, Group, GroupListQuery, IntegrationUser, PartyId, Permission, Problem};
use serde::Serialize;
use tracing::info;

use super::{ExportProblem, ExportReport};
use crate::Service;
use crate::problems::OrProblem;

/// So many rows are in memory at a time.
const BATCH: u32 = 1_000;

impl Service {
    /// Writes all groups and users as an import reads them.
    ///
    /// Changes are possible while it runs: what is changed behind the present batch is written as it is then.
    pub async fn export<W: Write + Send>(
        &self,
        caller: &Caller,
        mut writer: W,
    ) -> Result<ExportReport, ExportProblem> {
        caller
            .require(Permission::ImportExport)
            .map_err(ExportProblem::Stopped)?;
        let report = ExportReport {
            groups: self.export_groups(&mut writer).await?,
            users: self.export_users(&mut writer).await?,
        };
        writer.flush()?;
        info!(by = ?caller.actor(), groups = report.groups, users = report.users, "Exported");
        Ok(report)
    }

    /// Whether there is nothing yet but the built-in group: then samples may be loaded.
    pub async fn is_empty(&self, caller: &Caller) -> Result<bool, Problem> {
        caller.require(Permission::Read)?;
        self.store.is_empty().await.or_problem()
    }

    async fn export_groups<W: Write + Send>(&self, writer: &mut W) -> Result<u64, ExportProblem> {
        let mut query = GroupListQuery::default();
        let mut count = 0;
        loop {
            let page = self.store.list_groups(&query, BATCH).await.or_problem()?;
            let mut lines = Vec::new();
            for row in &page.rows {
                line(
                    &mut lines,
                    &GroupLine {
                        group: (&row.group).into(),
                    },
                )?;
            }
            writer.write_all(&lines)?;
            count += page.rows.len() as u64;
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(count),
            }
        }
    }

    async fn export_users<W: Write + Send>(&self, writer: &mut W) -> Result<u64, ExportProblem> {
        let mut after: Option<PartyId> = None;
        let mut count = 0;
        loop {
            let users = self.store.users_after(after, BATCH).await.or_problem()?;
            let Some(last) = users.last() else {
                return Ok(count);
            };
            after = Some(last.party_id);
            let mut lines = Vec::new();
            for user in &users {
                user_line(&mut lines, user)?;
            }
            writer.write_all(&lines)?;
            count += users.len() as u64;
        }
    }
}

impl From<Problem> for ExportProblem {
    fn from(problem: Problem) -> Self {
        Self::Stopped(problem)
    }
}

/// A user as an import reads it.
pub(super) fn user_line(lines: &mut Vec<u8>, user: &IntegrationUser) -> std::io::Result<()> {
    let integration_user = user.into();
    line(lines, &UserLine { integration_user })
}

fn line(lines: &mut Vec<u8>, object: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *lines, object)?;
    lines.push(b'\n');
    Ok(())
}

#[derive(Serialize)]
struct GroupLine<'a> {
    group: GroupObject<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupObject<'a> {
    variable_name: &'a str,
    label: &'a str,
    r#type: &'static str,
    description: &'a str,
}

impl<'a> From<&'a Group> for GroupObject<'a> {
    fn from(group: &'a Group) -> Self {
        Self {
            variable_name: group.variable_name.as_str(),
            label: group.label.as_str(),
            r#type: group.kind.word(),
            description: group.description.as_str(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserLine<'a> {
    integration_user: UserObject<'a>,
}

/// Empty texts are written too: an absent one would leave alone what the importing side has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserObject<'a> {
    oauth_client_id: &'a str,
    first_name: &'a str,
    email: &'a str,
    description: &'a str,
    party_number: &'a str,
    status: StatusObject,
    date_added: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<String>,
    groups: GroupItems<'a>,
}

#[derive(Serialize)]
struct StatusObject {
    value: i64,
}

#[derive(Serialize)]
struct GroupItems<'a> {
    items: Vec<GroupItem<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupItem<'a> {
    variable_name: &'a str,
}

impl<'a> From<&'a IntegrationUser> for UserObject<'a> {
    fn from(user: &'a IntegrationUser) -> Self {
        let items = user.groups.iter().map(|group| GroupItem {
            variable_name: group.variable_name.as_str(),
        });
        Self {
            oauth_client_id: user.client_id.as_str(),
            first_name: user.name.as_str(),
            email: user.email.as_str(),
            description: user.description.as_str(),
            party_number: user.party_number.as_str(),
            status: StatusObject {
                value: user.status.number(),
            },
            date_added: user.date_added.rfc3339(),
            last_login: user.last_used.map(domain::Timestamp::rfc3339),
            groups: GroupItems {
                items: items.collect(),
            },
        }
    }
}
