//! Any bytes read as an `OPERLOG` or `USERINFO` body.
#![no_main]

use hadir_fuzz::terminals::check_log;
use hadir_intake::{Caps, adms};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let read = |bytes: &[u8]| adms::operlog_in(bytes, Some("83"), &Caps::default());
    check_log(&read(bytes), bytes, read);
    check_log(&adms::userinfo(bytes), bytes, adms::userinfo);
});
