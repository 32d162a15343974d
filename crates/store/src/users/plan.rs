//! How a filter becomes SQL, and which way a list is gone through.
//!
//! Two ways, and a bounded look at the numbers decides between them:
//!
//! * **Few match** one part of the filter: those few are gathered from that part's own index, checked against the other
//!   parts, and sorted.
//! * **Many match** every part: the index of the order is walked and each row checked, until the page is full. Matches
//!   are then frequent, so that the walk is short.
//!
//! A database left to itself gets this wrong where it knows least: SQLite has no statistics and would gather a million
//! rows to sort them; PostgreSQL cannot guess how frequent a piece of text is.

use domain::{GroupType, NumberColumn, UserFilter, VariableName};

use crate::StoreError;
use crate::dialect::{Dialect, Link, Term};
use crate::statement::Statement;

/// At most so many are gathered and sorted.
const FEW: i64 = 2_000;

/// One part of a filter.
#[derive(Debug)]
pub enum Part {
    /// A number from (included) … to (left out).
    Range {
        column: &'static str,
        from: Option<i64>,
        before: Option<i64>,
    },
    /// In any of these groups.
    Groups(Vec<i64>),
    /// With this in the search key.
    Text(Term),
}

/// Where rows come from.
#[derive(Debug)]
enum Source {
    /// All users; the statement's order decides how.
    All,
    /// The few of this part.
    Few(usize),
    /// None can match.
    Nothing,
}

/// A filter made ready.
#[derive(Debug)]
pub struct Plan {
    dialect: Dialect,
    parts: Vec<Part>,
    source: Source,
}

impl Plan {
    /// Reads the filter, looks groups up, and counts what each part matches, up to a bound.
    pub async fn make(link: &mut Link, filter: &UserFilter) -> Result<Self, StoreError> {
        let dialect = link.dialect();
        let mut plan = Self {
            dialect,
            parts: Vec::new(),
            source: Source::All,
        };
        plan.add_ranges(filter);
        for (kind, names) in [
            (GroupType::Administrator, &filter.administrator_groups),
            (GroupType::Sales, &filter.sales_groups),
        ] {
            if !names.is_empty() {
                let ids = group_ids(link, kind, names).await?;
                if ids.is_empty() {
                    plan.source = Source::Nothing;
                }
                plan.parts.push(Part::Groups(ids));
            }
        }
        if let Some(term) = &filter.term {
            match Term::of_user(term) {
                Some(term) => plan.parts.push(Part::Text(term)),
                None => plan.source = Source::Nothing,
            }
        }
        if !matches!(plan.source, Source::Nothing) {
            plan.choose_source(link).await?;
        }
        Ok(plan)
    }

    fn add_ranges(&mut self, filter: &UserFilter) {
        let ranges = filter.ranges().into_iter().map(|range| Part::Range {
            column: match range.of {
                NumberColumn::Status => "status",
                NumberColumn::DateAdded => "date_added",
                NumberColumn::LastUsed => "last_used",
            },
            from: range.from,
            before: range.before,
        });
        self.parts.extend(ranges);
    }

    async fn choose_source(&mut self, link: &mut Link) -> Result<(), StoreError> {
        let mut statement = Statement::new("");
        let mut asked = 0;
        for (at, part) in self
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.has_index())
        {
            statement.push(if asked == 0 { "" } else { " UNION ALL " });
            statement
                .push("SELECT ")
                .bind(i64::try_from(at).unwrap_or_default())
                .push(self.dialect.cast_to_number())
                .push(" AS part, count(*) AS matches FROM (");
            part.gather(self.dialect, &mut statement);
            statement.push(" LIMIT ").bind(FEW + 1).push(") few");
            asked += 1;
        }
        if asked == 0 {
            return Ok(());
        }
        let mut fewest = FEW + 1;
        for row in link.all(&statement).await? {
            let fields = row.of(super::TABLE, "part");
            let matches = fields.int("matches")?;
            if matches < fewest {
                fewest = matches;
                self.source = Source::Few(usize::try_from(fields.int("part")?).unwrap_or_default());
            }
        }
        if fewest == 0 {
            self.source = Source::Nothing;
        }
        Ok(())
    }

    /// Whether no row can come.
    pub const fn is_nothing(&self) -> bool {
        matches!(self.source, Source::Nothing)
    }

    /// Whether rows come from few gathered ones and have to be sorted anyway.
    pub const fn gathers(&self) -> bool {
        matches!(self.source, Source::Few(_))
    }

    /// `WITH …` if rows are gathered first; begins a statement.
    pub fn begin(&self) -> Statement {
        let mut statement = Statement::new("");
        if let Source::Few(at) = self.source {
            statement.push("WITH few AS MATERIALIZED (");
            self.parts[at].gather(self.dialect, &mut statement);
            // The limit only tells the planner how few there are.
            statement.push(" LIMIT ").bind(FEW + 1).push(") ");
        }
        statement
    }

    /// `FROM … WHERE …`, users as `u`. `walk` names the column by whose index the statement goes along.
    pub fn push_rows(&self, statement: &mut Statement, walk: Option<&str>) {
        statement.push(match self.source {
            Source::Few(_) => {
                "FROM few CROSS JOIN integration_user u WHERE u.party_id = few.party_id"
            }
            Source::All => "FROM integration_user u WHERE 1 = 1",
            Source::Nothing => "FROM integration_user u WHERE 1 = 0",
        });
        // The groups of a filter may be none that there are, and databases know no empty list.
        if self.is_nothing() {
            return;
        }
        for part in &self.parts {
            statement.push(" AND ");
            // A range of the very column that is walked is where the walk begins and ends.
            let begins =
                matches!((part, walk), (Part::Range { column, .. }, Some(walk)) if *column == walk);
            let hidden = self.gathers() || (walk.is_some() && !begins);
            part.check(self.dialect, statement, hidden);
        }
    }

    /// The only part, if its index alone gives exactly the users that match.
    pub fn only_part(&self) -> Option<&Part> {
        match (self.parts.as_slice(), &self.source) {
            ([part @ (Part::Range { .. } | Part::Groups(_))], Source::All | Source::Few(_)) => {
                Some(part)
            }
            _ => None,
        }
    }

    /// Whether there is no part at all.
    pub fn is_everything(&self) -> bool {
        self.parts.is_empty() && matches!(self.source, Source::All)
    }

    /// Which dialect it is for.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }
}

impl Part {
    fn has_index(&self) -> bool {
        match self {
            Self::Range { .. } | Self::Groups(_) => true,
            Self::Text(term) => term.has_trigrams(),
        }
    }

    /// Adds a query for the ids that match, by this part's index; some more for a text.
    pub fn gather(&self, dialect: Dialect, statement: &mut Statement) {
        match self {
            Self::Range { .. } => {
                statement.push("SELECT u.party_id FROM integration_user u WHERE ");
                self.check(dialect, statement, false);
            }
            Self::Groups(ids) => {
                let distinct = if ids.len() == 1 { "" } else { "DISTINCT " };
                statement
                    .push("SELECT ")
                    .push(distinct)
                    .push("m.party_id FROM membership m WHERE m.group_id IN ");
                statement.tuple(ids.iter().copied());
            }
            Self::Text(term) => dialect.candidates(statement, term),
        }
    }

    /// Adds the condition on `u`. `hidden` keeps a planner without statistics from using an index for it.
    fn check(&self, dialect: Dialect, statement: &mut Statement, hidden: bool) {
        match self {
            Self::Range {
                column,
                from,
                before,
            } => {
                let plus = if hidden { dialect.hide() } else { "" };
                let mut and = "";
                for (operator, bound) in [(" >= ", from), (" < ", before)] {
                    if let Some(bound) = bound {
                        statement
                            .push(and)
                            .push(plus)
                            .push("u.")
                            .push(column)
                            .push(operator)
                            .bind(*bound);
                        and = " AND ";
                    }
                }
            }
            Self::Groups(ids) => {
                // Not EXISTS: a planner may turn that into a join and begin with the memberships.
                statement
                    .push("(SELECT m.group_id FROM membership m WHERE m.party_id = u.party_id AND m.group_id IN ")
                    .tuple(ids.iter().copied())
                    .push(" LIMIT 1) IS NOT NULL");
            }
            Self::Text(term) => dialect.contains(statement, "u.search_key", term),
        }
    }
}

/// The ids of the groups of this kind with these names; unknown ones have none.
async fn group_ids(
    link: &mut Link,
    kind: GroupType,
    names: &[VariableName],
) -> Result<Vec<i64>, StoreError> {
    let mut statement = Statement::new("SELECT group_id FROM user_group WHERE kind = ");
    statement
        .bind(kind.number())
        .push(" AND variable_name IN ")
        .tuple(names.iter().map(VariableName::as_str))
        .push(" ORDER BY group_id");
    let rows = link.all(&statement).await?;
    rows.iter()
        .map(|row| row.of("user_group", "group_id").int("group_id"))
        .collect()
}
