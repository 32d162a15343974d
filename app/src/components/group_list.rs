//! The state of the Groups page: what the address asks for, what came, and what changed since.

use std::collections::HashMap;

use domain::{Group, GroupListQuery, GroupPage, GroupSummary, Problem, VariableName};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use crate::{
    api::{Failure, get_group, list_groups},
    components::{rest::Rest, steps::Steps},
    paths,
    text::use_text,
    ui::{
        query_string::{texts, use_asked},
        toast::{Toasts, use_toasts},
    },
};

/// The list. Cheap to copy.
#[derive(Clone, Copy)]
pub struct GroupListState {
    /// What the address asks for.
    pub query: Memo<GroupListQuery>,
    /// The first rows.
    pub first: Resource<Result<GroupPage, Failure>>,
    /// The group that the panel of the address shows; nothing without a panel, or in one that makes a group. Made here
    /// and not in the panel, so that server and browser number what they load alike.
    pub panel: Resource<Result<Option<GroupSummary>, Failure>>,
    /// The group to show as new.
    pub highlighted: RwSignal<Option<VariableName>>,
    /// Whether more rows are on their way.
    pub loading: RwSignal<bool>,
    rest: Rest<GroupListQuery, GroupSummary, VariableName>,
    changed: RwSignal<HashMap<VariableName, Group>>,
    created: RwSignal<Vec<GroupSummary>>,
    toasts: Toasts,
    steps: Steps,
}

/// The last part of an address with the panel of a group.
fn panel_of(path: &str) -> Option<String> {
    let name = paths::over_list(path, paths::GROUPS)?;
    (!name.is_empty() && name != "new").then(|| name.to_owned())
}

async fn panel_data(name: Option<String>) -> Result<Option<GroupSummary>, Failure> {
    let Some(name) = name else { return Ok(None) };
    let name = name
        .parse()
        .map_err(|_| Failure::Problem(Problem::NotFound))?;
    get_group(name).await.map(Some)
}

/// The list of the page around.
pub fn use_group_list() -> GroupListState {
    expect_context()
}

impl GroupListState {
    /// Follows the address of the page, and provides itself to what stands within.
    pub fn provide() -> Self {
        let asked = use_asked();
        let query =
            Memo::new(move |_| asked.with(|asked| GroupListQuery::from_pairs(texts(asked))));
        let pathname = use_location().pathname;
        let shown = Memo::new(move |_| pathname.with(|path| panel_of(path)));
        let panel = Resource::new(move || shown.get(), panel_data);
        let rest = Rest::of(query.get_untracked());
        let first = Resource::new(
            move || query.get(),
            move |asked| async move {
                let answer = list_groups(asked.clone()).await;
                rest.arrive(asked);
                answer
            },
        );
        let state = Self {
            query,
            first,
            panel,
            highlighted: RwSignal::new(None),
            loading: RwSignal::new(false),
            rest,
            changed: RwSignal::default(),
            created: RwSignal::default(),
            toasts: use_toasts(),
            steps: Steps::here(),
        };
        Effect::watch(
            move || query.get(),
            move |_, _, _| {
                state.rest.leave();
                state.changed.set(HashMap::new());
                state.created.set(Vec::new());
                state.loading.set(false);
            },
            false,
        );
        provide_context(state);
        state
    }

    /// Has the address ask for other groups, behind whatever panel is open by now.
    pub fn stay(self, query: &GroupListQuery) {
        self.steps.stay(paths::GROUPS, query.to_pairs());
    }

    /// Leaves a panel for the list behind it.
    pub fn close_panel(self) {
        self.steps.close(self.query.with_untracked(paths::groups));
    }

    /// All rows to show, given the first ones: new groups on top, each once.
    pub fn rows(self, first: &[GroupSummary]) -> Vec<GroupSummary> {
        let created = self.created.get();
        let is_new = |row: &&GroupSummary| {
            created
                .iter()
                .all(|new| new.group.variable_name != row.group.variable_name)
        };
        let rest: Vec<_> = self
            .rest
            .with(|more| first.iter().chain(more).filter(is_new).cloned().collect());
        created.into_iter().chain(rest).collect()
    }

    /// A group as it is now.
    pub fn current(self, row: &GroupSummary) -> Group {
        self.changed
            .with(|changed| changed.get(&row.group.variable_name).cloned())
            .unwrap_or_else(|| row.group.clone())
    }

    /// Shows a group as it is now.
    pub fn show_changed(self, group: Group) {
        self.changed.update(|changed| {
            changed.insert(group.variable_name.clone(), group);
        });
    }

    /// Puts a new group on top and marks it.
    pub fn show_created(self, group: Group) {
        self.highlighted.set(Some(group.variable_name.clone()));
        self.created
            .update(|created| created.insert(0, GroupSummary { group, members: 0 }));
    }

    /// How many match, given the first answer.
    pub fn total(self, page: &GroupPage) -> u64 {
        page.total + self.created.with(Vec::len) as u64
    }

    /// Where the next rows begin, given the first answer.
    pub fn next(self, page: &GroupPage) -> Option<VariableName> {
        self.rest.next(|| page.next.clone())
    }

    /// Loads the next rows behind those shown.
    pub fn load_more(self, after: VariableName) {
        let query = self.query.get_untracked();
        if self.loading.get_untracked() || !self.rest.is_of(&query) {
            return;
        }
        self.loading.set(true);
        let turn = self.rest.turn();
        let asked = GroupListQuery {
            after: Some(after),
            ..query
        };
        spawn_local(async move {
            let answer = list_groups(asked).await;
            // Meanwhile the address may have asked for other groups, and for these again.
            if self.rest.turn() != turn {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(page) => {
                    self.rest.push(page.rows, page.next);
                }
                Err(failure) => self.toasts.failed((use_text().failure)(&failure)),
            }
        });
    }
}
