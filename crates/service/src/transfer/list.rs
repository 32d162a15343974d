//! The list of integration users written out as it is shown, a page at a time: however long it is, only one page of it is
//! in memory.

use std::collections::HashSet;

use domain::{
    Action, Caller, Change, ExportFormat, FieldChange, GroupType, IntegrationUser,
    MOST_NAMED_USERS, PartyNumber, Permission, Problem, Sort, SubjectKind, UserFilter,
    UserListQuery, Window,
};
use store::NewActivity;
use tracing::info;

use super::csv::push_row;
use super::export::user_line;
use super::table::{BETWEEN_GROUPS, COLUMNS, Column};
use crate::Service;
use crate::problems::OrProblem;

/// By it spreadsheets know that a table is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many of the users that are named are read at a time.
const AT_ONCE: usize = Window::MOST_ROWS as usize;

/// Which users are written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All that the list shows, from its top, in its order.
    Matching(UserListQuery),
    /// These, at most [`MOST_NAMED_USERS`], in this order and each once; who is not there is left out.
    Named(Vec<PartyNumber>),
}

/// An export on its way.
pub struct ListExport {
    service: Service,
    format: ExportFormat,
    rest: Rest,
    begun: bool,
}

enum Rest {
    Named(Vec<PartyNumber>),
    Matching(Box<UserFilter>, Sort, Window),
    Nothing,
}

impl Service {
    /// Writes down who exports how many, and begins. Who sees users may export them.
    pub async fn export_list(
        &self,
        caller: &Caller,
        selection: Selection,
        format: ExportFormat,
    ) -> Result<ListExport, Problem> {
        caller.require(Permission::Read)?;
        let now = self.clock.now();
        let (rest, count) = match selection {
            Selection::Named(mut numbers) => {
                let mut named = HashSet::new();
                numbers.retain(|number| named.insert(number.clone()));
                numbers.truncate(MOST_NAMED_USERS);
                let mut count = 0;
                for some in numbers.chunks(AT_ONCE) {
                    count += self.store.users_with(some).await.or_problem()?.len() as u64;
                }
                (Rest::Named(numbers), count)
            }
            Selection::Matching(query) => {
                let filter = query.filter(now);
                let count = self.store.count_users(&filter).await.or_problem()?;
                let window = Window {
                    after: None,
                    rows: Window::MOST_ROWS,
                };
                (Rest::Matching(Box::new(filter), query.sort, window), count)
            }
        };
        let change = Change {
            fields: vec![FieldChange {
                field: "format".to_owned(),
                before: String::new(),
                after: format.word().to_owned(),
            }],
            ..Change::default()
        };
        let entry = NewActivity {
            at: now,
            actor: caller.actor(),
            action: Action::Exported,
            subject_kind: SubjectKind::List,
            subject: "integration-users".to_owned(),
            subject_label: count.to_string(),
            change,
        };
        let mut tx = self.store.begin().await.or_problem()?;
        tx.record(&entry).await.or_problem()?;
        tx.commit().await.or_problem()?;
        info!(by = ?caller.actor(), users = count, format = format.word(), "Exported integration users");
        Ok(ListExport {
            service: self.clone(),
            format,
            rest,
            begun: false,
        })
    }
}

impl ListExport {
    /// The next piece; none at the end.
    pub async fn advance(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        let mut piece = Vec::new();
        if !self.begun {
            self.begun = true;
            if self.format == ExportFormat::Csv {
                piece.extend_from_slice(BYTE_ORDER_MARK);
                push_row(&mut piece, COLUMNS.map(|(name, _)| name));
            }
        }
        let Some(users) = self.users().await? else {
            return Ok((!piece.is_empty()).then_some(piece));
        };
        for user in &users {
            match self.format {
                ExportFormat::Csv => push_user(&mut piece, user),
                ExportFormat::Ndjson => {
                    if let Err(error) = user_line(&mut piece, user) {
                        tracing::error!(%error, "A user cannot be written as JSON");
                        return Err(Problem::Internal {
                            request_id: String::new(),
                        });
                    }
                }
            }
        }
        Ok(Some(piece))
    }

    async fn users(&mut self) -> Result<Option<Vec<IntegrationUser>>, Problem> {
        let store = &self.service.store;
        let numbers = match std::mem::replace(&mut self.rest, Rest::Nothing) {
            Rest::Nothing => return Ok(None),
            Rest::Named(mut numbers) => {
                let later = numbers.split_off(AT_ONCE.min(numbers.len()));
                if !later.is_empty() {
                    self.rest = Rest::Named(later);
                }
                numbers
            }
            Rest::Matching(filter, sort, window) => {
                let page = store.list_users(&filter, sort, window).await.or_problem()?;
                if let Some(after) = page.next {
                    let window = Window {
                        after: Some(after),
                        ..window
                    };
                    self.rest = Rest::Matching(filter, sort, window);
                }
                page.rows.into_iter().map(|row| row.party_number).collect()
            }
        };
        store.users_with(&numbers).await.or_problem().map(Some)
    }
}

/// One user as a row with the columns of an import.
fn push_user(out: &mut Vec<u8>, user: &IntegrationUser) {
    let groups = |kind: GroupType| {
        let names: Vec<&str> = user
            .groups_of(kind)
            .map(|group| group.variable_name.as_str())
            .collect();
        names.join(&BETWEEN_GROUPS.to_string())
    };
    let (administrator, sales) = (groups(GroupType::Administrator), groups(GroupType::Sales));
    let added = user.date_added.rfc3339();
    push_row(
        out,
        COLUMNS.map(|(_, column)| match column {
            Column::ClientId => user.client_id.as_str(),
            Column::Name => user.name.as_str(),
            Column::Email => user.email.as_str(),
            Column::Description => user.description.as_str(),
            Column::PartyNumber => user.party_number.as_str(),
            Column::Status => user.status.word(),
            Column::DateAdded => &added,
            Column::AdministratorGroups => &administrator,
            Column::SalesGroups => &sales,
        }),
    );
}
