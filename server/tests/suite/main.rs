//! The server as a client meets it: most tests ask the router, those about the process run the program.

mod access;
mod canary;
mod configuration;
mod files;
mod gate;
mod gate_process;
mod headers;
mod origin;
mod process;
mod program;
mod sign_in;
mod site;
