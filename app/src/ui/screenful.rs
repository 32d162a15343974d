//! What fits the screen first, the rest once that is painted.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use std::time::Duration;

/// A line of a table, at least, in pixels (`--row` of the style).
#[cfg(feature = "hydrate")]
const LINE: f64 = 44.0;

/// How much of a long list is made by now. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Screenful {
    /// How many lines are made before the frame is painted.
    lines: usize,
    painted: RwSignal<bool>,
}

impl Screenful {
    /// For a list that is made now. All of it at once is what the server has written, and what somebody has scrolled down in: where they are
    /// would be gone for a frame.
    #[cfg(feature = "hydrate")]
    pub fn here() -> Self {
        let hydrating =
            Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        let scrolled = window().scroll_y().is_ok_and(|pixels| pixels >= 1.0);
        let height = window().inner_height().ok();
        let height = height.and_then(|height| height.as_f64());
        let Some(height) = height.filter(|_| !hydrating && !scrolled) else {
            return Self::all();
        };
        let painted = RwSignal::new(false);
        // A frame's callbacks come before it is painted, and the timer comes after. The list may be gone by then.
        request_animation_frame(move || {
            set_timeout(
                move || {
                    painted.try_set(true);
                },
                Duration::ZERO,
            );
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "pixels of a screen"
        )]
        let lines = (height / LINE).ceil() as usize;
        Self { lines, painted }
    }

    /// On the server: all of it.
    #[cfg(not(feature = "hydrate"))]
    pub fn here() -> Self {
        Self::all()
    }

    fn all() -> Self {
        Self {
            lines: 0,
            painted: RwSignal::new(true),
        }
    }

    /// What is to be made of these by now.
    pub fn of<T>(self, mut lines: Vec<T>) -> Vec<T> {
        // A list that is gone, while another is on its way, stays as it is.
        if self.painted.try_get() == Some(false) {
            lines.truncate(self.lines);
        }
        lines
    }

    /// Whether all of it is there.
    pub fn is_whole(self) -> bool {
        self.painted.try_get().unwrap_or_default()
    }
}
