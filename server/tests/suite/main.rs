//! The server as a client meets it: most tests ask the router, those about the process run the program.

mod access;
mod access_jobs;
mod canary;
mod canary_everywhere;
mod configuration;
mod configuration_idp;
mod files;
mod gate;
mod gate_books;
mod gate_process;
mod headers;
mod oidc;
mod oidc_provider;
mod oidc_refused;
mod oidc_settings;
mod oidc_way;
mod openapi;
mod origin;
mod postgres;
mod process;
mod program;
mod replicas;
mod replicas_trouble;
mod rest;
mod sign_in;
mod site;
