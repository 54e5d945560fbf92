//! Any bytes read as a message of the Fingerspot cloud, of EasyLink or of Hikvision.
#![no_main]

use hadir_fuzz::terminals::check_message;
use hadir_intake::{Options, vendors};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    check_message(&vendors::fingerspot(bytes, &options), bytes);
    check_message(&vendors::easylink(bytes, &options), bytes);
    check_message(&vendors::hikvision(bytes, &options), bytes);
});
