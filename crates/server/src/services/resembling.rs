//! Photos that show the same picture, told by a perceptual hash: one more file of the same picture, cut, scaled or
//! compressed anew, differs in few bits.

use std::io::Cursor;

use image::{ImageReader, Limits};
use image_hasher::{HashAlg, HasherConfig};

/// Widest and highest picture that is opened, in pixels; what phones send is smaller.
const MOST_PIXELS: u32 = 4096;
/// Most memory one picture may take.
const MOST_BYTES: u64 = 96 * 1024 * 1024;

/// The gradient hash of a picture, 64 bits as 16 hex digits; `None` for what cannot be read as one.
pub fn hash(bytes: &[u8]) -> Option<String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let hasher = HasherConfig::new().hash_size(8, 8).hash_alg(HashAlg::Gradient).to_hasher();
    Some(hex::encode(hasher.hash_image(&picture).as_bytes()))
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::imageops::FilterType;
    use image::{DynamicImage, RgbImage};

    use super::*;

    /// Hills of light whose places follow from a number.
    fn picture(number: u32) -> DynamicImage {
        let at = |x: u32, y: u32| {
            let wave =
                |scale: f64, by: u32| ((f64::from(x * (number + by) + y * (by + 2)) / scale).sin() + 1.0) * 127.0;
            [wave(190.0, 1), wave(130.0, 3), wave(90.0, 5)].map(|light| light as u8)
        };
        DynamicImage::ImageRgb8(RgbImage::from_fn(320, 240, |x, y| image::Rgb(at(x, y))))
    }

    fn jpeg(picture: &DynamicImage, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
        bytes
    }

    fn bits(one: &str, other: &str) -> u32 {
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        (number(one) ^ number(other)).count_ones()
    }

    #[test]
    fn the_same_picture_made_smaller_and_worse_is_recognised_and_another_is_not() {
        let original = hash(&jpeg(&picture(2), 90)).unwrap();
        let again = hash(&jpeg(&picture(2).resize(200, 150, FilterType::Triangle), 40)).unwrap();
        let other = hash(&jpeg(&picture(7), 90)).unwrap();

        assert_eq!(original.len(), 16);
        assert!(bits(&original, &again) <= 4, "{original} {again}");
        assert!(bits(&original, &other) >= 12, "{original} {other}");
    }

    #[test]
    fn what_is_no_picture_has_no_hash() {
        assert_eq!(hash(b"RIFF0000WEBPnothing"), None);
        assert_eq!(hash(&[0xff, 0xd8, 0xff, 0xe0, 0]), None);
        assert_eq!(hash(&[]), None);
    }
}
