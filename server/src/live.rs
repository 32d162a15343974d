//! The event stream: what changes, as it happens, for the pages that are open (Server-Sent Events).
//!
//! An event has the number of the last entry of the activity log it is about as its id, so that a browser that comes
//! back says (`Last-Event-ID`) from where on it is to be told. Its data is numbers and party numbers, nothing else.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use app::paths;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use service::live::{Feed, News, NoFeed};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::{debug, info};

use crate::sign_in::CurrentSession;
use crate::state::AppState;

/// Where it is.
pub const PATH: &str = paths::LIVE;

/// What a browser sends that comes back.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Tells nginx, and those who do as it does, to pass each event on at once.
const NO_BUFFERING: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);
/// After so long a browser asks again when a stream broke off.
const RETRY: Duration = Duration::from_secs(1);
/// The same when there is no room, in seconds.
const RETRY_LATER: u32 = 30;

/// How often a stream looks at itself.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Whether the session goes on.
    pub look: Duration,
    /// A sign of life after so many looks without news, so that no proxy takes the stream for dead.
    pub looks_a_beat: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            looks_a_beat: 3,
        }
    }
}

/// What the address may say.
#[derive(Debug, Deserialize)]
pub struct Place {
    /// The number behind which to begin, for a page that was never told anything.
    after: Option<i64>,
}

/// Answers with the stream of the session.
pub async fn stream(
    State(state): State<AppState>,
    session: Option<Extension<CurrentSession>>,
    Query(place): Query<Place>,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(CurrentSession(token))) = session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if state.readiness.is_stopping() {
        return later(StatusCode::SERVICE_UNAVAILABLE, 1);
    }
    match state.service.listen(&token, begin(&headers, &place)).await {
        Ok(feed) => answer(&state, feed),
        Err(NoFeed::TooManyOfSession) => later(StatusCode::TOO_MANY_REQUESTS, RETRY_LATER),
        Err(NoFeed::TooMany) => {
            info!("No room for another stream of changes");
            later(StatusCode::SERVICE_UNAVAILABLE, RETRY_LATER)
        }
        Err(NoFeed::Problem(problem)) => StatusCode::from_u16(problem.http_status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

/// Behind which number to begin. What the browser says last counts; what makes no sense there is no number that we ever
/// gave, so everything is to be looked at anew.
fn begin(headers: &HeaderMap, place: &Place) -> Option<i64> {
    match headers.get(LAST_EVENT_ID) {
        Some(last) => {
            let last = last.to_str().ok().and_then(|last| last.parse().ok());
            Some(last.unwrap_or(-1))
        }
        None => place.after,
    }
}

fn later(status: StatusCode, seconds: u32) -> Response {
    let retry = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (status, retry).into_response()
}

fn answer(state: &AppState, feed: Feed) -> Response {
    debug!(session = feed.session(), "Tells a page of changes");
    let mut looks = interval(state.live.look);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let readiness = state.readiness.clone();
    let telling = Telling {
        feed,
        stopping: Box::pin(async move { readiness.stopping().await }),
        looks,
        looks_a_beat: state.live.looks_a_beat.max(1),
        looked: 0,
        begun: false,
        ended: false,
    };
    let events = stream::unfold(telling, |mut telling| async {
        let event = telling.next().await?;
        Some((Ok::<_, Infallible>(event), telling))
    });
    ([NO_BUFFERING], Sse::new(events)).into_response()
}

/// A stream under way.
struct Telling {
    feed: Feed,
    stopping: Pin<Box<dyn Future<Output = ()> + Send>>,
    looks: Interval,
    looks_a_beat: u32,
    looked: u32,
    begun: bool,
    ended: bool,
}

impl Telling {
    /// The next event; none when it is over. At a stop of the server that is at once, so that browsers come back to
    /// another while this one finishes.
    async fn next(&mut self) -> Option<Event> {
        if self.ended {
            return None;
        }
        if !self.begun {
            self.begun = true;
            return Some(Event::default().retry(RETRY).comment("changes follow"));
        }
        loop {
            let news = tokio::select! {
                biased;
                () = &mut self.stopping => return None,
                _ = self.looks.tick() => None,
                news = self.feed.next() => Some(news),
            };
            let news = match news {
                Some(news) => news,
                None if !self.feed.goes_on().await => News::Over,
                None => {
                    self.looked += 1;
                    if self.looked >= self.looks_a_beat {
                        self.looked = 0;
                        return Some(Event::default().comment("still here"));
                    }
                    continue;
                }
            };
            self.looked = 0;
            self.ended = news == News::Over;
            return Some(event(&news));
        }
    }
}

fn event(news: &News) -> Event {
    match news {
        News::Change(change) => Event::default()
            .event("change")
            .id(change.to.to_string())
            .data(change.to_data()),
        News::Resync(until) => Event::default()
            .event("resync")
            .id(until.to_string())
            .data(until.to_string()),
        News::Over => Event::default().event("over").data("signed out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_was_told_last_counts() {
        let place = Place { after: Some(7) };
        let headers = |last: &[u8]| {
            let value = HeaderValue::from_bytes(last).expect("a value");
            HeaderMap::from_iter([(LAST_EVENT_ID, value)])
        };
        assert_eq!(begin(&HeaderMap::new(), &place), Some(7));
        assert_eq!(begin(&HeaderMap::new(), &Place { after: None }), None);
        assert_eq!(begin(&headers(b"9"), &place), Some(9));
        for odd in [b"" as &[u8], b"x", b"9 ", b"\xff", b"99999999999999999999"] {
            assert_eq!(begin(&headers(odd), &place), Some(-1), "{odd:?}");
        }
    }
}
