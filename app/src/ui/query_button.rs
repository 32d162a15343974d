//! A button that leads to another view of the same list, with or without script.

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{dom, query_string::pairs};

/// A real button whose effect is an address: sorting, removing a filter, clearing all.
///
/// Without script it submits a small GET form that holds the address's query; with script it calls `on_press`, or else goes to
/// the address without loading the page anew and without moving the scroll position. It must stand inside the router, and not inside another form.
///
/// Classes: `query-button` for the form, the owner's `class` for the button.
///
/// ```ignore
/// view! { <QueryButton href=without_status label=text.remove_status class="chip__remove"><Icon glyph=Glyph::Close/></QueryButton> }
/// ```
#[component]
pub fn QueryButton(
    /// The address it leads to, with its query.
    #[prop(into)]
    href: Signal<String>,
    /// The accessible name where the content is only a picture.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// The button's class.
    #[prop(into)]
    class: String,
    /// Called instead of going to the address.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The id of what gets the focus when it is pressed, where the button goes away then.
    #[prop(optional, into)]
    focus_after: Option<String>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        // The list that it stands under may be gone while it is still there, as the next is on its way.
        if let Some(on_press) = on_press {
            on_press.try_run(());
        } else if let Some(href) = href.try_get_untracked() {
            let stay = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&href, stay);
        }
        if let Some(target) = focus_after.as_deref().and_then(dom::by_id) {
            dom::focus(&target);
        }
    };
    let hidden = move || {
        let pairs = href.try_with(|href| query_pairs(href)).unwrap_or_default();
        pairs
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    view! {
        <form class="query-button" method="get" action=move || href.try_with(|href| path_of(href).to_owned()) on:submit=submit>
            {hidden}
            <button class=class type="submit" aria-label=move || label.get() title=move || label.get()>
                {children()}
            </button>
        </form>
    }
    .into_any()
}

/// The address without its query and fragment.
fn path_of(href: &str) -> &str {
    href.split(['?', '#']).next().unwrap_or_default()
}

/// The names and values of the address's query, decoded.
fn query_pairs(href: &str) -> Vec<(String, String)> {
    let without_fragment = href.split('#').next().unwrap_or_default();
    let query = without_fragment.split_once('?').map(|(_, query)| query);
    query.map(pairs).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{path_of, query_pairs};

    #[test]
    fn an_address_comes_apart_and_is_decoded() {
        let href = "/users?q=a%20b+c&status=active&group=%C3%BC&flag&odd=100%#top";
        assert_eq!(path_of(href), "/users");
        let pairs = query_pairs(href);
        let expected = [
            ("q", "a b c"),
            ("status", "active"),
            ("group", "ü"),
            ("flag", ""),
            ("odd", "100%"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(query_pairs("/users").is_empty());
    }
}
