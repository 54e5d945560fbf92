//! The command line as scripts and other offices rely on it: the real binary, a real data folder.

mod city;
mod files;
mod recap;
mod stateless;
mod support;
