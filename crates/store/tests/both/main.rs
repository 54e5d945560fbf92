//! The store on both databases. One program, so that a PostgreSQL cluster is started as seldom as possible.

mod access;
mod city;
mod days;
mod journal;
mod lint;
mod matching;
mod people;
mod records;
mod schema;
