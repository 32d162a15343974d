//! How many calls one user may make, in the Edit panel.

use domain::{CallLimitForm, CallLimits, Fault, Field, PartyNumber, Problem};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, limits_of_user, set_call_limit},
    components::{
        asked::Asked,
        failure::{FailureNotice, FormFailure},
        user_list::use_user_list,
    },
    live::use_live,
    me::use_me,
    text::use_text,
    ui::{
        self, announcer::use_announcer, button::Button, disclosure::Disclosure, field::TextField,
        skeleton::SkeletonLines, toast::use_toasts,
    },
};

/// The id of the first field.
pub const LIMIT_FIELD: &str = "user-limit-per-second";

/// A section that asks for the limit when it is first opened, and saves it by itself: it is no part of the form above.
#[component]
pub fn UserLimit(
    /// Whose.
    party_number: PartyNumber,
    /// Called with the version of the user that saving made.
    #[prop(into)]
    on_saved: Callback<i64>,
    /// Told whether something is entered that is not saved.
    unsaved: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    let number = StoredValue::new(party_number);
    let open = RwSignal::new(false);
    let manages = use_me().manages_users;
    let Asked { answer, ask } =
        Asked::when_opened(open, move || limits_of_user(number.get_value()));
    let shown = move || match answer.get() {
        None => view! { <SkeletonLines lines=4/> }.into_any(),
        Some(Ok(limits)) if manages => {
            view! { <LimitFields number limits on_saved unsaved/> }.into_any()
        }
        Some(Ok(limits)) => view! { <p>{(text.limit().is)(&limits)}</p> }.into_any(),
        Some(Err(failure)) => view! { <FailureNotice failure on_retry=ask/> }.into_any(),
    };
    view! {
        <Disclosure id="user-limit" label=text.limit().section open>
            <div class="stack">{shown}</div>
        </Disclosure>
    }
}

#[component]
fn LimitFields(
    number: StoredValue<PartyNumber>,
    limits: CallLimits,
    on_saved: Callback<i64>,
    unsaved: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    let toasts = use_toasts();
    let announcer = use_announcer();
    let list = use_user_list();
    let now = RwSignal::new(limits);
    let filled = CallLimitForm::of(limits.own);
    let (per_second, burst) = (
        RwSignal::new(filled.per_second),
        RwSignal::new(filled.burst),
    );
    let (failure, busy) = (RwSignal::new(None::<Failure>), RwSignal::new(false));
    let form = move || CallLimitForm {
        per_second: per_second.get(),
        burst: burst.get(),
    };
    let same = Signal::derive(move || form() == CallLimitForm::of(now.get().own));
    Effect::new(move |_| unsaved.set(!same.get()));
    on_cleanup(move || {
        unsaved.try_set(false);
    });
    let live = use_live();
    let save = move || {
        let form = untrack(form);
        if busy.get_untracked() || same.get_untracked() {
            return;
        }
        if let Err(faults) = form.limit() {
            failure.set(Some(Failure::Problem(Problem::Invalid(faults))));
            return;
        }
        busy.set(true);
        let own = live.own();
        spawn_local(async move {
            let _own = own;
            let about = number.get_value();
            let answer = set_call_limit(about.clone(), form).await;
            let left = busy.try_set(false).is_some();
            match answer {
                Ok(saved) => {
                    let own = CallLimitForm::of(saved.own);
                    let _ = per_second.try_set(own.per_second);
                    let _ = burst.try_set(own.burst);
                    let _ = failure.try_set(None);
                    let _ = now.try_set(saved);
                    // That was another change than the last one.
                    toasts.outdate(about.as_str());
                    let said = (text.limit().saved)(&saved);
                    if !left {
                        // Behind the panel a message is silent.
                        announcer.say(said.as_str());
                    }
                    toasts.done(said);
                    list.saved_beside(&about, saved.version);
                    on_saved.try_run(saved.version);
                }
                // Whoever left the panel meanwhile is told what came of it.
                Err(refused) if left => toasts.failed((text.failure)(&refused)),
                Err(refused) => {
                    let _ = failure.try_set(Some(refused));
                }
            }
        });
    };
    let general = Signal::derive(move || {
        let failure = failure.get();
        failure.filter(|failure| !matches!(failure, Failure::Problem(Problem::Invalid(_))))
    });
    let usual = limits.usual;
    view! {
        <p>{move || (text.limit().is)(&now.get())}</p>
        <form
            class="form"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <FormFailure failure=general/>
            <div class="form__pair">
                <TextField
                    id=LIMIT_FIELD
                    label=(text.field)(Field::CallsPerSecond)
                    value=per_second
                    hint=(text.limit().usually)(usual.per_second)
                    fault=fault_of(Field::CallsPerSecond, failure)
                />
                <TextField
                    id="user-limit-burst"
                    label=(text.field)(Field::CallsAtOnce)
                    value=burst
                    hint=(text.limit().usually)(usual.burst)
                    fault=fault_of(Field::CallsAtOnce, failure)
                />
            </div>
            <div>
                <Button
                    label=text.limit().save
                    busy
                    busy_label=text.common.saving
                    disabled=same
                    submit=true
                />
            </div>
        </form>
    }
}

/// What is wrong with a field, of all that is.
fn fault_of(field: Field, failure: RwSignal<Option<Failure>>) -> Signal<Option<ui::field::Fault>> {
    let text = use_text();
    Signal::derive(move || match failure.get() {
        Some(Failure::Problem(Problem::Invalid(faults))) => {
            let mut faults = faults.iter();
            let found = faults.find(|fault| fault.field == field);
            found.map(|fault: &Fault| ui::field::Fault::from((text.fault)(fault)))
        }
        _ => None,
    })
}
