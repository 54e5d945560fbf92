//! Hadir's server: the command line, the HTTP surface and the jobs behind both.

pub mod app;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod error;
pub mod extract;
pub mod http;
pub mod keys;
pub mod lang;
pub mod metrics;
pub mod network;
pub mod openapi;
pub mod proxy;
pub mod routes;
pub mod services;
pub mod settings;
pub mod system;
pub mod tls;
