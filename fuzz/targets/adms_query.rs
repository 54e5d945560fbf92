//! Any bytes read as a query and path of a terminal.
#![no_main]

use hadir_intake::adms::{page, query};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    page(&text);
    if let Ok(query) = query(Some(&text)) {
        assert!((1..=32).contains(&query.serial.len()));
        assert!(query.serial.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')));
    }
});
