//! The server as a client meets it: most tests ask the router, those about the process run the program.

mod access;
mod canary;
mod configuration;
mod files;
mod headers;
mod openapi;
mod origin;
mod process;
mod program;
mod rest;
mod sign_in;
mod site;
