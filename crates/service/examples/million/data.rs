//! Integration users and groups that do not exist, as many as wanted and the same ones every time: for measuring. NDJSON as
//! `integration-users import` reads it.
//!
//! Nothing but the standard library, so that an example of another crate can take this file in, too.

use std::io::{self, Write};

/// How much there is of what.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Integration users.
    pub users: u32,
    /// Groups, half of them for administrators.
    pub groups: u32,
}

/// The same numbers every time: splitmix64.
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

    fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < chance
    }

    /// A few of the first are had by many, most of the rest by few.
    fn popular(&mut self, most: u32) -> u32 {
        let first = self.below(most);
        if self.percent(30) {
            self.below(first.max(1)).min(self.below(first.max(1)))
        } else {
            first
        }
    }
}

const REGIONS: [&str; 16] = [
    "EMEA",
    "APAC",
    "LATAM",
    "North America",
    "DACH",
    "Nordics",
    "Benelux",
    "Iberia",
    "UK",
    "France",
    "Italy",
    "Japan",
    "India",
    "China",
    "Australia",
    "Africa",
];
const LINES: [&str; 12] = [
    "Direct",
    "Partner",
    "Renewals",
    "Services",
    "Spare Parts",
    "Enterprise",
    "Mid Market",
    "Public Sector",
    "Inside Sales",
    "Field",
    "Key Accounts",
    "Online",
];
const DUTIES: [&str; 12] = [
    "Approvals",
    "Catalogue",
    "Pricing",
    "Templates",
    "Translations",
    "Commerce",
    "Documents",
    "Reports",
    "Data Tables",
    "Workflows",
    "Migration",
    "Audit",
];
const COMPANIES: [&str; 40] = [
    "Acme",
    "Globex",
    "Initech",
    "Umbrella",
    "Hooli",
    "Vandelay",
    "Stark",
    "Wayne",
    "Wonka",
    "Tyrell",
    "Soylent",
    "Cyberdyne",
    "Aperture",
    "Zürich Maschinen",
    "Łódź Electric",
    "São Paulo Log",
    "Nürnberg Bau",
    "Málaga Sol",
    "Ærø Marine",
    "Køge Stål",
    "東京電機",
    "大阪商事",
    "Москва Транс",
    "القاهرة للتجارة",
    "Piper",
    "Massive",
    "Oscorp",
    "Gringotts",
    "Monarch",
    "Prestige",
    "Sirius",
    "Nakatomi",
    "Octan",
    "Weyland",
    "Rekall",
    "Virtucon",
    "Dunder",
    "Sterling",
    "Bluth",
    "Pied",
];
const SYSTEMS: [&str; 24] = [
    "ERP",
    "CRM",
    "PIM",
    "EDI",
    "SAP",
    "Billing",
    "Tax",
    "Freight",
    "Currency",
    "Stock",
    "Orders",
    "Quotes",
    "Invoices",
    "Contracts",
    "Portal",
    "Mobile",
    "Data Lake",
    "Monitoring",
    "Backup",
    "Archive",
    "Mail",
    "Search",
    "Pricing",
    "Webshop",
];
const TASKS: [&str; 16] = [
    "order sync",
    "feed",
    "import",
    "export",
    "nightly batch",
    "lookup",
    "webhook",
    "reader",
    "writer",
    "bridge",
    "poller",
    "test",
    "load test",
    "mirror",
    "gateway",
    "agent",
];
const PLACES: [&str; 6] = ["", "", " EU", " US", " QA", " prod"];

/// The first moment at which anybody was made: 1 January 2021.
const EPOCH_SECONDS: u64 = 1_609_459_200;
/// And the last: 20 November 2026.
const LAST_SECONDS: u64 = 1_795_132_800;

/// Writes groups first, then users. Nine in ten are active, two in five were never used, most are in one to five groups; names
/// repeat, in several scripts; client ids are as Entra ID, Okta and others give them.
///
/// # Errors
/// When it cannot be written.
pub fn write(size: Size, out: &mut impl Write) -> io::Result<()> {
    let mut dice = Dice(0x1u64);
    for at in 0..size.groups {
        write_group(at, &mut dice, out)?;
    }
    for at in 0..size.users {
        write_user(at, size, &mut dice, out)?;
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

fn write_group(at: u32, dice: &mut Dice, out: &mut impl Write) -> io::Result<()> {
    let (kind, what) = if at.is_multiple_of(2) {
        ("Administrator", dice.pick(&DUTIES))
    } else {
        ("Sales", dice.pick(&LINES))
    };
    let region = dice.pick(&REGIONS);
    writeln!(
        out,
        r#"{{"group":{{"variableName":"{}","label":"{region} {what} {at:04}","type":"{kind}","description":"{what} of {region}."}}}}"#,
        group_name(at)
    )
}

fn write_user(at: u32, size: Size, dice: &mut Dice, out: &mut impl Write) -> io::Result<()> {
    let company = dice.pick(&COMPANIES);
    let (system, task, place) = (dice.pick(&SYSTEMS), dice.pick(&TASKS), dice.pick(&PLACES));
    let status = u32::from(dice.percent(90));
    // More of them lately than long ago.
    let span = LAST_SECONDS - EPOCH_SECONDS;
    let added = EPOCH_SECONDS + (dice.roll() % span).max(dice.roll() % span);
    write!(
        out,
        r#"{{"integrationUser":{{"oauthClientId":"{}","firstName":"{company} {system} {task}{place}","#,
        client_id(at, dice)
    )?;
    if dice.percent(70) {
        let host = dice.below(4_000);
        write!(out, r#""email":"integration-{at}@customer{host}.example","#)?;
    }
    if dice.percent(40) {
        let ticket = dice.below(90_000) + 10_000;
        write!(
            out,
            r#""description":"{system} {task} of {company}, asked for in ticket {ticket}.","#
        )?;
    }
    write!(
        out,
        r#""status":{{"value":{status}}},"dateAdded":"{}","#,
        moment(added, dice.below(1_000))
    )?;
    if dice.percent(60) {
        let used = added + dice.roll() % (LAST_SECONDS - added).max(1);
        // Who is in use was used lately.
        let used = if dice.percent(60) {
            LAST_SECONDS - dice.roll() % 86_400
        } else {
            used
        };
        write!(
            out,
            r#""lastLogin":"{}","#,
            moment(used.max(added), dice.below(1_000))
        )?;
    }
    let most = if dice.percent(2) { 60 } else { 5 };
    let mut groups: Vec<u32> = (0..dice.below(most + 1))
        .map(|_| dice.popular(size.groups))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    if size.groups == 0 {
        groups.clear();
    }
    write!(out, r#""groups":{{"items":["#)?;
    for (place, group) in groups.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(out, r#"{comma}{{"variableName":"{}"}}"#, group_name(*group))?;
    }
    writeln!(out, "]}}}}}}")
}

/// The number of the user is in it, so that no two are the same.
fn client_id(at: u32, dice: &mut Dice) -> String {
    let (a, b) = (dice.roll(), dice.roll());
    match at % 10 {
        0..=5 => {
            let tail = (b & 0xffff) << 32 | u64::from(at);
            format!(
                "{:08x}-{:04x}-4{:03x}-a{:03x}-{tail:012x}",
                a >> 32,
                a >> 16 & 0xffff,
                a & 0xfff,
                b >> 52
            )
        }
        6 | 7 => format!("{a:016x}{:08x}{at:08x}", b >> 32),
        8 => {
            const LETTERS: &[u8; 62] =
                b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            let mut rest = u128::from(a) << 32 | u128::from(at);
            let mut text = String::from("0oa");
            for _ in 0..17 {
                text.push(char::from(LETTERS[(rest % 62) as usize]));
                rest /= 62;
            }
            text
        }
        _ => format!(
            "{}-{}-client-{at}",
            dice.pick(&SYSTEMS).replace(' ', "_"),
            dice.pick(&TASKS).replace(' ', "_")
        ),
    }
}

/// RFC 3339, UTC.
fn moment(seconds: u64, millis: u32) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's days to civil, for moments after 1970.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn lines(size: Size) -> Vec<String> {
        let mut out = Vec::new();
        write(size, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn it_is_the_same_every_time_and_all_of_it_json() {
        let size = Size {
            users: 500,
            groups: 20,
        };
        let first = lines(size);
        assert_eq!(first.len(), 520);
        assert_eq!(first, lines(size));
        let mut clients = BTreeSet::new();
        for line in first {
            let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if let Some(client) = value["integrationUser"]["oauthClientId"].as_str() {
                assert!(clients.insert(client.to_owned()), "{client} twice");
            }
        }
        assert_eq!(clients.len(), 500);
        assert_eq!(
            lines(Size {
                users: 3,
                groups: 0
            })
            .len(),
            3
        );
    }

    #[test]
    fn moments_are_those_of_the_calendar() {
        assert_eq!(moment(EPOCH_SECONDS, 7), "2021-01-01T00:00:00.007Z");
        assert_eq!(moment(LAST_SECONDS, 0), "2026-11-20T00:00:00.000Z");
        assert_eq!(moment(1_709_210_096, 0), "2024-02-29T12:34:56.000Z");
    }
}
