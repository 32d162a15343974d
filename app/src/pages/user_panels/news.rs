//! The Edit panel when somebody else changes the same user: who and what, and a way to take it over. What was entered
//! stays in any case.

use std::time::Duration;

use domain::{IntegrationUser, LiveUser, Problem, Status, UserForm};
use leptos::prelude::*;

use super::{Editing, FORM};
use crate::{
    api::{Failure, user_again},
    live::{Live, News, Soon, use_live},
    text::use_text,
    ui::{
        button::Button,
        dom,
        icon::{Glyph, Icon},
    },
};

/// How long something is said to be just now.
const JUST_NOW: Duration = Duration::from_mins(1);

/// What the panel knows of others' changes. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct PanelNews {
    stream: Live,
    soon: Soon,
    /// The user as others left it.
    latest: RwSignal<Option<LiveUser>>,
    /// The version that was taken over last.
    taken: RwSignal<i64>,
    /// Whether that was a while ago.
    late: RwSignal<bool>,
    /// The status of the user that the panel was filled with.
    status: RwSignal<Option<Status>>,
    /// What was entered, and on what, while the panel is filled anew.
    kept: StoredValue<Option<(UserForm, UserForm, i64)>>,
}

impl PanelNews {
    pub(super) fn new() -> Self {
        let stream = use_live();
        Self {
            stream,
            soon: Soon::new(stream),
            latest: RwSignal::new(None),
            taken: RwSignal::new(0),
            late: RwSignal::new(false),
            status: RwSignal::new(None),
            kept: StoredValue::new(None),
        }
    }

    /// The status as it is now, where the panel was filled with this one.
    pub(super) fn status(self, filled: Status) -> Status {
        self.latest
            .with(|latest| latest.as_ref().map_or(filled, |latest| latest.user.status))
    }
}

impl Editing {
    /// Looks at the user again, soon, whenever it may have changed.
    pub(super) fn follow(self) {
        let heard = Callback::new(move |news: News| {
            let ours = self
                .number
                .try_with_untracked(|number| news.is_about(number));
            if ours == Some(true) {
                self.news.soon.ask(move || self.look_again());
            }
        });
        self.news.stream.listen(heard);
    }

    /// Whether that worked, or need not be tried again.
    async fn look_again(self) -> bool {
        let (Some(number), Some(seen)) = (
            self.number.try_get_untracked(),
            self.seen.try_get_untracked(),
        ) else {
            return true;
        };
        if seen == 0 {
            // Not filled yet; once it is, it is looked at again.
            return true;
        }
        match user_again(number.clone(), seen).await {
            Ok(None) | Err(Failure::Problem(Problem::SignInNeeded | Problem::NotFound)) => true,
            Ok(Some(latest)) => {
                if self.number.try_get_untracked() == Some(number) {
                    self.show(latest);
                }
                true
            }
            Err(_) => false,
        }
    }

    fn show(self, latest: LiveUser) {
        let news = self.news;
        let version = latest.user.version;
        let known = news
            .latest
            .with_untracked(|known| known.as_ref().map(|known| known.user.version));
        if known == Some(version) {
            return;
        }
        news.late.set(false);
        news.latest.set(Some(latest));
        let later = move || {
            let now = news
                .latest
                .try_with_untracked(|now| now.as_ref().map(|now| now.user.version));
            if now.flatten() == Some(version) {
                news.late.set(true);
            }
        };
        set_timeout(later, JUST_NOW);
    }

    /// The panel was filled, or filled anew with what was entered kept.
    pub(super) fn filled(self, user: &IntegrationUser) {
        let of_another = self.news.latest.with_untracked(|latest| {
            latest
                .as_ref()
                .is_some_and(|latest| latest.user.party_number != user.party_number)
        });
        if of_another {
            // A link led from one user to the next, in the same panel.
            self.news.latest.set(None);
            self.news.taken.set(0);
        }
        self.news.status.set(Some(user.status));
        if self.list.live.told_panel() {
            self.news.soon.ask(move || self.look_again());
        }
        let kept = self.news.kept.try_update_value(Option::take).flatten();
        if let Some((before, mine, seen)) = kept {
            let both = self.fields.take_over(&before, &mine, None);
            self.took_over(both, seen);
        }
    }

    /// Fields that were not touched are theirs now, touched ones stay.
    fn take_over(self) {
        let Some(latest) = self.news.latest.get_untracked() else {
            return;
        };
        let theirs = UserForm::of(&latest.user);
        let (before, mine) = self.fields.states();
        let seen = self.seen.get_untracked();
        self.news.taken.set(latest.user.version);
        if !self.fields.knows_groups(&theirs) {
            // A group that is newer than the panel: it is filled anew, with all groups there are.
            self.news.kept.set_value(Some((before, mine, seen)));
            self.list.panel.refetch();
            return;
        }
        self.news.status.set(Some(latest.user.status));
        self.seen.set(latest.user.version);
        let both = self.fields.take_over(&before, &mine, Some(theirs));
        self.took_over(both, seen);
    }

    /// Where both changed the same field, saving goes by the version from before: the server says so, and the question
    /// shows both.
    fn took_over(self, both: bool, seen: i64) {
        let text = use_text();
        if both {
            self.seen.set(seen);
        }
        self.announcer.say(if both {
            text.live.took_over_both
        } else {
            text.live.took_over
        });
        // The button that was pressed goes away.
        request_animation_frame(|| {
            if let Some(field) = dom::by_id(&format!("{FORM}-client-id")) {
                dom::focus(&field);
            }
        });
    }
}

/// Says calmly who changed what, and takes it over.
#[component]
pub(super) fn ChangedNotice(editing: StoredValue<Editing>) -> impl IntoView {
    let text = use_text();
    let editing = editing.get_value();
    let news = editing.news;
    let shown = Memo::new(move |_| {
        let known = editing.seen.get().max(news.taken.get());
        let latest = news.latest.get();
        latest.filter(|latest| latest.user.version > known)
    });
    let who = move |latest: &LiveUser| {
        if news.late.get() {
            (text.live.changed_by_at)(&latest.by, &latest.user.date_modified.minute())
        } else {
            (text.live.changed_by)(&latest.by)
        }
    };
    let what = move |latest: &LiveUser| {
        let status = news.status.get() != Some(latest.user.status);
        let difference = editing.fields.difference_to(&UserForm::of(&latest.user));
        (text.live.what)(&difference, status.then_some(latest.user.status))
    };
    let notice = move || {
        let latest = shown.get()?;
        let (who, what) = (who(&latest), what(&latest));
        let said = if what.is_empty() {
            who
        } else {
            format!("{who}: {what}")
        };
        Some(view! {
            <div class="notice panel-news__notice">
                <Icon glyph=Glyph::Info/>
                <p>{said}</p>
                <Button label=text.live.take_over on_press=move || editing.take_over()/>
            </div>
        })
    };
    view! { <div class="panel-news" role="status">{notice}</div> }
}
