//! A button with a menu of actions.

use leptos::{ev, html, prelude::*};
use web_sys::HtmlElement;

use super::{
    dom,
    icon::{Glyph, Icon},
};

/// How long letters count as one word when typing ahead, in milliseconds.
const TYPE_AHEAD: f64 = 500.0;

/// One action of a menu.
#[derive(Clone)]
pub struct MenuItem {
    /// What it does, in a word or two; its accessible name.
    pub label: String,
    /// A picture before the text.
    pub icon: Option<Glyph>,
    /// Whether it takes something away from somebody.
    pub danger: bool,
    /// What it does, or where it leads.
    pub effect: MenuEffect,
}

/// What happens when a menu item is chosen.
#[derive(Clone)]
pub enum MenuEffect {
    /// Calls this, after the menu has closed and the focus is back on its button.
    Run(Callback<()>),
    /// Goes to this address.
    Go(String),
}

impl MenuItem {
    /// An item that calls something.
    pub fn run(label: impl Into<String>, icon: Glyph, on_select: impl Into<Callback<()>>) -> Self {
        Self {
            label: label.into(),
            icon: Some(icon),
            danger: false,
            effect: MenuEffect::Run(on_select.into()),
        }
    }

    /// An item that leads somewhere.
    pub fn go(label: impl Into<String>, icon: Glyph, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            icon: Some(icon),
            danger: false,
            effect: MenuEffect::Go(href.into()),
        }
    }

    /// The same, shown as dangerous.
    #[must_use]
    pub fn dangerous(self) -> Self {
        Self {
            danger: true,
            ..self
        }
    }
}

/// A button that opens a menu, as in the ARIA Authoring Practices: arrows, Home, End and letters move, Enter and Space choose, Escape and Tab
/// close, the focus returns to the button. The menu lies above everything, so the table's scroll container does not clip it. Its items are made when it
/// opens, so that a long table stays light; opened while the page is still asleep it is not to be seen, and has its items as soon as the page is awake.
///
/// Classes `menu`, `menu__item`, `menu__item--danger`; the button is an `icon-button` unless `button_class` says otherwise.
///
/// ```ignore
/// view! { <MenuButton id=format!("actions-{number}") label=text.actions_for(&client_id) items=items/> }
/// ```
#[component]
pub fn MenuButton(
    /// The menu's id, unlike any other on the page; the button's is this with `-button`.
    #[prop(into)]
    id: String,
    /// The accessible name of the button and of the menu.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    items: Signal<Vec<MenuItem>>,
    /// What the button shows instead of three dots.
    #[prop(optional, into)]
    button: Option<ViewFn>,
    /// The button's class.
    #[prop(default = "icon-button icon-button--small", into)]
    button_class: &'static str,
) -> impl IntoView {
    let menu_ref = NodeRef::<html::Div>::new();
    let button_ref = NodeRef::<html::Button>::new();
    let filled = RwSignal::new(false);
    let expanded = RwSignal::new(false);
    let from_end = StoredValue::new(false);
    let typed = StoredValue::new((String::new(), 0.0_f64));

    // What it belongs to may be gone while it still stands there, because another list is on its way: then nothing happens.
    //
    // Comes before the menu shows, which is just in time to fill it. It takes the focus the moment it opens, so that a key
    // pressed before its entries are there is not lost. (Written by the server, `autofocus` would be about the page.)
    let about_to_toggle = move |_: ev::Event| {
        if let Some(menu) = menu_ref
            .try_get_untracked()
            .flatten()
            .filter(|menu| !dom::is_popped_up(menu))
        {
            menu.set_autofocus(true).unwrap_or_default();
            filled.set(true);
        }
    };
    let follow = move || {
        let (Some(menu), Some(button)) = (
            menu_ref.try_get_untracked().flatten(),
            button_ref.try_get_untracked().flatten(),
        ) else {
            return;
        };
        let is_open = dom::is_popped_up(&menu);
        expanded.set(is_open);
        filled.set(is_open);
        if is_open {
            dom::place_beside(&button, &menu);
            focus_an_end(&menu, from_end.get_value());
            from_end.set_value(false);
        }
    };
    catch_up(menu_ref, filled, expanded, follow);
    let button_keyed = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if key == "ArrowDown" || key == "ArrowUp" {
            event.prevent_default();
            from_end.set_value(key == "ArrowUp");
            if let Some(button) = button_ref.try_get_untracked().flatten().filter(|_| {
                !menu_ref
                    .try_get_untracked()
                    .flatten()
                    .is_some_and(|menu| dom::is_popped_up(&menu))
            }) {
                button.click();
            }
        }
    };
    let menu_keyed = move |event: ev::KeyboardEvent| {
        if let Some(menu) = menu_ref.try_get_untracked().flatten() {
            move_in(&menu, &event, typed);
        }
    };
    let chosen = Callback::new(move |on_select: Callback<()>| {
        if let Some(menu) = menu_ref.try_get_untracked().flatten() {
            dom::hide_popup(&menu);
        }
        on_select.try_run(());
    });
    let entries = move || {
        filled.try_get().unwrap_or_default().then(|| {
            items
                .get()
                .into_iter()
                .map(|item| view! { <Entry item chosen/> })
                .collect_view()
        })
    };
    let face = button.map_or_else(
        || view! { <Icon glyph=Glyph::More/> }.into_any(),
        |face| face.run(),
    );
    view! {
        <button
            node_ref=button_ref
            type="button"
            id=format!("{id}-button")
            class=button_class
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-controls=id.clone()
            aria-expanded=move || if expanded.get() { "true" } else { "false" }
            aria-label=move || label.get()
            title=move || label.get()
            on:keydown=button_keyed
        >
            {face}
        </button>
        <div
            node_ref=menu_ref
            class="menu"
            id=id
            popover="auto"
            role="menu"
            tabindex="-1"
            aria-label=move || label.get()
            on:beforetoggle=about_to_toggle
            on:toggle=move |_| follow()
            on:keydown=menu_keyed
        >
            {entries}
        </div>
    }
    .into_any()
}

/// Fills a menu that was opened while the page was asleep, which the browser does alone. Then it goes on as always, unless somebody types
/// elsewhere by now.
fn catch_up(
    menu_ref: NodeRef<html::Div>,
    filled: RwSignal<bool>,
    expanded: RwSignal<bool>,
    follow: impl FnOnce() + 'static,
) {
    menu_ref.on_load(move |menu| {
        if !dom::is_popped_up(&menu) {
            return;
        }
        filled.set(true);
        expanded.set(true);
        request_animation_frame(move || {
            let typing = dom::focused().is_some_and(|focused| dom::matches(&focused, "input"));
            if menu.is_connected() && !typing {
                follow();
            }
        });
    });
}

/// One entry; the menu moves the focus between them, so Tab does not stop at each.
#[component]
fn Entry(item: MenuItem, chosen: Callback<Callback<()>>) -> impl IntoView {
    let class = if item.danger {
        "menu__item menu__item--danger"
    } else {
        "menu__item"
    };
    let icon = item.icon.map(|glyph| view! { <Icon glyph/> });
    match item.effect {
        MenuEffect::Run(on_select) => view! {
            <button class=class type="button" role="menuitem" tabindex="-1" on:click=move |_| { chosen.try_run(on_select); }>
                {icon} <span>{item.label}</span>
            </button>
        }
        .into_any(),
        MenuEffect::Go(href) => view! {
            <a class=class role="menuitem" tabindex="-1" href=href on:click=move |_| { chosen.try_run(Callback::new(|()| {})); }>
                {icon} <span>{item.label}</span>
            </a>
        }
        .into_any(),
    }
}

/// Gives the focus to the first entry or the last one, unless a quick hand has gone to another already.
fn focus_an_end(menu: &web_sys::HtmlDivElement, last: bool) {
    let items = items_of(menu);
    if dom::focused().is_some_and(|focused| items.contains(&focused)) {
        return;
    }
    if let Some(item) = if last { items.last() } else { items.first() } {
        dom::focus(item);
    }
}

fn items_of(menu: &web_sys::HtmlDivElement) -> Vec<HtmlElement> {
    dom::all(menu, "[role=menuitem]")
}

/// Moves the focus within the menu, or closes it on Tab. Escape is the browser's.
fn move_in(
    menu: &web_sys::HtmlDivElement,
    event: &ev::KeyboardEvent,
    typed: StoredValue<(String, f64)>,
) {
    let items = items_of(menu);
    let Some(last) = items.len().checked_sub(1) else {
        return;
    };
    let at = dom::focused().and_then(|focused| items.iter().position(|item| *item == focused));
    let key = event.key();
    let next = match key.as_str() {
        "ArrowDown" => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => at.map_or(last, |at| at.checked_sub(1).unwrap_or(last)),
        "Home" => 0,
        "End" => last,
        "Tab" => {
            // The browser moves on from the button, to which the focus returns.
            dom::hide_popup(menu);
            return;
        }
        // Links are chosen by Enter only, unless we help.
        " " if typed.with_value(|(_, since)| event.time_stamp() - since > TYPE_AHEAD) => {
            event.prevent_default();
            if let Some(item) = at.and_then(|at| items.get(at)) {
                item.click();
            }
            return;
        }
        letter
            if letter.chars().count() == 1
                && !event.ctrl_key()
                && !event.meta_key()
                && !event.alt_key() =>
        {
            let labels: Vec<String> = items
                .iter()
                .map(|item| item.text_content().unwrap_or_default())
                .collect();
            typed.update_value(|typed| lengthen(typed, letter, event.time_stamp()));
            let Some(found) =
                typed.with_value(|(word, _)| find_ahead(&labels, word, at.unwrap_or(last)))
            else {
                return;
            };
            found
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.get(next) {
        dom::focus(item);
    }
}

/// Adds the letter to the word, or begins a new one after a pause.
fn lengthen(typed: &mut (String, f64), letter: &str, now: f64) {
    if now - typed.1 > TYPE_AHEAD {
        typed.0.clear();
    }
    typed.0.push_str(&letter.to_lowercase());
    typed.1 = now;
}

/// The next entry that begins with what was typed. One letter, once or repeated, goes on to the next; a longer word may stay where it is.
fn find_ahead(labels: &[String], word: &str, at: usize) -> Option<usize> {
    let first = word.chars().next()?;
    let repeated = word.chars().all(|letter| letter == first);
    let (start, wanted) = if repeated {
        (at + 1, first.to_string())
    } else {
        (at, word.to_owned())
    };
    (0..labels.len())
        .map(|step| (start + step) % labels.len())
        .find(|index| labels[*index].trim().to_lowercase().starts_with(&wanted))
}

#[cfg(test)]
mod tests {
    use super::{find_ahead, lengthen};

    #[test]
    fn letters_find_the_next_and_words_the_exact() {
        let labels = [
            "Edit",
            "Inactivate",
            "Copy client id",
            "View activity",
            "Invite",
        ]
        .map(str::to_owned);
        assert_eq!(find_ahead(&labels, "i", 0), Some(1));
        assert_eq!(find_ahead(&labels, "i", 1), Some(4));
        assert_eq!(find_ahead(&labels, "ii", 4), Some(1));
        assert_eq!(find_ahead(&labels, "inv", 1), Some(4));
        assert_eq!(find_ahead(&labels, "x", 0), None);
        assert_eq!(find_ahead(&[], "e", 0), None);
    }

    #[test]
    fn a_pause_begins_a_new_word() {
        let mut typed = (String::new(), 0.0);
        lengthen(&mut typed, "C", 100.0);
        lengthen(&mut typed, "o", 300.0);
        assert_eq!(typed.0, "co");
        lengthen(&mut typed, "e", 2000.0);
        assert_eq!(typed.0, "e");
    }
}
