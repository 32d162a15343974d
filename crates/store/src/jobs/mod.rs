//! Bulk changes: jobs, their users, and what became of them.
//!
//! A job is begun with all of its users written down, so that it knows how many there are, what it selected and at which
//! version, and where it is. It then goes through them by party id, some at a time, each time in a transaction of its
//! own. As writers take turns, what a step reads of its job holds until it commits: a job that somebody stopped, or that
//! another process took over, makes no further step.

mod apply;
mod begin;
mod read;
mod step;

pub use begin::{Gather, NewJob};
pub use step::JobStep;

const TABLE: &str = "job";
const KEY: &str = "number";
