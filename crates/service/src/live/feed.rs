//! One who listens.

use domain::{LiveChange, Permission, Problem, Timestamp};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::seats::{Seat, Taken};
use super::{ENTRIES, News, Stretch, UNKNOWN};
use crate::Service;
use crate::problems::OrProblem;
use crate::sessions::{self, Session};
use std::sync::atomic::Ordering;

/// So long a session is taken for going on without another look, in seconds.
const TRUSTED_SECONDS: i64 = 60;

/// Why nobody is told anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFeed {
    /// As everywhere.
    Problem(Problem),
    /// The session listens often enough.
    TooManyOfSession,
    /// This process has enough who listen.
    TooMany,
}

impl From<Problem> for NoFeed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What one listener is told, in order and without a gap. It holds a bounded number of messages, however slow it is read.
#[derive(Debug)]
pub struct Feed {
    service: Service,
    token: String,
    session: String,
    /// Until then nobody need ask whether the session goes on.
    trusted: Timestamp,
    stretches: Receiver<Stretch>,
    /// The last entry that was told.
    at: i64,
    /// What is told first: what happened before the listener came.
    missed: Option<News>,
    _seat: Seat,
}

impl Service {
    /// The session of the token as [`Service::session`] has it, but without counting as use of it: what a page asks by
    /// itself must not keep a session going that nobody uses.
    pub async fn session_unused(&self, token: &str) -> Result<Option<Session>, Problem> {
        if token.len() != sessions::TOKEN_CHARS {
            return Ok(None);
        }
        let hash = sessions::hash(token);
        let stored = self.store.find_session(&hash).await.or_problem()?;
        let now = self.clock.now();
        Ok(stored
            .map(Session::from)
            .filter(|session| sessions::is_live(session, now)))
    }

    /// Listens to what happens behind entry number `since` of the activity log, or from now on, in the session of the token.
    pub async fn listen(&self, token: &str, since: Option<i64>) -> Result<Feed, NoFeed> {
        let session = self.session_unused(token).await?;
        let session = session.ok_or(Problem::SignInNeeded)?;
        session.caller().require(Permission::Read)?;
        let seat = self
            .live
            .seats
            .take(&session.id)
            .map_err(|taken| match taken {
                Taken::BySession => NoFeed::TooManyOfSession,
                Taken::ByAll => NoFeed::TooMany,
            })?;
        // First we listen, then we read: what happens in between comes twice rather than never.
        let stretches = self.live.stretches.subscribe();
        let until = self.store.last_activity().await.or_problem()?;
        let missed = self.missed(since.unwrap_or(until), until).await?;
        let told = match &missed {
            Some(News::Change(change)) => until.max(change.to),
            _ => until,
        };
        self.know_up_to(told).await.or_problem()?;
        let unknown =
            self.live
                .told
                .compare_exchange(UNKNOWN, until, Ordering::AcqRel, Ordering::Acquire);
        if unknown.is_ok() {
            self.live.committed();
        }
        Ok(Feed {
            service: self.clone(),
            token: token.to_owned(),
            trusted: self.trusted(&session),
            session: session.id,
            stretches,
            at: until,
            missed,
            _seat: seat,
        })
    }

    /// What happened between two entries.
    async fn missed(&self, since: i64, until: i64) -> Result<Option<News>, Problem> {
        if since == until {
            return Ok(None);
        }
        let too_much = since < 0 || since > until || until - since > i64::from(ENTRIES);
        if too_much {
            return Ok(Some(News::Resync(until)));
        }
        let found = self.store.log_since(since, ENTRIES).await.or_problem()?;
        Ok(Some(match found {
            Some(found) if !found.more => News::Change(
                LiveChange::new(since + 1, found.until, found.groups, found.users)
                    .with_jobs(found.jobs),
            ),
            _ => News::Resync(until),
        }))
    }

    fn trusted(&self, session: &Session) -> Timestamp {
        ends(session).min(self.clock.now().plus_seconds(TRUSTED_SECONDS))
    }
}

/// When a session is over unless it is used.
fn ends(session: &Session) -> Timestamp {
    let idle = session.last_seen.plus_seconds(sessions::IDLE_SECONDS);
    idle.min(session.started.plus_seconds(sessions::ABSOLUTE_SECONDS))
}

impl Feed {
    /// The short name of the session, for the log.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The next news; waits for it. May be dropped while it waits.
    pub async fn next(&mut self) -> News {
        if let Some(missed) = self.missed.take() {
            if let News::Change(change) = &missed {
                self.at = self.at.max(change.to);
            }
            return missed;
        }
        loop {
            let stretch = match self.stretches.recv().await {
                Ok(stretch) => stretch,
                Err(RecvError::Lagged(_)) => return self.overflown(),
                // The hub lives as long as the service, of which this holds one.
                Err(RecvError::Closed) => return News::Over,
            };
            match &stretch.signed_out {
                Some(sessions) if sessions.contains(&self.session) => return News::Over,
                Some(_) => {}
                None => self.doubt(),
            }
            match &stretch.news {
                News::Change(change) if change.to <= self.at => {}
                News::Change(change) => {
                    self.at = change.to;
                    return stretch.news;
                }
                News::Resync(until) => {
                    self.at = *until;
                    return stretch.news;
                }
                News::Over => return News::Over,
            }
        }
    }

    /// Whether the session goes on, as far as that can be known; to be asked every few seconds. Asks the database about
    /// once a minute, and when the session is due to end.
    pub async fn goes_on(&mut self) -> bool {
        // A clock that was set back does not make it longer.
        let since = self.trusted.plus_seconds(-TRUSTED_SECONDS);
        if (since..self.trusted).contains(&self.service.clock.now()) {
            return true;
        }
        match self.service.session_unused(&self.token).await {
            Ok(Some(session)) => {
                self.trusted = self.service.trusted(&session);
                true
            }
            Ok(None) => false,
            // Without the database nothing is told either; it is asked again.
            Err(_) => true,
        }
    }

    /// Somebody may have signed out unnoticed.
    fn doubt(&mut self) {
        self.trusted = Timestamp::from_micros(i64::MIN);
    }

    /// Too much waited: what is left of it is dropped, and all is to be looked at anew.
    fn overflown(&mut self) -> News {
        self.stretches = self.stretches.resubscribe();
        // After that: what is told from now on comes, what was told before is in the number.
        self.at = self.service.live.told.load(Ordering::Acquire);
        self.doubt();
        News::Resync(self.at)
    }
}
