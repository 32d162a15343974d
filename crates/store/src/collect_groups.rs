//! Collections of groups for the REST API.

use domain::{Group, GroupCollection, Slice};

use crate::groups::group;
use crate::statement::Statement;
use crate::{Store, StoreError};

impl Store {
    /// The groups that the collection asks for.
    ///
    /// There are few groups, so all are read and the expression is asked of each: what it means is then said in one
    /// place, for both databases.
    pub async fn collect_groups(
        &self,
        collection: &GroupCollection,
    ) -> Result<Slice<Group>, StoreError> {
        let statement = Statement::fixed(
            "SELECT variable_name, label, kind, description, read_only, date_added, date_modified, version \
             FROM user_group ORDER BY variable_name",
            [],
        );
        let rows = self.pool.all(&statement).await?;
        let groups = rows.iter().map(group).collect::<Result<Vec<_>, _>>()?;
        Ok(collection.of(groups))
    }
}
