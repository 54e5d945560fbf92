//! One-time codes on paper: cards to cut apart, eight to a page of A4, each for one employee.

use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::qr::qr_svg;
use crate::typeset::{Document, PdfError, printable, typeset};

/// Most cards of one PDF; a larger office prints unit by unit.
pub const MAX_CARDS: usize = 1_000;

const TEMPLATE: &str = include_str!("cards.typ");

/// A sheet of cards. It is the only place where the codes stand in words, so it is neither printed with `Debug` nor kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Cards {
    /// The government, as printed.
    pub instansi: String,
    /// For whose people the sheet is.
    pub unit: String,
    /// The address people open, where it is known.
    pub address: Option<String>,
    /// Until when the codes open, in words.
    pub valid_until: String,
    /// When and by whom it was printed, in words.
    pub printed: String,
    /// The cards, in the order they are handed out.
    pub cards: Vec<Card>,
    /// Written as the PDF's creation date.
    pub created_at: jiff::Timestamp,
    /// Names the sheet stably.
    pub ident: String,
}

/// One employee's card.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Name as the office writes it.
    pub name: String,
    /// The number with its middle hidden.
    pub number_masked: String,
    /// The unit served in.
    pub unit: String,
    /// What is typed as login.
    pub login: String,
    /// The code.
    pub code: String,
    /// What the QR code opens, where the server's address is known.
    pub link: Option<String>,
}

/// The cards as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::TooLarge`] past [`MAX_CARDS`], [`PdfError::Date`] for an instant no PDF can name, and
/// [`PdfError::Typeset`] for a link too long for a QR code.
pub fn cards_pdf(sheet: &Cards) -> Result<Vec<u8>, PdfError> {
    if sheet.cards.len() > MAX_CARDS {
        return Err(PdfError::TooLarge { max: MAX_CARDS, found: sheet.cards.len() });
    }
    let cards = sheet.cards.iter().map(|one| card(one).map(IntoValue::into_value)).collect::<Result<Array, _>>()?;
    let inputs = dict! {
        "instansi" => line(&sheet.instansi, 70),
        "unit" => line(&sheet.unit, 90),
        "address" => sheet.address.as_deref().map(|address| printable(address, 90)).unwrap_or_default(),
        "valid-until" => line(&sheet.valid_until, 60),
        "printed" => line(&sheet.printed, 120),
        "cards" => cards,
    };
    typeset(&Document {
        template: TEMPLATE,
        inputs,
        ident: sheet.ident.clone(),
        created_at: sheet.created_at,
        tagged: true,
    })
}

fn card(card: &Card) -> Result<Dict, PdfError> {
    let qr = match &card.link {
        Some(link) => Some(qr_svg(link)?),
        None => None,
    };
    Ok(dict! {
        "name" => line(&card.name, 60),
        "number" => line(&card.number_masked, 24),
        "unit" => line(&card.unit, 60),
        "login" => line(&card.login, 40),
        "code" => line(&card.code, 24),
        "qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
    })
}

fn line(text: &str, most: usize) -> String {
    printable(text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cards: usize) -> Cards {
        Cards {
            instansi: "Pemerintah Kota Contoh".into(),
            unit: "Dinas Pendidikan".into(),
            address: Some("https://hadir.contohkota.go.id".into()),
            valid_until: "26 Januari 2026 pukul 07.31 WIB".into(),
            printed: "19 Januari 2026 pukul 07.31 WIB oleh admin".into(),
            cards: (0..cards)
                .map(|number| Card {
                    name: format!("Contoh {number}, S.Pd."),
                    number_masked: "2099••••••••••1001".into(),
                    unit: "SD Negeri 1".into(),
                    login: "209909262120051001".into(),
                    code: "AB12-CD34-EF56".into(),
                    link: Some(
                        "https://hadir.contohkota.go.id/enrol#login=209909262120051001&code=AB12-CD34-EF56".into(),
                    ),
                })
                .collect(),
            created_at: "2026-01-19T00:31:10Z".parse().unwrap(),
            ident: "a".into(),
        }
    }

    fn pages(bytes: &[u8]) -> usize {
        let text = String::from_utf8_lossy(bytes);
        text.matches("/Type /Page\n").count() + text.matches("/Type/Page/").count()
    }

    #[test]
    fn eight_cards_fill_a_page_and_a_ninth_begins_another() {
        for (cards, expected) in [(1, 1), (8, 1), (9, 2)] {
            let bytes = cards_pdf(&sheet(cards)).unwrap();
            assert_eq!(pages(&bytes), expected, "{cards} cards");
        }
    }

    #[test]
    fn the_longest_texts_and_hostile_ones_stay_on_their_card() {
        let mut long = sheet(8);
        for card in &mut long.cards {
            card.name = "#panic(\"x\") Abcdefghijklmnopqrstuvwxyz ".repeat(9);
            card.unit = "W".repeat(200);
            card.login = "W".repeat(80);
            card.link = None;
        }
        long.address = None;

        assert_eq!(pages(&cards_pdf(&long).unwrap()), 1);
    }

    #[test]
    fn the_same_sheet_gives_the_same_bytes_and_too_large_a_one_is_refused() {
        assert_eq!(cards_pdf(&sheet(3)).unwrap(), cards_pdf(&sheet(3)).unwrap());
        let refused = cards_pdf(&sheet(MAX_CARDS + 1)).map(drop);
        assert_eq!(refused, Err(PdfError::TooLarge { max: MAX_CARDS, found: MAX_CARDS + 1 }));
    }
}
