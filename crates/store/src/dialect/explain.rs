//! How a database would go about a statement, in its own words.

use super::{Pool, search::Dialect};
use crate::StoreError;
use crate::statement::Statement;

impl Pool {
    /// The lines of the plan.
    pub async fn explain(&self, statement: Statement) -> Result<Vec<String>, StoreError> {
        let prefix = match self.dialect() {
            Dialect::Sqlite => "EXPLAIN QUERY PLAN ",
            Dialect::Postgres => "EXPLAIN ",
        };
        let rows = self.all(&statement.prefixed(prefix)).await?;
        Ok(rows.iter().map(super::Row::line).collect())
    }
}
