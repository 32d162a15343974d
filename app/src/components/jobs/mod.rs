//! Bulk changes of the last day: begun, watched, stopped, undone.

mod dock;
mod item;
mod panel;

use std::time::Duration;

use domain::{Job, JobRequest, JobState};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, JobRow, cancel_job, list_jobs, start_job, undo_job},
    components::user_list::{UserListState, use_user_list},
    live::News,
    text::use_text,
    ui::{
        announcer::{Announcer, use_announcer},
        dom,
        toast::{Toasts, use_toasts},
    },
};

pub use dock::{DockedJobs, JobDock};
pub use panel::{AllJobs, JobsButton, JobsPanel};

/// How often the progress of running jobs is asked for.
const ASK_EVERY: Duration = Duration::from_millis(700);
/// The same while the server does not answer.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// The id of the button that opens the panel.
const BUTTON: &str = "bulk-changes-button";
/// The id of the panel.
const PANEL: &str = "bulk-changes";

/// The bulk changes as this page knows them. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct JobsState {
    rows: RwSignal<Vec<JobRow>>,
    /// Ended while the page was open, with something left to tell.
    kept: RwSignal<Vec<i64>>,
    /// Begun on this page.
    own: StoredValue<Vec<i64>>,
    asking: StoredValue<bool>,
    /// Whether something was told since we asked last.
    told: StoredValue<bool>,
    /// Begun on this page, and nobody was told yet that they have ended.
    untold: StoredValue<Vec<i64>>,
    /// Whether one is being begun.
    beginning: StoredValue<bool>,
    /// Whether the panel is open.
    open: RwSignal<bool>,
    list: UserListState,
    toasts: Toasts,
    announcer: Announcer,
}

/// The bulk changes of the page around.
pub fn use_jobs() -> JobsState {
    expect_context()
}

impl JobsState {
    /// Provides itself to what stands within.
    pub fn provide() -> Self {
        let state = Self {
            rows: RwSignal::default(),
            kept: RwSignal::default(),
            own: StoredValue::new(Vec::new()),
            asking: StoredValue::new(false),
            told: StoredValue::new(false),
            untold: StoredValue::new(Vec::new()),
            beginning: StoredValue::new(false),
            open: RwSignal::new(false),
            list: use_user_list(),
            toasts: use_toasts(),
            announcer: use_announcer(),
        };
        provide_context(state);
        state
    }

    /// Looks what runs, now and whenever it is told of something. The page itself does not wait for it.
    pub fn follow(self) {
        self.look();
        let told = move |news: News| {
            if news.is_about_jobs() {
                self.told.set_value(true);
                self.look();
            }
        };
        self.list.live.stream.listen(Callback::new(told));
    }

    /// Asks the server, and again as long as anything runs. Does nothing once the page is gone.
    fn look(self) {
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        self.asking.set_value(true);
        self.ask();
    }

    fn ask(self) {
        spawn_local(async move {
            self.told.try_set_value(false);
            let begun = self.own.try_with_value(Vec::len);
            let answer = list_jobs().await;
            // The page may be gone meanwhile.
            if self.asking.try_get_value().is_none() {
                return;
            }
            // One that was begun meanwhile is not in it.
            if self.own.try_with_value(Vec::len) != begun {
                self.ask();
                return;
            }
            let failed = answer.is_err();
            if let Ok(rows) = answer {
                self.take(rows);
            }
            let runs = self
                .rows
                .with_untracked(|rows| rows.iter().any(|row| row.job.is_running()));
            if runs {
                let pause = if failed { ASK_AGAIN } else { ASK_EVERY };
                set_timeout(
                    move || {
                        if self.asking.try_get_value().is_some() {
                            self.ask();
                        }
                    },
                    pause,
                );
            } else if self.told.get_value() {
                self.ask();
            } else {
                self.asking.set_value(false);
            }
        });
    }

    /// Shows what the server says, and tells what has ended since.
    fn take(self, rows: Vec<JobRow>) {
        let mut ran = self.rows.with_untracked(|rows| {
            let running = rows.iter().filter(|row| row.job.is_running());
            running.map(|row| row.job.number).collect::<Vec<_>>()
        });
        // A quick one may have ended before it was ever seen running.
        ran.extend(self.untold.get_value());
        let runs = rows.iter().any(|row| row.job.is_running());
        self.list.live.hush(runs);
        let ended: Vec<Job> = rows
            .iter()
            .filter(|row| ran.contains(&row.job.number) && !row.job.is_running())
            .map(|row| row.job.clone())
            .collect();
        if self.rows.with_untracked(|before| *before != rows) {
            self.rows.set(rows);
        }
        for job in ended {
            self.ended(job);
        }
    }

    fn ended(self, job: Job) {
        let text = use_text();
        let said = format!("{}: {}", (text.bulk.title)(&job), (text.bulk.outcome)(&job));
        let own = self.own.with_value(|own| own.contains(&job.number));
        self.untold
            .update_value(|untold| untold.retain(|number| *number != job.number));
        if own {
            // What others do is followed row by row.
            self.list.reload();
        }
        let whole = job.state == JobState::Finished && job.counts.not_changed() == 0;
        if !whole {
            self.kept.update(|kept| kept.push(job.number));
        }
        let offers = own && job.counts.changed > 0;
        if !offers || self.open.get_untracked() {
            // Behind the open panel a message is silent.
            self.announcer.say(said.as_str());
        }
        if offers {
            let number = job.number;
            let undo = Callback::new(move |()| self.undo(number));
            self.toasts
                .done_about(number.to_string(), said, text.common.undo, undo);
        }
        // Its Cancel button may have had the focus.
        catch_focus();
    }

    /// Begins one; `begun` is called once the server has it. No callback of Leptos: what asked may be gone by then.
    pub fn start(self, request: JobRequest, begun: impl FnOnce() + 'static) {
        self.begin(start_job(request), begun);
    }

    fn undo(self, number: i64) {
        // Its Undo button goes away.
        self.begin(undo_job(number), catch_focus);
    }

    /// One at a time: a button that is pressed twice begins one.
    fn begin(
        self,
        question: impl Future<Output = Result<Job, Failure>> + 'static,
        begun: impl FnOnce() + 'static,
    ) {
        let beginning = self
            .beginning
            .try_update_value(|beginning| std::mem::replace(beginning, true));
        if beginning == Some(true) {
            return;
        }
        self.list.live.hush(true);
        spawn_local(async move {
            let answer = question.await;
            self.beginning.try_set_value(false);
            if self.begun(answer) {
                begun();
            }
        });
    }

    fn cancel(self, number: i64) {
        spawn_local(async move {
            match cancel_job(number).await {
                Ok(_) => self.look(),
                Err(failure) => self.failed(&failure),
            }
        });
    }

    fn begun(self, answer: Result<Job, Failure>) -> bool {
        match answer {
            Ok(job) => {
                self.announcer.say((use_text().bulk.begun)(&job));
                self.own.update_value(|own| own.push(job.number));
                self.untold.update_value(|untold| untold.push(job.number));
                self.rows.update(|rows| {
                    // Who asked meanwhile may know it already.
                    rows.retain(|row| row.job.number != job.number);
                    rows.insert(
                        0,
                        JobRow {
                            job,
                            interrupted: false,
                        },
                    );
                });
                self.look();
                true
            }
            Err(failure) => {
                self.list.live.hush(false);
                self.failed(&failure);
                false
            }
        }
    }

    fn failed(self, failure: &Failure) {
        let said = (use_text().failure)(failure);
        if self.open.try_get_untracked() == Some(true) {
            // Behind the open panel a message is silent.
            self.announcer.say(said.as_str());
        }
        self.toasts.failed(said);
    }

    /// One as it is now.
    fn row(self, number: i64) -> Option<JobRow> {
        self.rows
            .with(|rows| rows.iter().find(|row| row.job.number == number).cloned())
    }

    /// Whether somebody undid it already.
    fn is_undone(self, number: i64) -> bool {
        self.rows
            .with(|rows| rows.iter().any(|row| row.job.reverses == Some(number)))
    }

    fn dismiss(self, number: i64) {
        self.kept.update(|kept| kept.retain(|one| *one != number));
        catch_focus();
    }
}

/// Where the button that had the focus goes away, the open panel has it, or else the button that opens that.
fn catch_focus() {
    request_animation_frame(|| {
        if dom::focused().is_some() {
            return;
        }
        let inside = dom::by_id(PANEL).and_then(|panel| dom::reachable(&panel).into_iter().next());
        if let Some(place) = inside.or_else(|| dom::by_id(BUTTON)) {
            dom::focus(&place);
        }
    });
}
