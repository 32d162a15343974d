//! Rows of either database, read so that bad data names its table, column and row.

use domain::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;

/// A row of either database.
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// Reads the row as one of this table, known by this column.
    pub fn of(&self, table: &'static str, key: &'static str) -> Fields<'_> {
        Fields {
            row: self,
            table,
            key,
        }
    }

    fn try_int(&self, column: &str) -> Option<i64> {
        match self {
            Self::Sqlite(row) => row.try_get(column).ok(),
            Self::Postgres(row) => row.try_get(column).ok(),
        }
    }

    fn try_text(&self, column: &str) -> Option<String> {
        match self {
            Self::Sqlite(row) => row.try_get(column).ok(),
            Self::Postgres(row) => row.try_get(column).ok(),
        }
    }

    fn try_bytes(&self, column: &str) -> Option<Vec<u8>> {
        match self {
            Self::Sqlite(row) => row.try_get(column).ok(),
            Self::Postgres(row) => row.try_get(column).ok(),
        }
    }

    /// Every column as text, for plans and the like.
    pub fn line(&self) -> String {
        self.try_text("detail")
            .or_else(|| self.try_text("QUERY PLAN"))
            .unwrap_or_default()
    }
}

/// The fields of one row.
#[derive(Clone, Copy)]
pub struct Fields<'r> {
    row: &'r Row,
    table: &'static str,
    key: &'static str,
}

impl Fields<'_> {
    /// A number.
    pub fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.row.try_int(column).ok_or_else(|| self.bad(column))
    }

    /// A text.
    pub fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.row.try_text(column).ok_or_else(|| self.bad(column))
    }

    /// Bytes.
    pub fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.row.try_bytes(column).ok_or_else(|| self.bad(column))
    }

    /// A number of things.
    pub fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|_| self.bad(column))
    }

    /// A moment.
    pub fn moment(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.int(column).map(Timestamp::from_micros)
    }

    /// A moment that may not have come yet, stored as 0.
    pub fn moment_or_never(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let micros = self.int(column)?;
        Ok((micros != 0).then(|| Timestamp::from_micros(micros)))
    }

    /// A number that stands for one of few things.
    pub fn number<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(i64) -> Option<T>,
    ) -> Result<T, StoreError> {
        read(self.int(column)?).ok_or_else(|| self.bad(column))
    }

    /// A text that has a form.
    pub fn parsed<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        read(&self.text(column)?).ok_or_else(|| self.bad(column))
    }

    fn bad(&self, column: &'static str) -> StoreError {
        let number = self.row.try_int(self.key).map(|id| id.to_string());
        StoreError::BadRow {
            table: self.table,
            column,
            id: number
                .or_else(|| self.row.try_text(self.key))
                .unwrap_or_default(),
        }
    }
}
