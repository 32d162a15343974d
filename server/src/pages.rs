//! The few pages that the server shows by itself, without the application: small, without script, in the same style.

use app::paths;
use app::text::{Language, PlainWords};
use app::ui::theme::Theme;
use axum::http::StatusCode;

/// What stands below the heading and the sentence.
enum Below<'a> {
    SignIn {
        token: &'a str,
        next: Option<&'a str>,
    },
    Home {
        request_id: &'a str,
    },
    Elsewhere {
        address: &'a str,
    },
}

/// How pages of this process look: which style sheet, which colours.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The address of the style sheet.
    pub style: &'a str,
    /// The reader's choice.
    pub theme: Theme,
}

impl Look<'_> {
    /// The page behind a sign-in link: a button, so that a preview that merely fetches the link does not use it up.
    pub fn sign_in(self, token: &str, next: Option<&str>) -> String {
        self.page(
            Language::default().plain().sign_in,
            &Below::SignIn { token, next },
        )
    }

    /// The page after signing out that goes on to the identity provider by itself, and by a link where it does not.
    pub fn leave(self, address: &str) -> String {
        self.page(
            Language::default().plain().leaving,
            &Below::Elsewhere { address },
        )
    }

    /// What a request is told that did not get an answer of the application.
    pub fn error(self, status: StatusCode, request_id: &str) -> String {
        self.page(words(status), &Below::Home { request_id })
    }

    /// The reference of the REST API: a body that is HTML already, without script.
    pub fn reference(self, title: &str, body: &str) -> String {
        let main = format!("<main class=\"reference\" id=\"main\">{body}</main>");
        let style = "<link rel=\"stylesheet\" href=\"/reference.css\">";
        self.document(title, style, &main)
    }

    /// Classes `sign-in`, `sign-in__card|title|text`, `muted`, and those of buttons.
    fn page(self, words: PlainWords, below: &Below<'_>) -> String {
        let language = Language::default();
        let (text, plain) = (language.text(), language.plain());
        let refresh = match below {
            Below::Elsewhere { address } => format!(
                "<meta http-equiv=\"refresh\" content=\"0; url={}\">",
                escape(address)
            ),
            Below::SignIn { .. } | Below::Home { .. } => String::new(),
        };
        let below = match below {
            Below::Elsewhere { address } => format!(
                "<p class=\"sign-in__text\"><a href=\"{}\">{}</a></p>",
                escape(address),
                plain.leave
            ),
            Below::SignIn { token, next } => form(token, *next, plain.sign_in_button),
            Below::Home { request_id } => {
                let request = escape(&(plain.request)(request_id));
                format!(
                    "<p class=\"sign-in__text\"><a href=\"{}\">{}</a></p>\
                     <p class=\"sign-in__text muted\">{request}</p>",
                    paths::HOME,
                    plain.home
                )
            }
        };
        let main = format!(
            "<main class=\"sign-in\" id=\"main\"><div class=\"sign-in__card\"><p class=\"sign-in__text muted\">{}</p>\
             <h1 class=\"sign-in__title\">{}</h1><p class=\"sign-in__text\">{}</p>{below}</div></main>",
            text.app.name, words.title, words.text,
        );
        self.document(words.title, &refresh, &main)
    }

    fn document(self, title: &str, head: &str, main: &str) -> String {
        let text = Language::default().text();
        let theme = self.theme.attribute();
        let theme = theme.map_or_else(String::new, |theme| format!(" data-theme=\"{theme}\""));
        format!(
            "<!DOCTYPE html><html lang=\"{}\" dir=\"{}\"{theme}><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">{head}<title>{}</title>\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{}\"></head>\
             <body>{main}</body></html>",
            text.tag,
            text.direction.attribute(),
            (text.app.page_title)(title),
            escape(self.style),
        )
    }
}

fn form(token: &str, next: Option<&str>, button: &str) -> String {
    let next = next.map_or_else(String::new, |next| {
        format!(
            "<input type=\"hidden\" name=\"next\" value=\"{}\">",
            escape(next)
        )
    });
    format!(
        "<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"token\" value=\"{}\">{next}\
         <button class=\"button button--primary\" type=\"submit\">{button}</button></form>",
        paths::SIGN_IN_LINK,
        escape(token)
    )
}

/// The words for a status; one that is not listed gets those of its class.
fn words(status: StatusCode) -> PlainWords {
    let plain = Language::default().plain();
    match status {
        StatusCode::UNAUTHORIZED => plain.sign_in_needed,
        StatusCode::FORBIDDEN => plain.foreign,
        StatusCode::NOT_FOUND => plain.not_found,
        StatusCode::METHOD_NOT_ALLOWED => plain.wrong_method,
        StatusCode::PAYLOAD_TOO_LARGE => plain.too_large,
        StatusCode::TOO_MANY_REQUESTS => plain.limited,
        StatusCode::SERVICE_UNAVAILABLE => plain.unavailable,
        status if status.is_client_error() => plain.bad_request,
        _ => plain.failed,
    }
}

/// A text within an attribute or an element.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_the_address_cannot_break_out_of_the_page() {
        let look = Look {
            style: "/pkg/a.css",
            theme: Theme::Dark,
        };
        let page = look.sign_in("\"><script>alert(1)</script>", Some("/admin?q='\"<"));
        assert!(!page.contains("<script"), "{page}");
        assert!(
            page.contains("value=\"/admin?q=&#39;&quot;&lt;\""),
            "{page}"
        );
        assert!(page.contains("data-theme=\"dark\""), "{page}");
        let page = look.leave("https://id.example.com/?a=\"><script>alert(1)</script>");
        assert!(!page.contains("<script"), "{page}");
    }
}
