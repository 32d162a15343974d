//! Moments and days. Nothing here reads a clock: time is given (by the service), never taken.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month, OffsetDateTime, UtcDateTime};

/// A moment: microseconds since 1970-01-01T00:00:00Z, as both databases store it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment `days` days (of 24 hours) earlier.
    #[must_use]
    pub const fn days_before(self, days: i64) -> Self {
        Self(self.0.saturating_sub(days.saturating_mul(MICROS_PER_DAY)))
    }

    /// The moment `seconds` later (negative: earlier).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)),
        )
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(self.utc().date())
    }

    fn utc(self) -> UtcDateTime {
        // Outside of the years −9999 to 9999 nothing of ours ever happened; such a value shows as the epoch.
        UtcDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .unwrap_or(UtcDateTime::UNIX_EPOCH)
    }

    /// RFC 3339 in UTC with milliseconds, as the REST API writes moments: `2026-01-31T08:15:00.000Z`.
    pub fn rfc3339(self) -> String {
        let utc = self.utc();
        let (hour, minute, second, milli) = utc.as_hms_milli();
        format!(
            "{}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z",
            Day(utc.date())
        )
    }

    /// Day and time to the minute in UTC, for people: `2026-01-31 08:15`.
    pub fn minute(self) -> String {
        let utc = self.utc();
        format!("{} {:02}:{:02}", Day(utc.date()), utc.hour(), utc.minute())
    }

    /// The time of the day to the minute in UTC: `08:15`.
    pub fn time_of_day(self) -> String {
        let utc = self.utc();
        format!("{:02}:{:02}", utc.hour(), utc.minute())
    }

    /// Reads RFC 3339 with `Z` or an offset, with up to nine decimals of the second.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let day: Day = text.get(..10)?.parse().ok()?;
        let rest = text.get(10..)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let number = |range: std::ops::Range<usize>| -> Option<u8> {
            let digits = rest.get(range)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits.parse().ok())?
        };
        if rest.as_bytes().get(2) != Some(&b':') || rest.as_bytes().get(5) != Some(&b':') {
            return None;
        }
        let (hour, minute, second) = (number(0..2)?, number(3..5)?, number(6..8)?);
        let (micros, offset) = decimals(rest.get(8..)?)?;
        let moment = day
            .0
            .with_hms_micro(hour, minute, second, micros)
            .ok()?
            .assume_utc();
        let moment = moment.checked_sub(Duration::minutes(offset_minutes(offset)?))?;
        // An offset may lead out of the years that can be written.
        (0..=9_999)
            .contains(&moment.year())
            .then(|| Self::of(moment))
    }

    fn of(moment: OffsetDateTime) -> Self {
        Self(i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or_default())
    }
}

/// Splits `.123456Z` into microseconds and the offset.
fn decimals(text: &str) -> Option<(u32, &str)> {
    let Some(text) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, offset) = text.split_at(end);
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let micros = format!("{digits:0<6}").get(..6)?.parse().ok()?;
    Some((micros, offset))
}

fn offset_minutes(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    // A number may have a sign of its own; here there is one already.
    let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// A day of the calendar (UTC), written `2026-01-31` (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Its first moment, in UTC.
    pub fn start(self) -> Timestamp {
        Timestamp::of(self.0.midnight().assume_utc())
    }

    /// The first moment after it, in UTC.
    pub fn end(self) -> Timestamp {
        Timestamp(self.start().0 + MICROS_PER_DAY)
    }
}

impl FromStr for Day {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| {
                if at == 4 || at == 7 {
                    byte == b'-'
                } else {
                    byte.is_ascii_digit()
                }
            });
        if !shape {
            return Err(());
        }
        let year = text[..4].parse().map_err(drop)?;
        let month = text[5..7].parse::<u8>().map_err(drop)?;
        let day = text[8..].parse().map_err(drop)?;
        Date::from_calendar_date(year, Month::try_from(month).map_err(drop)?, day)
            .map(Self)
            .map_err(drop)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            u8::from(self.0.month()),
            self.0.day()
        )
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("expected a day such as 2026-01-31"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_and_writes_rfc_3339() {
        let moment = Timestamp::parse_rfc3339("2026-01-31T08:15:00.123Z").expect("a moment");
        assert_eq!(moment.rfc3339(), "2026-01-31T08:15:00.123Z");
        assert_eq!(moment.minute(), "2026-01-31 08:15");
        assert_eq!(
            Timestamp::parse_rfc3339("2026-01-31T09:15:00.123+01:00"),
            Some(moment)
        );
        assert_eq!(
            Timestamp::parse_rfc3339("2026-01-31T09:15:00.123456789+01:00").map(Timestamp::micros),
            Some(moment.micros() + 456)
        );
    }

    #[test]
    fn rubbish_is_no_moment() {
        for text in [
            "",
            "2026",
            "2026-02-30T00:00:00Z",
            "2026-01-31T25:00:00Z",
            "2026-01-31T08:15:00",
            "2026-01-31T08:15:00.Z",
            "2026-01-31T08:15:00+1:0",
            "2026-01-31T08:15:00+-1:00",
            "2026-01-31T08:15:00-01:+5",
            "2026-01-31é08:15:00Z",
            "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:00-00:01",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_day_spans_24_hours() {
        let day: Day = "2024-02-29".parse().expect("a day");
        assert_eq!(day.end().micros() - day.start().micros(), MICROS_PER_DAY);
        assert_eq!(day.start().day(), day);
        assert!("2023-02-29".parse::<Day>().is_err());
        assert!("20é3-02-9".parse::<Day>().is_err());
    }
}
