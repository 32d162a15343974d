use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn entry(party: i64, client: &str, version: i64, status: Status) -> Entry {
    Entry {
        party_id: PartyId(party),
        party_number: PartyNumber::new(format!("IU_{party}")),
        client_id: client.parse().expect("a client id"),
        status,
        version,
        groups: Vec::new(),
        rate: None,
        added: Timestamp::from_micros(party),
        last_used: None,
        search_key: domain::search_key("", client, &format!("IU_{party}"), &format!("user{party}")),
    }
}

fn name(text: &str) -> VariableName {
    text.parse().expect("a variable name")
}

#[test]
fn what_is_forgotten_may_come_back_at_an_earlier_version() {
    let registry = Registry::new();
    registry.apply(entry(1, "client-1", 9, Status::Active));
    registry.apply(entry(2, "client-2", 9, Status::Active));
    registry.in_touch(Timestamp::from_micros(5));
    registry.clear();
    assert_eq!(registry.last_in_touch(), None);
    assert!(registry.is_empty());
    registry.apply(entry(1, "client-1", 3, Status::Inactive));
    registry.in_touch(Timestamp::from_micros(4));
    let known = registry.find("client-1").expect("it");
    assert_eq!((known.version, known.status), (3, Status::Inactive));
    assert_eq!(registry.find("client-2"), None);
    assert_eq!(registry.last_in_touch(), Some(Timestamp::from_micros(4)));
}

#[test]
fn a_user_is_found_by_its_client_id_byte_for_byte() {
    let registry = Registry::new();
    let mut one = entry(1, "client-1", 1, Status::Active);
    one.groups = vec![
        (GroupType::Sales, name("emea")),
        (GroupType::Administrator, name("userAdministrators")),
        (GroupType::Sales, name("apac")),
        (GroupType::Sales, name("emea")),
    ];
    one.rate = Some(Rate {
        per_second: 5,
        burst: 9,
    });
    registry.apply(one.clone());
    let known = registry.find("client-1").expect("known");
    assert_eq!(known.party_number.as_str(), "IU_1");
    assert_eq!(known.administrator_groups, [name("userAdministrators")]);
    assert_eq!(known.sales_groups, [name("apac"), name("emea")]);
    assert_eq!(known.rate, one.rate);
    for other in ["Client-1", "client-1 ", "client-", "client-11", ""] {
        assert_eq!(registry.find(other), None, "{other:?}");
    }
}

#[test]
fn what_is_older_than_known_is_ignored() {
    let registry = Registry::new();
    registry.apply(entry(1, "a", 5, Status::Inactive));
    registry.apply(entry(1, "a", 4, Status::Active));
    assert_eq!(registry.find("a").expect("known").status, Status::Inactive);
    registry.apply(entry(1, "a", 5, Status::Active));
    assert_eq!(registry.find("a").expect("known").status, Status::Active);
}

#[test]
fn a_changed_client_id_moves() {
    let registry = Registry::new();
    registry.apply(entry(1, "a", 1, Status::Active));
    registry.apply(entry(1, "b", 2, Status::Active));
    assert_eq!(registry.find("a"), None);
    assert_eq!(registry.find("b").expect("known").version, 2);
    assert_eq!(registry.len(), 1);
}

#[test]
fn a_client_id_that_two_claim_is_nobodys_until_one_lets_go() {
    let registry = Registry::new();
    registry.apply(entry(1, "a", 1, Status::Active));
    registry.apply(entry(2, "a", 1, Status::Inactive));
    assert_eq!(registry.find("a"), None);
    registry.apply(entry(1, "b", 2, Status::Active));
    assert_eq!(registry.find("a").expect("known").party_id, PartyId(2));
    assert_eq!(registry.find("b").expect("known").party_id, PartyId(1));
}

#[test]
fn contact_is_remembered_and_goes_back_with_the_clock() {
    let registry = Registry::new();
    assert_eq!(registry.last_in_touch(), None);
    registry.in_touch(Timestamp::from_micros(7));
    assert_eq!(registry.last_in_touch(), Some(Timestamp::from_micros(7)));
    registry.in_touch(Timestamp::from_micros(5));
    assert_eq!(registry.last_in_touch(), Some(Timestamp::from_micros(5)));
}

#[test]
fn clones_are_one() {
    let registry = Registry::new();
    registry.clone().apply(entry(1, "a", 1, Status::Active));
    assert!(registry.find("a").is_some());
    assert!(!registry.is_empty());
}

prop_compose! {
    fn any_entry()(
        party in 0_i64..6,
        client in 0_usize..8,
        version in 0_i64..6,
        active: bool,
        groups in proptest::collection::vec(0_usize..4, 0..4),
        rate in proptest::option::of(1_u32..4),
    ) -> Entry {
        let status = if active { Status::Active } else { Status::Inactive };
        let mut entry = entry(party, &format!("client-{client}"), version, status);
        entry.groups = groups
            .into_iter()
            .map(|group| {
                let kind = if group % 2 == 0 { GroupType::Sales } else { GroupType::Administrator };
                (kind, name(&format!("g{group}")))
            })
            .collect();
        entry.rate = rate.map(|rate| Rate { per_second: rate, burst: rate * 2 });
        entry
    }
}

proptest! {
    #[test]
    fn it_answers_as_a_plain_map_would(entries in proptest::collection::vec(any_entry(), 0..60)) {
        let registry = Registry::new();
        let mut model: BTreeMap<i64, Entry> = BTreeMap::new();
        for entry in entries {
            if model.get(&entry.party_id.0).is_none_or(|known| known.version <= entry.version) {
                model.insert(entry.party_id.0, entry.clone());
            }
            registry.apply(entry);
            for client in 0..8 {
                let client = format!("client-{client}");
                let mut claims = model.values().filter(|entry| entry.client_id.as_str() == client);
                let expected = claims.next().filter(|_| claims.next().is_none());
                let found = registry.find(&client);
                prop_assert_eq!(found.as_ref().map(|known| known.party_id), expected.map(|entry| entry.party_id));
                if let (Some(found), Some(expected)) = (found, expected) {
                    prop_assert_eq!(found.status, expected.status);
                    prop_assert_eq!(found.version, expected.version);
                    prop_assert_eq!(found.rate, expected.rate);
                    let of = |kind: GroupType| {
                        let mut names: Vec<_> = expected.groups.iter().filter(|(other, _)| *other == kind).map(|(_, name)| name.clone()).collect();
                        names.sort();
                        names.dedup();
                        names
                    };
                    prop_assert_eq!(found.administrator_groups, of(GroupType::Administrator));
                    prop_assert_eq!(found.sales_groups, of(GroupType::Sales));
                }
            }
            prop_assert_eq!(registry.len(), model.len());
        }
    }
}
