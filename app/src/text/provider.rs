//! What the Identity Provider page says: providers and their keys, the guide, the check of a token.

use super::Named;

/// Words about the providers that are configured.
pub struct ProviderText {
    /// What the page is for.
    pub about: &'static str,
    /// Asks for the present state.
    pub refresh: &'static str,
    /// Empty state.
    pub none_title: &'static str,
    /// Its explanation.
    pub none_text: &'static str,
    /// The name of the example there.
    pub none_example: &'static str,
    /// Labels of facts.
    pub issuers: &'static str,
    /// Labels of facts.
    pub kind: &'static str,
    /// A profile in words.
    pub profile: fn(&str) -> String,
    /// Labels of facts.
    pub audience: &'static str,
    /// Labels of facts.
    pub scopes: &'static str,
    /// Where none is asked for.
    pub no_scopes: &'static str,
    /// Labels of facts.
    pub algorithms: &'static str,
    /// Labels of facts.
    pub keys_from: &'static str,
    /// The address was configured.
    pub pinned: &'static str,
    /// The address was found by discovery.
    pub discovered: &'static str,
    /// Labels of facts.
    pub tokens_from: &'static str,
    /// What was not found out yet.
    pub not_known: &'static str,
    /// Labels of facts.
    pub fetched: &'static str,
    /// Labels of facts.
    pub last_error: &'static str,
    /// There is none.
    pub no_error: &'static str,
    /// What went wrong, when.
    pub failed_at: fn(&str, &str) -> String,
    /// Warning: there are no keys.
    pub no_keys: &'static str,
    /// Warning: the keys are older than they should be.
    pub stale: &'static str,
    /// The name of the table of a provider's keys.
    pub keys_of: Named,
    /// Column header.
    pub key_id: &'static str,
    /// A key without id.
    pub no_key_id: &'static str,
    /// Column header.
    pub algorithm: &'static str,
    /// Column header.
    pub first_seen: &'static str,
    /// Column header.
    pub age: &'static str,
    /// So many seconds, roughly.
    pub seconds: fn(i64) -> String,
}

/// One step of the guide: what to do, and a value to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub text: &'static str,
    /// What to enter there.
    pub value: Option<String>,
}

/// Words of the guide to registering a client.
pub struct GuideText {
    /// Heading.
    pub title: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Opens the steps for OCI IAM.
    pub oci: &'static str,
    /// They, with our audience.
    pub oci_steps: fn(&str) -> Vec<Step>,
    /// Opens the steps for any other provider.
    pub other: &'static str,
    /// They, with our audience.
    pub other_steps: fn(&str) -> Vec<Step>,
    /// The last step of both, before the command.
    pub try_it: &'static str,
    /// The name of the command.
    pub command: &'static str,
    /// A button.
    pub copy: &'static str,
    /// Its accessible name, with the name of what is copied.
    pub copy_of: Named,
    /// Toast.
    pub copied: Named,
}

/// Words of the check of a token.
pub struct TokenText {
    /// Heading.
    pub title: &'static str,
    /// What it does, and what happens to the token.
    pub about: &'static str,
    /// The field.
    pub field: &'static str,
    /// Beneath it.
    pub hint: &'static str,
    /// A button.
    pub check: &'static str,
    /// While checking.
    pub checking: &'static str,
    /// A button.
    pub clear: &'static str,
    /// Announced.
    pub cleared: &'static str,
    /// Nothing was entered.
    pub empty: &'static str,
    /// Without script.
    pub needs_script: &'static str,
    /// The verdict.
    pub admitted: &'static str,
    /// The verdict, with the reason.
    pub refused: Named,
    /// Leads to the integration user.
    pub show_user: &'static str,
    /// The name of the table.
    pub claims: &'static str,
    /// Column header.
    pub claim: &'static str,
    /// Column header.
    pub says: &'static str,
    /// Column header.
    pub result: &'static str,
    /// What a claim is, by its name in the token.
    pub claim_text: fn(&str) -> Option<&'static str>,
    /// The token says nothing.
    pub says_nothing: &'static str,
    /// Results.
    pub holds: &'static str,
    /// Results.
    pub does_not_hold: &'static str,
    /// Results.
    pub not_looked_at: &'static str,
}
