//! What stands around every administration page.

use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::{
    live::Live,
    me::use_me,
    pages::lazy,
    paths,
    text::use_text,
    ui::{
        button::{Button, Kind},
        icon::Glyph,
        nav::{NavGroup, NavLink, NavToggle, SideNav, SkipLink},
        theme::ThemeSwitch,
    },
};

/// The frame around the page of the address, and the stream of what others change.
#[component]
pub fn AdminShell() -> impl IntoView {
    lazy::tell_live(Live::provide());
    view! {
        <Frame>
            <Outlet/>
        </Frame>
    }
}

/// Top bar, navigation and the main landmark, for somebody who is signed in.
#[component]
pub fn Frame(
    /// What is in the main landmark.
    children: Children,
) -> impl IntoView {
    let text = use_text();
    let me = use_me();
    view! {
        <div class="app">
            <SkipLink label=text.app.skip_to_content target="main"/>
            <header class="topbar">
                <NavToggle label=text.app.menu target="side-nav"/>
                <a class="topbar__brand" href=paths::HOME>
                    <span class="topbar__mark" aria-hidden="true"></span>
                    <span class="topbar__name">{text.app.name}</span>
                </a>
                <div class="topbar__end">
                    <ThemeSwitch
                        label=text.app.theme
                        light=text.app.theme_light
                        dark=text.app.theme_dark
                        system=text.app.theme_system
                    />
                    <a class="topbar__who" href=paths::SESSIONS dir="auto">{me.name}</a>
                    // A plain form: it works without script, and the server ends the session.
                    <form method="post" action=paths::SIGN_OUT>
                        <Button label=text.app.sign_out kind=Kind::Ghost icon=Glyph::SignOut submit=true {..} title=text.app.sign_out/>
                    </form>
                </div>
            </header>
            <div class="app__body">
                <SideNav id="side-nav" label=text.app.navigation>
                    <ul class="sidenav__list">
                        <NavLink href=paths::HOME label=text.app.home glyph=Glyph::Home exact=true/>
                    </ul>
                    <NavGroup label=text.app.users>
                        <NavLink href=paths::USERS label=text.app.integration_users glyph=Glyph::Key/>
                        <NavLink href=paths::GROUPS label=text.app.groups glyph=Glyph::Groups/>
                    </NavGroup>
                    <NavGroup label=text.app.monitoring>
                        <NavLink href=paths::ACTIVITY label=text.app.activity glyph=Glyph::Activity/>
                        <NavLink href=paths::INBOUND_CALLS label=text.app.inbound_calls glyph=Glyph::Inbound/>
                    </NavGroup>
                    <NavGroup label=text.app.setup>
                        <NavLink href=paths::IDENTITY_PROVIDER label=text.app.identity_provider glyph=Glyph::Shield/>
                    </NavGroup>
                    <NavGroup label=text.app.account narrow=true>
                        <NavLink href=paths::SESSIONS label=text.app.sessions glyph=Glyph::User/>
                    </NavGroup>
                </SideNav>
                <main class="main" id="main" tabindex="-1">
                    {children()}
                </main>
            </div>
        </div>
    }
}
