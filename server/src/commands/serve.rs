//! `integration-users serve`

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use gate::Gate;
use service::{Clock, Service, SystemClock};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tracing::{info, warn};

use super::{CommandError, open, say, sign_in_link};
use crate::router::Front;
use crate::settings::Settings;
use crate::state::{AppState, Readiness};
use crate::{assets, gate as inbound, listener};

/// So long the start waits for the gate to know all users: with some thousands it does before the first request.
const LOAD: Duration = Duration::from_millis(30);
/// How long all that goes on beside the requests may take to end, together: a second more than [`Service::keep_books`] tries
/// to write down what is left. With [`listener::DRAIN`] before and [`CLOSE`] behind it, this is how long stopping takes at
/// most, for which the unit in `docs/operations.md` has room.
const END: Duration = Duration::from_secs(8);
/// How long closing the database may take.
const CLOSE: Duration = Duration::from_secs(2);

/// Runs the server until SIGTERM or Ctrl-C.
pub async fn run(settings: Settings) -> Result<(), CommandError> {
    // Listened for from the start: a signal during the start must not be lost.
    let stop = stop_signal()?;
    let service = open(&settings).await?.with_gate(gate(&settings));
    let listener = listener::bind(settings.listen, "IU_LISTEN")
        .await
        .map_err(CommandError::Failed)?;
    let bound = listener
        .local_addr()
        .map_err(|error| CommandError::of("cannot tell the port", error))?;
    let public = settings.public_url_at(bound)?;
    if !assets::is_built() {
        warn!("The script and style of the pages are missing; run: cargo xtask build");
    }
    let behind = Behind::start(&service).await;
    serve_metrics(&settings, &service).await?;
    let readiness = Readiness::default();
    let state = AppState::new(service.clone(), public.clone(), readiness.clone())
        .with_oidc(settings.admin_oidc.clone());
    let front = Front::new(&state);
    info!(listen = %bound, public = %public, database = %settings.database_url, "Ready");
    say(format_args!("Integration Users is ready at {public}"));
    match &state.oidc {
        Some(provider) => {
            // Whoever signs in asks again; the operator should know at once what is wrong.
            tokio::spawn(provider.clone().check());
            let page = public.join(app::paths::SIGN_IN);
            say(format_args!("Sign in with your organisation: {page}"));
        }
        None => sign_in_link::print(&service, &public).await?,
    }
    listener::serve(listener, front, readiness, stop).await;
    behind.stop().await;
    // A tidy end; what is committed is safe without it, so it is not waited for long.
    let _ = tokio::time::timeout(CLOSE, service.store().close()).await;
    Ok(())
}

/// The gate of the settings.
fn gate(settings: &Settings) -> Gate {
    let providers = settings.gate.providers.clone();
    if providers.is_empty() {
        info!("No identity provider is configured (IU_IDP_ISSUER): applications cannot come in");
    }
    Gate::with(
        providers,
        settings.gate.rate,
        Arc::new(|| SystemClock.now()),
    )
}

/// What goes on beside the requests as long as the server runs.
struct Behind {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Behind {
    /// Fetches keys, keeps the gate in touch with the database, writes calls down, goes on with bulk changes, completes the
    /// index of the search and tells open pages of changes.
    async fn start(service: &Service) -> Self {
        service.gate().start();
        let (stop, stopped) = watch::channel(false);
        let until_stopped = || {
            let mut stopped = stopped.clone();
            async move {
                // When the other side is gone it is over as well.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            }
        };
        let (follower, writer) = (service.clone(), service.clone());
        let (runner, teller) = (service.clone(), service.clone());
        let indexer = service.clone();
        let (follow, write) = (until_stopped(), until_stopped());
        let (run, tell, index) = (until_stopped(), until_stopped(), until_stopped());
        let (loaded, known) = oneshot::channel();
        let tasks = vec![
            tokio::spawn(async move {
                let mut follow = std::pin::pin!(follow);
                let known = tokio::select! {
                    () = &mut follow => return,
                    known = follower.load_gate() => known,
                };
                if known.is_err() {
                    warn!("The gate does not know the integration users yet; it is tried again");
                }
                // Nobody waits any more when it took long.
                let _ = loaded.send(());
                follower.follow_gate(follow).await;
            }),
            tokio::spawn(async move { writer.keep_books(write).await }),
            tokio::spawn(async move { runner.run_jobs(run).await }),
            tokio::spawn(async move { teller.tell_live(tell).await }),
            tokio::spawn(async move { indexer.keep_index(index).await }),
        ];
        // Where there are very many users the pages are served meanwhile; the gate and `/ready` say that it is not ready.
        let _ = tokio::time::timeout(LOAD, known).await;
        Self { stop, tasks }
    }

    /// After the last call has been answered: what was counted is written down.
    async fn stop(self) {
        // Nobody listens any more when all have ended by themselves.
        let _ = self.stop.send(true);
        let ended = join_all(self.tasks);
        if tokio::time::timeout(END, ended).await.is_err() {
            warn!("Something did not end in time; what was counted last may be lost");
        }
    }
}

/// Answers on a second listener until the process ends, if that is wanted.
async fn serve_metrics(settings: &Settings, service: &Service) -> Result<(), CommandError> {
    let Some(address) = settings.gate.metrics_listen else {
        return Ok(());
    };
    let listener = listener::bind(address, "IU_METRICS_LISTEN")
        .await
        .map_err(CommandError::Failed)?;
    let bound = listener
        .local_addr()
        .map_err(|error| CommandError::of("cannot tell the port", error))?;
    info!(listen = %bound, "Metrics are at /metrics");
    let router = inbound::metrics::router(service.clone());
    let never = std::future::pending();
    tokio::spawn(listener::serve(
        listener,
        router,
        Readiness::default(),
        never,
    ));
    Ok(())
}

fn stop_signal() -> Result<impl Future<Output = ()>, CommandError> {
    let listen =
        |kind| signal(kind).map_err(|error| CommandError::of("cannot listen for signals", error));
    let (mut terminate, mut interrupt) = (
        listen(SignalKind::terminate())?,
        listen(SignalKind::interrupt())?,
    );
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_unit_has_room_for_the_longest_stop() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
        let text = fs::read_to_string(file).expect("the document");
        let mut lines = text.lines();
        let allowed = lines.find_map(|line| line.strip_prefix("TimeoutStopSec="));
        let allowed: u64 = allowed.and_then(|room| room.parse().ok()).expect("seconds");
        let longest = listener::DRAIN + END + CLOSE;
        assert!(Duration::from_secs(allowed) > longest, "{longest:?}");
        assert!(
            text.contains(&format!("within {} seconds", longest.as_secs())),
            "the document says another time than {longest:?}"
        );
    }
}
