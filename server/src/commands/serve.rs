//! `integration-users serve`

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

use super::{CommandError, open, say, sign_in_link};
use crate::settings::Settings;
use crate::state::{AppState, Readiness};
use crate::{assets, listener, router};

/// How long closing the database may take.
const CLOSE: Duration = Duration::from_secs(2);

/// Runs the server until SIGTERM or Ctrl-C.
pub async fn run(settings: Settings) -> Result<(), CommandError> {
    // Listened for from the start: a signal during the start must not be lost.
    let stop = stop_signal()?;
    let service = open(&settings).await?;
    let listener = listener::bind(settings.listen)
        .await
        .map_err(CommandError::Failed)?;
    let bound = listener
        .local_addr()
        .map_err(|error| CommandError::of("cannot tell the port", error))?;
    let public = settings.public_url_at(bound)?;
    if !assets::is_built() {
        warn!("The script and style of the pages are missing; run: cargo xtask build");
    }
    let readiness = Readiness::default();
    let state = AppState::new(service.clone(), public.clone(), readiness.clone())
        .with_oidc(settings.admin_oidc.clone());
    let router = router::router(&state);
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
    listener::serve(listener, router, readiness, stop).await;
    // A tidy end; what is committed is safe without it, so it is not waited for long.
    let _ = tokio::time::timeout(CLOSE, service.store().close()).await;
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
