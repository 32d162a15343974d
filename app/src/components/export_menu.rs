//! In which form integration users are written out.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what is in a part fails when the part cannot be fetched"
)]

use domain::ExportFormat;
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    api::Failure,
    paths,
    text::use_text,
    ui::{
        download::download,
        icon::{Glyph, Icon},
        menu::{MenuButton, MenuItem},
        toast::{Toasts, use_toasts},
    },
};

/// Parameters of an export.
pub type Parameters = Vec<(&'static str, String)>;

/// A button with a menu of forms, in which users are written out.
#[component]
pub fn ExportMenu(
    /// The menu's id.
    id: &'static str,
    /// Which users, when one is chosen.
    #[prop(into)]
    which: Callback<(), Parameters>,
) -> impl IntoView {
    let text = use_text();
    let toasts = use_toasts();
    let item = move |label: &'static str, format: ExportFormat| {
        MenuItem::run(label, Glyph::ArrowEnd, move || {
            let mut parameters = which.run(());
            parameters.push(("format", format.word().to_owned()));
            begin(parameters, toasts);
        })
    };
    let items = Signal::derive(move || {
        vec![
            item(text.users.export_csv, ExportFormat::Csv),
            item(text.users.export_ndjson, ExportFormat::Ndjson),
        ]
    });
    let button = ViewFn::from(move || {
        view! {
            <span class="button__label">{text.users.export}</span>
            <Icon glyph=Glyph::ChevronDown/>
        }
    });
    view! { <MenuButton id label=text.users.export items button button_class="button button--secondary"/> }
}

fn begin(parameters: Parameters, toasts: Toasts) {
    spawn_local(async move {
        if export(parameters, toasts).await.is_err() {
            toasts.failed((use_text().failure)(&Failure::Unreachable));
        }
    });
}

/// Has the server write them out. A form takes as many numbers of users as it needs, an address does not. The code of it comes with the panels.
#[wasm_split(user_panels, fallible, wasm_split_path = leptos::wasm_split)]
fn export(parameters: Parameters, toasts: Toasts) -> Result<(), SplitLoaderError> {
    let again = parameters.clone();
    download(paths::EXPORT, &parameters, move || {
        let text = use_text();
        let retry = Callback::new(move |()| begin(again.clone(), toasts));
        toasts.failed_with(text.panel().not_exported, text.common.retry, retry);
    });
    Ok(())
}
