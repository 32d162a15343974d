//! `/admin`

use leptos::prelude::*;

use crate::{
    components::page_head::PageHead,
    paths,
    text::use_text,
    ui::icon::{Glyph, Icon},
};

/// Admin Home: what can be administered, by region.
#[component]
pub fn HomePage() -> impl IntoView {
    let text = use_text();
    view! {
        <div class="page page--narrow">
            <PageHead title=text.app.home/>
            <div class="home">
                <Region id="home-users" label=text.app.users>
                    <Card href=paths::USERS glyph=Glyph::Key title=text.app.integration_users about=text.home.integration_users/>
                    <Card href=paths::GROUPS glyph=Glyph::Groups title=text.app.groups about=text.home.groups/>
                </Region>
                <Region id="home-monitoring" label=text.app.monitoring>
                    <Card href=paths::ACTIVITY glyph=Glyph::Activity title=text.app.activity about=text.home.activity/>
                    <Card href=paths::INBOUND_CALLS glyph=Glyph::Inbound title=text.app.inbound_calls about=text.home.inbound_calls/>
                </Region>
                <Region id="home-setup" label=text.app.setup>
                    <Card href=paths::IDENTITY_PROVIDER glyph=Glyph::Shield title=text.app.identity_provider about=text.home.identity_provider/>
                </Region>
            </div>
        </div>
    }
}

#[component]
fn Region(id: &'static str, label: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="home__region" aria-labelledby=id>
            <h2 class="home__heading" id=id>{label}</h2>
            <ul class="home__cards">{children()}</ul>
        </section>
    }
}

#[component]
fn Card(
    href: &'static str,
    glyph: Glyph,
    title: &'static str,
    about: &'static str,
) -> impl IntoView {
    // The link's name is the title alone; what it is for is its description.
    let (title_id, about_id) = (format!("card-{href}-title"), format!("card-{href}-about"));
    let (labelled, described) = (title_id.clone(), about_id.clone());
    view! {
        <li>
            <a class="home-card" href=href aria-labelledby=labelled aria-describedby=described>
                <span class="home-card__picture"><Icon glyph/></span>
                <span class="home-card__title" id=title_id>{title}</span>
                <span class="home-card__text" id=about_id>{about}</span>
            </a>
        </li>
    }
}
