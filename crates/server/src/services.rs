//! What the application does, for routes and commands alike.

pub mod board;
pub mod demo;
pub mod error;
pub mod explaining;
pub mod files;
pub mod importing;
pub mod judging;
pub mod month;
pub mod peopling;
pub mod printing;
pub mod projector;
pub mod recapping;
pub mod rostering;
pub mod sheet_rows;
pub mod surveying;
