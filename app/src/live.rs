//! What others change, as the server tells it while a page is open.
//!
//! One stream for the whole of the administration pages ([`Live`]). It brings numbers and party numbers only; a page asks
//! for what it shows ([`Soon`]: a little later, and once for all that came meanwhile). While the tab is out of sight the
//! stream is closed, for browsers have few connections to spare; it goes on from where it was.

mod soon;

use std::{cell::RefCell, time::Duration};

use domain::{LiveChange, PartyNumber};
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use serde::{Deserialize, Serialize};
use web_sys::{EventSource, MessageEvent};

use crate::{paths, ui::dom::IN_BROWSER};
pub use soon::Soon;

/// Before a stream is asked for again that was refused; longer each time.
const FIRST_WAIT: u32 = 1;
/// The longest of these, in seconds.
const LONGEST_WAIT: u32 = 60;

/// From which entry of the activity log on the page is to be told of changes; carried into the browser with the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since(pub i64);

impl Since {
    /// From the request on the server, from the page in the browser.
    pub fn shared() -> Self {
        SharedValue::new(|| {
            Self(use_context::<crate::RequestInfo>().map_or(0, |info| info.live_position))
        })
        .into_inner()
    }
}

/// What a page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Something changed.
    Change(LiveChange),
    /// Anything may have.
    Anything,
}

impl News {
    /// Whether the list of integration users may look otherwise now.
    pub fn is_about_users(&self) -> bool {
        match self {
            Self::Change(change) => change.groups || change.is_about_users(),
            Self::Anything => true,
        }
    }

    /// Whether a bulk change may have begun or ended.
    pub fn is_about_jobs(&self) -> bool {
        match self {
            Self::Change(change) => change.jobs,
            Self::Anything => true,
        }
    }

    /// Whether it may be about this user.
    pub fn is_about(&self, user: &PartyNumber) -> bool {
        match self {
            Self::Change(change) => change.is_about(user),
            Self::Anything => true,
        }
    }
}

/// A stream that is open, and what the browser calls for its events. Closed when dropped.
struct Open {
    source: EventSource,
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    // Of the browser, and so of one thread: on the server nothing is ever in here.
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// The stream of changes. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Live {
    listeners: StoredValue<Vec<(u32, Callback<News>)>>,
    /// The last entry that was told.
    last: StoredValue<i64>,
    /// How many changes of this page are under way.
    own: StoredValue<u32>,
    /// Seconds to wait after the next refusal.
    wait: StoredValue<u32>,
    /// Whether the session has ended.
    over: StoredValue<bool>,
}

/// A change that this page is making: what is told meanwhile may be that one, and waits.
pub struct Own(Live);

impl Drop for Own {
    fn drop(&mut self) {
        self.0.own.try_update_value(|own| *own -= 1);
    }
}

impl Live {
    /// Provides itself to what stands within; nothing is told before it begins.
    pub fn provide() -> Self {
        let Since(since) = use_context().unwrap_or_default();
        let live = Self {
            listeners: StoredValue::default(),
            last: StoredValue::new(since),
            own: StoredValue::new(0),
            wait: StoredValue::new(FIRST_WAIT),
            over: StoredValue::new(false),
        };
        provide_context(live);
        live
    }

    /// Opens the stream, in the browser, as long as the pages are there that it was provided to.
    pub fn begin(self) {
        if self.over.try_get_value().is_none() {
            return;
        }
        self.follow_sight();
        let handle =
            window_event_listener_untyped("visibilitychange", move |_| self.follow_sight());
        on_cleanup(move || {
            handle.remove();
            close();
        });
    }

    /// The number of the last entry that was told.
    pub fn last(self) -> i64 {
        self.last.get_value()
    }

    /// Has the callback called with all news, as long as the component is there that is being built.
    pub fn listen(self, heard: Callback<News>) {
        if !IN_BROWSER {
            return;
        }
        let number = self.listeners.try_update_value(|all| {
            let number = all.last().map_or(0, |(last, _)| last + 1);
            all.push((number, heard));
            number
        });
        on_cleanup(move || {
            self.listeners
                .try_update_value(|all| all.retain(|(other, _)| Some(*other) != number));
        });
    }

    /// Says that this page is changing something itself, until what is given is dropped.
    #[must_use]
    pub fn own(self) -> Own {
        self.own.try_update_value(|own| *own += 1);
        Own(self)
    }

    /// Whether a change of this page is under way.
    pub fn changes_itself(self) -> bool {
        self.own.try_get_value().is_some_and(|own| own > 0)
    }

    /// Open while the tab is in sight, closed while it is not.
    fn follow_sight(self) {
        if document().hidden() {
            close();
        } else {
            // Whoever comes back to the tab may have signed in again in another.
            self.over.try_set_value(false);
            self.open();
        }
    }

    /// Unless it is open, or over, or nobody is there to see.
    fn open(self) {
        let (Some(false), Some(last)) = (self.over.try_get_value(), self.last.try_get_value())
        else {
            return;
        };
        if document().hidden() || OPEN.with_borrow(Option::is_some) {
            return;
        }
        let Ok(source) = EventSource::new(&paths::live(last)) else {
            return;
        };
        let heard =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| self.heard(&event));
        for name in ["change", "resync", "over", "open", "error"] {
            // There is no reason to refuse, and without it the page is as it was.
            let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        OPEN.set(Some(Open {
            source,
            _heard: heard,
        }));
    }

    fn heard(self, event: &MessageEvent) {
        match event.type_().as_str() {
            "open" => {
                self.wait.try_set_value(FIRST_WAIT);
            }
            "error" => self.failed(),
            "over" => {
                self.over.try_set_value(true);
                close();
            }
            kind => {
                if let Ok(last) = event.last_event_id().parse() {
                    self.last.try_set_value(last);
                }
                let data = event.data().as_string().unwrap_or_default();
                let change = LiveChange::from_data(&data).filter(|_| kind == "change");
                self.tell(&change.map_or(News::Anything, News::Change));
            }
        }
    }

    fn tell(self, news: &News) {
        for (_, heard) in self.listeners.try_get_value().unwrap_or_default() {
            heard.try_run(news.clone());
        }
    }

    /// A browser asks again by itself when a stream broke off, but not when it was refused.
    fn failed(self) {
        let refused = OPEN.with_borrow(|open| {
            open.as_ref()
                .is_some_and(|open| open.source.ready_state() == EventSource::CLOSED)
        });
        if !refused {
            return;
        }
        close();
        let wait = self.wait.try_update_value(|wait| {
            let now = *wait;
            *wait = (now * 2).min(LONGEST_WAIT);
            now
        });
        if let Some(wait) = wait {
            set_timeout(move || self.open(), Duration::from_secs(wait.into()));
        }
    }
}

fn close() {
    // Taken out first: what is closed must not find itself in there.
    drop(OPEN.take());
}

/// The stream of the pages around.
pub fn use_live() -> Live {
    expect_context()
}
