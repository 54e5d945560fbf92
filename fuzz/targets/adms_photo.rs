//! Any bytes read as a photo body.
#![no_main]

use hadir_intake::adms::photo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(photo) = photo(bytes) else { return };
    let head = bytes.iter().position(|b| *b == 0).unwrap();
    assert_eq!(photo.jpeg, &bytes[head + 1..]);
    assert!(photo.pin.unwrap_or_default().bytes().all(|b| b.is_ascii_alphanumeric()));
});
