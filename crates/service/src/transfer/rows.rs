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
        let (from, to) = (
            from.min(total),
            from.saturating_add(ImportRows::MOST).min(total),
        );
        let at = |row: u64| usize::try_from(row).unwrap_or(usize::MAX);
        let places = self.starts.get(at(from)..=at(to)).unwrap_or_default();
        let mut rows = Vec::new();
        let mut file = &self.file;
        if let Some(first) = places.first() {
            file.seek(SeekFrom::Start(*first))?;
        }
        for pair in places.windows(2) {
            let mut json = Vec::new();
            Read::by_ref(&mut file)
                .take(pair[1] - pair[0])
                .read_to_end(&mut json)?;
            rows.push(serde_json::from_slice::<ImportRow>(&json)?);
        }
        Ok(ImportRows { rows, total })
    }
}
