//! Any bytes as a workbook.
#![no_main]

use hadir_intake::sheets;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hadir_fuzz::expect_library_panics(), |bytes: &[u8]| {
    hadir_fuzz::check_sheets(bytes, sheets::read);
});
