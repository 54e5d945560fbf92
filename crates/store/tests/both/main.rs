//! The store on both databases. One program, so that a PostgreSQL cluster is started as seldom as possible.

mod access;
mod audits;
mod city;
mod clocks;
mod cross_checks;
mod days;
mod documents;
mod journal;
mod lint;
mod matching;
mod my_data;
mod notices;
mod outages;
mod people;
mod phones;
mod records;
mod rollout;
mod roster;
mod schema;
mod scope;
mod settlements;
mod stages;
mod terminals;
mod unmatched;
mod voids;
