//! What the application does, for routes and commands alike.

pub mod files;
