//! The state of the list of integration users: what the address asks for, what came, and what changed since.

mod live;

use std::{collections::HashMap, pin::pin};

use domain::{Cursor, GroupRef, IntegrationUser, PartyNumber, UserListQuery, UserSummary, Window};
use futures::{
    channel::oneshot,
    future::{Either, select, try_join},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use crate::{
    api::{Failure, UserList, get_user, group_choices, list_users},
    components::{rest::Rest, steps::Steps},
    paths,
    text::use_text,
    ui::{
        announcer::{Announcer, use_announcer},
        dom::focus_main,
        query_string::{texts, use_asked},
        toast::{Toasts, use_toasts},
    },
};
use live::Following;

/// The list. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct UserListState {
    /// What the address asks for.
    pub query: Memo<UserListQuery>,
    /// The first rows; asked for anew when the address asks for another list, not when it only remembers more rows.
    pub first: Resource<Result<UserList, Failure>>,
    /// All groups, where the address asks to have them in the page. Made here and not where they are shown: what is made
    /// while a boundary of suspense renders gets its number in the order of arrival, and server and browser must number alike.
    pub all_groups: Resource<Result<Option<Vec<GroupRef>>, Failure>>,
    /// What the panel of the address shows: the user, if one is edited, and all groups. Nothing without a panel. Made here for
    /// the same reason.
    pub panel: Resource<Result<Option<PanelData>, Failure>>,
    /// The user to show as new.
    pub highlighted: RwSignal<Option<PartyNumber>>,
    /// Whether more rows are on their way.
    pub loading: RwSignal<bool>,
    /// What others change.
    pub live: Following,
    rest: Rest<UserListQuery, UserSummary, Cursor>,
    changed: RwSignal<HashMap<PartyNumber, UserSummary>>,
    created: RwSignal<Vec<UserSummary>>,
    toasts: Toasts,
    announcer: Announcer,
    steps: Steps,
}

/// The user that is edited, if one is, and all groups.
pub type PanelData = (Option<IntegrationUser>, Vec<GroupRef>);

/// The last part of an address with a panel: `new` or a party number.
fn panel_of(path: &str) -> Option<String> {
    let name = paths::over_list(path, paths::USERS)?;
    (!name.is_empty()).then(|| name.to_owned())
}

async fn panel_data(name: Option<String>) -> Result<Option<PanelData>, Failure> {
    let Some(name) = name else {
        return Ok(None);
    };
    let user = async {
        if name == "new" {
            return Ok(None);
        }
        get_user(PartyNumber::new(name)).await.map(Some)
    };
    // Beside each other: the panel waits for the slower one only.
    try_join(user, group_choices()).await.map(Some)
}

/// The part of the query that asks for another list; how many rows it shows does not.
pub fn list_key(query: &UserListQuery) -> UserListQuery {
    let mut key = query.clone();
    key.window.rows = Window::default().rows;
    key
}

/// The list of the page around.
pub fn use_user_list() -> UserListState {
    expect_context()
}

impl UserListState {
    /// Follows the address of the page, and provides itself to what stands within.
    pub fn provide() -> Self {
        let asked = use_asked();
        let query = Memo::new(move |_| asked.with(|asked| UserListQuery::from_pairs(texts(asked))));
        let key = Memo::new(move |_| query.with(list_key));
        let rest = Rest::of(key.get_untracked());
        let newest = Newest::new(key, query, rest);
        let first = Resource::new(move || key.get(), move |asked| newest.list(asked));
        let wanted = Memo::new(move |_| {
            asked.with(|asked| texts(asked).any(|pair| pair == paths::ALL_GROUPS))
        });
        let all_groups = Resource::new(
            move || wanted.get(),
            |wanted| async move {
                if wanted {
                    group_choices().await.map(Some)
                } else {
                    Ok(None)
                }
            },
        );
        let pathname = use_location().pathname;
        let shown = Memo::new(move |_| pathname.with(|path| panel_of(path)));
        let panel = Resource::new(move || shown.get(), panel_data);
        let state = Self {
            query,
            first,
            all_groups,
            panel,
            highlighted: RwSignal::new(None),
            loading: RwSignal::new(false),
            live: Following::new(),
            rest,
            changed: RwSignal::default(),
            created: RwSignal::default(),
            toasts: use_toasts(),
            announcer: use_announcer(),
            steps: Steps::here(),
        };
        Effect::watch(
            move || key.get(),
            move |_, _, _| {
                newest.hurry();
                state.forget();
            },
            false,
        );
        provide_context(state);
        state
    }

    /// Another list is on its way: nothing that is on its way for the one before comes any more.
    fn forget(self) {
        self.rest.leave();
        self.changed.set(HashMap::new());
        self.created.set(Vec::new());
        self.loading.set(false);
        self.live.forget();
    }

    /// Asks the server once more.
    pub fn reload(self) {
        self.forget();
        self.first.refetch();
    }

    /// Shows the new users that wait, on top.
    pub fn show_waiting(self) {
        self.reload();
        scroll_to_top();
        // The button that was pressed goes away.
        focus_main();
    }

    /// Another order is seen from its top, not from where one was in the one before.
    pub fn begin_at_top(self) {
        scroll_to_top();
    }

    /// Goes to the list that the query asks for: as a step that Back undoes, or in the place of this one.
    pub fn go(self, query: &UserListQuery, replace: bool) {
        self.steps.go(paths::users(query), replace);
    }

    /// Has the address ask for another list in the place of this one, behind whatever panel is open by now.
    pub fn stay(self, query: &UserListQuery) {
        self.steps.stay(paths::USERS, query.to_pairs());
    }

    /// Puts another address of the same view in the place of this one.
    pub fn show_in_address(self, address: String) {
        self.steps.go(address, true);
    }

    /// Leaves a panel for the list behind it.
    pub fn close_panel(self) {
        self.steps.close(self.query.with_untracked(paths::users));
    }

    /// All rows to show, given the first ones: new users on top, each once.
    pub fn rows(self, first: &[UserSummary]) -> Vec<UserSummary> {
        let created = self.created.get();
        let rest = self.rest.with(|more| {
            let listed = first.iter().chain(more);
            listed
                .filter(|row| created.iter().all(|new| new.party_id != row.party_id))
                .cloned()
                .collect::<Vec<_>>()
        });
        created.into_iter().chain(rest).collect()
    }

    /// A row as it is now.
    pub fn current(self, row: &UserSummary) -> UserSummary {
        self.changed
            .with(|changed| changed.get(&row.party_number).cloned())
            .unwrap_or_else(|| row.clone())
    }

    /// Shows a row as it is now, without asking for the list again.
    pub fn show_changed(self, row: UserSummary) {
        self.changed.update(|changed| {
            changed.insert(row.party_number.clone(), row);
        });
    }

    /// Puts a new user on top and marks it.
    pub fn show_created(self, row: UserSummary) {
        self.highlighted.set(Some(row.party_number.clone()));
        self.created.update(|created| created.insert(0, row));
    }

    /// How many match, given what the first answer said.
    pub fn total(self, list: &UserList) -> u64 {
        self.live.total(list.total, self.created.with(Vec::len))
    }

    /// Where the next rows begin, given the first answer.
    pub fn next(self, list: &UserList) -> Option<Cursor> {
        self.rest.next(|| list.page.next)
    }

    /// The address of the page that begins there.
    pub fn page_from(self, after: Cursor) -> String {
        let mut query = self.query.get().from_top();
        query.window.after = Some(after);
        paths::users(&query)
    }

    /// Loads the next rows behind those shown and has the address remember how many there are. When the list holds the most rows that one answer
    /// may have, the next page takes its place, so that the page never grows without bound.
    pub fn load_more(self, after: Cursor, shown: usize) {
        let mut query = self.query.get_untracked();
        if self.loading.get_untracked() || !self.rest.is_of(&list_key(&query)) {
            return;
        }
        if shown >= Window::MOST_ROWS as usize {
            query.window = Window {
                after: Some(after),
                ..Window::default()
            };
            self.go(&query, false);
            scroll_to_top();
            return;
        }
        self.loading.set(true);
        let turn = self.rest.turn();
        let asked = UserListQuery {
            window: Window {
                after: Some(after),
                ..Window::default()
            },
            ..query.clone()
        };
        spawn_local(async move {
            let answer = list_users(asked).await;
            if self.rest.turn() != turn {
                return;
            }
            self.loading.set(false);
            let text = use_text();
            match answer {
                Ok(list) => {
                    let now = shown + list.page.rows.len();
                    self.rest.push(list.page.rows, list.page.next);
                    self.announcer.say((text.users.shown)(now, list.total));
                    self.remember_rows(now);
                }
                Err(failure) => self.toasts.failed((text.failure)(&failure)),
            }
        });
    }

    /// Writes to the address how many rows are shown, so that Back, reload and a shared link show as many.
    fn remember_rows(self, shown: usize) {
        let mut query = self.query.get_untracked();
        query.window.rows = u32::try_from(shown)
            .unwrap_or(u32::MAX)
            .clamp(Window::default().rows, Window::MOST_ROWS);
        self.stay(&query);
    }
}

/// Asks for the newest list only: a question that was overtaken is dropped, however long its answer would take.
#[derive(Clone, Copy)]
struct Newest {
    key: Memo<UserListQuery>,
    query: Memo<UserListQuery>,
    rest: Rest<UserListQuery, UserSummary, Cursor>,
    overtaken: StoredValue<Option<oneshot::Sender<()>>>,
    /// The answer to a question that overtook another, for when it is asked in its own right.
    answered: StoredValue<Option<(UserListQuery, Result<UserList, Failure>)>>,
}

impl Newest {
    fn new(
        key: Memo<UserListQuery>,
        query: Memo<UserListQuery>,
        rest: Rest<UserListQuery, UserSummary, Cursor>,
    ) -> Self {
        Self {
            key,
            query,
            rest,
            overtaken: StoredValue::new(None),
            answered: StoredValue::new(None),
        }
    }

    /// Another question was asked.
    fn hurry(self) {
        if let Some(overtaken) = self.overtaken.try_update_value(Option::take).flatten() {
            // Nobody listens when the answer came already.
            let _ = overtaken.send(());
        }
    }

    async fn list(self, first_asked: UserListQuery) -> Result<UserList, Failure> {
        if let Some((asked, answer)) = self.answered.try_update_value(Option::take).flatten()
            && asked == first_asked
        {
            self.rest.arrive(asked);
            return answer;
        }
        let mut asked = first_asked.clone();
        loop {
            let mut with_rows = asked.clone();
            // Whoever waits may leave the page meanwhile, and takes all of this along.
            if let Some(rows) = self.query.try_with_untracked(|query| query.window.rows) {
                with_rows.window.rows = rows;
            }
            match self.unless_overtaken(&asked, with_rows).await {
                Ok(answer) => {
                    self.rest.arrive(asked.clone());
                    if asked != first_asked {
                        self.answered.try_set_value(Some((asked, answer.clone())));
                    }
                    return answer;
                }
                Err(newer) => asked = newer,
            }
        }
    }

    /// The answer, or which list is asked for by now as soon as it is another.
    async fn unless_overtaken(
        self,
        asked: &UserListQuery,
        with_rows: UserListQuery,
    ) -> Result<Result<UserList, Failure>, UserListQuery> {
        let mut answer = pin!(list_users(with_rows));
        loop {
            let (sender, overtaken) = oneshot::channel();
            self.overtaken.try_set_value(Some(sender));
            match select(answer.as_mut(), overtaken).await {
                Either::Left((answer, _)) => return Ok(answer),
                Either::Right(_) => match self.key.try_get_untracked() {
                    Some(newer) if newer != *asked => return Err(newer),
                    Some(_) => {}
                    // The page was left: nobody can ask for another list any more.
                    None => return Ok(answer.await),
                },
            }
        }
    }
}

fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
