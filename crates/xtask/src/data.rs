//! Integration users and groups that do not exist, as many as wanted and the same ones every time, for measuring: NDJSON as
//! `integration-users import` reads it.

use std::io::{self, Write};

/// The same numbers every time: `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `most`.
    fn below(&mut self, most: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(most.max(1))).unwrap_or_default()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let most = u32::try_from(of.len()).unwrap_or(u32::MAX);
        of[self.below(most) as usize]
    }
}

const REGIONS: [&str; 8] = [
    "EMEA", "APAC", "LATAM", "DACH", "Nordics", "Benelux", "Iberia", "Japan",
];
const DUTIES: [&str; 8] = [
    "Approvals",
    "Catalogue",
    "Pricing",
    "Templates",
    "Documents",
    "Reports",
    "Workflows",
    "Audit",
];
const COMPANIES: [&str; 16] = [
    "Acme",
    "Globex",
    "Initech",
    "Umbrella",
    "Hooli",
    "Vandelay",
    "Wonka",
    "Tyrell",
    "Zürich Maschinen",
    "Łódź Electric",
    "São Paulo Log",
    "東京電機",
    "Oscorp",
    "Monarch",
    "Octan",
    "Virtucon",
];
const SYSTEMS: [&str; 12] = [
    "ERP", "CRM", "PIM", "Billing", "Tax", "Freight", "Stock", "Orders", "Quotes", "Invoices",
    "Portal", "Webshop",
];
const TASKS: [&str; 8] = [
    "order sync",
    "feed",
    "import",
    "export",
    "lookup",
    "webhook",
    "bridge",
    "mirror",
];

/// Groups first, then users. Nine in ten are active, two in five were never used, each is in up to five groups.
///
/// # Errors
/// When it cannot be written.
pub fn write(out: &mut impl Write, users: u64, groups: u32, seed: u64) -> io::Result<()> {
    let mut dice = Dice(seed);
    for at in 0..groups {
        let (kind, what) = if at.is_multiple_of(2) {
            ("Administrator", dice.pick(&DUTIES))
        } else {
            ("Sales", "Sales")
        };
        let region = dice.pick(&REGIONS);
        writeln!(
            out,
            r#"{{"group":{{"variableName":"{}","label":"{region} {what} {at:05}","type":"{kind}"}}}}"#,
            group_name(at)
        )?;
    }
    for at in 0..users {
        write_user(out, at, groups, &mut dice)?;
    }
    out.flush()
}

/// Even ones are for administrators.
fn group_name(at: u32) -> String {
    let kind = if at.is_multiple_of(2) {
        "admin"
    } else {
        "sales"
    };
    format!("{kind}{at:05}")
}

fn write_user(out: &mut impl Write, at: u64, groups: u32, dice: &mut Dice) -> io::Result<()> {
    let name = format!(
        "{} {} {}",
        dice.pick(&COMPANIES),
        dice.pick(&SYSTEMS),
        dice.pick(&TASKS)
    );
    let status = u8::from(dice.below(10) > 0);
    let (year, month, day) = (2021 + dice.below(5), 1 + dice.below(12), 1 + dice.below(28));
    write!(
        out,
        r#"{{"integrationUser":{{"oauthClientId":"{:016x}{at:016x}","partyNumber":"IU_{at:010}","firstName":"{name}","email":"integration-{at}@example.com","status":{{"value":{status}}},"dateAdded":"{year}-{month:02}-{day:02}T{:02}:{:02}:00Z","#,
        dice.roll(),
        dice.below(24),
        dice.below(60)
    )?;
    if dice.below(5) > 1 {
        write!(
            out,
            r#""lastLogin":"2026-{:02}-{:02}T12:{:02}:00Z","#,
            1 + dice.below(10),
            1 + dice.below(28),
            dice.below(60)
        )?;
    }
    let most = if groups == 0 { 0 } else { dice.below(6) };
    let mut of: Vec<u32> = (0..most).map(|_| dice.below(groups)).collect();
    of.sort_unstable();
    of.dedup();
    let of: Vec<String> = of
        .into_iter()
        .map(|group| format!(r#"{{"variableName":"{}"}}"#, group_name(group)))
        .collect();
    writeln!(out, r#""groups":{{"items":[{}]}}}}}}"#, of.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(users: u64, groups: u32, seed: u64) -> String {
        let mut out = Vec::new();
        write(&mut out, users, groups, seed).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn it_is_the_same_every_time_and_another_with_another_seed() {
        assert_eq!(written(50, 10, 1), written(50, 10, 1));
        assert_ne!(written(50, 10, 1), written(50, 10, 2));
    }

    #[test]
    fn every_line_is_json_and_no_two_users_are_one() {
        let text = written(500, 20, 1);
        let mut clients = std::collections::HashSet::new();
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            if let Some(client) = line["integrationUser"]["oauthClientId"].as_str() {
                clients.insert(client.to_owned());
            }
        }
        assert_eq!((text.lines().count(), clients.len()), (520, 500));
        assert!(written(3, 0, 1).contains(r#""groups":{"items":[]}"#));
    }
}
