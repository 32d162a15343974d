//! The REST API as applications meet it: with real tokens, through the whole server.

mod access;
mod api;
mod bodies;
mod collections;
mod conditions;
mod errors;
mod page;
mod queries;
mod representation;
