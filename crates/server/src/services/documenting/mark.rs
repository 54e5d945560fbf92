//! The mark of a document: which one it is, and what the log was when it was issued.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_ledger::merkle::Hash;
use hadir_reports::paper_mark::PaperMark;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// What the mark begins with.
const PREFIX: &str = "HD1.";

/// What is printed on a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which document.
    pub id: Uuid,
    /// First line of the log's checkpoint; empty when there was no log yet.
    pub log: String,
    /// How many leaves the log had.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When the document was issued.
    pub issued_at: Timestamp,
}

impl Mark {
    /// `HD1.` and base64url of: id (16 bytes), size (8, the largest first), root (32), name of the log.
    pub fn text(&self) -> String {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend_from_slice(&self.size.to_be_bytes());
        bytes.extend_from_slice(&self.root);
        bytes.extend_from_slice(self.log.as_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// As it is printed: the address of the page that checks with the mark behind `#`, or the mark alone.
    pub fn printed(&self, public_url: Option<&str>, zone: &TimeZone) -> PaperMark {
        let page = public_url.map(|url| format!("{}/check", url.trim_end_matches('/')));
        let qr = match &page {
            Some(page) => format!("{page}#{}", self.text()),
            None => self.text(),
        };
        let on = self.issued_at.to_zoned(zone.clone()).date();
        PaperMark::new(qr, &self.log, self.size, on, page.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_document_and_log_and_fits_a_small_code() {
        let mark = Mark {
            id: Uuid::from_u128(1),
            log: "kota.example/log/kota".into(),
            size: 258,
            root: [7; 32],
            issued_at: Timestamp::UNIX_EPOCH,
        };

        let text = mark.text();
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix("HD1.").unwrap()).unwrap();

        assert_eq!(bytes[..16], *mark.id.as_bytes());
        assert_eq!(bytes[16..24], [0, 0, 0, 0, 0, 0, 1, 2]);
        assert_eq!(bytes[24..56], [7; 32]);
        assert_eq!(&bytes[56..], b"kota.example/log/kota");
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let printed = mark.printed(Some("https://kota.example/"), &zone);
        assert_eq!(printed.qr, format!("https://kota.example/check#{text}"));
        assert_eq!(mark.printed(None, &zone).qr, text);
        assert!(printed.qr.len() < 160, "a code of 57 squares");
    }
}
