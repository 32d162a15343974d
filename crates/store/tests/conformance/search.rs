use domain::{Login, SearchTerm, Sort, UserFilter, Window};

use crate::harness::Db;
use crate::sample::*;

async fn found(db: &Db, text: &str) -> Vec<String> {
    let Some(term) = SearchTerm::parse(text) else {
        return vec!["no term".to_owned()];
    };
    let filter = UserFilter::default().matching(term);
    let page = db
        .list_users(&filter, Sort::default(), Window::default())
        .await
        .expect("a page");
    let count = db.count_users(&filter).await.expect("a count");
    assert_eq!(
        usize::try_from(count).expect("few"),
        page.rows.len(),
        "{text}"
    );
    let mut names: Vec<String> = page
        .rows
        .iter()
        .map(|row| row.client_id.to_string())
        .collect();
    names.sort();
    names
}

on_both!(
    text_is_found_without_case_or_accents_in_every_script,
    |db| {
        let people = [
            ("a1", "Zürich Straße"),
            ("b2", "Łódź e\u{301}quipe"),
            ("c3", "مكتب الرياض"),
            ("d4", "日本語テスト"),
            ("e5", "👩🏽‍💻 team"),
            ("f6", "100% _under_ \"quoted\" it's a*b \\ back"),
            ("g7", "İstanbul"),
            ("h8", "Οδός Ερμού"),
        ];
        for (at, (client_id, name)) in (1..).zip(people) {
            add(&db, at, named(client_id, name)).await;
        }
        for (text, expected) in [
            ("zurich", "a1"),
            ("ZÜRICH STRASSE", "a1"),
            ("ß", "a1"),
            ("lodz", "b2"),
            ("équipe", "b2"),
            ("الرياض", "c3"),
            ("ض", "c3"),
            ("日", "d4"),
            ("日本", "d4"),
            ("日本語", "d4"),
            ("本語テス", "d4"),
            ("👩🏽‍💻", "e5"),
            ("👩", "e5"),
            ("%", "f6"),
            ("0%", "f6"),
            ("100%", "f6"),
            ("_under_", "f6"),
            ("\"", "f6"),
            ("\"quoted\"", "f6"),
            ("it's", "f6"),
            ("a*b", "f6"),
            ("*", "f6"),
            ("\\", "f6"),
            ("a\\ b", ""),
            ("\\ back", "f6"),
            ("istanbul", "g7"),
            ("ΟΔΟΣ", "h8"),
            ("οδος", "h8"),
            ("ς", "h8"),
            ("d4", "d4"),
            ("nowhere", ""),
            ("NEAR(a b)", ""),
            ("search_key:zurich", ""),
            ("zurich OR lodz", ""),
            ("-zurich", ""),
            ("^zurich", ""),
            ("zur*", ""),
            ("zurich\u{0}", "a1"),
        ] {
            let expected: Vec<&str> = expected.split_whitespace().collect();
            assert_eq!(found(&db, text).await, expected, "{text}");
        }
    }
);

on_both!(no_text_is_found_across_two_fields, |db| {
    let mut wanted = named("client", "name");
    wanted.email = "mail@example.com".parse().expect("an address");
    add(&db, 1, wanted).await;
    for text in [
        "nameclient",
        "name client",
        "client iu_",
        "mail@example.com",
    ] {
        assert!(found(&db, text).await.is_empty(), "{text}");
    }
    let long: SearchTerm =
        serde_json::from_str(&format!("\"{}\"", "name".repeat(50_000))).expect("a term");
    assert_eq!(
        db.count_users(&UserFilter::default().matching(long))
            .await
            .expect("a count"),
        0
    );
});

on_both!(
    party_numbers_and_logins_are_found_but_not_the_prefix_of_all_logins,
    |db| {
        for at in 1..=3 {
            add(&db, at, draft(&format!("c{at}"))).await;
        }
        assert_eq!(found(&db, number(2).as_str()).await, ["c2"]);
        assert_eq!(found(&db, login(3).as_str()).await, ["c3"]);
        assert_eq!(
            found(&db, &login(3).as_str()[Login::PREFIX.len()..]).await,
            ["c3"]
        );
        assert_eq!(found(&db, "custom_user").await, [""; 0]);
        assert_eq!(found(&db, Login::PREFIX).await, ["c1", "c2", "c3"]);
    }
);

on_both!(a_changed_name_is_found_by_the_new_one_only, |db| {
    add(&db, 1, named("one", "Before")).await;
    let change = domain::UserChange {
        name: Some(domain::DisplayName::stored("Afterwards")),
        ..domain::UserChange::default()
    };
    let mut tx = db.begin().await.expect("a transaction");
    tx.update_user(&number(1), &change, None, NOW)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    assert_eq!(found(&db, "before").await, [""; 0]);
    assert_eq!(found(&db, "terward").await, ["one"]);
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_user(&new_user(2, named("two", "Undone")))
        .await
        .expect("a user");
    drop(tx);
    assert_eq!(found(&db, "undone").await, [""; 0]);
});
