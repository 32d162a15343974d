//! `integration-users sign-in-link`

use app::paths;
use domain::{Caller, Role};
use service::Service;

use super::{CommandError, open_existing, say};
use crate::settings::{PublicUrl, Settings};

/// Prints another link. Works beside a running server.
pub async fn run(settings: &Settings) -> Result<(), CommandError> {
    let public = settings.public_url_at(settings.listen)?;
    let service = open_existing(settings).await?;
    let printed = print(&service, &public).await;
    service.store().close().await;
    printed
}

/// Makes a link and prints its line, which tests and scripts read.
pub async fn print(service: &Service, public: &PublicUrl) -> Result<(), CommandError> {
    let link = service
        .new_sign_in_link(&Caller::System, Role::Administrator)
        .await;
    let token = link.map_err(|problem| {
        CommandError::of("cannot make a sign-in link", super::words(&problem))
    })?;
    let address = public.join(&format!("{}/{}", paths::SIGN_IN_LINK, token.as_str()));
    say(format_args!("Sign in (once, within 10 minutes): {address}"));
    Ok(())
}
