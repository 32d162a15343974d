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
    /// Its region; none on Admin Home itself.
    #[prop(optional)]
    region: Option<&'static str>,
    /// What it is for.
    #[prop(optional)]
    about: Option<&'static str>,
    /// Buttons at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text = use_text();
    let steps = match region {
        Some(region) => vec![
            Crumb::link(text.app.home, paths::HOME),
            Crumb::text(region),
            Crumb::text(title),
        ],
        None => vec![Crumb::text(title)],
    };
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
