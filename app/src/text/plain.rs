//! Words of the pages that the server shows by itself: the button behind a sign-in link, and what it says when a request
//! never reaches the application.

use super::{Language, Named};

/// A heading and a sentence.
#[derive(Clone, Copy, Debug)]
pub struct PlainWords {
    /// Title and heading.
    pub title: &'static str,
    /// What happened and what to do.
    pub text: &'static str,
}

/// The words of all those pages.
#[derive(Clone, Copy, Debug)]
pub struct PlainText {
    /// Behind a sign-in link.
    pub sign_in: PlainWords,
    /// Its button.
    pub sign_in_button: &'static str,
    /// After signing out, on the way to the identity provider.
    pub leaving: PlainWords,
    /// Its link.
    pub leave: &'static str,
    /// 400
    pub bad_request: PlainWords,
    /// 401, where no page can be shown instead.
    pub sign_in_needed: PlainWords,
    /// 403: a request from another site.
    pub foreign: PlainWords,
    /// 404, where the application does not answer.
    pub not_found: PlainWords,
    /// 405
    pub wrong_method: PlainWords,
    /// 413
    pub too_large: PlainWords,
    /// 429 on signing in.
    pub limited: PlainWords,
    /// 500
    pub failed: PlainWords,
    /// 503
    pub unavailable: PlainWords,
    /// On a page of the application whose program cannot be loaded.
    pub not_loaded: &'static str,
    /// Leads to Admin Home.
    pub home: &'static str,
    /// Names the request for the log.
    pub request: Named,
}

impl Language {
    /// The words of the pages that the server shows by itself.
    pub const fn plain(self) -> &'static PlainText {
        match self {
            Self::English => &ENGLISH,
        }
    }
}

static ENGLISH: PlainText = PlainText {
    sign_in: PlainWords {
        title: "Sign in",
        text: "This link works once. Use it now, in this browser?",
    },
    sign_in_button: "Sign in",
    leaving: PlainWords {
        title: "Signing out",
        text: "You are signed out here. You are now taken to your organisation to be signed out there, too.",
    },
    leave: "Sign out at your organisation",
    bad_request: PlainWords {
        title: "That request makes no sense here",
        text: "Go back, reload the page and try again.",
    },
    sign_in_needed: PlainWords {
        title: "Sign in first",
        text: "Your session has ended, or there was none.",
    },
    foreign: PlainWords {
        title: "Not from here",
        text: "The request did not come from a page of this site, so nothing was done. Reload the page and try again.",
    },
    not_found: PlainWords {
        title: "There is nothing here",
        text: "The address may be mistyped.",
    },
    wrong_method: PlainWords {
        title: "That cannot be done here",
        text: "The address does not take this kind of request.",
    },
    too_large: PlainWords {
        title: "That is too much",
        text: "What was sent is larger than this address takes. Nothing was saved.",
    },
    limited: PlainWords {
        title: "Too many attempts",
        text: "There were too many attempts to sign in. Wait a minute and try again.",
    },
    failed: PlainWords {
        title: "Something went wrong",
        text: "The fault is ours. Try again; if it stays, give the number below to the operator, who finds the cause in the log.",
    },
    unavailable: PlainWords {
        title: "Not available just now",
        text: "The server or its database is busy or being restarted. Try again in a few seconds.",
    },
    not_loaded: "The program of this page could not be loaded, so only links, search and filters work. Reload the page to try again.",
    home: "Go to Admin Home",
    request: |id| format!("Request {id}"),
};
