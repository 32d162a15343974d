//! What is read, what is refused and where, what it means.

mod meaning;
mod properties;

use super::*;
use crate::Direction;

fn read(text: &str) -> Expression {
    parse_q(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn fault(text: &str) -> (usize, ExpressionFaultKind) {
    match parse_q::<UserField>(text) {
        Ok(read) => panic!("{text} is read as {read}"),
        Err(fault) => (fault.offset, fault.kind),
    }
}

#[test]
fn published_forms_are_read() {
    for (text, same) in [
        ("{'firstName':'Acme'}", r#"{"firstName":{"$eq":"Acme"}}"#),
        (
            r#"{"status.value":{"$eq":1}}"#,
            r#"{"status.value":{"$eq":1}}"#,
        ),
        (
            "$and:[{status.value:{$eq:'1'}},{'firstName':{$like:'Jones%'}}]",
            r#"{"status.value":{"$eq":1},"firstName":{"$like":"Jones%"}}"#,
        ),
        (
            "{$or:[{partyId:{$gt:'100'}},{lastLogin:{$exist:false}}]}",
            r#"{"$or":[{"partyId":{"$gt":100}},{"lastLogin":{"$exists":false}}]}"#,
        ),
        (
            "firstName LIKE 'Jones%'",
            r#"{"firstName":{"$like":"Jones%"}}"#,
        ),
        (
            " { \"email\"  like\"%@x.com\" } ",
            r#"{"email":{"$like":"%@x.com"}}"#,
        ),
        (
            "dateAdded:{$gte:2026-01-31T08:15:00Z,$lt:'2026-02-01'}",
            r#"{"dateAdded":{"$gte":"2026-01-31T08:15:00.000000Z"},"dateAdded":{"$lt":"2026-02-01T00:00:00.000000Z"}}"#,
        ),
        (
            "isWebServicesOnly:'true',status:Active",
            r#"{"isWebServicesOnly":{"$eq":true},"status.value":{"$eq":1}}"#,
        ),
        (
            "email:null,description:{$ne:''},firstName:100",
            r#"{"email":{"$exists":false},"description":{"$exists":true},"firstName":{"$eq":"100"}}"#,
        ),
        (
            r"firstName:'O''Neil',email:'a\'b',description:'\u00e9\ud83d\ude00\n'",
            "{\"firstName\":{\"$eq\":\"O'Neil\"},\"email\":{\"$eq\":\"a'b\"},\"description\":{\"$eq\":\"é😀\\u000a\"}}",
        ),
    ] {
        let expression = read(text);
        assert_eq!(expression.to_string(), same, "{text}");
        assert_eq!(read(same), expression, "{text}");
    }
}

#[test]
fn a_group_has_members_of_its_own() {
    let read = parse_q::<GroupField>("type:0,readOnly:false,label LIKE 'e%'").expect("it is read");
    assert_eq!(
        read.to_string(),
        r#"{"type.value":{"$eq":0},"readOnly":{"$eq":false},"label":{"$like":"e%"}}"#
    );
    let wrong = parse_q::<GroupField>("{login:'x'}").expect_err("a fault");
    assert_eq!(wrong.offset, 1);
    assert!(parse_q::<GroupField>("type:Administrator").is_ok());
    for field in GroupField::ALL {
        assert_eq!(GroupField::find(field.path()), Some(field));
    }
}

#[test]
fn every_member_of_a_user_can_be_asked_for() {
    assert_eq!(UserField::all().count(), 42);
    for field in UserField::all() {
        assert_eq!(UserField::find(field.path()), Some(field));
        let text = format!("{}:{{$exists:true}}", field.path());
        assert_eq!(
            read(&text),
            Expression::Term(Term {
                field,
                test: Test::Exists(true)
            })
        );
    }
    for (short, whole) in [("status", "status.value"), ("timeZone", "timeZone.value")] {
        assert_eq!(UserField::find(short), UserField::find(whole));
    }
}

#[test]
fn a_fault_names_its_place_and_kind() {
    use Expected::{Character, Member, Operator, Value};
    use ExpressionFaultKind as Kind;
    let wrong = |member: &str, expected| Kind::WrongType {
        member: member.to_owned(),
        expected,
    };
    for (text, at, kind) in [
        ("", 0, Kind::Empty),
        ("  ", 2, Kind::Empty),
        ("{ }", 2, Kind::Empty),
        ("{", 1, Kind::Empty),
        ("{ünknown:1}", 1, Kind::UnknownMember("ünknown".to_owned())),
        (
            "{email:'é',nix:1}",
            11,
            Kind::UnknownMember("nix".to_owned()),
        ),
        ("Status:1", 0, Kind::UnknownMember("Status".to_owned())),
        ("groups:1", 0, Kind::UnknownMember("groups".to_owned())),
        (
            "{$not:[{status:1}]}",
            1,
            Kind::UnknownOperator("$not".to_owned()),
        ),
        (
            "status:{$regex:1}",
            8,
            Kind::UnknownOperator("$regex".to_owned()),
        ),
        (
            "status:{value:1}",
            8,
            Kind::UnknownOperator("value".to_owned()),
        ),
        (
            "{status.value:'abc'}",
            14,
            wrong("status.value", ValueKind::Number),
        ),
        ("partyId:1.5", 8, wrong("partyId", ValueKind::Number)),
        (
            "partyId:9223372036854775808",
            8,
            wrong("partyId", ValueKind::Number),
        ),
        ("isNotifyFax:1", 12, wrong("isNotifyFax", ValueKind::Flag)),
        (
            "dateAdded:'yesterday'",
            10,
            wrong("dateAdded", ValueKind::Moment),
        ),
        (
            "dateAdded:'0000-01-01T00:00:00+01:00'",
            10,
            wrong("dateAdded", ValueKind::Moment),
        ),
        ("email:{$exists:maybe}", 15, wrong("email", ValueKind::Flag)),
        ("email:{$gt:null}", 11, wrong("email", ValueKind::Text)),
        (
            "partyId:{$like:'1%'}",
            15,
            Kind::LikeNeedsText {
                member: "partyId".to_owned(),
            },
        ),
        ("email:Jones", 6, Kind::NeedsQuotes("Jones".to_owned())),
        ("email:'x", 6, Kind::UnclosedText),
        (r"email:'\u12'", 7, Kind::BadEscape),
        (r"email:'\ud800x'", 7, Kind::BadEscape),
        (r"email:'\u0000'", 7, Kind::BadCharacter('\0')),
        ("email:'a\0'", 8, Kind::BadCharacter('\0')),
        ("email", 5, Kind::Expected(Character(':'))),
        ("email = 'x'", 6, Kind::Expected(Character(':'))),
        ("email:", 6, Kind::Expected(Value)),
        ("email:[1]", 6, Kind::Expected(Value)),
        ("{email:'x'", 10, Kind::Expected(Character('}'))),
        ("email:'x',", 10, Kind::Expected(Member)),
        ("email:'x'}", 9, Kind::Trailing),
        ("{email:'x'} x", 12, Kind::Trailing),
        ("email:'x' AND status:1", 10, Kind::Trailing),
        ("email:{}", 7, Kind::Expected(Operator)),
        ("$and:{email:1}", 5, Kind::Expected(Character('['))),
        ("$and:[]", 6, Kind::Expected(Character('{'))),
        ("$and:[{}]", 7, Kind::Expected(Member)),
        ("$and:[{status:1}", 16, Kind::Expected(Character(']'))),
    ] {
        assert_eq!(fault(text), (at, kind), "{text}");
    }
}

#[test]
fn length_depth_and_number_of_terms_are_bounded() {
    let long = format!("email:'{}'", "é".repeat(3_000));
    let (at, kind) = fault(&long);
    assert_eq!(kind, ExpressionFaultKind::TooLong { most: 4_096 });
    assert!(at < long.chars().count() && at > 2_000, "{at}");
    let fits = format!("email:'{}'", "e".repeat(4_096 - 8));
    assert!(parse_q::<UserField>(&fits).is_ok());

    let nested = |levels: usize| {
        let begin: String = (0..levels)
            .map(|level| {
                if level % 2 == 0 {
                    "{$or:[{status:0},"
                } else {
                    "{$and:[{status:1},"
                }
            })
            .collect();
        format!("{begin}{{status:1}}{}", "]}".repeat(levels))
    };
    let deepest = read(&nested(5));
    assert_eq!(read(&deepest.to_string()), deepest);
    assert_eq!(
        fault(&nested(6)).1,
        ExpressionFaultKind::TooDeep { most: 5 }
    );
    assert!(parse_q::<UserField>(&"{$and:[".repeat(580)).is_err());

    let many = |terms: usize| vec!["status:1"; terms].join(",");
    assert!(parse_q::<UserField>(&many(50)).is_ok());
    assert_eq!(
        fault(&many(51)),
        (450, ExpressionFaultKind::TooManyTerms { most: 50 })
    );
}

#[test]
fn quoting_does_not_matter() {
    let one =
        read("{status.value:{$gte:1},dateAdded:2026-01-01T00:00:00Z,isNotifyFax:true,email:'x'}");
    for same in [
        r#"{"status.value":{"$gte":"1"},"dateAdded":"2026-01-01T00:00:00Z","isNotifyFax":"true","email":"x"}"#,
        "'status.value':{'$gte':'1'},'dateAdded':'2026-01-01T00:00:00Z','isNotifyFax':'true','email':'x'",
        "  'status.value' :\t{ $gte : 1 } ,\n\"dateAdded\" : 2026-01-01T01:00:00+01:00 , isNotifyFax : TRUE , email : \"x\"  ",
    ] {
        assert_eq!(read(same), one, "{same}");
    }
}

#[test]
fn an_order_is_read() {
    let by = |field, direction| OrderBy { field, direction };
    assert_eq!(
        parse_order("firstName, status.value:DESC ,partyId:asc,firstName:desc"),
        Ok(vec![
            by(UserField::FirstName, Direction::Ascending),
            by(UserField::Status, Direction::Descending),
            by(UserField::PartyId, Direction::Ascending),
        ])
    );
    assert_eq!(parse_order::<UserField>(" "), Ok(vec![]));
    for (text, at, kind) in [
        (
            "näme",
            0,
            ExpressionFaultKind::UnknownMember("näme".to_owned()),
        ),
        (
            "email, näme:asc",
            7,
            ExpressionFaultKind::UnknownMember("näme".to_owned()),
        ),
        (
            "email,",
            6,
            ExpressionFaultKind::UnknownMember(String::new()),
        ),
        (
            "email: up",
            7,
            ExpressionFaultKind::UnknownDirection("up".to_owned()),
        ),
        (
            "email:asc:desc",
            6,
            ExpressionFaultKind::UnknownDirection("asc:desc".to_owned()),
        ),
        (
            "groups.label",
            0,
            ExpressionFaultKind::NotSortable("groups.label".to_owned()),
        ),
    ] {
        let wrong = parse_order::<UserField>(text).expect_err(text);
        assert_eq!((wrong.offset, wrong.kind), (at, kind), "{text}");
    }
}
