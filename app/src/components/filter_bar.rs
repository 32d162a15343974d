//! The filter chips of the list.

use domain::{AddedFilter, Day, Facet, FacetCount, GroupType, UsedFilter, UserListQuery};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, UserList, facet_again, user_facet},
    components::{
        later::Criteria,
        user_list::{UserListState, use_user_list},
        user_search::SEARCH_FIELD,
    },
    paths,
    text::{Text, use_text},
    ui::{chip::FilterChip, query_button::QueryButton},
};

/// All chips, and Clear all once any applies; its place is kept for it before.
///
/// Classes `chips`, `chips__clear`, `chips__clear--idle` while it is not to be seen.
#[component]
pub fn FilterBar() -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let href = Signal::derive(move || paths::users(&list.query.get().unfiltered()));
    let idle = move || !list.query.with(UserListQuery::is_filtered);
    view! {
        <div class="chips" role="group" aria-label=text.filters.filters>
            {Facet::ALL.map(|facet| view! { <Chip facet list/> }).collect_view()}
            <div class="chips__clear" class:chips__clear--idle=idle>
                <QueryButton href class="button button--ghost" focus_after=SEARCH_FIELD>
                    {text.common.clear_all}
                </QueryButton>
            </div>
        </div>
    }
}

/// A chip's name.
pub fn facet_name(text: &Text, facet: Facet) -> &'static str {
    match facet {
        Facet::Status => text.filters.status,
        Facet::AdministratorGroup => text.filters.administrator_group,
        Facet::SalesGroup => text.filters.sales_group,
        Facet::DateAdded => text.filters.date_added,
        Facet::LastUsed => text.filters.last_used,
    }
}

const fn id(facet: Facet) -> &'static str {
    match facet {
        Facet::Status => "filter-status",
        Facet::AdministratorGroup => "filter-administrator-group",
        Facet::SalesGroup => "filter-sales-group",
        Facet::DateAdded => "filter-date-added",
        Facet::LastUsed => "filter-last-used",
    }
}

/// What the forms in the popups share: the list, the counts, and whether the popup is open.
#[derive(Clone, Copy)]
pub struct ChipState {
    /// Which chip.
    pub facet: Facet,
    /// The list it filters.
    pub list: UserListState,
    /// How many users each criterion would show; none before they came.
    pub counts: RwSignal<Option<Vec<FacetCount>>>,
    /// Why they did not come.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether the popup is open.
    pub open: RwSignal<bool>,
}

impl ChipState {
    /// The count of one criterion, grouped for reading; nothing before it came.
    pub fn count(self, value: &str) -> Option<String> {
        self.counts.with(|counts| {
            let count = counts.as_ref()?.iter().find(|count| count.value == value)?;
            Some((use_text().common.number)(count.count))
        })
    }

    /// Goes to the list as the criteria have it now.
    pub fn apply(self, change: impl FnOnce(&mut UserListQuery)) {
        let mut query = self.list.query.get_untracked().from_top();
        change(&mut query);
        self.list.go(&query, false);
    }

    /// Fetches the counts whenever the popup is open and the list changes.
    pub fn follow(self) {
        Effect::new(move |before: Option<u32>| {
            let query = self.list.query.get().from_top();
            let looked = self.list.live.looked.get();
            if self.open.get() {
                // By itself, because others changed something.
                self.ask(query, before.is_some_and(|before| before != looked));
            }
            looked
        });
    }

    /// Fetches them once more.
    pub fn retry(self) {
        self.ask(self.list.query.get_untracked().from_top(), false);
    }

    fn ask(self, query: UserListQuery, again: bool) {
        self.failure.set(None);
        spawn_local(async move {
            let asked = query.clone();
            let counts = if again {
                facet_again(asked, self.facet, self.list.live.stream.last()).await
            } else {
                user_facet(asked, self.facet).await
            };
            let now = self.list.query.try_get_untracked();
            if now.map(UserListQuery::from_top) != Some(query) {
                return;
            }
            match counts {
                Ok(counts) => self.counts.set(Some(counts)),
                // Criteria that are known without counts still work.
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}

#[component]
fn Chip(facet: Facet, list: UserListState) -> impl IntoView {
    let text = use_text();
    let chip = ChipState {
        facet,
        list,
        counts: RwSignal::new(None),
        failure: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let label = facet_name(text, facet);
    let value = move || {
        let first = list.first.get().and_then(Result::ok);
        list.query
            .with(|query| applied(text, query, facet, first.as_ref()))
    };
    let remove_href = Signal::derive(move || paths::users(&list.query.get().without(facet)));
    view! {
        // The label of a group comes with the list.
        <Transition>
            <FilterChip
                id=id(facet)
                label
                value=Signal::derive(value)
                remove_label=(text.filters.remove)(label)
                remove_href
                open=chip.open
            >
                <Criteria chip/>
            </FilterChip>
        </Transition>
    }
}

/// What is applied, in short words.
fn applied(
    text: &Text,
    query: &UserListQuery,
    facet: Facet,
    list: Option<&UserList>,
) -> Option<String> {
    match facet {
        Facet::Status => query.status.map(|status| (text.status)(status).to_owned()),
        Facet::AdministratorGroup => groups(text, query, GroupType::Administrator, list),
        Facet::SalesGroup => groups(text, query, GroupType::Sales, list),
        Facet::DateAdded => query.added.map(|added| match added {
            AddedFilter::Last(preset) => (text.filters.last_days)(preset.days()),
            AddedFilter::Between(from, to) => range(text, from, to),
        }),
        Facet::LastUsed => query.used.map(|used| match used {
            UsedFilter::Never => text.filters.never.to_owned(),
            UsedFilter::NotInLast(preset) => (text.filters.not_in_last_days)(preset.days()),
            UsedFilter::Between(from, to) => range(text, from, to),
        }),
    }
}

fn range(text: &Text, from: Option<Day>, to: Option<Day>) -> String {
    let (from, to) = (
        from.map(|day| day.to_string()),
        to.map(|day| day.to_string()),
    );
    (text.filters.range)(from.as_deref(), to.as_deref())
}

fn groups(
    text: &Text,
    query: &UserListQuery,
    kind: GroupType,
    list: Option<&UserList>,
) -> Option<String> {
    let names = query.groups(kind);
    let first = names.first()?;
    let known = list.and_then(|list| {
        list.filtered_by
            .iter()
            .find(|group| group.variable_name == *first)
    });
    let label = known.map_or(first.as_str(), |group| group.label.as_str());
    Some(match names.len() {
        1 => label.to_owned(),
        more => (text.filters.and_more)(label, more - 1),
    })
}
