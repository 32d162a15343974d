//! Light, dark, or as the system says.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};

use super::icon::{Glyph, Icon};

/// The cookie that remembers the choice for a year, so that the server renders the page in the right colours from the start.
pub const THEME_COOKIE: &str = "theme";

/// Which colours the pages have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The value of the attribute `data-theme` of the document's root, which there is not for [`Theme::System`].
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The choice for a value of the attribute or the cookie; anything unknown is [`Theme::System`].
    #[must_use]
    pub fn from_value(value: &str) -> Self {
        match value {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The choice in a request's `Cookie` header (RFC 6265 §4.2.1).
    ///
    /// ```ignore
    /// provide_context(Theme::from_cookies("session=1; theme=dark"));
    /// ```
    #[must_use]
    pub fn from_cookies(header: &str) -> Self {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == THEME_COOKIE)
            .map_or(Self::System, |(_, value)| Self::from_value(value))
    }

    /// The choice the page was rendered with: on the server the one in the context, in the browser what stands at the root.
    fn rendered() -> Self {
        if !super::dom::IN_BROWSER {
            return use_context().unwrap_or_default();
        }
        let root = document().document_element();
        let value = root.and_then(|root| root.get_attribute("data-theme"));
        value.map_or(Self::System, |value| Self::from_value(&value))
    }

    /// Shows the choice at once and remembers it.
    fn choose(self) {
        let document = document();
        if let Some(root) = document.document_element() {
            match self.attribute() {
                Some(value) => root.set_attribute("data-theme", value),
                None => root.remove_attribute("data-theme"),
            }
            .unwrap_or_default();
        }
        let cookie = match self.attribute() {
            Some(value) => {
                format!("{THEME_COOKIE}={value}; Path=/; Max-Age=31536000; SameSite=Lax")
            }
            None => format!("{THEME_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax"),
        };
        if let Some(document) = document.dyn_ref::<web_sys::HtmlDocument>() {
            // Where cookies are forbidden the choice lasts as long as the page.
            document.set_cookie(&cookie).unwrap_or_default();
        }
    }
}

/// Three radio buttons with pictures. They change the page at once, without a form; without script they are not shown, and the page follows the system.
///
/// On the server the owner provides the [`Theme`] as context and writes [`Theme::attribute`] to `<html data-theme=…>`.
///
/// Classes `theme-switch`, `theme-switch__choice`.
///
/// ```ignore
/// view! { <ThemeSwitch label=text.theme light=text.light dark=text.dark system=text.as_system/> }
/// ```
#[component]
pub fn ThemeSwitch(
    /// The accessible name of the group.
    #[prop(into)]
    label: Signal<String>,
    /// The name of the light colours.
    #[prop(into)]
    light: Signal<String>,
    /// The name of the dark colours.
    #[prop(into)]
    dark: Signal<String>,
    /// The name of "as the system says".
    #[prop(into)]
    system: Signal<String>,
) -> impl IntoView {
    let chosen = RwSignal::new(Theme::rendered());
    let interactive = RwSignal::new(false);
    Effect::new(move |_| interactive.set(true));
    let choice = move |theme: Theme, name: Signal<String>, glyph: Glyph| {
        let pick = move |_: ev::Event| {
            theme.choose();
            chosen.set(theme);
        };
        view! {
            <label class="theme-switch__choice" title=move || name.get()>
                <input
                    type="radio"
                    name="theme"
                    value=theme.attribute().unwrap_or("system")
                    checked=chosen.get_untracked() == theme
                    prop:checked=move || chosen.get() == theme
                    on:change=pick
                />
                <Icon glyph/>
                <span class="visually-hidden">{move || name.get()}</span>
            </label>
        }
    };
    view! {
        // It keeps its place while it cannot do anything yet.
        <fieldset class="theme-switch" disabled=move || !interactive.get()>
            <legend class="visually-hidden">{move || label.get()}</legend>
            {choice(Theme::Light, light, Glyph::Sun)}
            {choice(Theme::Dark, dark, Glyph::Moon)}
            {choice(Theme::System, system, Glyph::System)}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(Theme::from_cookies("a=b; theme=dark; c=d"), Theme::Dark);
        assert_eq!(Theme::from_cookies("theme=light"), Theme::Light);
        assert_eq!(Theme::from_cookies("xtheme=dark"), Theme::System);
        assert_eq!(Theme::from_cookies("theme=<script>"), Theme::System);
        assert_eq!(Theme::from_cookies(""), Theme::System);
    }
}
