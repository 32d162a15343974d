//! Questions of every kind, many of each, and how long each takes.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use domain::{
    AddedFilter, Caller, Cursor, Day, Direction, Facet, GroupType, PartyId, Preset, SearchTerm,
    Sort, SortColumn, Status, UsedFilter, UserListQuery, VariableName, Window,
};
use service::Service;

use crate::now;

/// Rare and common, in several scripts, some that nobody has.
const TERMS: [(&str, &[&str]); 4] = [
    (
        "1",
        &[
            "a", "e", "3", "z", "q", "東", "ق", "%", "-", "x", "ż", "@", "я",
        ],
    ),
    (
        "2",
        &[
            "er", "a1", "3f", "zu", "qj", "東京", "ql", " e", "م ", "x7", "b ", "--", "ø", "oa",
        ],
    ),
    (
        "3",
        &[
            "erp",
            "acm",
            "3f0",
            "zur",
            "qjx",
            "東京電",
            "iu_",
            "tax",
            "0oa",
            "a-4",
            "syn",
        ],
    ),
    (
        "4 and more",
        &[
            "acme",
            "order sync",
            "client-9",
            "zurich maschinen",
            "4f1a",
            "umbrella billing",
            "nowhere",
            "client",
            "nightly batch eu",
            "_custom_user_0",
            "0oa1b2",
        ],
    ),
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

struct Sample {
    groups: [Vec<VariableName>; 2],
    ids: Vec<PartyId>,
}

#[derive(Default)]
struct Times(BTreeMap<String, Vec<Duration>>);

/// Asks and prints a table.
pub async fn measure(service: &Service) -> Result<(), Box<dyn Error>> {
    let sample = sample(service).await?;
    let mut dice = Dice(7);
    let mut times = Times::default();
    let rounds: usize = std::env::var("ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(6);
    for _ in 0..rounds {
        for sort in sorts() {
            let query = UserListQuery {
                sort,
                ..UserListQuery::default()
            };
            times.list(service, "list, all", &query).await;
            times
                .list(service, "list, all, deep", &deep(query, &sample, &mut dice))
                .await;
            for facet in Facet::ALL {
                let mut query = UserListQuery {
                    sort,
                    ..UserListQuery::default()
                };
                one(&mut query, facet, &sample, &mut dice);
                let kind = format!("one filter: {facet:?}");
                times.all(service, &kind, &query, &sample, &mut dice).await;
            }
            for count in 2..=5 {
                let mut query = UserListQuery {
                    sort,
                    ..UserListQuery::default()
                };
                for _ in 0..count {
                    let facet = dice.pick(&Facet::ALL);
                    one(&mut query, facet, &sample, &mut dice);
                }
                times
                    .all(service, "several filters", &query, &sample, &mut dice)
                    .await;
            }
            for (letters, terms) in TERMS {
                let mut query = UserListQuery {
                    sort,
                    term: SearchTerm::parse(dice.pick(terms)),
                    ..UserListQuery::default()
                };
                times
                    .all(
                        service,
                        &format!("text of {letters}"),
                        &query,
                        &sample,
                        &mut dice,
                    )
                    .await;
                let facet = dice.pick(&Facet::ALL);
                query.term = SearchTerm::parse(dice.pick(terms));
                one(&mut query, facet, &sample, &mut dice);
                times
                    .all(
                        service,
                        &format!("text of {letters} and a filter"),
                        &query,
                        &sample,
                        &mut dice,
                    )
                    .await;
            }
        }
    }
    times.print();
    Ok(())
}

fn sorts() -> impl Iterator<Item = Sort> {
    SortColumn::ALL.into_iter().flat_map(|column| {
        [Direction::Ascending, Direction::Descending].map(|direction| Sort { column, direction })
    })
}

async fn sample(service: &Service) -> Result<Sample, Box<dyn Error>> {
    let choices = service.store().group_choices().await?;
    let groups = GroupType::ALL.map(|kind| {
        let of_kind = choices.iter().filter(|group| group.kind == kind);
        of_kind.map(|group| group.variable_name.clone()).collect()
    });
    let mut ids = Vec::new();
    let first = service.store().gate_users_after(None, 1).await?;
    let mut tx = service.store().begin().await?;
    let last = tx.last_party_id().await?.unwrap_or(PartyId(1)).0;
    drop(tx);
    let first = first.first().map_or(0, |user| user.party_id.0);
    for step in 1..200 {
        let users = service
            .store()
            .gate_users_after(Some(PartyId(first + (last - first) / 200 * step)), 1)
            .await?;
        ids.extend(users.iter().map(|user| user.party_id));
    }
    Ok(Sample { groups, ids })
}

fn one(query: &mut UserListQuery, facet: Facet, sample: &Sample, dice: &mut Dice) {
    let day = |dice: &mut Dice| -> Option<Day> {
        let text = format!(
            "202{}-0{}-1{}",
            dice.below(7),
            1 + dice.below(9),
            dice.below(9)
        );
        text.parse().ok()
    };
    match facet {
        Facet::Status => query.status = Some(dice.pick(&Status::ALL)),
        Facet::AdministratorGroup | Facet::SalesGroup => {
            let kind = if facet == Facet::SalesGroup {
                GroupType::Sales
            } else {
                GroupType::Administrator
            };
            let at = usize::from(GroupType::ALL[1] == kind);
            let count = dice.pick(&[1, 1, 1, 3, 20]);
            *query.groups_mut(kind) = (0..count).map(|_| dice.pick(&sample.groups[at])).collect();
        }
        Facet::DateAdded => {
            let presets = Preset::ADDED.map(AddedFilter::Last);
            query.added = Some(match dice.below(4) {
                3 => AddedFilter::Between(day(dice), day(dice)),
                at => presets[at],
            });
        }
        Facet::LastUsed => {
            let presets = Preset::USED.map(UsedFilter::NotInLast);
            query.used = Some(match dice.below(5) {
                4 => UsedFilter::Between(day(dice), None),
                3 => UsedFilter::Never,
                at => presets[at],
            });
        }
    }
}

fn deep(mut query: UserListQuery, sample: &Sample, dice: &mut Dice) -> UserListQuery {
    let at = match query.sort.column {
        SortColumn::ClientId | SortColumn::Name => None,
        SortColumn::Status => Some(dice.pick(&Status::ALL).number()),
        SortColumn::LastUsed | SortColumn::DateAdded => Some(
            now()
                .days_before(i64::try_from(dice.below(2_000)).unwrap_or_default())
                .micros(),
        ),
    };
    query.window = Window {
        after: Some(Cursor {
            id: dice.pick(&sample.ids),
            at,
        }),
        ..Window::default()
    };
    query
}

impl Times {
    async fn all(
        &mut self,
        service: &Service,
        kind: &str,
        query: &UserListQuery,
        sample: &Sample,
        dice: &mut Dice,
    ) {
        self.list(service, &format!("list, {kind}"), query).await;
        self.list(
            service,
            &format!("list, {kind}, deep"),
            &deep(query.clone(), sample, dice),
        )
        .await;
        let begun = Instant::now();
        let count = service.count_users(&Caller::System, query).await;
        self.note(
            &format!("total, {kind}"),
            begun,
            format_args!("{count:?} {query:?}"),
        );
        for facet in Facet::ALL {
            let begun = Instant::now();
            let counts = service.user_facet(&Caller::System, query, facet).await;
            self.note(
                &format!("facets, {kind}"),
                begun,
                format_args!("{facet:?} {:?} {query:?}", counts.is_ok()),
            );
        }
    }

    async fn list(&mut self, service: &Service, kind: &str, query: &UserListQuery) {
        let begun = Instant::now();
        let page = service.list_users(&Caller::System, query).await;
        self.note(
            kind,
            begun,
            format_args!("{:?} {query:?}", page.map(|page| page.rows.len())),
        );
    }

    fn note(&mut self, kind: &str, begun: Instant, what: std::fmt::Arguments<'_>) {
        let took = begun.elapsed();
        let slow = std::env::var("SLOW").ok().and_then(|ms| ms.parse().ok());
        if slow.is_some_and(|ms| took > Duration::from_millis(ms)) {
            println!("{took:?} {kind}: {what}");
        }
        self.0.entry(kind.to_owned()).or_default().push(took);
    }

    fn print(self) {
        let mut all = Vec::new();
        println!(
            "{:<48} {:>6} {:>9} {:>9} {:>9}",
            "", "asked", "p50 ms", "p99 ms", "max ms"
        );
        for (kind, mut times) in self.0 {
            line(&kind, &mut times);
            all.append(&mut times);
        }
        line("all of them", &mut all);
        println!("{}", crate::memory());
    }
}

fn line(kind: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!(
        "{kind:<48} {:>6} {:>9.2} {:>9.2} {:>9.2}",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
}
