//! How many calls one integration user may make, where that is not the usual.

use domain::{
    Action, CallLimit, CallLimitForm, CallLimits, Caller, Change, IntegrationUser, PartyNumber,
    Permission, Problem, SubjectKind,
};
use gate::Rate;
use store::{CallRate, NewActivity};
use tracing::info;

use crate::Service;
use crate::differences::field;
use crate::problems::OrProblem;

impl Service {
    /// How many calls a user may make, and how many is usual.
    pub async fn call_limits(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
    ) -> Result<CallLimits, Problem> {
        caller.require(Permission::Read)?;
        let number = std::slice::from_ref(party_number);
        let found = self.store.gate_users(number).await.or_problem()?;
        let user = found.into_iter().next().ok_or(Problem::NotFound)?;
        let own = user
            .rate
            .map(|CallRate { per_second, burst }| CallLimit { per_second, burst });
        Ok(self.limits(own, user.version))
    }

    /// [`Service::set_rate`] from what somebody typed; gives what holds then.
    pub async fn set_call_limit(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        form: &CallLimitForm,
    ) -> Result<CallLimits, Problem> {
        caller.require(Permission::ManageUsers)?;
        let own = form.limit().map_err(Problem::Invalid)?;
        let rate = own.map(|CallLimit { per_second, burst }| Rate { per_second, burst });
        let user = self.set_rate(caller, party_number, rate).await?;
        Ok(self.limits(own, user.version))
    }

    fn limits(&self, own: Option<CallLimit>, version: i64) -> CallLimits {
        let Rate { per_second, burst } = self.gate.usual_rate();
        CallLimits {
            own,
            usual: CallLimit { per_second, burst },
            version,
        }
    }

    /// Gives a user a limit of its own, or the usual one (none); the limit it already has is no change. A limit that
    /// would let nobody in counts as one call a second: to shut a client out, inactivate it.
    pub async fn set_rate(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        rate: Option<Rate>,
    ) -> Result<IntegrationUser, Problem> {
        caller.require(Permission::ManageUsers)?;
        let rate = rate.map(|Rate { per_second, burst }| CallRate {
            per_second: per_second.max(1),
            burst: burst.max(1),
        });
        let mut tx = self.store.begin().await.or_problem()?;
        let set = tx
            .set_rate(party_number, rate, self.clock.now())
            .await
            .or_problem()?;
        let user = set.user;
        if set.before == rate {
            return Ok(user);
        }
        let mut change = Change::default();
        let before = words(set.before);
        field(&mut change, "rateLimit", Some(&before), &words(rate));
        tx.record(&NewActivity {
            at: user.date_modified,
            actor: caller.actor(),
            action: Action::Changed,
            subject_kind: SubjectKind::User,
            subject: user.party_number.as_str().to_owned(),
            subject_label: user.client_id.as_str().to_owned(),
            change,
        })
        .await
        .or_problem()?;
        tx.commit().await.or_problem()?;
        self.changed_many().await;
        info!(user = %user.party_number, by = ?caller.actor(), "Set the rate limit of an integration user");
        Ok(user)
    }
}

/// As the activity log has it: calls a second, then calls at once; empty for the usual limit.
fn words(rate: Option<CallRate>) -> String {
    rate.map_or_else(String::new, |CallRate { per_second, burst }| {
        format!("{per_second}/s, {burst}")
    })
}
