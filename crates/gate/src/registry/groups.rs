//! Which user is in which group, both ways: a compressed bitmap of users for each group, and a short list of groups for each
//! user.

use std::collections::HashMap;

use domain::{GroupType, VariableName};
use roaring::RoaringBitmap;

use super::bits::Bits;

/// Room for a user's list, where it is made for many at once: so many groups of two bytes and their number. What is not used of it takes no memory.
const USUAL_LIST: usize = 9;

/// Garbage below this is not worth the trouble.
const LITTLE: usize = 1 << 20;

/// Every group once, by its place in a list.
#[derive(Default)]
pub struct Groups {
    names: Vec<(GroupType, VariableName)>,
    /// Looked up for each membership when all users are read, so with a quick hasher: names are given by administrators.
    places: hashbrown::HashMap<(GroupType, VariableName), u32>,
    members: Vec<RoaringBitmap>,
    lists: Lists,
}

/// For each user where its list begins: how many, and the places of the groups, each of few bytes where there are few groups.
#[derive(Default)]
struct Lists {
    starts: Vec<u32>,
    bytes: Vec<u8>,
    garbage: usize,
}

impl Groups {
    /// Makes room at once for so many more users, where that is known before.
    pub fn reserve(&mut self, users: usize) {
        self.lists.starts.reserve_exact(users);
        self.lists
            .bytes
            .reserve_exact(users.saturating_mul(USUAL_LIST));
    }

    /// The group's place; it gets one if it is new.
    pub fn place(&mut self, group: (GroupType, VariableName)) -> u32 {
        if let Some(place) = self.places.get(&group) {
            return *place;
        }
        let place = super::index(self.names.len());
        self.names.push(group.clone());
        self.places.insert(group, place);
        self.members.push(RoaringBitmap::new());
        place
    }

    /// The groups of a user, which is the next or one that is there; they are sorted.
    pub fn set(&mut self, user: u32, groups: &[u32]) {
        let before: Vec<u32> = self.of(user).collect();
        if before == groups && (user as usize) < self.lists.starts.len() {
            return;
        }
        for gone in before.iter().filter(|group| !groups.contains(group)) {
            self.members[*gone as usize].remove(user);
        }
        for new in groups.iter().filter(|group| !before.contains(group)) {
            add(&mut self.members[*new as usize], user);
        }
        self.lists.set(user, groups);
    }

    /// The places of the groups of a user.
    pub fn of(&self, user: u32) -> impl Iterator<Item = u32> {
        self.lists.of(user)
    }

    /// The name of a group.
    pub fn name(&self, group: u32) -> Option<&(GroupType, VariableName)> {
        self.names.get(group as usize)
    }

    /// Who is in any of these groups of the type.
    pub fn any_of(&self, kind: GroupType, names: &[VariableName]) -> Bits {
        let members = names
            .iter()
            .filter_map(|name| self.places.get(&(kind, name.clone())))
            .flat_map(|group| &self.members[*group as usize]);
        members.collect()
    }

    /// How many of these users are in each group of the type. `count` says how many they are.
    pub fn counts(
        &self,
        kind: GroupType,
        users: &Bits,
        count: u64,
        all: u64,
    ) -> HashMap<VariableName, u64> {
        let of_kind = |group: &usize| self.names[*group].0 == kind;
        let mut counts = vec![0_u64; self.names.len()];
        if count == all {
            for group in (0..counts.len()).filter(of_kind) {
                counts[group] = self.members[group].len();
            }
        } else if count < all / 4 {
            for user in users.places() {
                for group in self.lists.of(user) {
                    counts[group as usize] += 1;
                }
            }
        } else {
            for group in (0..counts.len()).filter(of_kind) {
                let members = self.members[group].iter();
                counts[group] = members.map(|user| u64::from(users.has(user))).sum();
            }
        }
        (0..counts.len())
            .filter(of_kind)
            .map(|group| (self.names[group].1.clone(), counts[group]))
            .collect()
    }

    /// The same for other places: the one that stands at a place is to be at the number of that place in the list.
    pub fn kept(&mut self, places: &[u32]) {
        let mut lists = Lists::default();
        for members in &mut self.members {
            members.clear();
        }
        for (new, old) in places.iter().enumerate() {
            let new = super::index(new);
            let groups: Vec<u32> = self.lists.of(*old).collect();
            for group in &groups {
                add(&mut self.members[*group as usize], new);
            }
            lists.set(new, &groups);
        }
        self.lists = lists;
    }
}

impl Lists {
    fn set(&mut self, user: u32, groups: &[u32]) {
        let at = user as usize;
        if at < self.starts.len() {
            self.garbage += self.length(user);
        }
        let start = super::index(self.bytes.len());
        write(&mut self.bytes, super::index(groups.len()));
        for group in groups {
            write(&mut self.bytes, *group);
        }
        if at < self.starts.len() {
            self.starts[at] = start;
        } else {
            self.starts.push(start);
        }
        if self.garbage > LITTLE && self.garbage > self.bytes.len() / 2 {
            self.tidy();
        }
    }

    fn of(&self, user: u32) -> impl Iterator<Item = u32> {
        let start = self.starts.get(user as usize).map(|start| *start as usize);
        let mut rest = start.map_or(&[][..], |start| &self.bytes[start..]);
        let mut left = if rest.is_empty() { 0 } else { read(&mut rest) };
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            Some(read(&mut rest))
        })
    }

    /// How many bytes its list takes.
    fn length(&self, user: u32) -> usize {
        let start = self.starts[user as usize] as usize;
        let mut rest = &self.bytes[start..];
        let before = rest.len();
        for _ in 0..read(&mut rest) {
            read(&mut rest);
        }
        before - rest.len()
    }

    fn tidy(&mut self) {
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.garbage);
        for user in 0..self.starts.len() {
            let from = self.starts[user] as usize;
            let length = self.length(super::index(user));
            self.starts[user] = super::index(bytes.len());
            bytes.extend_from_slice(&self.bytes[from..from + length]);
        }
        self.bytes = bytes;
        self.garbage = 0;
    }
}

/// Whoever is new has the highest place, and that is added at the end without looking for where it belongs.
fn add(members: &mut RoaringBitmap, user: u32) {
    if members.try_push(user).is_err() {
        members.insert(user);
    }
}

/// Seven bits a byte, the last without the eighth.
fn write(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(0x80 | number.to_le_bytes()[0]);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn read(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let Some((first, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(first & 0x7f) << shift;
        if first & 0x80 == 0 || shift >= 28 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_packing() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 5_000_000, u32::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            write(&mut bytes, number);
        }
        let mut rest = &bytes[..];
        assert_eq!(numbers.map(|_| read(&mut rest)), numbers);
        assert!(rest.is_empty());
    }

    #[test]
    fn lists_that_change_often_leave_no_garbage_behind() {
        let mut lists = Lists::default();
        for user in 0..1_000 {
            lists.set(user, &[user]);
        }
        for round in 0..3_000 {
            for user in 0..1_000 {
                lists.set(user, &[round, user]);
            }
        }
        assert!(lists.bytes.len() < 3 * LITTLE, "{}", lists.bytes.len());
        for user in 0..1_000 {
            assert!(lists.of(user).eq([2_999, user]));
        }
    }
}
