use super::*;

const NOON: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

fn refused(
    refusal: Refusal,
    client: Option<&str>,
    party: Option<i64>,
    second: i64,
) -> RefusedEntry {
    RefusedEntry {
        at: NOON.plus_seconds(second),
        refusal,
        detail: format!("call {second}"),
        client_id: client.map(|client| client.parse().expect("a client id")),
        party_id: party.map(PartyId),
    }
}

fn sorted(mut batch: LedgerBatch) -> LedgerBatch {
    batch
        .counts
        .sort_by_key(|count| (count.party_id, count.day.start(), count.refusal));
    batch.last_used.sort();
    batch.refusals.sort_by_key(|call| call.at);
    batch
        .unknown
        .sort_by(|one, other| one.client_id.cmp(&other.client_id));
    batch
}

#[test]
fn calls_are_counted_by_user_day_and_outcome() {
    let ledger = Ledger::new();
    ledger.accepted(PartyId(1), NOON);
    ledger.accepted(PartyId(1), NOON.plus_seconds(90));
    ledger.refused(refused(Refusal::Inactive, Some("client-2"), Some(2), 1));
    ledger.refused(refused(Refusal::Expired, None, None, 2));
    let batch = sorted(ledger.take());
    let count = |party: Option<i64>, refusal, calls| CallCount {
        party_id: party.map(PartyId),
        day: NOON.day(),
        refusal,
        calls,
    };
    assert_eq!(
        batch.counts,
        [
            count(None, Some(Refusal::Expired), 1),
            count(Some(1), None, 2),
            count(Some(2), Some(Refusal::Inactive), 1),
        ]
    );
    let (party, used) = batch.last_used[0];
    assert_eq!(party, PartyId(1));
    assert_eq!(used.minute(), NOON.plus_seconds(90).minute());
    assert_eq!(used.micros() % MICROS_PER_MINUTE, 0);
    assert!(batch.unknown.is_empty(), "neither is an unknown client");
    assert!(ledger.take().is_empty());
}

#[test]
fn an_unknown_client_is_kept_with_its_first_and_last_call() {
    let ledger = Ledger::new();
    for second in [5, 9, 12] {
        ledger.refused(refused(
            Refusal::UnknownClient,
            Some("stranger-1"),
            None,
            second,
        ));
    }
    let batch = ledger.take();
    assert_eq!(batch.unknown.len(), 1);
    assert_eq!(batch.unknown[0].first_seen, NOON.plus_seconds(5));
    assert_eq!(batch.unknown[0].last_seen, NOON.plus_seconds(12));
    assert_eq!(batch.unknown[0].calls, 3);
}

#[test]
fn only_the_last_refusals_of_each_client_are_kept() {
    let ledger = Ledger::new();
    for second in 0..60 {
        ledger.refused(refused(
            Refusal::Inactive,
            Some("client-1"),
            Some(1),
            second,
        ));
        ledger.refused(refused(Refusal::BadSignature, None, None, second));
    }
    let batch = ledger.take();
    for party in [Some(PartyId(1)), None] {
        let kept: Vec<_> = batch
            .refusals
            .iter()
            .filter(|call| call.party_id == party)
            .collect();
        assert_eq!(kept.len(), MOST_REFUSALS_PER_CLIENT);
        assert_eq!(kept[0].detail, "call 10");
        assert_eq!(kept[49].detail, "call 59");
    }
    assert_eq!(ledger.dropped(), 0);
}

#[test]
fn what_is_given_back_is_in_the_next_batch_with_what_came_since() {
    let (ledger, once) = (Ledger::new(), Ledger::new());
    let some = |ledger: &Ledger, from: i64| {
        for second in from..from + 30 {
            ledger.accepted(PartyId(second % 3), NOON.plus_seconds(second));
            ledger.refused(refused(
                Refusal::Inactive,
                Some("client-1"),
                Some(1),
                second,
            ));
            ledger.refused(refused(
                Refusal::UnknownClient,
                Some("stranger-1"),
                None,
                second,
            ));
        }
    };
    some(&ledger, 0);
    let failed = ledger.take();
    some(&ledger, 100);
    ledger.give_back(failed);
    some(&once, 0);
    some(&once, 100);
    assert_eq!(sorted(ledger.take()), sorted(once.take()));
}

#[test]
fn everything_is_bounded_and_what_is_dropped_is_counted() {
    let ledger = Ledger::new();
    let strangers = i64::try_from(MOST_UNKNOWN).expect("small") + 500;
    for stranger in 0..strangers {
        let client = format!("stranger-{stranger}");
        ledger.refused(refused(
            Refusal::UnknownClient,
            Some(&client),
            None,
            stranger,
        ));
    }
    assert_eq!(ledger.dropped(), 500);
    let batch = ledger.take();
    assert_eq!(batch.unknown.len(), MOST_UNKNOWN);
    assert_eq!(batch.refusals.len(), MOST_REFUSALS);
    assert_eq!(
        batch.counts[0].calls,
        strangers.unsigned_abs(),
        "a count is never lost"
    );
}

#[test]
fn long_words_are_cut() {
    let ledger = Ledger::new();
    let mut call = refused(Refusal::BadSignature, None, None, 0);
    call.detail = "ä".repeat(1_000);
    ledger.refused(call);
    assert_eq!(ledger.take().refusals[0].detail, "ä".repeat(150));
}

#[test]
fn totals_go_on_after_a_batch_was_taken() {
    let ledger = Ledger::new();
    ledger.accepted(PartyId(1), NOON);
    ledger.take();
    ledger.accepted(PartyId(1), NOON);
    ledger.refused(refused(Refusal::Expired, None, None, 0));
    let totals = ledger.totals();
    assert_eq!(totals.len(), 23);
    assert_eq!(totals[0], (None, 2));
    assert!(totals.contains(&(Some(Refusal::Expired), 1)));
}
