//! What every request can reach.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use service::Service;
use tokio::sync::watch;

use crate::assets;
use crate::live::Pace;
use crate::settings::{AdminOidc, PublicUrl};
use crate::sign_in::SignInLimiter;
use crate::sign_in::oidc::Provider;

/// Shared by all requests; cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// How the pages name their script and style.
    pub options: LeptosOptions,
    /// The use cases.
    pub service: Service,
    /// How browsers reach us.
    pub public: Arc<PublicUrl>,
    /// Counts attempts to sign in.
    pub limiter: Arc<SignInLimiter>,
    /// Counts who sets out to the identity provider.
    #[from_ref(skip)]
    pub starts: Arc<SignInLimiter>,
    /// Where administrators sign in, if not by link alone.
    pub oidc: Option<Arc<Provider>>,
    /// Whether we are stopping.
    pub readiness: Readiness,
    /// How often streams of changes look at themselves.
    #[from_ref(skip)]
    pub live: Pace,
    root_files: Arc<[String]>,
}

/// Whether the server still wants to be given work.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<watch::Sender<bool>>);

impl Readiness {
    /// From now on `/ready` says no.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was stopped.
    pub fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it was stopped.
    pub async fn stopping(&self) {
        // The other side is here, so it does not go away meanwhile.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

impl AppState {
    /// For a server that browsers reach at `public`.
    pub fn new(service: Service, public: PublicUrl, readiness: Readiness) -> Self {
        let options = LeptosOptions::builder()
            .output_name(assets::NAME)
            .site_root("target/site")
            .site_pkg_dir(assets::bundle())
            .build();
        Self {
            options,
            service,
            public: Arc::new(public),
            limiter: Arc::new(SignInLimiter::new(Instant::now())),
            starts: Arc::new(SignInLimiter::of_starts(Instant::now())),
            oidc: None,
            readiness,
            live: Pace::default(),
            root_files: assets::root_files().into(),
        }
    }

    /// The same, where administrators sign in at an identity provider.
    #[must_use]
    pub fn with_oidc(mut self, settings: Option<AdminOidc>) -> Self {
        self.oidc = settings.map(|settings| Arc::new(Provider::new(settings)));
        self
    }

    /// The address of the style of all pages.
    pub fn style(&self) -> String {
        app::style_address(&self.options)
    }

    /// The files at the root of the site, as addresses.
    pub fn root_files(&self) -> &[String] {
        &self.root_files
    }

    /// Whether a path is that of a file of the site, which is the same for everybody.
    pub fn is_file(&self, path: &str) -> bool {
        path.starts_with("/pkg/") || self.root_files.iter().any(|file| file == path)
    }
}
