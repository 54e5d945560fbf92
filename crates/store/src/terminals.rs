//! Terminals that speak for themselves: what they sent, what they were told, what they are.

pub mod clock_readings;
pub mod commands;
pub mod contacts;
pub mod events;
pub mod feeds;
pub mod guards;
pub mod heard;
pub mod messages;
pub mod people;
pub mod photos;
pub mod steps;
