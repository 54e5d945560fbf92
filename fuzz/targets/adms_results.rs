//! Any bytes read as an `options` or `devicecmd` body.
#![no_main]

use hadir_intake::adms::{command_results, options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    options(bytes);
    let all = command_results(bytes);
    assert_eq!(all.lines, (all.results.len() + all.facts.len() + all.unreadable.len()) as u64, "a line vanished");
});
