//! A finished report value in, XLSX, CSV and PDF bytes out. Pure: no clock, no files, no ids.
//!
//! The same value gives the same bytes. Text of people is data everywhere: never a formula, never markup.

pub mod absence_xlsx;
pub mod apel;
#[cfg(feature = "pdf")]
pub mod apel_pdf;
#[cfg(feature = "pdf")]
pub mod cards;
pub mod csv;
pub mod dossier;
#[cfg(feature = "pdf")]
pub mod dossier_pdf;
pub mod first_day;
#[cfg(feature = "pdf")]
pub mod first_day_pdf;
pub mod hukdis_export;
#[cfg(feature = "pdf")]
pub mod letter_pdf;
pub mod letters;
#[cfg(feature = "pdf")]
pub mod logo;
#[cfg(feature = "pdf")]
pub mod mayor_pdf;
pub mod minutes;
#[cfg(feature = "pdf")]
pub mod minutes_pdf;
pub mod paper_mark;
pub mod parity;
#[cfg(feature = "pdf")]
pub mod post_sheet;
#[cfg(feature = "pdf")]
mod qr;
#[cfg(test)]
mod read_back;
pub mod readiness;
pub mod recap;
mod recap_check;
mod recap_grid_xlsx;
#[cfg(feature = "pdf")]
pub mod recap_pdf;
pub mod recap_xlsx;
pub mod reconcile;
#[cfg(test)]
mod reconcile_sample;
pub mod reconcile_words;
pub mod reconcile_xlsx;
pub mod roster;
#[cfg(test)]
mod sample;
mod sheet;
pub mod sidak;
#[cfg(feature = "pdf")]
pub mod sidak_pdf;
pub mod signing;
pub mod table;
pub mod table_xlsx;
pub mod text;
pub mod treasurer_xlsx;
#[cfg(feature = "pdf")]
pub mod typeset;
pub mod visit;
#[cfg(feature = "pdf")]
pub mod visit_pdf;

pub use rust_xlsxwriter::XlsxError;
