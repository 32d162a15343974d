//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use service::Service;

use crate::assets;
use crate::settings::PublicUrl;
use crate::sign_in::SignInLimiter;

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
    /// Whether we are stopping.
    pub readiness: Readiness,
    root_files: Arc<[String]>,
}

/// Whether the server still wants to be given work.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// From now on `/ready` says no.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl AppState {
    /// For a server that browsers reach at `public`.
    pub fn new(service: Service, public: PublicUrl, readiness: Readiness) -> Self {
        let options = LeptosOptions::builder()
            .output_name(assets::bundle_name())
            .site_root("target/site")
            .site_pkg_dir("pkg")
            .build();
        Self {
            options,
            service,
            public: Arc::new(public),
            limiter: Arc::new(SignInLimiter::new(Instant::now())),
            readiness,
            root_files: assets::root_files().into(),
        }
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
