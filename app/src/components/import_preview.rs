//! What a file would do, or why it cannot, or what it did.

use domain::{ImportList, ImportReport, ImportRow, ImportRows};
use leptos::prelude::*;

use crate::{
    api::look_at_rows,
    components::{change_list::ChangeList, failure::FailureNotice},
    pages::ImportFlow,
    paths,
    text::use_text,
    ui::{
        button::{Button, ButtonLink, Kind},
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        table::{Cell, CellKind, Header, Row, Table},
    },
};

/// Lines that are at fault.
#[component]
pub fn Faults(
    /// The import.
    flow: ImportFlow,
    /// The id of the heading.
    heading: &'static str,
    /// So many.
    faults: u64,
    /// Columns that were passed over.
    passed_over: Vec<String>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <section class="import__part" aria-labelledby=heading>
            <h2 class="import__title" id=heading tabindex="-1">{(text.import().faulty)(faults)}</h2>
            <div class="notice notice--error">
                <Icon glyph=Glyph::Warning/>
                <p>{text.import().faulty_text}</p>
            </div>
            <PassedOver columns=passed_over/>
            <Rows flow list=Signal::stored(ImportList::Faults)/>
            <div class="import__buttons">
                <Button label=text.import().another kind=Kind::Primary on_press=move || flow.again()/>
            </div>
        </section>
    }
}

/// What would be done.
#[component]
pub fn Preview(
    /// The import.
    flow: ImportFlow,
    /// The id of the heading.
    heading: &'static str,
    /// What it would do.
    report: ImportReport,
    /// Columns that were passed over.
    passed_over: Vec<String>,
) -> impl IntoView {
    let text = use_text();
    let sum = report.sum();
    let lists = [
        (
            ImportList::New,
            sum.created,
            (text.import().new)(sum.created),
        ),
        (
            ImportList::Changed,
            sum.changed,
            (text.import().changed)(sum.changed),
        ),
        (
            ImportList::Unchanged,
            sum.unchanged,
            (text.import().unchanged)(sum.unchanged),
        ),
    ];
    // What changes is what one should look at; then what is new.
    let first = if sum.changed > 0 {
        ImportList::Changed
    } else if sum.created > 0 {
        ImportList::New
    } else {
        ImportList::Unchanged
    };
    let list = RwSignal::new(first);
    let choices = lists.map(|(which, _, label)| {
        let pressed = move || if list.get() == which { "true" } else { "false" };
        view! {
            <button class="import__list" type="button" aria-pressed=pressed on:click=move |_| list.set(which)>
                {label}
            </button>
        }
    });
    let something = sum.created + sum.changed > 0;
    let about = if something {
        text.import().ready_text
    } else {
        text.import().nothing_text
    };
    view! {
        <section class="import__part" aria-labelledby=heading>
            <h2 class="import__title" id=heading tabindex="-1">{text.import().ready}</h2>
            <p>{about}</p>
            <PassedOver columns=passed_over/>
            <div class="import__buttons">
                {something.then(|| view! {
                    <Button label=text.import().import kind=Kind::Primary on_press=move || flow.start()/>
                })}
                <Button label=text.import().another on_press=move || flow.again()/>
            </div>
            <div class="import__lists" role="group" aria-label=text.import().lists>{choices.collect_view()}</div>
            <Rows flow list/>
        </section>
    }
}

/// What was done.
#[component]
pub fn Outcome(
    /// The import.
    flow: ImportFlow,
    /// The id of the heading.
    heading: &'static str,
    /// What was written.
    report: ImportReport,
    /// That it was stopped, and by so many lines at fault; 0 when it was the database.
    #[prop(optional)]
    stopped: Option<u64>,
) -> impl IntoView {
    let text = use_text();
    let title = if stopped.is_some() {
        text.import().stopped
    } else {
        text.import().done
    };
    let groups = (report.groups.total() > 0)
        .then(|| view! { <li>{(text.import().groups_done)(report.groups)}</li> });
    let notice = stopped.map(|faults| {
        let why = if faults > 0 {
            (text.import().late_text)(faults)
        } else {
            text.import().stopped_text.to_owned()
        };
        view! {
            <div class="notice notice--error">
                <Icon glyph=Glyph::Warning/>
                <p>{why}</p>
            </div>
        }
    });
    let late = stopped
        .filter(|faults| *faults > 0)
        .map(|_| view! { <Rows flow list=Signal::stored(ImportList::Faults)/> });
    view! {
        <section class="card import__part" aria-labelledby=heading>
            <h2 class="import__title" id=heading tabindex="-1">{title}</h2>
            {notice}
            <ul class="import__sums">
                {groups}
                <li>{(text.import().users_done)(report.users)}</li>
            </ul>
            {late}
            <div class="import__buttons">
                <ButtonLink href=paths::USERS.to_owned() label=text.import().to_list kind=Kind::Primary/>
                <Button label=text.import().another on_press=move || flow.again()/>
            </div>
        </section>
    }
}

#[component]
fn PassedOver(columns: Vec<String>) -> impl IntoView {
    let text = use_text();
    (!columns.is_empty()).then(|| {
        view! {
            <div class="notice notice--warning">
                <Icon glyph=Glyph::Info/>
                <p>{(text.import().passed_over)(&columns.join(", "))}</p>
            </div>
        }
    })
}

/// The rows of a list, some at a time.
#[component]
fn Rows(flow: ImportFlow, #[prop(into)] list: Signal<ImportList>) -> impl IntoView {
    let text = use_text();
    let place = RwSignal::new((list.get_untracked(), 0_u64));
    // Another list begins at its top.
    let asked = Memo::new(move |_| {
        let (of, from) = place.get();
        let list = list.get();
        (list, if of == list { from } else { 0 })
    });
    let rows = Resource::new(
        move || asked.get(),
        move |(list, from)| look_at_rows(flow.id(), list, from),
    );
    let head = move || {
        if asked.get_untracked().0 == ImportList::Faults {
            view! {
                <Header label=text.import().line/>
                <Header label=text.import().fault/>
            }
            .into_any()
        } else {
            view! {
                <Header label=text.import().line/>
                <Header label=text.import().key/>
                <Header label=text.users.name/>
                <Header label=text.import().what_changes/>
            }
            .into_any()
        }
    };
    let columns = if asked.get_untracked().0 == ImportList::Faults {
        2
    } else {
        4
    };
    let shown = move || {
        Suspend::new(async move {
            let faults = asked.get_untracked().0 == ImportList::Faults;
            match rows.await {
                Ok(found) => found
                    .rows
                    .into_iter()
                    .map(|row| view! { <Line row faults/> })
                    .collect_view()
                    .into_any(),
                Err(failure) => view! {
                    <tr><td colspan=columns><FailureNotice failure on_retry=move || rows.refetch()/></td></tr>
                }
                .into_any(),
            }
        })
    };
    let pager = move || {
        let found = rows.get()?.ok()?;
        let (list, from) = asked.get();
        pages(
            found,
            from,
            Callback::new(move |from| place.set((list, from))),
        )
    };
    view! {
        <Table label=text.users.import head class="import__table">
            <Transition fallback=move || view! { <SkeletonRows rows=3 columns/> }>{shown}</Transition>
        </Table>
        <Transition>{pager}</Transition>
    }
}

/// Which rows these are, and the buttons to those before and behind; nothing where these are all.
fn pages(found: ImportRows, from: u64, go: Callback<u64>) -> Option<impl IntoView> {
    let text = use_text();
    let last = from + found.rows.len() as u64;
    let total = found.total;
    (total > ImportRows::MOST).then(|| {
        view! {
            <div class="import__pages">
                <Button
                    label=text.import().previous
                    disabled=Signal::stored(from == 0)
                    on_press=move || go.run(from.saturating_sub(ImportRows::MOST))
                />
                <span class="num" role="status">{(text.import().shown)(from + 1, last, total)}</span>
                <Button
                    label=text.import().next
                    disabled=Signal::stored(last >= total)
                    on_press=move || go.run(from + ImportRows::MOST)
                />
            </div>
        }
    })
}

#[component]
fn Line(row: ImportRow, faults: bool) -> impl IntoView {
    let text = use_text();
    let line = row.line.to_string();
    if faults {
        return view! {
            <Row>
                <Cell label=text.import().line kind=CellKind::Quiet><span class="num">{line}</span></Cell>
                <Cell label=text.import().fault><span class="import__wrap">{row.name}</span></Cell>
            </Row>
        }
        .into_any();
    }
    let key = if row.group {
        view! { <bdi>{(text.import().group)(&row.key)}</bdi> }.into_any()
    } else {
        view! { <bdi class="id">{row.key}</bdi> }.into_any()
    };
    view! {
        <Row>
            <Cell label=text.import().line kind=CellKind::Quiet><span class="num">{line}</span></Cell>
            <Cell label=text.import().key kind=CellKind::Main>{key}</Cell>
            <Cell label=text.users.name><bdi>{row.name}</bdi></Cell>
            <Cell label=text.import().what_changes><ChangeList change=row.change/></Cell>
        </Row>
    }
    .into_any()
}
