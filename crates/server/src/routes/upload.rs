//! Reading a form with one file and a few text fields.

use std::collections::BTreeMap;

use crate::error::ApiError;
use crate::extract::Multipart;
use crate::services::files::NamedFile;

/// Most bytes of a text field.
const TEXT_LIMIT: usize = 1000;
/// Most fields of a form.
const FIELDS_LIMIT: usize = 20;

/// A form with one file.
#[derive(Debug)]
pub struct Upload {
    /// The file, its name without folders.
    pub file: NamedFile,
    fields: BTreeMap<String, String>,
}

impl Upload {
    /// Reads the whole form.
    ///
    /// # Errors
    ///
    /// 413 beyond the limits, 422 without exactly one file in the field `file`, 400 when it breaks off.
    pub async fn read(form: Multipart) -> Result<Self, ApiError> {
        let mut form = form.0;
        let mut file = None;
        let mut fields = BTreeMap::new();
        let mut count = 0;
        while let Some(field) = form.next_field().await? {
            count += 1;
            if count > FIELDS_LIMIT {
                return Err(ApiError::too_large());
            }
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                let given = plain_name(field.file_name().unwrap_or_default());
                let bytes = field.bytes().await?.to_vec();
                if file.replace(NamedFile { name: given, bytes }).is_some() {
                    let (id, en) = ("Kirim satu berkas setiap kali.", "Send one file at a time.");
                    return Err(ApiError::field("file", "several_files", id, en));
                }
            } else {
                let bytes = field.bytes().await?;
                if bytes.len() > TEXT_LIMIT {
                    return Err(ApiError::too_large());
                }
                fields.insert(name, String::from_utf8_lossy(&bytes).trim().to_owned());
            }
        }
        let missing =
            || ApiError::field("file", "missing", "Pilih berkas yang akan dikirim.", "Choose a file to send.");
        Ok(Self { file: file.ok_or_else(missing)?, fields })
    }

    /// A text field that was filled in.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// A name as it may be shown and stored: no folders, nothing that does not print, not endless.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let printed: String = last.chars().filter(|letter| !letter.is_control()).take(200).collect();
    let trimmed = printed.trim();
    if trimmed.is_empty() { "berkas".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leads_nowhere() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\x\\1_attlog.dat"), "1_attlog.dat");
        assert_eq!(plain_name("a\r\nb.csv"), "ab.csv");
        assert_eq!(plain_name("folder/"), "berkas");
        assert_eq!(plain_name(&"x".repeat(500)).len(), 200);
    }
}
