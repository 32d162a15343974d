//! Hands a file over, saying how far it is. `fetch` cannot say that of what it sends; `XMLHttpRequest` can.

use leptos::wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status; 0 when the server cannot be reached.
    pub status: u16,
    /// The body.
    pub text: String,
}

/// Posts the file as it is. `progress` is told hundredths, `done` the answer.
pub fn send(
    file: &File,
    address: &str,
    progress: impl Fn(u64) + 'static,
    done: impl FnOnce(Answer) + 'static,
) {
    let unreachable = Answer {
        status: 0,
        text: String::new(),
    };
    let Ok(request) = XmlHttpRequest::new() else {
        done(unreachable);
        return;
    };
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        let part = event.loaded() / event.total().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 100"
        )]
        let percent = (part * 100.0).clamp(0.0, 100.0) as u64;
        progress(percent);
    });
    let answered = request.clone();
    let ended = Closure::once(move || {
        done(Answer {
            status: answered.status().unwrap_or(0),
            text: answered.response_text().ok().flatten().unwrap_or_default(),
        });
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
    }
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    let blob: &Blob = file;
    let begun = request
        .open("POST", address)
        .and_then(|()| request.set_request_header("Content-Type", "application/octet-stream"))
        .and_then(|()| request.send_with_opt_blob(Some(blob)));
    // A request that cannot begin says so as one that ends.
    if begun.is_err() {
        request.abort().unwrap_or_default();
    }
    // The browser owns both as long as the request does; one file at a time is handed over.
    told.forget();
    ended.forget();
}
