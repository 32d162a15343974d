//! What a row's menu does: activating, inactivating (asked once) with undo, copying.

use domain::{PartyNumber, Problem, Status, UserSummary};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, set_user_status, undo_user_status},
    components::user_list::{UserListState, use_user_list},
    text::use_text,
    ui::{
        button::{Button, Kind},
        dialog::Confirm,
        toast::{Toasts, use_toasts},
    },
};

/// The actions on users of one page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct UserActions {
    /// The user that is asked about.
    pub asking: RwSignal<Option<UserSummary>>,
    list: UserListState,
    toasts: Toasts,
}

impl UserActions {
    /// The actions on the list around, provided to what stands within.
    pub fn provide() -> Self {
        let actions = Self {
            asking: RwSignal::new(None),
            list: use_user_list(),
            toasts: use_toasts(),
        };
        provide_context(actions);
        actions
    }

    /// Shows the new status at once, tells the server, and takes it back when that did not work. Done, it offers to undo.
    pub fn set_status(self, row: UserSummary, status: Status) {
        self.change_status(row, status, None);
    }

    /// With `undoes`, the version that is to be undone, it is refused when something else happened since.
    fn change_status(self, row: UserSummary, status: Status, undoes: Option<i64>) {
        self.asking.set(None);
        // An earlier change of this user is not the last one any more.
        self.toasts.outdate(row.party_number.as_str());
        let mut now = row.clone();
        now.status = status;
        self.list.show_changed(now);
        let own = self.list.live.stream.own();
        spawn_local(async move {
            let _own = own;
            let number = row.party_number.clone();
            let answer = match undoes {
                Some(seen) => undo_user_status(number, status, seen).await,
                None => set_user_status(number, status).await,
            };
            match answer {
                Ok(saved) => self.changed(saved),
                Err(Failure::Problem(Problem::ChangedMeanwhile(now))) => {
                    self.not_undone(UserSummary::from(&*now));
                }
                Err(failure) => self.not_changed(row, status, undoes, &failure),
            }
        });
    }

    fn changed(self, saved: UserSummary) {
        let text = use_text();
        let (said, back) = match saved.status {
            Status::Active => (text.users.activated, Status::Inactive),
            Status::Inactive => (text.users.inactivated, Status::Active),
        };
        let said = said(saved.client_id.as_str());
        let about = saved.party_number.to_string();
        let version = saved.version;
        let undone = saved.clone();
        let undo = Callback::new(move |()| self.change_status(undone.clone(), back, Some(version)));
        self.list.show_changed(saved);
        let toasts = self.toasts;
        toasts.done_about(about, said, text.common.undo, undo);
    }

    /// Says so, and shows the row as it is now.
    fn not_undone(self, now: UserSummary) {
        let said = (use_text().users.not_undone)(now.client_id.as_str());
        self.toasts.failed(said);
        self.list.show_changed(now);
    }

    fn not_changed(self, row: UserSummary, status: Status, undoes: Option<i64>, failure: &Failure) {
        let text = use_text();
        let again = row.clone();
        self.list.show_changed(row);
        let retry = Callback::new(move |()| self.change_status(again.clone(), status, undoes));
        let said = (text.failure)(failure);
        let toasts = self.toasts;
        toasts.failed_with(said, text.common.retry, retry);
    }

    /// Puts the client id on the clipboard.
    pub fn copy(self, client_id: String) {
        spawn_local(async move {
            let text = use_text();
            if crate::ui::clipboard::copy(&client_id).await {
                self.toasts.done((text.users.copied)(&client_id));
            } else {
                self.toasts.failed(text.users.copy_failed);
            }
        });
    }
}

/// The id of a row's menu, to which the focus returns from the question.
pub fn menu_id(party_number: &PartyNumber) -> String {
    format!("actions-{party_number}")
}

/// The question before a user is shut out.
#[component]
pub fn InactivateQuestion(
    /// About whom.
    row: UserSummary,
    /// What to do with the answer.
    actions: UserActions,
) -> impl IntoView {
    let text = use_text();
    let called = match row.last_used {
        Some(moment) => (text.users.last_called)(&moment.minute()),
        None => text.users.never_called.to_owned(),
    };
    let title = (text.users.inactivate_title)(row.client_id.as_str());
    let back_to = format!("{}-button", menu_id(&row.party_number));
    let close = move || actions.asking.set(None);
    let row = StoredValue::new(row);
    let foot = move || {
        view! {
            <Button label=text.common.cancel on_press=move || close()/>
            <Button
                label=text.users.inactivate
                kind=Kind::Danger
                on_press=move || actions.set_status(row.get_value(), Status::Inactive)
            />
        }
    };
    view! {
        <Confirm id="inactivate" title on_close=move || close() return_focus=back_to foot>
            <p>{text.users.inactivate_text}</p>
            <p>{called}</p>
        </Confirm>
    }
}
