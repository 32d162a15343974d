//! What an expression is true of.

use super::read;
use crate::{
    Description, DisplayName, Email, GroupRef, GroupType, IntegrationUser, Label, Login, PartyId,
    PartyNumber, Status, Timestamp,
};

pub(super) fn user() -> IntegrationUser {
    let group = |name: &str, label: &str, kind| GroupRef {
        label: Label::stored(label),
        variable_name: name.parse().expect("a variable name"),
        kind,
    };
    IntegrationUser {
        party_id: PartyId(300_000_000_000_000_001),
        party_number: PartyNumber::new("IU_00000000001"),
        login: Login::new("_custom_user_00ff"),
        client_id: "Client-1".parse().expect("a client id"),
        name: DisplayName::stored("Büro Zürich"),
        email: Email::stored("ops@example.com"),
        description: Description::default(),
        status: Status::Active,
        groups: vec![
            group("emea", "EMEA Sales", GroupType::Sales),
            group(
                "userAdministrators",
                "User Administrators",
                GroupType::Administrator,
            ),
        ],
        date_added: Timestamp::parse_rfc3339("2026-01-31T08:15:00.123456Z").expect("a moment"),
        date_modified: Timestamp::parse_rfc3339("2026-01-31T08:15:00Z").expect("a moment"),
        last_used: None,
        version: 1,
    }
}

#[test]
fn each_operator_means_what_it_should() {
    let user = user();
    for (text, holds) in [
        ("firstName:'Büro Zürich'", true),
        ("firstName:'büro zürich'", false),
        ("firstName LIKE 'buro z_rich'", true),
        ("firstName LIKE 'zurich'", false),
        ("firstName:{$gt:'A',$lt:'C'}", true),
        ("description:{$ne:'x'}", true),
        ("description:{$lt:'x'}", false),
        ("description:{$gte:''}", false),
        ("description:{$like:'%'}", false),
        ("description:''", true),
        ("description:{$exists:false}", true),
        ("email:{$exists:true}", true),
        ("lastName:null", true),
        ("lastLogin:{$exists:true}", false),
        ("lastLogin:{$lt:'2030-01-01'}", false),
        ("lastLogin:{$ne:'2030-01-01'}", true),
        ("partyId:300000000000000001", true),
        ("partyId:{$gt:'300000000000000000'}", true),
        ("status:1", true),
        ("status.displayValue:'Active'", true),
        ("status.displayValue LIKE 'act%'", true),
        ("type:'FULL_ACCESS',company.loginName:'_host'", true),
        (
            "isUserAdminPermEnabled:true,isSuperUserPermEnabled:false",
            true,
        ),
        ("isWebServicesOnly:{$ne:true}", false),
        ("groups.variableName:'emea'", true),
        ("groups.variableName:{$ne:'emea'}", false),
        ("groups.variableName:{$ne:'apac'}", true),
        ("groups.label LIKE '%sales'", true),
        ("groups.type:'Sales',groups.type:'Administrator'", true),
        ("groups.type:{$exists:true}", true),
        ("$or:[{status:0},{email LIKE '%@EXAMPLE.com'}]", true),
        ("$and:[{status:0},{email LIKE '%@example.com'}]", false),
    ] {
        assert_eq!(read(text).matches(&user), holds, "{text}");
    }
}

#[test]
fn what_was_sent_as_a_moment_equals_what_there_is() {
    let user = user();
    let sent = user.date_added.rfc3339();
    for (operator, holds) in [
        ("$eq", true),
        ("$ne", false),
        ("$gt", false),
        ("$gte", true),
        ("$lt", false),
        ("$lte", true),
    ] {
        let text = format!("dateAdded:{{{operator}:'{sent}'}}");
        assert_eq!(read(&text).matches(&user), holds, "{text}");
    }
    // Never sent with more decimals, so nothing equals one that has more.
    assert!(!read("dateAdded:'2026-01-31T08:15:00.123456Z'").matches(&user));
    assert!(read("dateAdded:{$lt:'2026-01-31T08:15:00.123456Z'}").matches(&user));
}
