//! A file that was handed over: how far it is, what it would do, and to do it.

use domain::{ImportList, ImportRows, ImportStage};
use leptos::prelude::*;

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{account::token, answer, caller, service};

/// How far the file of this name is.
#[server(prefix = "/api", endpoint = "import/stage", input = Json, output = Json)]
pub async fn look_at_import(id: String) -> Result<ImportStage, Failure> {
    answer(service()?.import_stage(&caller(), &token()?, &id).await)
}

/// Some rows of its preview, from this one on.
#[server(prefix = "/api", endpoint = "import/rows", input = Json, output = Json)]
pub async fn look_at_rows(id: String, list: ImportList, from: u64) -> Result<ImportRows, Failure> {
    answer(
        service()?
            .import_rows(&caller(), &token()?, &id, list, from)
            .await,
    )
}

/// Begins to write it.
#[server(prefix = "/api", endpoint = "import/start", input = Json, output = Json)]
pub async fn start_import(id: String) -> Result<(), Failure> {
    answer(service()?.start_import(&caller(), &token()?, &id).await)
}

/// Forgets it.
#[server(prefix = "/api", endpoint = "import/drop", input = Json, output = Json)]
pub async fn drop_import(id: String) -> Result<(), Failure> {
    answer(service()?.drop_import(&caller(), &token()?, &id).await)
}
