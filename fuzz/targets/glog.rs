//! Any bytes read as `glog`.
#![no_main]

use hadir_intake::{Format, read_as};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hadir_fuzz::check(bytes, |input| read_as(Format::Glog, input)));
