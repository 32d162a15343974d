//! Every method of the store, on both databases. A test is a sentence: `on_both!(an_unknown_user_is_none, |db| { … });`

#[macro_use]
mod harness;

mod activity;
mod backlog;
mod calls;
mod concurrency;
mod expressions;
mod gate_users;
mod groups;
mod held;
mod import;
mod jobs;
mod listening;
mod members;
mod model;
mod opening;
mod paging;
mod plans;
mod sample;
mod schema;
mod search;
mod sessions;
mod upgrade;
mod users;
