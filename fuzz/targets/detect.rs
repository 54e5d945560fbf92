//! Any bytes, told apart by their content and read.
#![no_main]

use hadir_intake::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hadir_fuzz::check(bytes, read));
