//! An error in the place of what could not be shown, and beside what could not be saved.

use domain::Problem;
use leptos::{html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::{
    api::Failure,
    paths,
    text::use_text,
    ui::{
        button::{Button, Kind},
        icon::{Glyph, Icon},
    },
};

/// Says why, in words, and offers to try again.
#[component]
pub fn FailureNotice(
    /// What went wrong.
    failure: Failure,
    /// Asks once more.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <div class="notice notice--error" role="alert">
            <Icon glyph=Glyph::Warning/>
            <Reason failure/>
            <Button label=text.common.retry kind=Kind::Secondary on_press=on_retry/>
        </div>
    }
}

/// Why the last try to save did not work. It stands beside the buttons of a panel, where it is seen however far the fields are scrolled.
///
/// Class `form__error`.
#[component]
pub fn FormFailure(
    /// What went wrong, unless a field shows it.
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    move || {
        failure.get().map(|failure| {
            let notice = NodeRef::<html::Div>::new();
            notice.on_load(|notice| {
                // Where there is so little height that the buttons scroll too, Enter in a field may leave them out of sight.
                request_animation_frame(move || {
                    let nearest = ScrollIntoViewOptions::new();
                    nearest.set_block(ScrollLogicalPosition::Nearest);
                    notice.scroll_into_view_with_scroll_into_view_options(&nearest);
                });
            });
            view! {
                <div node_ref=notice class="notice notice--error form__error" role="alert">
                    <Icon glyph=Glyph::Warning/>
                    <Reason failure/>
                </div>
            }
        })
    }
}

/// What went wrong, in words. Where the session has ended, a link leads to where one signs in, in another tab: what was entered stays here.
#[component]
fn Reason(failure: Failure) -> impl IntoView {
    let text = use_text();
    let sign_in = (failure == Failure::Problem(Problem::SignInNeeded)).then(|| {
        view! {
            " " <a href=paths::SIGN_IN target="_blank" rel="noopener">{text.account.sign_in_again}</a>
        }
    });
    view! { <p>{(text.failure)(&failure)}{sign_in}</p> }
}
