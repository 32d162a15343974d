//! The navigation at the side, and the way past it.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

use super::{
    dom,
    icon::{Glyph, Icon},
};

/// The first thing the Tab key reaches: a link past everything to the main landmark, seen only while it has the focus.
///
/// Class `skip-link`.
///
/// ```ignore
/// view! { <SkipLink label=text.skip target="main"/> … <main id="main" tabindex="-1">…</main> }
/// ```
#[component]
pub fn SkipLink(
    /// The text.
    #[prop(into)]
    label: Signal<String>,
    /// The id of the main landmark, which needs `tabindex="-1"`.
    #[prop(into)]
    target: String,
) -> impl IntoView {
    let address = format!("#{target}");
    let skip = move |event: ev::MouseEvent| {
        // The address stays as it is: the list's state lives there.
        if let Some(target) = dom::by_id(&target) {
            event.prevent_default();
            dom::focus(&target);
        }
    };
    view! { <a class="skip-link" href=address on:click=skip>{move || label.get()}</a> }
}

/// The button that shows the [`SideNav`] where the screen is too narrow for it to stand at the side. It works without script.
///
/// Class `nav-toggle` (shown below 900 px).
#[component]
pub fn NavToggle(
    /// The accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The id of the [`SideNav`].
    #[prop(into)]
    target: String,
) -> impl IntoView {
    view! {
        <button
            class="icon-button nav-toggle"
            type="button"
            popovertarget=target
            aria-label=move || label.get()
            title=move || label.get()
        >
            <Icon glyph=Glyph::Menu/>
        </button>
    }
}

/// The navigation landmark. From 900 px it stands at the side; below it is a drawer which [`NavToggle`] opens, and which closes when a link is followed.
///
/// Classes `sidenav`, `sidenav__group`, `sidenav__heading`, `sidenav__link` (its current one by `aria-current="page"`, which the router's `A` sets).
///
/// ```ignore
/// view! {
///     <SideNav id="side-nav" label=text.navigation>
///         <NavGroup label=text.users><NavLink href=paths::users() label=text.integration_users glyph=Glyph::Key/></NavGroup>
///     </SideNav>
/// }
/// ```
#[component]
pub fn SideNav(
    /// The id, for the [`NavToggle`].
    #[prop(into)]
    id: String,
    /// The landmark's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Links and groups.
    children: Children,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Nav>::new();
    let followed = move |event: ev::MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a").ok().flatten());
        if let Some(nav) = node_ref.get_untracked().filter(|_| link.is_some()) {
            dom::hide_popup(&nav);
        }
    };
    view! {
        <nav node_ref=node_ref class="sidenav" id=id popover="auto" aria-label=move || label.get() on:click=followed>
            {children()}
        </nav>
    }
    .into_any()
}

/// Some links under a heading.
///
/// Class `sidenav__group--narrow` for what is there only where the top bar has no room for it.
#[component]
pub fn NavGroup(
    /// The heading.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is there only where the top bar has no room for it (below 640 px).
    #[prop(optional)]
    narrow: bool,
    /// The links.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="sidenav__group" class:sidenav__group--narrow=narrow>
            <p class="sidenav__heading">{move || label.get()}</p>
            <ul class="sidenav__list">{children()}</ul>
        </div>
    }
}

/// One link of a [`NavGroup`].
#[component]
pub fn NavLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Its text.
    #[prop(into)]
    label: Signal<String>,
    /// Its picture.
    glyph: Glyph,
    /// Whether only this very address is current, not those below it.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    view! {
        <li>
            <leptos_router::components::A href=href exact=exact attr:class="sidenav__link">
                <Icon glyph/>
                <span>{move || label.get()}</span>
            </leptos_router::components::A>
        </li>
    }
}
