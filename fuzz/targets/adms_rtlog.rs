//! Any bytes read as an `rtlog` or `tabledata` body.
#![no_main]

use hadir_fuzz::terminals::check_rows;
use hadir_intake::{Caps, adms};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_rows(&adms::rtlog(bytes, &Caps::default()), bytes));
