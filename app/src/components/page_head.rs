//! The top of every page: breadcrumb, heading, title of the browser's tab.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    paths,
    text::use_text,
    ui::breadcrumb::{Breadcrumb, Crumb},
};

/// Breadcrumb from Admin Home by the region to the page, the heading, what the page is for, and its main actions.
#[component]
pub fn PageHead(
    /// The page.
    title: &'static str,
    /// Its region; none on Admin Home itself, and where there is no such page.
    #[prop(optional)]
    region: Option<&'static str>,
    /// The page that this one belongs to, and where that is; none where it is the region's own.
    #[prop(optional)]
    within: Option<(&'static str, &'static str)>,
    /// What it is for.
    #[prop(optional)]
    about: Option<&'static str>,
    /// Buttons at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text = use_text();
    let is_home = title == text.app.home;
    let home = (!is_home).then(|| Crumb::link(text.app.home, paths::HOME));
    let region = region.map(Crumb::text);
    let within = within.map(|(page, address)| Crumb::link(page, address));
    let steps: Vec<Crumb> = [home, region, within, Some(Crumb::text(title))]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <Title text=(text.app.page_title)(title)/>
        <Breadcrumb label=text.app.breadcrumb steps/>
        <header class="page-header">
            <h1 class="page-header__title">{title}</h1>
            {about.map(|about| view! { <p class="page-header__text">{about}</p> })}
            {children.map(|children| view! { <div class="page-header__actions">{children()}</div> })}
        </header>
    }
}
