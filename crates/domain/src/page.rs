//! Pages by key: the next page begins behind the last row seen, however many rows came or went before it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::PartyId;

/// How many rows a page of a list has.
pub const PAGE_ROWS: u32 = 50;

/// Where a page begins: behind the row with this id. For orders by number (status, moments) the row's value at the
/// time goes along, so that the place holds when the row changes meanwhile; for orders by text it is looked up, so
/// that no client id ever stands in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// The row's id.
    pub id: PartyId,
    /// Its value in the column sorted by, where that is a number.
    pub at: Option<i64>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{}~{at}", self.id.0),
            None => write!(f, "{}", self.id.0),
        }
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (id, at) = text
            .split_once('~')
            .map_or((text, None), |(id, at)| (id, Some(at)));
        let at = at.map(str::parse).transpose().map_err(drop)?;
        Ok(Self {
            id: PartyId(id.parse().map_err(drop)?),
            at,
        })
    }
}

/// Some rows and where the next begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_an_address() {
        for cursor in [
            Cursor {
                id: PartyId(7),
                at: None,
            },
            Cursor {
                id: PartyId(i64::MAX),
                at: Some(-3),
            },
        ] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for rubbish in ["", "~", "x", "1~", "1~x", "99999999999999999999"] {
            assert_eq!(rubbish.parse::<Cursor>(), Err(()), "{rubbish}");
        }
    }
}
