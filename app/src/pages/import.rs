//! `/admin/users/integration-users/import`: a file, what it would do, and doing it.

use std::time::Duration;

use domain::{ImportStage, MOST_IMPORT_BYTES, Problem};
use leptos::{ev, html, prelude::*, task::spawn_local};

use crate::{
    api::{Failure, drop_import, look_at_import, start_import},
    components::{
        import_preview::{Faults, Outcome, Preview},
        page_head::PageHead,
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        announcer::use_announcer,
        button::ButtonLink,
        dom,
        empty_state::EmptyState,
        icon::{Glyph, Icon},
        upload,
    },
};

/// How often the progress is asked for.
const ASK_EVERY: Duration = Duration::from_millis(250);

/// The pause before asking again when no answer came …
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// … and how many times in a row: by then another server has taken over from one that ended.
const MOST_UNANSWERED: u32 = 60;

/// Takes the focus when the page shows something else.
const HEADING: &str = "import-heading";

/// What the page shows.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    /// The field for a file.
    Choose,
    /// So much of it is on its way.
    Uploading(u64),
    /// What the server says of it.
    At(ImportStage),
}

/// One import from choosing a file to its end.
#[derive(Clone, Copy)]
pub struct ImportFlow {
    shown: RwSignal<Shown>,
    fault: RwSignal<Option<String>>,
    id: RwSignal<String>,
    /// Counts the files, so that what is said of an earlier one is not heard.
    file: RwSignal<u32>,
}

impl ImportFlow {
    fn new() -> Self {
        Self {
            shown: RwSignal::new(Shown::Choose),
            fault: RwSignal::new(None),
            id: RwSignal::new(String::new()),
            file: RwSignal::new(0),
        }
    }

    /// The name of the file at the server.
    pub fn id(self) -> String {
        self.id.get_untracked()
    }

    /// Back to the field.
    pub fn again(self) {
        let id = self.id();
        self.file.update(|file| *file += 1);
        self.fault.set(None);
        self.shown.set(Shown::Choose);
        if !id.is_empty() {
            // If that does not arrive, the server forgets it by itself.
            spawn_local(async move { drop_import(id).await.unwrap_or_default() });
        }
    }

    /// Writes it.
    pub fn start(self) {
        let id = self.id();
        let (done, total) = (0, 1);
        self.shown
            .set(Shown::At(ImportStage::Writing { done, total }));
        spawn_local(async move {
            // Pressed twice, say, or an answer that was lost: how far it is says the rest.
            if let Err(Failure::Unexpected) = start_import(id).await {
                self.failed(&Failure::Unexpected);
            } else if let Some(number) = self.file.try_get_untracked() {
                self.ask(number);
            }
        });
    }

    fn failed(self, failure: &Failure) {
        let text = use_text();
        self.fault.try_set(Some(match failure {
            Failure::Problem(Problem::NotFound) => text.import().gone.to_owned(),
            failure => (text.failure)(failure),
        }));
        self.shown.try_set(Shown::Choose);
    }

    fn take(self, file: &web_sys::File) {
        let text = use_text();
        self.file.update(|file| *file += 1);
        let number = self.file.get_untracked();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let most = MOST_IMPORT_BYTES as f64;
        let fault = if file.size() > most {
            Some(text.import().too_large)
        } else if file.size() < 1.0 {
            Some(text.import().empty)
        } else {
            None
        };
        self.fault.set(fault.map(str::to_owned));
        if fault.is_some() {
            return;
        }
        self.shown.set(Shown::Uploading(0));
        let current = move || self.file.try_get_untracked() == Some(number);
        upload::send(
            file,
            paths::IMPORT_UPLOAD,
            move |percent| {
                if current() {
                    self.shown.set(Shown::Uploading(percent));
                }
            },
            move |answer| {
                if !current() {
                    return;
                }
                let failure = match answer.status {
                    200 => {
                        self.id.set(answer.text.trim_matches('"').to_owned());
                        self.ask(number);
                        return;
                    }
                    413 => {
                        self.fault.set(Some(text.import().too_large.to_owned()));
                        self.shown.set(Shown::Choose);
                        return;
                    }
                    0 => Failure::Unreachable,
                    401 => Failure::Problem(Problem::SignInNeeded),
                    403 => Failure::Problem(Problem::NotAllowed),
                    503 => Failure::Problem(Problem::Unavailable { retry_after: 60 }),
                    _ => Failure::Unexpected,
                };
                self.failed(&failure);
            },
        );
    }

    /// Asks how far it is, and again while it goes on. It goes on though an answer is lost.
    fn ask(self, number: u32) {
        self.ask_after(number, 0);
    }

    /// The same when so many were lost one after the other.
    fn ask_after(self, number: u32, unanswered: u32) {
        // The page may be gone, or another file chosen.
        if self.file.try_get_untracked() != Some(number) {
            return;
        }
        let id = self.id();
        spawn_local(async move {
            let stage = look_at_import(id).await;
            if self.file.try_get_untracked() != Some(number) {
                return;
            }
            match stage {
                Ok(stage) => {
                    let goes_on = matches!(
                        stage,
                        ImportStage::Checking { .. } | ImportStage::Writing { .. }
                    );
                    self.shown.set(Shown::At(stage));
                    if goes_on {
                        set_timeout(move || self.ask(number), ASK_EVERY);
                    }
                }
                Err(failure) if unanswered < MOST_UNANSWERED && passes(&failure) => {
                    let again = move || self.ask_after(number, unanswered + 1);
                    set_timeout(again, ASK_AGAIN);
                }
                Err(failure) => self.failed(&failure),
            }
        });
    }
}

/// Whether it is of the way to the server and not of what was asked.
fn passes(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Unreachable | Failure::Unexpected | Failure::Problem(Problem::Unavailable { .. })
    )
}

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let text = use_text();
    let about = text.import().about;
    let body = if use_me().manages_users {
        view! { <Flow/> }.into_any()
    } else {
        view! {
            <EmptyState glyph=Glyph::Info title=text.common.look_only_title text=text.common.look_only_text>
                <ButtonLink href=paths::USERS.to_owned() label=text.import().to_list/>
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <div class="page import">
            <PageHead title=text.users.import region=text.app.users within=(text.app.integration_users, paths::USERS) about/>
            {body}
        </div>
    }
}

#[component]
fn Flow() -> impl IntoView {
    let text = use_text();
    let flow = ImportFlow::new();
    let announcer = use_announcer();
    // What kind of thing is shown: how far it is changes often, this does not.
    let kind = Memo::new(move |_| flow.shown.with(kind_of));
    Effect::new(move |before: Option<u8>| {
        let now = kind.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(move || {
                let place = if now == 0 { FIELD } else { HEADING };
                if let Some(element) = dom::by_id(place) {
                    dom::focus(&element);
                }
            });
        }
        now
    });
    Effect::new(move |_| {
        if let Some(fault) = flow.fault.get() {
            announcer.say(fault);
        }
    });
    let view = move || {
        kind.track();
        flow.shown.with_untracked(|shown| match shown {
            Shown::Choose => view! { <Choose flow/> }.into_any(),
            Shown::Uploading(_) => view! { <UnderWay label=text.import().uploading flow/> }.into_any(),
            Shown::At(ImportStage::Checking { .. }) => {
                view! { <UnderWay label=text.import().checking flow/> }.into_any()
            }
            Shown::At(ImportStage::Writing { .. }) => {
                view! { <UnderWay label=text.import().writing flow/> }.into_any()
            }
            Shown::At(ImportStage::Faulty {
                faults,
                passed_over,
            }) => {
                view! { <Faults flow heading=HEADING faults=*faults passed_over=passed_over.clone()/> }
                    .into_any()
            }
            Shown::At(ImportStage::Ready {
                report,
                passed_over,
            }) => {
                view! { <Preview flow heading=HEADING report=*report passed_over=passed_over.clone()/> }
                    .into_any()
            }
            Shown::At(ImportStage::Done(report)) => {
                view! { <Outcome flow heading=HEADING report=*report/> }.into_any()
            }
            Shown::At(ImportStage::Stopped { done, faults }) => {
                view! { <Outcome flow heading=HEADING report=*done stopped=*faults/> }.into_any()
            }
        })
    };
    view! { <div class="import__body">{view}</div> }
}

const FIELD: &str = "import-file";

const fn kind_of(shown: &Shown) -> u8 {
    match shown {
        Shown::Choose => 0,
        Shown::Uploading(_) => 1,
        Shown::At(ImportStage::Checking { .. }) => 2,
        Shown::At(ImportStage::Faulty { .. }) => 3,
        Shown::At(ImportStage::Ready { .. }) => 4,
        Shown::At(ImportStage::Writing { .. }) => 5,
        Shown::At(ImportStage::Done(_)) => 6,
        Shown::At(ImportStage::Stopped { .. }) => 7,
    }
}

/// The field: an ordinary one for files, which takes what is dropped on it, in a frame that takes it too.
#[component]
fn Choose(flow: ImportFlow) -> impl IntoView {
    let text = use_text();
    let field = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    // What is chosen before the page is awake would be lost.
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    // As text: where there is script, the browser takes what is in there for text, too.
    let no_script = format!("<p>{}</p>", text.import().no_script);
    let chosen = move |_: ev::Event| {
        let files = field.get_untracked().and_then(|field| field.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            flow.take(&file);
        }
    };
    let dragged = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            flow.take(&file);
        }
    };
    let fault = move || {
        flow.fault.get().map(|fault| {
            view! {
                // Announced by the page, also when it is the same once more.
                <div class="notice notice--error">
                    <Icon glyph=Glyph::Warning/>
                    <p>{fault}</p>
                </div>
            }
        })
    };
    view! {
        {fault}
        <div
            class="import__drop"
            class:import__drop--over=move || over.get()
            on:dragover=dragged
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <label class="import__label" for=FIELD>{text.import().choose}</label>
            <input
                id=FIELD
                node_ref=field
                class="import__file"
                type="file"
                disabled=move || !awake.get()
                accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,text/csv,application/x-ndjson"
                aria-describedby="import-forms"
                on:change=chosen
            />
            <p class="muted">{text.import().drop}</p>
            <p class="muted" id="import-forms">{text.import().forms}</p>
            <noscript inner_html=no_script></noscript>
        </div>
    }
}

/// How far it is.
#[component]
fn UnderWay(label: &'static str, flow: ImportFlow) -> impl IntoView {
    let text = use_text();
    let percent = move || {
        flow.shown.with(|shown| match shown {
            Shown::Uploading(percent) => *percent,
            Shown::At(ImportStage::Checking { percent }) => u64::from(*percent),
            Shown::At(ImportStage::Writing { done, total }) => 100 * done / (*total).max(1),
            _ => 100,
        })
    };
    view! {
        <section class="card import__way" aria-labelledby=HEADING>
            <h2 class="card__title" id=HEADING tabindex="-1">{label}</h2>
            <progress class="import__progress" max="100" value=percent aria-label=label></progress>
            <p class="num muted">{move || (text.import().percent)(percent())}</p>
        </section>
    }
}
