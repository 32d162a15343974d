//! More faults than are told.

use std::fmt::Write as _;

use super::*;

/// A user on a line of its own, with the groups of these numbers.
fn member(at: usize, groups: std::ops::Range<usize>) -> String {
    let groups: Vec<String> = groups
        .map(|group| format!(r#"{{"variableName":"group{group}"}}"#))
        .collect();
    let groups = groups.join(",");
    format!(
        r#"{{"integrationUser":{{"oauthClientId":"client-{at:06}","groups":{{"items":[{groups}]}}}}}}"#
    )
}

/// A group on a line of its own.
fn numbered(number: usize) -> String {
    group(&format!(
        r#""variableName":"group{number}","label":"A","type":"Sales""#
    ))
}

fn too_many(line: usize) -> String {
    format!("line {line}: There are too many faults; reading stopped here.")
}

#[test]
fn no_more_faults_are_told_however_many_unknown_groups_there_are() {
    // The same three in each of many lines.
    let mut table = "oauthClientId,administratorGroups,salesGroups\n".to_owned();
    for at in 0..MOST_FAULTS / 2 {
        writeln!(table, "client-{at:06},a b,c").expect("writing to a text never fails");
    }
    let found = faults(&table);
    assert_eq!(found.len(), MOST_FAULTS + 1);
    let unknown = "neither in the database nor in the file.";
    assert_eq!(found[0], format!("line 2: The group a is {unknown}"));
    // Three of each line before it, and the first of its own.
    let last = 2 + MOST_FAULTS / 3;
    assert_eq!(
        found[MOST_FAULTS - 1..],
        [
            format!("line {last}: The group a is {unknown}"),
            too_many(last)
        ]
    );
    // Others in each of few lines.
    let each = MOST_FAULTS / 5;
    let lines: Vec<String> = (0..8)
        .map(|at| member(at, at * each..(at + 1) * each))
        .collect();
    let found = faults(&lines.join("\n"));
    assert_eq!(found.len(), MOST_FAULTS + 1);
    assert_eq!(found[MOST_FAULTS], too_many(5));
}

#[test]
fn groups_that_reading_did_not_come_to_are_not_unknown() {
    let mut file = vec![member(0, 0..1)];
    file.resize(MOST_FAULTS + 1, "{}".to_owned());
    file.push(numbered(0));
    let found = faults(&file.join("\n"));
    assert_eq!(found.len(), MOST_FAULTS + 1);
    assert_eq!(
        found[0],
        "line 2: The object holds neither \"group\" nor \"integrationUser\"."
    );
    assert_eq!(found[MOST_FAULTS], too_many(MOST_FAULTS + 1));
}

#[test]
fn many_may_wait_for_groups_that_come_last() {
    let each = MOST_FAULTS / 5;
    let mut file: Vec<String> = (0..6).map(|at| member(at, 0..each)).collect();
    file.extend((0..each).map(numbered));
    let checked = check(file.join("\n").as_bytes()).expect("no faults");
    assert_eq!((checked.groups.len(), checked.users), (each, 6));
    file.push(client(" "));
    let line = file.len();
    assert_eq!(
        faults(&file.join("\n")),
        [format!("line {line}: oauthClientId is empty.")]
    );
}
