//! The only room that knows SQL. One [`Store`] over SQLite or PostgreSQL: every statement exists once, and what the two
//! really do differently (pragmas, substring search, kinds of failure) sits in `dialect/`.
//!
//! Reading goes through [`Store`], several at a time. Writing goes through [`Tx`], one at a time over all processes: on
//! SQLite because it is so, on PostgreSQL through one advisory lock, so that numbers come without gaps, a taken client
//! id is told with its owner, and no deadlock or serialisation failure ever needs a second attempt.
//!
//! Time and ids are given, never taken; nothing here decides who may do what.

mod activity;
mod calls;
mod collect_groups;
mod dialect;
mod error;
mod gate_rows;
mod gate_users;
mod groups;
mod held;
mod jobs;
mod listener;
mod sessions;
mod sign_in_attempts;
mod statement;
mod store;
mod users;

pub use activity::{LogStretch, NewActivity};
pub use calls::{
    CallBatch, CallCount, CallsOf, DayCount, NewRefusedCall, REFUSALS_OF_EACH, REFUSALS_OF_NOBODY,
    UNKNOWN_CLIENTS,
};
pub use dialect::{DatabaseUrl, DatabaseUrlFault, OpenOptions};
pub use error::{OpenError, StoreError};
pub use gate_rows::GateGroups;
pub use gate_users::{CallRate, GateUser, LogMark, RateSet, UserChanges, UsesSeen};
pub use groups::UpdatedGroup;
pub use held::{HeldFile, HeldPart, HeldPiece, HeldState};
pub use jobs::{Gather, JobStep, NewJob};
pub use listener::Listener;
pub use sessions::{Redemption, SignInLink, StoredSession, TokenHash};
pub use sign_in_attempts::{MOST_ATTEMPTS, SignInAttempt};
pub use store::{Store, Tx};
pub use users::{Imported, NewUser, NewUserIds, Updated, UserImport, search_key};
