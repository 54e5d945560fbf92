//! Spreadsheets: old BIFF8 workbooks and zipped ones.

use crate::{Input, IntakeError, Reading};

/// Reads a workbook of any supported layout.
///
/// # Errors
///
/// [`IntakeError::NotUnderstood`] when no layout fits.
pub fn read(_input: &Input) -> Result<Reading, IntakeError> {
    Err(IntakeError::NotUnderstood { tried: Vec::new() })
}
