//! What is kept in the database is cut into pieces, and put together again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use domain::{ImportList, VariableName};
use store::{HeldPart, HeldPiece};

use crate::transfer::preview::{Preview, Seen, fault_list};
use crate::transfer::rows::Rows;

/// So many bytes of a file make a piece.
const FILE_BYTES: u64 = 1024 * 1024;
/// About so many bytes of rows do: a page of them should not read much more than it shows.
const ROW_BYTES: u64 = 64 * 1024;
/// So many groups that were seen do, and so many users, eight bytes each.
const GROUPS: usize = 1_000;
const USERS: usize = 128 * 1024;
const VERSION: usize = size_of::<i64>();

/// The rows of a list are part of what.
pub(super) const fn part_of(list: ImportList) -> HeldPart {
    match list {
        ImportList::Faults => HeldPart::Faults,
        ImportList::New => HeldPart::New,
        ImportList::Changed => HeldPart::Changed,
        ImportList::Unchanged => HeldPart::Unchanged,
    }
}

/// The pieces of a part; `next` gives how many items there are from this one on, and them, and nothing behind the last.
fn cut(
    part: HeldPart,
    mut next: impl FnMut(u64) -> io::Result<(u64, Vec<u8>)>,
) -> impl Iterator<Item = io::Result<HeldPiece>> {
    let mut first = 0;
    std::iter::from_fn(move || match next(first) {
        Ok((0, _)) => None,
        Ok((items, content)) => {
            let piece = HeldPiece {
                part,
                first,
                items,
                content,
            };
            first += items;
            Some(Ok(piece))
        }
        Err(error) => Some(Err(error)),
    })
}

/// The pieces of the file itself. They come from the memory of the system, which waits for nothing.
pub(super) fn of_file(file: &File) -> impl Iterator<Item = io::Result<HeldPiece>> {
    cut(HeldPart::File, move |from| {
        let mut file = file;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut file)
            .take(FILE_BYTES)
            .read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64, bytes))
    })
}

/// The pieces of rows.
pub(super) fn of_rows(part: HeldPart, rows: &Rows) -> impl Iterator<Item = io::Result<HeldPiece>> {
    cut(part, move |from| rows.piece(from, ROW_BYTES))
}

/// The pieces of all that a preview is besides its report.
pub(super) fn of_preview<'a>(
    preview: &'a Preview,
    faults: &'a Rows,
) -> impl Iterator<Item = io::Result<HeldPiece>> + 'a {
    of_rows(HeldPart::Faults, faults)
        .chain(of_rows(HeldPart::New, &preview.new))
        .chain(of_rows(HeldPart::Changed, &preview.changed))
        .chain(of_rows(HeldPart::Unchanged, &preview.unchanged))
        .chain(of_seen(&preview.seen))
}

fn of_seen(seen: &Seen) -> impl Iterator<Item = io::Result<HeldPiece>> {
    let mut left = seen.groups.iter();
    let groups = cut(HeldPart::SeenGroups, move |_| {
        let some: Vec<_> = left.by_ref().take(GROUPS).collect();
        Ok((some.len() as u64, serde_json::to_vec(&some)?))
    });
    let mut left = seen.users.chunks(USERS);
    let users = cut(HeldPart::SeenUsers, move |_| {
        let some = left.next().unwrap_or_default();
        let bytes = some.iter().flat_map(|version| version.to_le_bytes());
        Ok((some.len() as u64, bytes.collect()))
    });
    groups.chain(users)
}

/// The pieces of late faults, all at once: there are no more than lines in a transaction.
pub(super) fn of_faults(faults: &[domain::LineFault]) -> io::Result<Vec<HeldPiece>> {
    of_rows(HeldPart::Faults, &fault_list(faults)?).collect()
}

impl Seen {
    /// Adds groups as they were put away.
    pub(super) fn add_groups(&mut self, content: &[u8]) -> io::Result<()> {
        let groups: Vec<(VariableName, i64)> = serde_json::from_slice(content)?;
        self.groups
            .extend(groups.into_iter().collect::<HashMap<_, _>>());
        Ok(())
    }

    /// Adds the next users.
    pub(super) fn add_users(&mut self, content: &[u8]) {
        let (versions, _) = content.as_chunks::<VERSION>();
        self.users
            .extend(versions.iter().map(|bytes| i64::from_le_bytes(*bytes)));
    }
}
