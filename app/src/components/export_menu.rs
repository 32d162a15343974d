//! In which form integration users are written out.

use domain::ExportFormat;
use leptos::prelude::*;

use crate::{
    text::use_text,
    ui::{
        icon::{Glyph, Icon},
        menu::{MenuButton, MenuItem},
    },
};

/// A button with a menu of forms.
#[component]
pub fn ExportMenu(
    /// The menu's id.
    id: &'static str,
    /// Writes them out.
    #[prop(into)]
    on_choose: Callback<ExportFormat>,
) -> impl IntoView {
    let text = use_text();
    let item = move |label: &'static str, format: ExportFormat| {
        MenuItem::run(label, Glyph::ArrowEnd, move || on_choose.run(format))
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
