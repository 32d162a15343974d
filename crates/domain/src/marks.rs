//! Letters without their accents, by Unicode's own tables: those of a crate, or in the browser those that it has anyway.

#[cfg(not(target_arch = "wasm32"))]
pub use tables::without_marks;

#[cfg(target_arch = "wasm32")]
pub use browser::without_marks;

#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    /// The compatibility decomposition (UAX #15, NFKD) without combining marks.
    pub fn without_marks(text: &str) -> String {
        text.nfkd().filter(|c| !is_combining_mark(*c)).collect()
    }
}

// The tables would be a fifth of all that the browser loads.
#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{JsString, RegExp};

    thread_local! {
        static MARKS: RegExp = RegExp::new(r"\p{M}", "gu");
    }

    /// The compatibility decomposition (UAX #15, NFKD) without combining marks.
    pub fn without_marks(text: &str) -> String {
        let decomposed = JsString::from(text).normalize("NFKD");
        MARKS
            .with(|marks| decomposed.replace_by_pattern(marks, ""))
            .into()
    }
}
