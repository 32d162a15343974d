//! Rows of a preview, kept in a file without a name that only we can read: there may be more than should be in memory.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use domain::{ImportRow, ImportRows};

/// Rows being put away.
pub(super) struct Writer {
    file: BufWriter<File>,
    starts: Vec<u64>,
    end: u64,
}

/// Rows put away.
#[derive(Debug)]
pub(super) struct Rows {
    file: File,
    /// Where each begins, and where the last ends.
    starts: Vec<u64>,
}

impl Writer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            starts: Vec::new(),
            end: 0,
        })
    }

    pub(super) fn push(&mut self, row: &ImportRow) -> io::Result<()> {
        let json = serde_json::to_vec(row)?;
        self.file.write_all(&json)?;
        self.starts.push(self.end);
        self.end += json.len() as u64;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Rows> {
        self.starts.push(self.end);
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok(Rows {
            file,
            starts: self.starts,
        })
    }
}

impl Rows {
    pub(super) fn len(&self) -> u64 {
        self.starts.len().saturating_sub(1) as u64
    }

    /// At most [`ImportRows::MOST`] rows from this one on. To be asked for by one at a time.
    pub(super) fn page(&self, from: u64) -> io::Result<ImportRows> {
        let total = self.len();
        let to = from.saturating_add(ImportRows::MOST).min(total);
        let rows = parse(&self.bytes(from.min(to), to)?)?;
        Ok(ImportRows { rows, total })
    }

    /// How many rows from this one on have about so many bytes, one at least if there is any, and they as they are put
    /// away, for [`parse`].
    pub(super) fn piece(&self, from: u64, bytes: u64) -> io::Result<(u64, Vec<u8>)> {
        let total = self.len();
        if from >= total {
            return Ok((0, Vec::new()));
        }
        let end = self.place(from).saturating_add(bytes);
        let within = self.starts.partition_point(|place| *place <= end) as u64;
        let to = within.saturating_sub(1).max(from + 1).min(total);
        Ok((to - from, self.bytes(from, to)?))
    }

    fn place(&self, row: u64) -> u64 {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        self.starts.get(row).copied().unwrap_or_default()
    }

    fn bytes(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let (start, end) = (self.place(from), self.place(to));
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut file)
            .take(end.saturating_sub(start))
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Rows as they are put away: one JSON object behind the other.
pub(super) fn parse(bytes: &[u8]) -> io::Result<Vec<ImportRow>> {
    let rows = serde_json::Deserializer::from_slice(bytes).into_iter();
    Ok(rows.collect::<Result<_, _>>()?)
}
