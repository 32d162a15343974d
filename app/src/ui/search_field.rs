//! The field one searches with.

use leptos::{ev, html, prelude::*};

use super::{
    dom,
    field::{bind_input, typed},
    icon::{Glyph, Icon},
};

/// A search box with a control that empties it. Escape empties it too.
///
/// It stands in the owner's GET form, so that Enter searches without script; with script the owner listens to `on_input` (and debounces),
/// and to the form's `submit` for Enter. What is typed before the page is interactive becomes the value, and `on_input` is called with it.
///
/// Classes `search`, `search__input`, `search__clear`.
///
/// ```ignore
/// view! {
///     <form method="get" action=paths::users() role="search" on:submit=apply>
///         <SearchField id="search" name="q" label=text.search_users clear_label=text.clear value=typed on_input=later/>
///     </form>
/// }
/// ```
#[component]
pub fn SearchField(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The accessible name; also shown while empty unless there is a placeholder.
    #[prop(into)]
    label: Signal<String>,
    /// The accessible name of the control that empties it.
    #[prop(into)]
    clear_label: Signal<String>,
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// What is typed.
    value: RwSignal<String>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// Called with the text after each change by hand, emptying included.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when emptied by the control or by Escape, instead of `on_input`.
    #[prop(optional, into)]
    on_clear: Option<Callback<()>>,
    /// Gives the element to the owner.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    call_if_typed_early(node_ref, value, on_input);
    bind_input(node_ref, value);
    let empty = move || {
        value.set(String::new());
        match (on_clear, on_input) {
            (Some(on_clear), _) => on_clear.run(()),
            (None, Some(on_input)) => on_input.run(String::new()),
            (None, None) => {}
        }
        if let Some(input) = node_ref.get_untracked() {
            dom::focus(&input);
        }
    };
    let escape = move |event: ev::KeyboardEvent| {
        // Where letters are composed of several keys, Escape takes back those alone.
        if event.key() == "Escape"
            && !event.is_composing()
            && !value.with_untracked(String::is_empty)
        {
            // Only this: the dialog or popup around it stays.
            event.prevent_default();
            event.stop_propagation();
            empty();
        }
    };
    view! {
        <div class="search">
            <Icon glyph=Glyph::Search/>
            <input
                node_ref=node_ref
                class="input search__input"
                type="search"
                id=id
                name=name
                value=value.get_untracked()
                placeholder=move || placeholder.get().unwrap_or_else(|| label.get())
                aria-label=move || label.get()
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="search"
                on:input=move |event| typed(&event, value, on_input)
                on:keydown=escape
            />
            <button
                class="search__clear"
                type="button"
                aria-label=move || clear_label.get()
                title=move || clear_label.get()
                hidden=move || value.with(String::is_empty)
                on:click=move |_| empty()
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </div>
    }
    .into_any()
}

/// Tells the owner of what was typed while the page was still loading.
fn call_if_typed_early(
    node_ref: NodeRef<html::Input>,
    value: RwSignal<String>,
    on_input: Option<Callback<String>>,
) {
    node_ref.on_load(move |input| {
        let (text, served) = (input.value(), input.default_value());
        if text != served && text != value.get_untracked() {
            value.set(text.clone());
            if let Some(on_input) = on_input {
                on_input.run(text);
            }
        }
    });
}
