//! Signatures that were found to hold, so that the same token is not put through the same mathematics at each of its calls.
//!
//! Only that is left out. At every call the token is taken apart again, its issuer and `kid` are looked up among the keys that
//! the provider has *now*, and claims, times, status, groups and rate are judged. What is remembered is no token but a keyed
//! hash over the key, what was signed, and the signature: another key, or another bit anywhere, is another name, and without
//! the secret, which never leaves the process, nobody can look for two tokens of one name.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use ring::hmac;
use ring::rand::SystemRandom;

use crate::jwk::Key;
use crate::token::{Fault, Token};
use crate::verify::check_signature;

/// Locks, so that processors seldom wait for one another.
const SHARDS: usize = 16;
/// How many new names there may be in each before the older half is forgotten: 65,536 in all, some 4 MiB at most.
const MOST_PER_SHARD: usize = 2_048;

/// 256 bits.
type Name = [u8; 32];

/// What has held. Bounded: those that were not seen for longest go.
pub(crate) struct Signatures {
    /// Where there is no randomness, nothing is remembered.
    secret: Option<hmac::Key>,
    shards: [Mutex<Shard>; SHARDS],
}

/// Two halves: the new one is filled, and when it is full it becomes the old one.
#[derive(Default)]
struct Shard {
    new: HashSet<Name>,
    old: HashSet<Name>,
}

impl Signatures {
    /// With nothing in it, and a secret of its own.
    pub(crate) fn new() -> Self {
        Self {
            secret: hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).ok(),
            shards: Default::default(),
        }
    }

    /// The same as [`check_signature`], from memory where it has been asked before.
    pub(crate) fn check(&self, token: &Token, key: &Key) -> Result<(), Fault> {
        let Some(secret) = &self.secret else {
            return check_signature(token, key);
        };
        let name = name(secret, token, key);
        if self.shard(&name, |shard| shard.knows(&name)) {
            return Ok(());
        }
        check_signature(token, key)?;
        self.shard(&name, |shard| shard.keep(name));
        Ok(())
    }

    fn shard<T>(&self, name: &Name, use_it: impl FnOnce(&mut Shard) -> T) -> T {
        let shard = &self.shards[usize::from(name[0]) % SHARDS];
        use_it(&mut shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.shards
            .iter()
            .map(|shard| shard.lock().expect("a lock"))
            .map(|shard| shard.new.len() + shard.old.len())
            .sum()
    }
}

impl Shard {
    /// One that is asked for again is as good as new.
    fn knows(&mut self, name: &Name) -> bool {
        if self.new.contains(name) {
            return true;
        }
        let known = self.old.remove(name);
        if known {
            self.keep(*name);
        }
        known
    }

    fn keep(&mut self, name: Name) {
        if self.new.len() >= MOST_PER_SHARD {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(name);
    }
}

/// Every part with its length before it, so that no two lists of parts are the same bytes.
fn name(secret: &hmac::Key, token: &Token, key: &Key) -> Name {
    let [first, second] = key.material();
    let mut hash = hmac::Context::with_key(secret);
    for part in [
        key.algorithm().word().as_bytes(),
        first,
        second,
        token.signed.as_bytes(),
        &token.signature,
    ] {
        hash.update(&part.len().to_le_bytes());
        hash.update(part);
    }
    let mut name = Name::default();
    name.copy_from_slice(hash.sign().as_ref());
    name
}

#[cfg(test)]
mod tests {
    use domain::{Refusal, Timestamp};

    use super::*;
    use crate::config::{Profile, ProviderConfig};
    use crate::jwk::Keyset;
    use crate::testing::Forge;
    use crate::verify::verify_knowing;

    const NOW: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

    fn key_of(forge: &Forge, token: &Token) -> Key {
        let keys = forge.keyset();
        let algorithm = token.algorithm().expect("an algorithm");
        keys.find(token.kid(), algorithm).expect("a key").clone()
    }

    #[test]
    fn what_has_held_is_known_again_and_nothing_else_is() {
        let forge = Forge::new(NOW);
        let signatures = Signatures::new();
        let minted = forge.draft(Profile::AtJwt).mint();
        let token = Token::parse(&minted).expect("a token");
        let key = key_of(&forge, &token);
        for _ in 0..3 {
            signatures.check(&token, &key).expect("it holds");
        }
        assert_eq!(signatures.len(), 1);

        let mut bent = Token::parse(&minted).expect("a token");
        bent.signature[10] ^= 1;
        signatures
            .check(&bent, &key)
            .expect_err("another signature");
        let other = forge.draft(Profile::AtJwt).claim("sub", "other").mint();
        let other = Token::parse(&other).expect("a token");
        let mixed = Token {
            signed: other.signed,
            ..Token::parse(&minted).expect("a token")
        };
        signatures.check(&mixed, &key).expect_err("another message");
        let keys = forge.keyset();
        for strange in keys.keys().iter().filter(|other| **other != key) {
            signatures.check(&token, strange).expect_err("another key");
        }
        assert_eq!(signatures.len(), 1, "what does not hold is not kept");
    }

    #[test]
    fn what_is_remembered_opens_nothing_by_itself() {
        let forge = Forge::new(NOW);
        let [provider, _] = forge.providers();
        let signatures = Some(&Signatures::new());
        let token = forge.draft(Profile::AtJwt).mint();
        let verify = |keys: &Keyset, now| {
            let judged = verify_knowing(&token, &[(&provider, keys)], now, signatures);
            judged.map(drop).map_err(|rejected| rejected.refusal)
        };
        let keys = forge.keyset();
        assert_eq!(verify(&keys, NOW), Ok(()));
        assert_eq!(verify(&keys, NOW), Ok(()));
        let withdrawn = Keyset::default();
        assert_eq!(verify(&withdrawn, NOW), Err(Refusal::UnknownKey));
        let late = NOW.plus_seconds(48 * 60 * 60);
        assert_eq!(verify(&keys, late), Err(Refusal::Expired));
        let strict = ProviderConfig {
            audience: "https://elsewhere.example".to_owned(),
            ..provider.clone()
        };
        let judged = verify_knowing(&token, &[(&strict, &keys)], NOW, signatures);
        assert_eq!(
            judged.map_err(|rejected| rejected.refusal),
            Err(Refusal::WrongAudience)
        );
    }

    #[test]
    fn names_differ_from_process_to_process() {
        let forge = Forge::new(NOW);
        let minted = forge.draft(Profile::AtJwt).mint();
        let token = Token::parse(&minted).expect("a token");
        let key = key_of(&forge, &token);
        let names = [Signatures::new(), Signatures::new()]
            .map(|one| name(&one.secret.expect("randomness"), &token, &key));
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn there_is_a_bound_and_what_is_used_stays() {
        let signatures = Signatures::new();
        let made = |number: u32| {
            let mut name = Name::default();
            name[1..5].copy_from_slice(&number.to_le_bytes());
            name
        };
        let first = made(0);
        for number in 0..20_000 {
            signatures.shard(&made(number), |shard| shard.keep(made(number)));
            assert!(signatures.shard(&first, |shard| shard.knows(&first)));
        }
        assert!(signatures.len() <= 2 * MOST_PER_SHARD);
        let second = made(1);
        assert!(!signatures.shard(&second, |shard| shard.knows(&second)));
    }
}
