//! `table=ATTPHOTO` and `/iclock/fdata`: a head of text, one NUL, the picture.

use jiff::civil::{Date, DateTime};

use crate::terminal_row::person;
use crate::text::trim;

/// A head longer than this is none.
const HEAD_LIMIT: usize = 4096;

/// One photo as a terminal sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo<'a> {
    /// The local time in the photo's name.
    pub local_time: Option<DateTime>,
    /// The person's number in the photo's name. Nothing else of the name may be used.
    pub pin: Option<String>,
    /// A failed verification: the name has a time and no person.
    pub failed: bool,
    /// The serial number the head names; a claim.
    pub serial: Option<String>,
    /// The size the head names; it may differ from what arrived.
    pub size_said: Option<u64>,
    /// Sent at once, not from the terminal's store.
    pub live: bool,
    /// The picture: everything behind the first NUL.
    pub jpeg: &'a [u8],
}

/// Why a body holds no photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadPhoto {
    /// No NUL parts head and picture.
    #[error("no NUL parts the head from the picture")]
    NoPicture,
    /// Nothing follows the NUL.
    #[error("the picture is empty")]
    Empty,
}

/// Takes a photo's body apart at its first NUL.
///
/// # Errors
///
/// [`BadPhoto`] where there is no picture.
pub fn photo(body: &[u8]) -> Result<Photo<'_>, BadPhoto> {
    let end = body.iter().take(HEAD_LIMIT).position(|b| *b == 0).ok_or(BadPhoto::NoPicture)?;
    let (head, jpeg) = (&body[..end], &body[end + 1..]);
    if jpeg.is_empty() {
        return Err(BadPhoto::Empty);
    }
    let mut photo =
        Photo { local_time: None, pin: None, failed: false, serial: None, size_said: None, live: false, jpeg };
    for line in head.split(|b| matches!(b, b'\n' | b'\r')) {
        let Some(equals) = line.iter().position(|b| *b == b'=') else { continue };
        let (key, value) = (trim(&line[..equals]), trim(&line[equals + 1..]));
        if key.eq_ignore_ascii_case(b"PIN") {
            (photo.local_time, photo.pin, photo.failed) = named(value);
        } else if key.eq_ignore_ascii_case(b"SN") {
            photo.serial =
                std::str::from_utf8(value).ok().filter(|sn| sn.len() <= 32 && is_plain(sn)).map(str::to_owned);
        } else if key.eq_ignore_ascii_case(b"size") {
            photo.size_said = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok());
        } else if key.eq_ignore_ascii_case(b"CMD") {
            photo.live = value.eq_ignore_ascii_case(b"realupload");
        }
    }
    Ok(photo)
}

fn is_plain(serial: &str) -> bool {
    serial.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Time and person of `20250303071244-1021.jpg`, and whether it names nobody. Directories before it fall off.
fn named(name: &[u8]) -> (Option<DateTime>, Option<String>, bool) {
    let name = name.rsplit(|b| matches!(b, b'/' | b'\\')).next().unwrap_or_default();
    let stem = name.split(|b| *b == b'.').next().unwrap_or_default();
    let mut parts = stem.splitn(2, |b| *b == b'-');
    let Some(time) = parts.next().and_then(digits_time) else { return (None, None, false) };
    match parts.next() {
        None => (Some(time), None, true),
        Some(pin) => (Some(time), person(pin).ok().flatten().map(str::to_owned), false),
    }
}

/// `YYYYMMDDhhmmss`.
pub(crate) fn digits_time(digits: &[u8]) -> Option<DateTime> {
    if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].iter().fold(0i16, |sum, b| sum * 10 + i16::from(b - b'0'));
    let small = |from: usize| number(from, from + 2) as i8;
    let on = Date::new(number(0, 4), small(4), small(6)).ok()?;
    let at = jiff::civil::Time::new(small(8), small(10), small(12), 0).ok()?;
    Some(on.to_datetime(at))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn a_photo_is_split_at_its_first_nul() {
        let body = b"PIN=20250303071244-1021.jpg\nSN=HDR1200450012\nsize=9\nCMD=uploadphoto\0\xFF\xD8\n\r\n\0\r\n\xD9";
        let photo = photo(body).unwrap();

        assert_eq!((photo.local_time, photo.pin.as_deref()), (Some(datetime(2025, 3, 3, 7, 12, 44, 0)), Some("1021")));
        assert_eq!((photo.serial.as_deref(), photo.size_said, photo.live), (Some("HDR1200450012"), Some(9), false));
        assert_eq!((photo.jpeg, photo.failed), (&b"\xFF\xD8\n\r\n\0\r\n\xD9"[..], false));
    }

    #[test]
    fn head_lines_may_stand_in_any_order_and_case() {
        let photo = photo(b"cmd=realupload\r\nSize=x\r\npin=20250303071244.jpg\0J").unwrap();

        assert_eq!((photo.live, photo.failed, photo.size_said, photo.pin), (true, true, None, None));
    }

    #[test]
    fn a_hostile_name_gives_digits_and_letters_only() {
        let name = |name: &str| {
            let body = format!("PIN={name}\nCMD=uploadphoto\0J").into_bytes();
            let photo = photo(&body).unwrap();
            (photo.local_time.is_some(), photo.pin.clone(), photo.failed)
        };

        assert_eq!(name("../../etc/20250303071244-1021.jpg"), (true, Some("1021".into()), false));
        assert_eq!(name("20250303071244-../../x.jpg"), (false, None, false));
        assert_eq!(name("20250303071244-10 21.jpg"), (true, None, false));
        assert_eq!(name("20251303071244-1021.jpg"), (false, None, false));
        assert_eq!(name("20250303071244-0.jpg"), (true, None, false));
        assert_eq!(name("20250303071244-1021.jpg.php"), (true, Some("1021".into()), false));
        assert_eq!(name(""), (false, None, false));
    }

    #[test]
    fn a_body_without_a_picture_is_said_to_be_none() {
        assert_eq!(photo(b"PIN=20250303071244-1021.jpg\n"), Err(BadPhoto::NoPicture));
        assert_eq!(photo(b"PIN=20250303071244-1021.jpg\0"), Err(BadPhoto::Empty));
        assert_eq!(photo(&vec![b'A'; 1 << 20]), Err(BadPhoto::NoPicture));
    }
}
