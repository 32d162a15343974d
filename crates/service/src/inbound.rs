//! What the monitoring pages show of inbound calls and identity providers.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Caller, DayCalls, InboundCalls, InboundQuery, Permission, Problem, ProviderState, Refusal,
    TokenReport,
};
use store::{CallsOf, DayCount, REFUSALS_OF_EACH};

use crate::Service;
use crate::problems::OrProblem;

/// So many clients that no user has are listed.
const UNKNOWN_CLIENTS: u32 = 100;

impl Service {
    /// Calls by day, refusals by reason, the last refusals and unknown clients; of one user or of all.
    ///
    /// [`Problem::NotFound`] when the query is for a user that there is not.
    pub async fn inbound_calls(
        &self,
        caller: &Caller,
        query: &InboundQuery,
    ) -> Result<InboundCalls, Problem> {
        caller.require(Permission::Read)?;
        let of = match &query.user {
            None => CallsOf::Everybody,
            Some(number) => {
                let user = self.store.find_user(number).await.or_problem()?;
                let user = user.ok_or(Problem::NotFound)?;
                CallsOf::User {
                    party_id: user.party_id,
                    client_id: user.client_id,
                }
            }
        };
        let now = self.clock.now();
        let mut days: Vec<DayCalls> = (0..i64::from(query.span.days()))
            .rev()
            .map(|ago| DayCalls {
                day: now.days_before(ago).day(),
                accepted: 0,
                refused: 0,
            })
            .collect();
        let first = days.first().map_or(now.day(), |first| first.day);
        let counts = self.store.call_counts(&of, first, now.day()).await;
        let reasons = add_up(&mut days, &counts.or_problem()?);
        let refusals = self.store.refused_calls(&of, REFUSALS_OF_EACH).await;
        let unknown = match of {
            CallsOf::Everybody => self.store.unknown_clients(UNKNOWN_CLIENTS).await,
            CallsOf::User { .. } => Ok(Vec::new()),
        };
        Ok(InboundCalls {
            days,
            reasons,
            refusals: refusals.or_problem()?,
            unknown: unknown.or_problem()?,
        })
    }

    /// The configured identity providers as they are now.
    #[expect(clippy::unused_async, reason = "a use case like the others")]
    pub async fn identity_providers(&self, caller: &Caller) -> Result<Vec<ProviderState>, Problem> {
        caller.require(Permission::Read)?;
        Ok(self.gate.providers())
    }

    /// Looks at an access token claim by claim and says whether it would be admitted. It is neither kept, nor logged,
    /// nor counted.
    pub async fn check_token(&self, caller: &Caller, token: &str) -> Result<TokenReport, Problem> {
        caller.require(Permission::Read)?;
        let now = self.clock.now();
        Ok(self.gate.examine(pasted(token), now).await)
    }
}

/// A token as it is pasted: with blanks around it, perhaps with the word of the header before it.
fn pasted(token: &str) -> &str {
    let token = token.trim();
    match token.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim_start(),
        _ => token,
    }
}

/// Puts counts on their days, and gives the refused ones by reason, most first.
fn add_up(days: &mut [DayCalls], counts: &[DayCount]) -> Vec<(Refusal, u64)> {
    let places: HashMap<_, usize> = days
        .iter()
        .enumerate()
        .map(|(at, day)| (day.day, at))
        .collect();
    let mut reasons: BTreeMap<Refusal, u64> = BTreeMap::new();
    for count in counts {
        let Some(day) = places.get(&count.day).and_then(|at| days.get_mut(*at)) else {
            continue;
        };
        match count.outcome {
            None => day.accepted += count.calls,
            Some(reason) => {
                day.refused += count.calls;
                *reasons.entry(reason).or_default() += count.calls;
            }
        }
    }
    let mut reasons: Vec<(Refusal, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, calls)| std::cmp::Reverse(*calls));
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_be_pasted_as_it_stands_in_the_header() {
        for text in ["a.b.c", " a.b.c\r\n", "Bearer a.b.c", "bearer   a.b.c "] {
            assert_eq!(pasted(text), "a.b.c", "{text:?}");
        }
        assert_eq!(pasted("Basic a.b.c"), "Basic a.b.c");
        assert_eq!(pasted(""), "");
        assert_eq!(pasted("Bearer"), "Bearer");
    }
}
