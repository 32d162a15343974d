//! The first reading of a file: every fault of every line, and the groups, which are few.

use std::collections::HashMap;
use std::io::{self, BufRead};

use domain::{ClientId, Description, Group, GroupDraft, PartyNumber, VariableName};

use super::LineFault;
use super::parse::{GroupRecord, Record, UserRecord};
use super::records::{Found, Records};
use super::words::Wrong;

/// The faults of a file, and the columns of it that are not known.
type Refused = (Vec<LineFault>, Vec<String>);

/// After so many faults reading on helps nobody, and no more are told.
const MOST_FAULTS: usize = 100_000;

/// The groups of the database by name.
pub(super) type KnownGroups = HashMap<VariableName, Group>;

/// What a file without faults holds.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) groups: Vec<(u64, GroupDraft)>,
    pub(super) users: u64,
    /// Columns that nothing is known of.
    pub(super) passed_over: Vec<String>,
}

/// Collects what is seen on the way through the file.
pub(super) struct Check {
    known: KnownGroups,
    groups: HashMap<VariableName, u64>,
    clients: HashMap<ClientId, u64>,
    numbers: HashMap<PartyNumber, u64>,
    /// Groups that were neither known nor in a line so far: a later line may still bring them.
    awaited: HashMap<VariableName, Awaiting>,
    /// How many lines are noted down in there.
    awaiting: usize,
    faults: Vec<LineFault>,
    /// Whether there are faults that are not noted down.
    more: bool,
    checked: Checked,
}

/// The lines that name a group: the first in any case, and the others as long as there are few of all groups.
#[derive(Default)]
struct Awaiting {
    lines: Vec<u64>,
    more: bool,
}

impl Check {
    /// Against these groups of the database.
    pub(super) fn against(known: KnownGroups) -> Self {
        Self {
            known,
            groups: HashMap::new(),
            clients: HashMap::new(),
            numbers: HashMap::new(),
            awaited: HashMap::new(),
            awaiting: 0,
            faults: Vec::new(),
            more: false,
            checked: Checked::default(),
        }
    }

    /// Reads to the end, telling now and then how many bytes it was; `false` as the answer stops it.
    pub(super) fn read(
        mut self,
        reader: impl BufRead,
        mut progress: impl FnMut(u64) -> bool,
    ) -> io::Result<Result<Checked, Refused>> {
        let mut records = Records::new(reader)?;
        let mut count = 0_u64;
        while let Some((number, found)) = records.advance()? {
            self.record(number, found);
            if self.faults.len() >= MOST_FAULTS {
                self.more = true;
                // What was not read may still bring them.
                self.awaited.clear();
                break;
            }
            count += 1;
            if count.is_multiple_of(4_096) && !progress(records.bytes()) {
                break;
            }
        }
        let passed_over = records.passed_over().to_vec();
        Ok(match self.finish() {
            Ok(checked) => Ok(Checked {
                passed_over,
                ..checked
            }),
            Err(faults) => Err((faults, passed_over)),
        })
    }

    fn record(&mut self, number: u64, found: Found) {
        match found {
            Ok(Record::Group(group)) => self.group(number, group),
            Ok(Record::User(user)) => self.user(number, *user),
            Err(wrongs) => wrongs.iter().for_each(|wrong| self.fault(number, wrong)),
        }
    }

    fn group(&mut self, number: u64, group: GroupRecord) {
        if let Some(first) = self.groups.insert(group.variable_name.clone(), number) {
            self.fault(number, &Wrong::GroupTwice { first });
            return;
        }
        if let Some(awaiting) = self.awaited.remove(&group.variable_name) {
            self.awaiting -= awaiting.lines.len();
        }
        match draft(self.known.get(&group.variable_name), group) {
            Ok(draft) => self.checked.groups.push((number, draft)),
            Err(wrong) => self.fault(number, &wrong),
        }
    }

    fn user(&mut self, number: u64, user: UserRecord) {
        self.checked.users += 1;
        for group in user.groups.into_iter().flatten() {
            if !self.known.contains_key(&group) && !self.groups.contains_key(&group) {
                self.awaits(group, number);
            }
        }
        if let Some(first) = first_line(&mut self.clients, user.client_id, number) {
            self.fault(number, &Wrong::ClientIdTwice { first });
        }
        if let Some(party_number) = user.party_number
            && let Some(first) = first_line(&mut self.numbers, party_number, number)
        {
            self.fault(number, &Wrong::PartyNumberTwice { first });
        }
    }

    fn awaits(&mut self, group: VariableName, line: u64) {
        let awaiting = self.awaited.entry(group).or_default();
        if awaiting.lines.is_empty() || self.awaiting < MOST_FAULTS {
            awaiting.lines.push(line);
            self.awaiting += 1;
        } else {
            awaiting.more = true;
        }
    }

    fn fault(&mut self, line: u64, wrong: &Wrong) {
        self.faults.push(LineFault {
            line,
            message: wrong.to_string(),
        });
    }

    /// Nothing more comes: groups that are awaited are nowhere.
    fn unknown_groups(&mut self) {
        let awaited = std::mem::take(&mut self.awaited);
        let mut unknown = Vec::new();
        for (group, Awaiting { lines, more }) in &awaited {
            self.more |= *more;
            unknown.extend(lines.iter().map(|line| (*line, group)));
        }
        self.more |= unknown.len() > MOST_FAULTS;
        unknown.sort_unstable();
        for (line, group) in unknown.into_iter().take(MOST_FAULTS) {
            let group = group.clone();
            self.fault(line, &Wrong::UnknownGroup { group });
        }
    }

    fn finish(mut self) -> Result<Checked, Vec<LineFault>> {
        self.unknown_groups();
        self.faults
            .sort_by(|a, b| a.line.cmp(&b.line).then_with(|| a.message.cmp(&b.message)));
        self.more |= self.faults.len() > MOST_FAULTS;
        self.faults.truncate(MOST_FAULTS);
        let Some(last) = self.faults.last().map(|fault| fault.line) else {
            return Ok(self.checked);
        };
        if self.more {
            self.fault(last, &Wrong::TooMany);
        }
        Err(self.faults)
    }
}

/// What a group should be: what the line leaves out stays as it is, and some of it cannot change.
fn draft(known: Option<&Group>, line: GroupRecord) -> Result<GroupDraft, Wrong> {
    let group = line.variable_name.clone();
    if let Some(known) = known.filter(|known| known.kind != line.kind) {
        return Err(Wrong::TypeDiffers {
            group,
            is: known.kind,
        });
    }
    let description = match (line.description, known) {
        (Some(description), _) => description,
        (None, Some(known)) => known.description.clone(),
        (None, None) => Description::default(),
    };
    if known.is_some_and(|known| {
        known.read_only && (known.label != line.label || known.description != description)
    }) {
        return Err(Wrong::ReadOnly { group });
    }
    Ok(GroupDraft {
        variable_name: group,
        label: line.label,
        kind: line.kind,
        description,
    })
}

/// The line that had the key before, if any; else this one is noted down.
fn first_line<K: std::hash::Hash + Eq>(
    lines: &mut HashMap<K, u64>,
    key: K,
    number: u64,
) -> Option<u64> {
    match lines.entry(key) {
        std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
        std::collections::hash_map::Entry::Vacant(entry) => {
            entry.insert(number);
            None
        }
    }
}

#[cfg(test)]
mod tests;
