//! What the keys of a list mean: the multi-select listbox of the WAI-ARIA Authoring Practices.

use super::pane::Step;

/// A key and what is held with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys<'a> {
    /// The key as the browser names it.
    pub key: &'a str,
    /// Shift is held.
    pub shift: bool,
    /// Control, or Command where that takes its place, is held.
    pub control: bool,
    /// Alt is held.
    pub alt: bool,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// The active option moves, with the highlight in tow if `extend`.
    Go {
        /// Where to.
        step: Step,
        /// Highlight the way.
        extend: bool,
    },
    /// Highlight the active option, or no longer.
    Toggle,
    /// Highlight from the last highlighted option to the active one.
    ExtendToActive,
    /// Highlight all or none.
    ToggleAll,
    /// Move what is highlighted to the other list.
    Move,
    /// A letter for the type-ahead.
    Type(&'a str),
}

/// The command for a key, if it is one of the list's. `page` is how many rows a page holds.
pub fn command(keys: Keys<'_>, page: usize) -> Option<Command<'_>> {
    let go = |step| {
        Some(Command::Go {
            step,
            extend: keys.shift,
        })
    };
    match keys.key {
        _ if keys.alt => None,
        "ArrowUp" => go(Step::Previous),
        "ArrowDown" => go(Step::Next),
        "PageUp" => go(Step::PageUp(page)),
        "PageDown" => go(Step::PageDown(page)),
        "Home" => go(Step::First),
        "End" => go(Step::Last),
        "Enter" => Some(Command::Move),
        " " if keys.shift => Some(Command::ExtendToActive),
        " " => Some(Command::Toggle),
        "a" | "A" if keys.control => Some(Command::ToggleAll),
        _ if keys.control => None,
        letter if letter.chars().nth(1).is_none() => Some(Command::Type(letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_authoring_practices_say() {
        let plain = |key| {
            command(
                Keys {
                    key,
                    ..Keys::default()
                },
                8,
            )
        };
        let shift = |key| {
            command(
                Keys {
                    key,
                    shift: true,
                    ..Keys::default()
                },
                8,
            )
        };
        let control = |key| {
            command(
                Keys {
                    key,
                    control: true,
                    ..Keys::default()
                },
                8,
            )
        };
        let go = |step, extend| Some(Command::Go { step, extend });

        assert_eq!(plain("ArrowDown"), go(Step::Next, false));
        assert_eq!(shift("ArrowUp"), go(Step::Previous, true));
        assert_eq!(plain("PageDown"), go(Step::PageDown(8), false));
        assert_eq!(plain("Home"), go(Step::First, false));
        assert_eq!(
            command(
                Keys {
                    key: "End",
                    shift: true,
                    control: true,
                    alt: false
                },
                8
            ),
            go(Step::Last, true)
        );
        assert_eq!(plain(" "), Some(Command::Toggle));
        assert_eq!(shift(" "), Some(Command::ExtendToActive));
        assert_eq!(control("a"), Some(Command::ToggleAll));
        assert_eq!(plain("Enter"), Some(Command::Move));
        assert_eq!(plain("é"), Some(Command::Type("é")));
        assert_eq!(shift("E"), Some(Command::Type("E")));
    }

    #[test]
    fn other_keys_are_left_to_the_browser() {
        for key in ["Tab", "Escape", "F5", "Shift", "Dead", "ArrowLeft"] {
            assert_eq!(
                command(
                    Keys {
                        key,
                        ..Keys::default()
                    },
                    8
                ),
                None,
                "{key}"
            );
        }
        assert_eq!(
            command(
                Keys {
                    key: "r",
                    control: true,
                    ..Keys::default()
                },
                8
            ),
            None
        );
        assert_eq!(
            command(
                Keys {
                    key: "ArrowUp",
                    alt: true,
                    ..Keys::default()
                },
                8
            ),
            None
        );
    }
}
