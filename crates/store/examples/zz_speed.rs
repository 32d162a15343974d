//! temporary
use domain::*;
use std::time::Instant;
use store::*;
#[tokio::main]
async fn main() {
    let dir = tempfile::TempDir::new().unwrap();
    let url = match std::env::args().nth(1) {
        Some(u) => u.parse().unwrap(),
        None => DatabaseUrl::sqlite(dir.path().join("d").join("x.db")),
    };
    let store = Store::open(&url, &OpenOptions::new(Timestamp::from_micros(1)))
        .await
        .unwrap();
    let mut tx = store.begin().await.unwrap();
    for i in 0..60 {
        tx.insert_group(
            &GroupDraft {
                variable_name: format!("g{i}").parse().unwrap(),
                label: Label::stored(format!("Group {i}")),
                kind: GroupType::Sales,
                description: Description::default(),
            },
            Timestamp::from_micros(1),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let mut x: u128 = 12345;
    let start = Instant::now();
    for batch in 0..5i64 {
        let rows: Vec<UserImport> = (0..10_000)
            .map(|i| {
                let n = batch * 10_000 + i;
                x = x
                    .wrapping_mul(0x2360ED051FC65DA44385DF649FCCF645)
                    .wrapping_add(0x5851F42D4C957F2D14057B7EF767814F);
                let h = format!("{:032x}", x ^ (x >> 64));
                let mut b = [0u8; 11];
                b.copy_from_slice(&(x >> 30).to_le_bytes()[..11]);
                UserImport {
                    ids: NewUserIds {
                        party_id: PartyId(300_000_000_000_000_000 + n),
                        party_number: PartyNumber::from_random(b),
                        login: Login::from_random(x.rotate_left(40)),
                    },
                    party_number: None,
                    client_id: h.parse().unwrap(),
                    name: Some(DisplayName::stored(format!(
                        "Connector {} {}",
                        n % 977,
                        ["Acme", "Northwind", "Zürich", "Contoso"][(n % 4) as usize]
                    ))),
                    email: Some(Email::stored("ops@example.com")),
                    description: None,
                    status: None,
                    date_added: Some(Timestamp::from_micros(1_700_000_000_000_000 + n * 1000)),
                    groups: Some(
                        (0..3)
                            .map(|g| format!("g{}", (n * 7 + g * 13) % 60).parse().unwrap())
                            .collect(),
                    ),
                }
            })
            .collect();
        let t = Instant::now();
        let mut tx = store.begin().await.unwrap();
        tx.import_users(&rows, Timestamp::from_micros(5))
            .await
            .unwrap();
        let t1 = t.elapsed();
        let entries: Vec<_> = rows
            .iter()
            .map(|r| NewActivity {
                at: Timestamp::from_micros(5),
                actor: Actor::System,
                action: Action::Imported,
                subject_kind: SubjectKind::User,
                subject: r.ids.party_number.as_str().to_owned(),
                subject_label: r.client_id.as_str().to_owned(),
                change: Change::default(),
            })
            .collect();
        tx.record_all(&entries).await.unwrap();
        let t2 = t.elapsed();
        tx.commit().await.unwrap();
        println!(
            "batch {batch}: import {t1:?} record {:?} commit {:?}",
            t2 - t1,
            t.elapsed() - t2
        );
    }
    println!("total {:?}", start.elapsed());
    for t in std::fs::read_dir("/proc/self/task").unwrap() {
        let s = std::fs::read_to_string(t.unwrap().path().join("stat")).unwrap();
        let name = s
            .split('(')
            .nth(1)
            .unwrap()
            .split(')')
            .next()
            .unwrap()
            .to_owned();
        let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
        println!("{name} user {} sys {} (1/100 s)", f[11], f[12]);
    }
    for (what, filter) in [
        ("all", UserFilter::default()),
        (
            "acme",
            UserFilter::default().matching(SearchTerm::parse("acme").unwrap()),
        ),
        (
            "a",
            UserFilter::default().matching(SearchTerm::parse("a").unwrap()),
        ),
        (
            "zz",
            UserFilter::default().matching(SearchTerm::parse("zzz zzz").unwrap()),
        ),
        (
            "connector 97",
            UserFilter::default().matching(SearchTerm::parse("connector 97").unwrap()),
        ),
        ("active", UserFilter::default().active_only()),
        (
            "group",
            UserFilter::default().in_group(GroupType::Sales, "g7".parse().unwrap()),
        ),
        (
            "group+acme",
            UserFilter::default()
                .in_group(GroupType::Sales, "g7".parse().unwrap())
                .matching(SearchTerm::parse("acme").unwrap()),
        ),
    ] {
        for _ in 0..2 {
            let t = Instant::now();
            let p = store
                .list_users(
                    &filter,
                    Sort {
                        column: SortColumn::Name,
                        direction: Direction::Ascending,
                    },
                    Window::default(),
                )
                .await
                .unwrap();
            let t1 = t.elapsed();
            let c = store.count_users(&filter).await.unwrap();
            let t2 = t.elapsed();
            for f in Facet::ALL {
                store
                    .facet_counts(&filter, f, Timestamp::from_micros(1_760_000_000_000_000))
                    .await
                    .unwrap();
            }
            println!(
                "{what}: list {} {t1:?}, count {c} {:?}, facets {:?}",
                p.rows.len(),
                t2 - t1,
                t.elapsed() - t2
            );
        }
    }
}
