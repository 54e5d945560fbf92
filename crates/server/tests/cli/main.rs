//! The command line as scripts and other offices rely on it: the real binary, a real data folder.

mod city;
mod files;
mod killed;
mod looks;
mod readiness;
mod recap;
mod roster;
mod stateless;
mod support;
