//! Settings: flags, `HADIR_*` variables and `hadir.toml` in the data folder, in that order.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::lang::Lang;

/// Everything that can be set. Without any, Hadir serves from SQLite in `./data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// `postgres://…` or `sqlite://…`; SQLite in the data folder when `None`.
    pub database: Option<String>,
    /// Language of the command line and of server messages without a reader.
    pub lang: Lang,
    /// The instansi to act on, by code; the only one there when `None`.
    pub instansi: Option<String>,
    /// The address people reach the server by; fixes links in letters, QR codes and passkeys.
    pub public_url: Option<String>,
    /// Certificate chain and key (PEM) for HTTPS; reloaded when the files change.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Addresses or networks whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: Vec<String>,
    /// Serve the demo city beyond this machine.
    pub demo_public: bool,
}

/// What `hadir.toml` may hold; every key is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFile {
    /// See [`Settings::database`].
    pub database: Option<String>,
    /// See [`Settings::lang`].
    pub lang: Option<Lang>,
    /// Address to listen on.
    pub listen: Option<String>,
    /// See [`Settings::public_url`].
    pub public_url: Option<String>,
    /// See [`Settings::tls`].
    pub tls_cert: Option<PathBuf>,
    /// See [`Settings::tls`].
    pub tls_key: Option<PathBuf>,
    /// See [`Settings::trusted_proxies`].
    #[serde(default)]
    pub trusted_proxy: Vec<String>,
}

impl SettingsFile {
    /// Reads `hadir.toml` in the data folder; an absent file is an empty one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or a key is unknown or of the wrong kind.
    pub fn read(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("hadir.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(anyhow::anyhow!("{}: {error}", path.display())),
        }
    }
}

/// The commented file written into a new data folder.
pub const TEMPLATE: &str = "\
# Pengaturan Hadir. Semua boleh kosong. / Settings of Hadir. All optional.
# Setiap kunci juga dapat diberikan sebagai variabel HADIR_… atau pilihan baris perintah.

# database = \"postgres://hadir@localhost/hadir\"   # bawaan: SQLite di folder ini / default: SQLite in this folder
# lang = \"id\"                                     # id | en
# listen = \"127.0.0.1:8080\"
# public_url = \"https://hadir.contohkota.go.id\"   # alamat yang dibuka pegawai / the address people open
# tls_cert = \"/etc/hadir/cert.pem\"
# tls_key = \"/etc/hadir/key.pem\"
# trusted_proxy = [\"127.0.0.1\"]                   # yang boleh menyebut X-Forwarded-For / whose X-Forwarded-For counts
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_uncommented_is_a_valid_file() {
        let uncommented: String = TEMPLATE
            .lines()
            .filter(|line| line.contains(" = "))
            .map(|line| format!("{}\n", line.trim_start_matches("# ")))
            .collect();

        let file: SettingsFile = toml::from_str(&uncommented).unwrap();

        assert_eq!(file.trusted_proxy, ["127.0.0.1"]);
        assert_eq!(file.lang, Some(Lang::Id));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<SettingsFile>("databse = \"x\"").is_err());
    }
}
