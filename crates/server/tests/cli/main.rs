//! The command line as scripts and other offices rely on it: the real binary, a real data folder.

mod backup;
mod bundle;
mod city;
mod discipline;
mod evidence;
mod files;
mod foreign;
mod killed;
mod looks;
mod owner_only;
mod parity;
mod readiness;
mod recap;
mod reconcile;
mod roster;
mod rules;
mod sequenced;
mod stages;
mod stateless;
mod support;
mod tpp_month;
