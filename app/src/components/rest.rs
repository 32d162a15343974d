//! What was loaded behind the first rows of a list.

use leptos::prelude::*;

/// Rows behind those of the first answer, and where the next begin. While another list is on its way the one before stays on the page whole; it
/// is not continued, for the address asks for the other one already. Cheap to copy.
pub struct Rest<Query: 'static, Row: 'static, Place: 'static> {
    rows: RwSignal<Vec<Row>>,
    #[expect(clippy::option_option, reason = "not known yet, no more, or here")]
    next: RwSignal<Option<Option<Place>>>,
    /// Of which list; of none while another is on its way.
    of: StoredValue<Option<Query>>,
    /// How many lists there were before.
    left: StoredValue<u32>,
}

impl<Query, Row, Place> Clone for Rest<Query, Row, Place> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Query, Row, Place> Copy for Rest<Query, Row, Place> {}

impl<Query, Row, Place> Rest<Query, Row, Place>
where
    Query: PartialEq + Send + Sync + 'static,
    Row: Send + Sync + 'static,
    Place: Clone + Send + Sync + 'static,
{
    /// Nothing yet.
    pub fn of(list: Query) -> Self {
        Self {
            rows: RwSignal::default(),
            next: RwSignal::new(None),
            of: StoredValue::new(Some(list)),
            left: StoredValue::new(0),
        }
    }

    /// Another list, or the same one anew, is on its way.
    pub fn leave(self) {
        self.of.try_set_value(None);
        self.left.try_update_value(|left| *left += 1);
    }

    /// Which of the lists of this page it is, also where the same one comes twice; nothing when the page is gone.
    pub fn turn(self) -> Option<u32> {
        self.left.try_get_value()
    }

    /// The first rows of this list are here; nothing that belonged to the one before stays.
    pub fn arrive(self, list: Query) {
        // Nothing to do either when the page is gone.
        if self.of.try_with_value(|of| of.as_ref() != Some(&list)) == Some(true) {
            self.of.try_set_value(Some(list));
            if self.next.try_with_untracked(Option::is_some) == Some(true) {
                self.rows.try_set(Vec::new());
                self.next.try_set(None);
            }
        }
    }

    /// Whether what is on the page is this list and no other.
    pub fn is_of(self, list: &Query) -> bool {
        self.of.with_value(|of| of.as_ref() == Some(list))
    }

    /// Puts more rows behind, and says where those behind them begin.
    pub fn push(self, rows: Vec<Row>, next: Option<Place>) {
        self.next.set(Some(next));
        self.rows.update(|all| all.extend(rows));
    }

    /// The rows.
    pub fn with<T>(self, look: impl FnOnce(&Vec<Row>) -> T) -> T {
        self.rows.with(look)
    }

    /// Where the next rows begin, given where the first answer says that they do.
    pub fn next(self, first: impl FnOnce() -> Option<Place>) -> Option<Place> {
        self.next.get().unwrap_or_else(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_stays_whole_until_the_next_is_here_and_nothing_of_it_is_left_then() {
        let owner = Owner::new();
        owner.set();
        let rest = Rest::<&str, u8, u8>::of("one");
        let all = || (rest.with(Clone::clone), rest.next(|| Some(50)));
        rest.push(vec![51, 52], Some(52));
        rest.push(vec![53], None);
        assert_eq!(all(), (vec![51, 52, 53], None));
        let turn = rest.turn();
        rest.leave();
        assert_ne!(rest.turn(), turn);
        assert_eq!(all(), (vec![51, 52, 53], None));
        assert!(!rest.is_of(&"one") && !rest.is_of(&"two"));
        rest.arrive("two");
        assert!(rest.is_of(&"two"));
        assert_eq!(all(), (vec![], Some(50)));
        // Told once more of the same: what was loaded since stays.
        rest.push(vec![61], Some(61));
        rest.arrive("two");
        assert_eq!(all(), (vec![61], Some(61)));
        rest.leave();
        rest.arrive("two");
        assert_eq!(all(), (vec![], Some(50)));
    }
}
