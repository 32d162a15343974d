//! What the panels that make and change something have in common, beside their fields.

use futures::{FutureExt as _, future::BoxFuture};
use leptos::prelude::*;

use crate::{
    components::discard::Leaving,
    text::use_text,
    ui::{
        button::{Button, Kind},
        query_button::QueryButton,
    },
};

/// Asks whether something can be made or changed in a panel, of what came for it: that is known to the server and to the browser at the
/// same moment. (Signals that are filled from it are not: that happens while the panel is rendered, before its foot or after it.)
pub type IsOpen = Callback<(), BoxFuture<'static, bool>>;

/// The question, whose answer `asked` gives.
pub fn is_open<F>(asked: impl Fn() -> F + Send + Sync + 'static) -> IsOpen
where
    F: Future<Output = bool> + Send + 'static,
{
    IsOpen::new(move |()| asked().boxed())
}

/// What is shown where something can be made or changed, and until that is known; and what else.
#[component]
pub fn WhereOpen(
    /// Whether something can.
    is_open: IsOpen,
    /// What is shown then.
    #[prop(into)]
    yes: ViewFn,
    /// What is shown else.
    #[prop(optional, into)]
    no: ViewFn,
) -> impl IntoView {
    let meanwhile = yes.clone();
    view! {
        <Transition fallback=move || meanwhile.run()>
            {move || {
                let (yes, no) = (yes.clone(), no.clone());
                Suspend::new(async move {
                    if is_open.run(()).await { yes.run() } else { no.run() }
                })
            }}
        </Transition>
    }
}

/// Leaves a panel: Cancel where there is something to cancel, else Close. Without script it leads to the list behind the panel.
#[component]
pub fn Leave(
    /// How, with script.
    leaving: Leaving,
    /// Whether something can be made or changed.
    is_open: IsOpen,
    /// The address of the list.
    #[prop(into)]
    href: Signal<String>,
) -> impl IntoView {
    let text = use_text();
    // The button stays as it is while it gets another word: it may have the focus.
    let word = |word: &'static str| move || view! { <span class="button__label">{word}</span> };
    view! {
        <QueryButton href class="button button--secondary" on_press=move || leaving.ask()>
            <WhereOpen is_open yes=word(text.common.cancel) no=word(text.common.close)/>
        </QueryButton>
    }
}

/// Holds back what sends the form of a panel, while there is nothing to send and until the program is there: the browser alone cannot send what was
/// typed, and would put it into the address. To be made with the panel: the button is made anew when the panel is filled, while the one before
/// still stands there.
pub fn held_back(idle: impl Into<Signal<bool>>) -> Signal<bool> {
    let idle = idle.into();
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    Signal::derive(move || !awake.get() || idle.get())
}

/// Sends the form of a panel.
#[component]
pub fn Commit(
    /// The id of the form.
    form: &'static str,
    /// What it says.
    label: &'static str,
    /// What it says while it is at it.
    busy_label: &'static str,
    /// Whether it is at it.
    busy: RwSignal<bool>,
    /// Whether it can be pressed ([`held_back`]); Enter in a field does nothing either then.
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <Button label kind=Kind::Primary busy busy_label disabled submit=true {..} form=form/>
    }
}

/// Says where there is no script what a panel cannot do without.
#[component]
pub fn NeedsScript() -> impl IntoView {
    // As text: where there is script, the browser takes what is in there for text, too.
    let said = format!(
        "<p class=\"notice notice--warning\">{}</p>",
        use_text().panel().needs_script
    );
    view! { <noscript inner_html=said></noscript> }
}
