//! The picture of a letterhead: small, drawn once before it is kept, and with nothing in it that points elsewhere.

use jiff::Timestamp;
use typst::foundations::{Bytes, IntoValue, dict};

use crate::typeset::{Document, typeset};

/// Most bytes of a logo.
pub const MAX_LOGO: usize = 100 * 1024;
/// Most pixels a side.
const MAX_SIDE: u32 = 2_000;
/// What an SVG must not have: it would load, run or be something else.
const FORBIDDEN: [&str; 7] = ["<script", "<foreignobject", "<image", "<!entity", "<!doctype", "javascript:", "@import"];
/// Draws the picture and nothing else.
const TRIAL: &str = "#let r = sys.inputs\n#set document(title: \"Logo\")\n#image(r.logo, format: r.format, width: 18mm, height: 22mm, fit: \"contain\", alt: \"Logo\")";

/// Why a picture cannot be a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// More bytes than [`MAX_LOGO`].
    #[error("the picture has more than {MAX_LOGO} bytes")]
    TooLarge,
    /// More pixels a side than a letter shows.
    #[error("the picture has more than {MAX_SIDE} pixels a side")]
    TooWide,
    /// Neither PNG nor SVG.
    #[error("the picture is neither PNG nor SVG")]
    Kind,
    /// An SVG that points elsewhere or runs something.
    #[error("the drawing points elsewhere or runs something")]
    Foreign,
    /// It cannot be drawn.
    #[error("the picture cannot be drawn")]
    Broken,
}

impl LogoError {
    /// The sentence in Indonesian, with what to do.
    pub fn in_indonesian(self) -> String {
        match self {
            Self::TooLarge => format!("Logo paling besar {} KB. Kecilkan gambarnya.", MAX_LOGO / 1024),
            Self::TooWide => format!("Logo paling lebar {MAX_SIDE} piksel. Kecilkan gambarnya."),
            Self::Kind => "Logo harus PNG atau SVG. Simpan gambarnya sebagai PNG.".into(),
            Self::Foreign => "SVG itu menunjuk berkas lain atau memuat program. Simpan sebagai PNG.".into(),
            Self::Broken => "Gambar itu tidak dapat dibaca. Simpan ulang sebagai PNG.".into(),
        }
    }
}

/// Whether a picture can stand on a letterhead; its media type.
///
/// # Errors
///
/// [`LogoError`], each with what to do about it.
pub fn check(bytes: &[u8]) -> Result<&'static str, LogoError> {
    if bytes.len() > MAX_LOGO {
        return Err(LogoError::TooLarge);
    }
    let media = match format_of(bytes) {
        "png" => {
            let side =
                |at: usize| bytes.get(at..at + 4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
            let (wide, high) = side(16).zip(side(20)).ok_or(LogoError::Broken)?;
            if wide.max(high) > MAX_SIDE {
                return Err(LogoError::TooWide);
            }
            "image/png"
        }
        "svg" => {
            let text = std::str::from_utf8(bytes).map_err(|_| LogoError::Kind)?.to_ascii_lowercase();
            if !text.contains("<svg") {
                return Err(LogoError::Kind);
            }
            if FORBIDDEN.iter().any(|one| text.contains(one)) || points_elsewhere(&text) {
                return Err(LogoError::Foreign);
            }
            "image/svg+xml"
        }
        _ => return Err(LogoError::Kind),
    };
    let document = Document {
        template: TRIAL,
        inputs: dict! { "logo" => Bytes::new(bytes.to_vec()).into_value(), "format" => format_of(bytes) },
        ident: "logo".into(),
        created_at: Timestamp::UNIX_EPOCH,
        tagged: false,
    };
    typeset(&document).map(|_| media).map_err(|_| LogoError::Broken)
}

/// Whether a reference of the drawing leaves it: only `#part` stays within.
fn points_elsewhere(text: &str) -> bool {
    let targets = text.match_indices("href").filter_map(|(at, _)| {
        let rest = text[at + 4..].trim_start().strip_prefix('=')?.trim_start();
        rest.strip_prefix(['"', '\''])
    });
    let urls = text.match_indices("url(").map(|(at, _)| text[at + 4..].trim_start_matches([' ', '"', '\'']));
    targets.chain(urls).any(|target| !target.trim_start().starts_with('#'))
}

/// What a picture begins as; whatever is no PNG and no JPEG is tried as SVG.
pub(crate) fn format_of(logo: &[u8]) -> &'static str {
    match logo {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, ..] => "jpg",
        _ => "svg",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One grey point.
    const PNG: &[u8] = &[
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
        8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0, 0, 0,
        0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ];

    fn svg(inside: &str) -> Vec<u8> {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\">{inside}</svg>").into_bytes()
    }

    #[test]
    fn a_small_picture_is_taken_and_named_by_what_it_is() {
        assert_eq!(check(PNG), Ok("image/png"));
        assert_eq!(check(&svg("<path id=\"a\" d=\"M0 0h4v4z\"/><use href=\"#a\"/>")), Ok("image/svg+xml"));
    }

    #[test]
    fn what_is_large_broken_or_points_elsewhere_is_refused_with_what_to_do() {
        let mut wide = PNG.to_vec();
        wide[16..20].copy_from_slice(&5_000u32.to_be_bytes());
        for (bytes, error) in [
            (vec![b' '; MAX_LOGO + 1], LogoError::TooLarge),
            (wide, LogoError::TooWide),
            (b"\xff\xd8\xff".to_vec(), LogoError::Kind),
            (b"surat".to_vec(), LogoError::Kind),
            (PNG[..40].to_vec(), LogoError::Broken),
            (b"<svg".to_vec(), LogoError::Broken),
            (svg("<script>alert(1)</script>"), LogoError::Foreign),
            (svg("<image href=\"/etc/passwd\"/>"), LogoError::Foreign),
            (svg("<use xlink:href = 'http://a.test/x.svg#a'/>"), LogoError::Foreign),
            (svg("<rect fill=\"url( 'http://a.test/')\"/>"), LogoError::Foreign),
        ] {
            assert_eq!(check(&bytes), Err(error), "{}", String::from_utf8_lossy(&bytes));
            assert!(error.in_indonesian().ends_with('.'));
        }
    }
}
