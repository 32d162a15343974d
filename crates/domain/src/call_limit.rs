//! How many calls an integration user may make.

use serde::{Deserialize, Serialize};

use crate::{Fault, FaultKind, Field};

/// A limit: so many calls at once, and so many a second after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLimit {
    /// How many calls a second.
    pub per_second: u32,
    /// How many at once.
    pub burst: u32,
}

impl CallLimit {
    /// The most of both that can be given to a user.
    pub const MOST: u32 = 1_000_000;
}

/// The limit of a user, and the one that holds for all who have none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLimits {
    /// The user's own, if it has one.
    pub own: Option<CallLimit>,
    /// Everybody's.
    pub usual: CallLimit,
    /// The version of the user that this is of.
    pub version: i64,
}

/// The limit as it is typed. Both empty: the usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLimitForm {
    /// How many calls a second.
    pub per_second: String,
    /// How many at once.
    pub burst: String,
}

impl CallLimitForm {
    /// As a user's own limit fills it.
    pub fn of(own: Option<CallLimit>) -> Self {
        own.map_or_else(Self::default, |own| Self {
            per_second: own.per_second.to_string(),
            burst: own.burst.to_string(),
        })
    }

    /// The limit; none is the usual one.
    ///
    /// # Errors
    /// Every fault of both numbers; a single one is missing the other.
    pub fn limit(&self) -> Result<Option<CallLimit>, Vec<Fault>> {
        if self.per_second.trim().is_empty() && self.burst.trim().is_empty() {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let per_second = number(Field::CallsPerSecond, &self.per_second, &mut faults);
        let burst = number(Field::CallsAtOnce, &self.burst, &mut faults);
        match (per_second, burst) {
            (Some(per_second), Some(burst)) => Ok(Some(CallLimit { per_second, burst })),
            _ => Err(faults),
        }
    }
}

fn number(field: Field, text: &str, faults: &mut Vec<Fault>) -> Option<u32> {
    let text = text.trim();
    // Digits only: parsing would take a sign too.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| plain);
    let number = number.filter(|number| (1..=CallLimit::MOST).contains(number));
    if number.is_none() {
        faults.push(Fault {
            field,
            kind: FaultKind::NotANumber {
                least: 1,
                most: CallLimit::MOST,
            },
        });
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(per_second: &str, burst: &str) -> Result<Option<CallLimit>, Vec<Field>> {
        let form = CallLimitForm {
            per_second: per_second.to_owned(),
            burst: burst.to_owned(),
        };
        let fields = |faults: Vec<Fault>| faults.iter().map(|fault| fault.field).collect();
        form.limit().map_err(fields)
    }

    #[test]
    fn two_numbers_are_a_limit_and_nothing_is_the_usual_one() {
        let limit = |per_second, burst| Ok(Some(CallLimit { per_second, burst }));
        assert_eq!(typed("5", " 10 "), limit(5, 10));
        assert_eq!(typed("1000000", "1"), limit(1_000_000, 1));
        assert_eq!(typed("", "  "), Ok(None));
    }

    #[test]
    fn whatever_else_is_typed_is_said_to_be_wrong_where_it_is() {
        let (second, once) = (Field::CallsPerSecond, Field::CallsAtOnce);
        for (per_second, burst, wrong) in [
            ("5", "", vec![once]),
            ("", "5", vec![second]),
            ("0", "5", vec![second]),
            ("+5", "5", vec![second]),
            ("1.5", "-1", vec![second, once]),
            ("1000001", "99999999999999999999", vec![second, once]),
            ("٣", "5 0", vec![second, once]),
        ] {
            assert_eq!(typed(per_second, burst), Err(wrong), "{per_second} {burst}");
        }
    }

    #[test]
    fn a_form_is_what_it_was_filled_with() {
        for own in [
            None,
            Some(CallLimit {
                per_second: 7,
                burst: 9,
            }),
        ] {
            assert_eq!(CallLimitForm::of(own).limit(), Ok(own));
        }
    }
}
