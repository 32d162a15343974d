//! Tokens that were accepted, so that the same one is not taken apart and put through the same mathematics at each of its calls.
//!
//! What a token says, and whether its signature holds, hangs on nothing but the token, the key and what is configured for its
//! provider. So that is judged once. What can change is judged at every call: whether the provider has the key *now*, whether the
//! token is over *now*, and later status, groups and rate of its client. What is remembered is no token but a keyed hash of it: another
//! bit anywhere is another name, and without the secret, which never leaves the process, nobody can look for two tokens of one name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Timestamp;
use ring::hmac;
use ring::rand::SystemRandom;

use crate::claims::LEEWAY_SECONDS;
use crate::config::{Algorithm, ProviderConfig};
use crate::jwk::{Key, Keyset, Print};
use crate::token::Verified;
use crate::verify::provider_of;

/// Locks, so that processors seldom wait for one another.
const SHARDS: usize = 16;
/// How many new names there may be in each before the older half is forgotten: 32,768 in all. What is kept of a token are texts of
/// at most 256 bytes each, so that is some 16 MiB with tokens as they usually are, and some 50 with the largest.
const MOST_PER_SHARD: usize = 1_024;

/// 256 bits.
pub(crate) type Name = [u8; 32];

/// What was accepted. Bounded: those that were not seen for longest go.
pub(crate) struct Accepted {
    /// Where there is no randomness, nothing is remembered.
    secret: Option<hmac::Key>,
    shards: [Mutex<Shard>; SHARDS],
}

/// Two halves: the new one is filled, and when it is full it becomes the old one.
#[derive(Default)]
struct Shard {
    new: HashMap<Name, Arc<Entry>>,
    old: HashMap<Name, Arc<Entry>>,
}

struct Entry {
    verified: Arc<Verified>,
    /// What the token says of its key.
    kid: Option<String>,
    algorithm: Algorithm,
    /// The key that it was verified with.
    print: Print,
    /// When all of it was judged. A clock that says less was set back: then dates are to be looked at again.
    judged: Timestamp,
}

impl Accepted {
    /// With nothing in it, and a secret of its own.
    pub(crate) fn new() -> Self {
        Self {
            secret: hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).ok(),
            shards: Default::default(),
        }
    }

    /// The name of a token; none where nothing is remembered.
    pub(crate) fn name(&self, token: &str) -> Option<Name> {
        let mut name = Name::default();
        name.copy_from_slice(hmac::sign(self.secret.as_ref()?, token.as_bytes()).as_ref());
        Some(name)
    }

    /// What the token of this name says, if it was accepted before and still would be. Else it is to be judged anew, and that says
    /// what is wrong.
    pub(crate) fn find(
        &self,
        name: &Name,
        providers: &[(&ProviderConfig, &Keyset)],
        now: Timestamp,
    ) -> Option<Arc<Verified>> {
        let entry = self.shard(name, |shard| shard.find(name))?;
        let (_, keys) = provider_of(&entry.verified.issuer, providers).ok()?;
        let key = keys.find(entry.kid.as_deref(), entry.algorithm).ok()?;
        let over = entry.verified.expires.plus_seconds(LEEWAY_SECONDS);
        let holds = key.print() == &entry.print && now >= entry.judged && now < over;
        holds.then(|| Arc::clone(&entry.verified))
    }

    /// Remembers a token that was accepted with this key.
    pub(crate) fn keep(
        &self,
        name: Name,
        verified: &Arc<Verified>,
        kid: Option<&str>,
        key: &Key,
        now: Timestamp,
    ) {
        let entry = Entry {
            verified: Arc::clone(verified),
            kid: kid.map(str::to_owned),
            algorithm: key.algorithm(),
            print: *key.print(),
            judged: now,
        };
        self.shard(&name, |shard| shard.keep(name, Arc::new(entry)));
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
    fn find(&mut self, name: &Name) -> Option<Arc<Entry>> {
        if let Some(entry) = self.new.get(name) {
            return Some(Arc::clone(entry));
        }
        let entry = self.old.remove(name)?;
        self.keep(*name, Arc::clone(&entry));
        Some(entry)
    }

    fn keep(&mut self, name: Name, entry: Arc<Entry>) {
        if self.new.len() >= MOST_PER_SHARD {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(name, entry);
    }
}

#[cfg(test)]
mod tests {
    use domain::Refusal;
    use serde_json::Value;

    use super::*;
    use crate::config::Profile;
    use crate::testing::Forge;
    use crate::token::Token;
    use crate::verify::{verify, verify_knowing};

    const NOW: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

    type Providers<'a> = [(&'a ProviderConfig, &'a Keyset)];

    fn judged(
        token: &str,
        providers: &Providers,
        now: Timestamp,
        accepted: &Accepted,
    ) -> Result<(), Refusal> {
        let judged = verify_knowing(token, providers, now, accepted);
        let afresh = verify(token, providers, now);
        // With and without memory: the same verdict, to the last word of it.
        assert_eq!(
            judged.as_deref().map_err(Clone::clone),
            afresh.as_ref().map_err(Clone::clone)
        );
        judged.map(drop).map_err(|rejected| rejected.refusal)
    }

    /// The key set, with another key's numbers under the name of the key of this token.
    fn exchanged(forge: &Forge, token: &str) -> Keyset {
        let token = Token::parse(token).expect("a token");
        let mut set: Value = serde_json::from_str(&forge.jwks()).expect("JSON");
        let list = set["keys"].as_array_mut().expect("keys");
        let own = list
            .iter()
            .position(|key| key["kid"] == token.header["kid"]);
        let own = own.expect("its key");
        let fits = |key: &&Value| key["n"].is_string() && key["n"] != list[own]["n"];
        let n = list.iter().find(fits).expect("another key")["n"].clone();
        list[own]["n"] = n;
        Keyset::parse(set.to_string().as_bytes()).expect("a key set")
    }

    #[test]
    fn what_was_accepted_is_known_again_and_nothing_else_is() {
        let forge = Forge::new(NOW);
        let [provider, _] = forge.providers();
        let keys = forge.keyset();
        let providers = [(&provider, &keys)];
        let accepted = Accepted::new();
        let token = forge.draft(Profile::AtJwt).mint();
        for _ in 0..3 {
            assert_eq!(judged(&token, &providers, NOW, &accepted), Ok(()));
        }
        assert_eq!(accepted.len(), 1);
        let other = forge.draft(Profile::AtJwt).claim("sub", "other").mint();
        assert!(judged(&other, &providers, NOW, &accepted).is_err());
        let (signed, _) = token.rsplit_once('.').expect("a signature");
        let (_, signature) = other.rsplit_once('.').expect("a signature");
        let mixed = format!("{signed}.{signature}");
        assert_eq!(
            judged(&mixed, &providers, NOW, &accepted),
            Err(Refusal::BadSignature)
        );
        assert_eq!(accepted.len(), 1, "what is refused is not kept");
    }

    #[test]
    fn what_is_remembered_opens_nothing_by_itself() {
        let forge = Forge::new(NOW);
        let [provider, _] = forge.providers();
        let keys = forge.keyset();
        let accepted = Accepted::new();
        let token = forge.draft(Profile::AtJwt).mint();
        let with = |keys: &Keyset, now| judged(&token, &[(&provider, keys)], now, &accepted);
        assert_eq!(with(&keys, NOW), Ok(()));
        assert_eq!(with(&keys, NOW), Ok(()));
        let withdrawn = Keyset::default();
        assert_eq!(with(&withdrawn, NOW), Err(Refusal::UnknownKey));
        let exchanged = exchanged(&forge, &token);
        assert_eq!(with(&exchanged, NOW), Err(Refusal::BadSignature));
        let late = NOW.plus_seconds(48 * 60 * 60);
        assert_eq!(with(&keys, late), Err(Refusal::Expired));
        let early = NOW.plus_seconds(-48 * 60 * 60);
        assert_eq!(with(&keys, early), Err(Refusal::NotYetValid));
        assert_eq!(with(&keys, NOW), Ok(()), "it was forgotten");
        let elsewhere = ProviderConfig {
            issuers: vec!["https://elsewhere.example".to_owned()],
            ..provider.clone()
        };
        assert_eq!(
            judged(&token, &[(&elsewhere, &keys)], NOW, &accepted),
            Err(Refusal::WrongIssuer)
        );
    }

    #[test]
    fn names_differ_from_process_to_process() {
        let names = [Accepted::new(), Accepted::new()].map(|one| one.name("a.b.c"));
        assert!(names[0].is_some());
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn there_is_a_bound_and_what_is_used_stays() {
        let forge = Forge::new(NOW);
        let [provider, _] = forge.providers();
        let keys = forge.keyset();
        let token = forge.draft(Profile::AtJwt).mint();
        let verified = verify(&token, &[(&provider, &keys)], NOW).expect("a good token");
        let verified = Arc::new(verified);
        let accepted = Accepted::new();
        let made = |number: u32| {
            let mut name = Name::default();
            name[1..5].copy_from_slice(&number.to_le_bytes());
            name
        };
        let known = |name: &Name| accepted.shard(name, |shard| shard.find(name)).is_some();
        let first = made(0);
        for number in 0..10_000 {
            accepted.keep(made(number), &verified, None, &keys.keys()[0], NOW);
            assert!(known(&first));
        }
        assert!(accepted.len() <= 2 * MOST_PER_SHARD);
        assert!(!known(&made(1)));
    }
}
