//! Query parameters. What is not known is passed over; what is known and wrong is refused, all of it at once.

use url::form_urlencoded;

use crate::problem::ProblemDetail;

/// The parameters of a request, decoded, in their order.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

/// Which part of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// At most so many items.
    pub limit: u32,
    /// Behind so many.
    pub offset: u64,
    /// Whether to say how many there are in all.
    pub total: bool,
}

impl Paging {
    /// The default and the most of `limit`.
    pub const MOST: u32 = 1_000;

    /// From the query.
    pub fn read(parameters: &Parameters, faults: &mut Vec<ProblemDetail>) -> Self {
        let limit = parameters.whole("limit", 1, faults);
        let offset = parameters.whole("offset", 0, faults);
        Self {
            limit: limit
                .and_then(|limit| u32::try_from(limit).ok())
                .map_or(Self::MOST, |limit| limit.min(Self::MOST)),
            offset: offset.unwrap_or(0),
            total: parameters.switch("totalResults", faults),
        }
    }
}

impl Parameters {
    /// From the query of an address.
    pub fn of(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// The value of a parameter, if it is there once. Twice is a fault: one of them would be passed over.
    pub fn get(&self, name: &str, faults: &mut Vec<ProblemDetail>) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let first = values.next()?;
        if values.next().is_some() {
            let title = format!("{name} is there twice. Send it once.");
            faults.push(ProblemDetail::new("TWICE", name, title));
            return None;
        }
        Some(&first.1)
    }

    /// The same query with other values for some parameters, encoded.
    pub fn with(&self, others: &[(&str, String)]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(key, _)| others.iter().all(|(other, _)| key != other));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .extend_pairs(others)
            .finish()
    }

    /// A whole number of at least `least`. One beyond all bounds is a large number.
    fn whole(&self, name: &str, least: u64, faults: &mut Vec<ProblemDetail>) -> Option<u64> {
        let text = self.get(name, faults)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // The database counts in 64 bits with a sign.
        let most = u64::try_from(i64::MAX).unwrap_or_default();
        let number = digits.then(|| text.parse().unwrap_or(most).min(most));
        let number = number.filter(|number| *number >= least);
        if number.is_none() {
            let title = format!("{name} must be a whole number of at least {least}.");
            faults.push(ProblemDetail::new("NOT_A_NUMBER", name, title));
        }
        number
    }

    /// `true` or `false`; false when it is not there.
    pub fn switch(&self, name: &str, faults: &mut Vec<ProblemDetail>) -> bool {
        match self.get(name, faults) {
            Some(text) if text.eq_ignore_ascii_case("true") => true,
            None => false,
            Some(text) if text.eq_ignore_ascii_case("false") => false,
            Some(_) => {
                let title = format!("{name} must be true or false.");
                faults.push(ProblemDetail::new("NOT_A_BOOLEAN", name, title));
                false
            }
        }
    }

    /// Words between commas, each of which must be known.
    pub fn words(
        &self,
        name: &str,
        known: &'static [&'static str],
        faults: &mut Vec<ProblemDetail>,
    ) -> Option<Vec<&'static str>> {
        let text = self.get(name, faults)?;
        let mut words = Vec::new();
        for word in text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            if let Some(known) = known.iter().find(|known| **known == word) {
                words.push(*known);
            } else {
                let title = format!(
                    "{name} names something that is not there. It may name: {}.",
                    known.join(", ")
                );
                faults.push(ProblemDetail::new("UNKNOWN_NAME", name, title));
            }
        }
        Some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(query: &str) -> Result<(u32, u64, bool), Vec<String>> {
        let mut faults = Vec::new();
        let paging = Paging::read(&Parameters::of(Some(query)), &mut faults);
        if faults.is_empty() {
            Ok((paging.limit, paging.offset, paging.total))
        } else {
            Err(faults.into_iter().map(|fault| fault.error_path).collect())
        }
    }

    #[test]
    fn limits_are_cut_and_nonsense_is_refused() {
        assert_eq!(paging(""), Ok((1000, 0, false)));
        assert_eq!(
            paging("limit=5&offset=7&totalResults=true"),
            Ok((5, 7, true))
        );
        assert_eq!(paging("limit=99999999999999999999"), Ok((1000, 0, false)));
        assert_eq!(paging("unknown=1&limit=1001"), Ok((1000, 0, false)));
        for query in [
            "limit=0",
            "limit=-1",
            "limit=x",
            "limit=",
            "limit=1.5",
            "limit=1&limit=2",
        ] {
            assert_eq!(paging(query), Err(vec!["limit".to_owned()]), "{query}");
        }
        assert_eq!(
            paging("limit=0&offset=-1&totalResults=maybe"),
            Err(vec![
                "limit".to_owned(),
                "offset".to_owned(),
                "totalResults".to_owned()
            ])
        );
    }

    #[test]
    fn a_next_page_keeps_the_rest_of_the_query() {
        let parameters = Parameters::of(Some("q=%7Ba:'b%26c'%7D&offset=1"));
        assert_eq!(
            parameters.with(&[("offset", "3".to_owned())]),
            "q=%7Ba%3A%27b%26c%27%7D&offset=3"
        );
    }
}
