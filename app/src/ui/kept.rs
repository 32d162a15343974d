//! HTML that the server has written before.

#[cfg(feature = "ssr")]
pub use here::kept;

#[cfg(not(feature = "ssr"))]
use leptos::prelude::*;

/// A part of a page that looks the same whenever its key is the same: the server writes it once and then repeats it, the browser makes it as
/// it makes everything. An element, with nothing in it that has to be waited for.
///
/// Without a key it is never repeated.
#[cfg(not(feature = "ssr"))]
pub fn kept<T>(
    of: T,
    _key: impl FnOnce(&T) -> Option<String>,
    view: impl FnOnce(T) -> AnyView,
) -> AnyView {
    view(of)
}

#[cfg(feature = "ssr")]
mod here {
    use std::{
        collections::HashMap,
        mem,
        sync::{Arc, LazyLock, Mutex, PoisonError},
    };

    use leptos::{
        prelude::*,
        tachys::{html::InertElement, view::RenderHtml},
    };

    /// What is kept in all, in bytes, is at most twice that: some 3,000 lines of a table.
    const MOST_BYTES: usize = 4 * 1024 * 1024;
    /// Behind what every view that is one among several writes, which comes by itself.
    const MARK: &str = "<!>";

    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

    /// Two halves: the new one is filled, and when it is full it becomes the old one, and what is in the old one is forgotten.
    #[derive(Default)]
    struct Kept {
        new: HashMap<Arc<str>, Arc<str>>,
        old: HashMap<Arc<str>, Arc<str>>,
        /// In the new half.
        bytes: usize,
    }

    impl Kept {
        fn find(&mut self, key: &str) -> Option<Arc<str>> {
            if let Some(html) = self.new.get(key) {
                return Some(Arc::clone(html));
            }
            let (key, html) = self.old.remove_entry(key)?;
            self.put(key, Arc::clone(&html));
            Some(html)
        }

        fn put(&mut self, key: Arc<str>, html: Arc<str>) {
            let bytes = key.len() + html.len();
            if self.bytes + bytes > MOST_BYTES {
                self.old = mem::take(&mut self.new);
                self.bytes = 0;
            }
            self.bytes += bytes;
            self.new.insert(key, html);
        }
    }

    fn with<T>(work: impl FnOnce(&mut Kept) -> T) -> T {
        work(&mut KEPT.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same on the server.
    pub fn kept<T>(
        of: T,
        key: impl FnOnce(&T) -> Option<String>,
        view: impl FnOnce(T) -> AnyView,
    ) -> AnyView {
        let Some(key) = key(&of) else {
            return view(of);
        };
        let html = with(|kept| kept.find(&key)).unwrap_or_else(|| {
            let html = view(of).to_html();
            let html: Arc<str> = html.strip_suffix(MARK).unwrap_or(&html).into();
            with(|kept| kept.put(key.into(), Arc::clone(&html)));
            html
        });
        InertElement::new(html.to_string()).into_any()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn line(words: &'static str) -> AnyView {
            view! { <li class="line" title=move || words><b>{words}</b></li> }.into_any()
        }

        #[test]
        fn what_is_repeated_is_what_was_written() {
            let owner = Owner::new();
            owner.with(|| {
                let plain = line("a < b").to_html();
                let key = |_: &&str| Some("repeated".to_owned());
                for _ in 0..2 {
                    assert_eq!(kept("a < b", key, line).to_html(), plain);
                }
                let again = kept("a < b", key, |_| unreachable!("it is there"));
                assert_eq!(again.to_html(), plain);
                let other = kept("other", |_| None, line);
                assert_eq!(other.to_html(), line("other").to_html());
            });
        }

        #[test]
        fn it_is_bounded_and_forgets_what_nobody_asked_for() {
            let mut kept = Kept::default();
            let html: Arc<str> = "x".repeat(1000).into();
            for at in 0..20_000 {
                kept.put(at.to_string().into(), Arc::clone(&html));
                assert!(at == 0 || kept.find("0").is_some(), "asked for at {at}");
            }
            assert!(kept.find("1").is_none());
            assert!(kept.find("19999").is_some());
            let bytes = (kept.new.len() + kept.old.len()) * 1000;
            assert!(bytes <= 2 * MOST_BYTES, "{bytes}");
        }
    }
}
