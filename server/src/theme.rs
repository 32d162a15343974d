//! The reader's choice of colours, from the cookie.

use app::ui::theme::Theme;
use axum::http::{HeaderMap, header};

/// The choice in the cookies of a request.
pub fn of(headers: &HeaderMap) -> Theme {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .map(Theme::from_cookies)
        .find(|theme| *theme != Theme::System)
        .unwrap_or_default()
}
