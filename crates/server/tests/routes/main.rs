//! Every route as its callers see it, without a socket: one binary, so that it links once.

mod access;
mod board;
mod days;
mod enrolment;
mod imports;
mod pages;
mod people;
mod problems;
mod recap;
mod scoping;
mod serving;
mod session;
mod setup;
mod support;
mod tls;
mod units;
