//! The server as a client meets it: most tests ask the router, those about the process run the program.

mod access;
mod canary;
mod configuration;
mod configuration_idp;
mod files;
mod gate;
mod gate_books;
mod gate_process;
mod headers;
mod live;
mod live_process;
mod oidc;
mod oidc_provider;
mod oidc_refused;
mod oidc_settings;
mod oidc_way;
mod openapi;
mod origin;
mod process;
mod program;
mod rest;
mod sign_in;
mod site;
