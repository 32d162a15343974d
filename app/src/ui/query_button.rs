//! A button that leads to another view of the same list, with or without script.

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

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
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(on_press) = on_press {
            on_press.run(());
        } else {
            let stay = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&href.get_untracked(), stay);
        }
    };
    let hidden = move || {
        let pairs = href.with(|href| query_pairs(href));
        pairs
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    view! {
        <form class="query-button" method="get" action=move || href.with(|href| path_of(href).to_owned()) on:submit=submit>
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
    let Some((_, query)) = without_fragment.split_once('?') else {
        return Vec::new();
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Undoes the encoding of forms (WHATWG URL, `application/x-www-form-urlencoded`). A stray `%` stands for itself.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2).and_then(hex_byte))
            .flatten();
        match (escaped, first) {
            (Some(byte), _) => {
                bytes.push(byte);
                rest = &after[2..];
                continue;
            }
            (None, b'+') => bytes.push(b' '),
            (None, byte) => bytes.push(*byte),
        }
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits stand for.
fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    match digits {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    }
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
