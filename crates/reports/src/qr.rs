//! QR codes as drawings.

use qrcode::{Color, EcLevel, QrCode};

use crate::typeset::PdfError;

/// White modules around a QR code, as readers want them.
const QUIET: usize = 4;

/// A QR code as a drawing: one path of squares on white.
///
/// # Errors
///
/// [`PdfError::Typeset`] for a text too long for a code.
pub(crate) fn qr_svg(text: &str) -> Result<String, PdfError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| PdfError::Typeset(format!("no QR code: {error}")))?;
    let width = code.width();
    let mut path = String::new();
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (column, row) = (place % width + QUIET, place / width + QUIET);
            path.push_str(&format!("M{column} {row}h1v1h-1z"));
        }
    }
    let side = width + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_drawn_within_its_quiet_zone() {
        let svg = qr_svg("https://hadir.contohkota.go.id/enrol").unwrap();

        assert!(svg.contains("M4 4h1v1h-1z"), "the first finder begins behind four white modules");
        assert!(!svg.contains("M0 0h1") && !svg.contains("M3 "));
        assert!(qr_svg(&"x".repeat(5000)).is_err());
    }
}
