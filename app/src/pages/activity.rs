//! `/admin/monitoring/activity`

mod news;

use domain::{
    Action, ActivityEntry, ActivityQuery, Actor, JobKind, PartyNumber, SubjectKind, UserListQuery,
};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

use crate::{
    api::list_activity,
    components::{change_list::ChangeList, failure::FailureNotice, page_head::PageHead},
    paths,
    text::use_text,
    ui::{
        button::{Button, Kind},
        choice::{Choice, Select},
        dom,
        empty_state::EmptyState,
        field::TextField,
        icon::{Glyph, Icon},
        query_button::QueryButton,
        query_string::{texts, use_asked},
        skeleton::SkeletonLines,
    },
};

use news::NewEntries;

/// The id of the field with the actions.
const ACTION: &str = "activity-action";

/// Who did what to whom when, with the difference; newest first.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let text = use_text();
    let asked = use_asked();
    let query = Memo::new(move |_| asked.with(|asked| ActivityQuery::from_pairs(texts(asked))));
    let page = Resource::new(move || query.get(), list_activity);
    let shown = move |entries: Vec<ActivityEntry>, next: Option<i64>| {
        let older = next.map(|before| {
            paths::activity(&ActivityQuery {
                before: Some(before),
                ..query.get_untracked()
            })
        });
        view! {
            <Entries entries/>
            <div class="load-more cluster">
                {query.with_untracked(|query| query.before.is_some()).then(|| {
                    let newest = paths::activity(&ActivityQuery { before: None, ..query.get_untracked() });
                    view! { <Turn href=newest label=text.activity().newest/> }
                })}
                {older.map(|href| view! { <Turn href label=text.activity().older/> })}
            </div>
        }
    };
    view! {
        <div class="page">
            <PageHead title=text.app.activity region=text.app.monitoring/>
            <Filters query/>
            <NewEntries query page/>
            // Always there, so that it is read out when it changes.
            <p class="list-status" role="status">
                <Transition fallback=move || text.common.loading>
                    {move || Suspend::new(async move {
                        let page = page.await.ok();
                        page.map(|page| (text.activity().shown)(page.entries.len()))
                    })}
                </Transition>
            </p>
            <Transition fallback=|| view! { <SkeletonLines lines=12/> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) if page.entries.is_empty() => nothing(query.get_untracked() != ActivityQuery::default()).into_any(),
                        Ok(page) => shown(page.entries, page.next).into_any(),
                        Err(failure) => view! { <FailureNotice failure on_retry=move || page.refetch()/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// Leads to other entries, which are read from their top.
#[component]
fn Turn(href: String, label: &'static str) -> impl IntoView {
    let begin_at_top = |_: ev::MouseEvent| window().scroll_to_with_x_and_y(0.0, 0.0);
    view! {
        <QueryButton href class="button button--secondary" focus_after="main" on:click=begin_at_top>
            {label}
        </QueryButton>
    }
}

/// Nothing to show: because nothing happened, or because nothing matches.
fn nothing(filtered: bool) -> impl IntoView {
    let text = use_text();
    let (title, about) = if filtered {
        (
            text.activity().no_match_title,
            text.activity().no_match_text,
        )
    } else {
        (text.activity().none_title, text.activity().none_text)
    };
    view! { <EmptyState glyph=Glyph::History title text=about/> }
}

/// By user and action, in a GET form that works without script.
#[component]
fn Filters(query: Memo<ActivityQuery>) -> impl IntoView {
    let text = use_text();
    let user_of = |query: &ActivityQuery| {
        query
            .user
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let action_of = |query: &ActivityQuery| {
        query
            .action
            .map(Action::word)
            .unwrap_or_default()
            .to_owned()
    };
    let user = RwSignal::new(query.with_untracked(user_of));
    let action = RwSignal::new(query.with_untracked(action_of));
    Effect::watch(
        move || query.get(),
        move |query, before, _| {
            // What is being typed stays when only older entries are asked for, or another action.
            if before.is_none_or(|before| before.user != query.user) {
                user.set(user_of(query));
            }
            action.set(action_of(query));
        },
        false,
    );
    let navigate = StoredValue::new(use_navigate());
    let apply = move || {
        let asked = ActivityQuery {
            user: Some(user.get_untracked().trim().to_owned())
                .filter(|user| !user.is_empty())
                .map(PartyNumber::new),
            action: Action::from_word(&action.get_untracked()),
            before: None,
        };
        if asked != query.get_untracked() {
            let stay = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&paths::activity(&asked), stay));
        }
    };
    // What was pressed goes away.
    let focus_action = |_: ev::MouseEvent| {
        if let Some(field) = dom::by_id(ACTION) {
            dom::focus(&field);
        }
    };
    let choices = Signal::derive(move || {
        let actions = Action::ALL.map(|action| Choice::new(action.word(), (text.action)(action)));
        std::iter::once(Choice::new("", text.activity().any_action))
            .chain(actions)
            .collect::<Vec<_>>()
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        apply();
    };
    view! {
        <form class="toolbar toolbar__row" method="get" action=paths::ACTIVITY role="search" on:submit=submit>
            <Select id=ACTION label=text.activity().action name="action" choices value=action on_change=move |_: String| apply()/>
            <TextField id="activity-user" label=text.activity().user name="user" value=user mono=true/>
            <Button label=text.common.apply kind=Kind::Secondary submit=true/>
            {move || (query.get() != ActivityQuery::default()).then(|| view! {
                <A href=paths::ACTIVITY attr:class="button button--ghost" on:click=focus_action>{text.common.clear_all}</A>
            })}
        </form>
    }
}

/// The entries, under a heading for each day.
#[component]
fn Entries(entries: Vec<ActivityEntry>) -> impl IntoView {
    let mut days: Vec<(String, Vec<ActivityEntry>)> = Vec::new();
    for entry in entries {
        let day = entry.at.day().to_string();
        match days.last_mut() {
            Some((last, of_day)) if *last == day => of_day.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    let day = |(day, entries): (String, Vec<ActivityEntry>)| {
        view! {
            <h2 class="activity__day">{day.clone()}</h2>
            <ol class="activity" aria-label=format!("{} {day}", use_text().activity().list)>
                {entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view()}
            </ol>
        }
    };
    days.into_iter().map(day).collect_view()
}

const fn glyph(action: Action) -> Glyph {
    match action {
        Action::Created => Glyph::Add,
        Action::Changed => Glyph::Edit,
        Action::Activated => Glyph::On,
        Action::Inactivated => Glyph::Off,
        Action::Imported => Glyph::ArrowEnd,
        Action::Exported => Glyph::Copy,
        Action::SignedIn => Glyph::User,
        Action::SignedOut => Glyph::SignOut,
        Action::Started | Action::Finished => Glyph::Groups,
        Action::Cancelled => Glyph::Close,
        Action::Failed => Glyph::Warning,
    }
}

/// A bulk change in a sentence: the log holds the word of what was done and the number of users.
fn bulk_sentence(entry: &ActivityEntry, actor: &str) -> Option<String> {
    if entry.subject_kind != SubjectKind::Job {
        return None;
    }
    let kind = JobKind::from_word(&entry.subject_label)?;
    let fields = &entry.change.fields;
    let selected = fields.iter().find(|changed| changed.field == "selected")?;
    let selected = selected.after.parse().ok()?;
    Some((use_text().bulk.sentence)(
        actor,
        entry.action,
        kind,
        selected,
    ))
}

#[component]
fn Entry(entry: ActivityEntry) -> impl IntoView {
    let text = use_text();
    let actor = match &entry.actor {
        Actor::Person(name) => name.clone(),
        Actor::Application(user) => user.to_string(),
        Actor::System => text.activity().system.to_owned(),
    };
    let sentence = bulk_sentence(&entry, &actor)
        .unwrap_or_else(|| (text.activity().sentence)(&actor, entry.action, &entry.subject_label));
    let href = match entry.subject_kind {
        SubjectKind::User => Some(paths::edit_user(
            &PartyNumber::new(&entry.subject),
            &UserListQuery::default(),
        )),
        SubjectKind::Group => entry
            .subject
            .parse()
            .ok()
            .map(|name| paths::edit_group(&name, &domain::GroupListQuery::default())),
        SubjectKind::List => Some(paths::USERS.to_owned()),
        SubjectKind::Session | SubjectKind::Job => None,
    };
    // The sentence is one text for translation; the link is the whole of it.
    let line = match href {
        Some(href) => view! { <A href><bdi>{sentence}</bdi></A> }.into_any(),
        None => view! { <bdi>{sentence}</bdi> }.into_any(),
    };
    view! {
        <li class="activity__item">
            <span class="activity__picture"><Icon glyph=glyph(entry.action)/></span>
            <div class="activity__body">
                <p class="activity__line">{line}</p>
                <div class="activity__detail"><ChangeList change=entry.change/></div>
            </div>
            <time class="activity__time num" datetime=entry.at.rfc3339() title=(text.common.moment)(&entry.at.minute())>
                {(text.common.moment)(&entry.at.time_of_day())}
            </time>
        </li>
    }
}
