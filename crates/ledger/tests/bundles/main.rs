//! Bundles: what is whole holds, and every change is found and named.

mod city;
mod hostile;
mod oracle;
mod tampered;
mod whole;
