//! The parts of the page that the server sent: they are there before the browser takes it over.

use leptos::{prelude::*, wasm_bindgen::JsValue, wasm_split::SplitLoaderError};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element,
    js_sys::{Promise, decode_uri},
};

use super::{
    fetch_activity_page, fetch_create_group_panel, fetch_create_user_panel, fetch_edit_group_panel,
    fetch_edit_user_panel, fetch_groups_page, fetch_identity_provider_page, fetch_import_page,
    fetch_inbound_calls_page, fetch_sessions_page,
};
use crate::{paths, text::Language};

/// Milliseconds before what could not be fetched is asked for again; twice as long each time.
const FIRST_WAIT: i32 = 1_000;
/// The longest of these.
const LONGEST_WAIT: i32 = 30_000;

/// Fetches them. What cannot be fetched is asked for again until it comes; meanwhile the page says so, and works as it does without script.
pub async fn parts_of_page() {
    let path = location().pathname().unwrap_or_default();
    // As the router reads it.
    let path = decode_uri(&path).map_or(path, String::from);
    let mut wait = FIRST_WAIT;
    let mut notice = None;
    while fetch_for(&path).await.is_err() {
        notice = notice.or_else(tell);
        pause(wait).await;
        wait = LONGEST_WAIT.min(2 * wait);
    }
    if let Some(notice) = notice {
        notice.remove();
    }
}

/// What the route of this address fetches, each with the function that the route itself calls.
async fn fetch_for(path: &str) -> Result<(), SplitLoaderError> {
    let path = path.trim_end_matches('/');
    match path {
        paths::NEW_USER => fetch_create_user_panel().await,
        paths::IMPORT => fetch_import_page().await,
        paths::ACTIVITY => fetch_activity_page().await,
        paths::INBOUND_CALLS => fetch_inbound_calls_page().await,
        paths::IDENTITY_PROVIDER => fetch_identity_provider_page().await,
        paths::SESSIONS => fetch_sessions_page().await,
        paths::GROUPS => fetch_groups_page().await,
        paths::NEW_GROUP => {
            fetch_groups_page().await?;
            fetch_create_group_panel().await
        }
        _ if path.starts_with(paths::GROUPS) => {
            fetch_groups_page().await?;
            fetch_edit_group_panel().await
        }
        _ if path != paths::USERS && path.starts_with(paths::USERS) => {
            fetch_edit_user_panel().await
        }
        _ => Ok(()),
    }
}

/// Says why nothing happens yet.
fn tell() -> Option<Element> {
    let document = document();
    let notice = document.create_element("p").ok()?;
    notice.set_class_name("notice notice--error notice--waiting");
    // A role that is not set is one that a screen reader does not have, and nothing else.
    let _ = notice.set_attribute("role", "alert");
    document.body()?.append_child(&notice).ok()?;
    // Said once it is there, or it is not announced.
    let text = Language::default().text();
    notice.set_text_content(Some(text.app.waiting));
    Some(notice)
}

/// Lets so many milliseconds pass.
async fn pause(milliseconds: i32) {
    let timer = Promise::new(&mut |done, _| {
        // Without a timer it is asked for again at once.
        if window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds)
            .is_err()
        {
            let _ = done.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(timer).await;
}
