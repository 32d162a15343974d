//! Collections of groups for the REST API.

use std::cmp::Ordering;

use domain::{
    COLLECTION_ROWS, Direction, Group, GroupCollection, GroupField, OrderBy, QueryField, Slice,
};

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
        let mut groups = Vec::new();
        for row in self.pool.all(&statement).await? {
            let group = group(&row)?;
            if collection
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches(&group))
            {
                groups.push(group);
            }
        }
        let total = u64::try_from(groups.len()).unwrap_or(u64::MAX);
        sort(&mut groups, &collection.order);
        let limit = collection.limit.min(COLLECTION_ROWS);
        let from = usize::try_from(collection.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Slice {
            has_more: collection.offset.saturating_add(u64::from(limit)) < total,
            items: groups.into_iter().skip(from).take(take).collect(),
            total: collection.total.then_some(total),
        })
    }
}

/// They come by variable name, which a stable sort leaves as it is among those that are alike.
fn sort(groups: &mut Vec<Group>, order: &[OrderBy<GroupField>]) {
    if order.is_empty() {
        return;
    }
    let mut ranked: Vec<_> = std::mem::take(groups)
        .into_iter()
        .map(|group| {
            let ranks: Vec<_> = order.iter().map(|by| by.field.rank(&group)).collect();
            (ranks, group)
        })
        .collect();
    ranked.sort_by(|(one, _), (other, _)| {
        let parts = order.iter().zip(one.iter().zip(other));
        parts
            .map(|(by, (one, other))| match by.direction {
                Direction::Ascending => one.cmp(other),
                Direction::Descending => other.cmp(one),
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    groups.extend(ranked.into_iter().map(|(_, group)| group));
}
