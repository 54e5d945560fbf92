//! Settings: flags, `HADIR_*` variables and `hadir.toml` in the data folder, in that order.

mod signing;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use self::signing::{BsreSettings, SigningSettings};

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
    /// How notices leave the server.
    pub notices: NoticeSettings,
    /// The door of terminals beside the server's own.
    pub terminals: TerminalSettings,
    /// How letters are signed electronically; not at all when `None`.
    pub signing: Option<SigningSettings>,
}

impl Settings {
    /// The address of the database.
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite://{}", self.data.join("hadir.db").display()))
    }
}

/// The door of terminals beside the server's own: old ones speak no HTTPS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalSettings {
    /// Where only terminals are heard: plain HTTP, unless their certificates are asked for.
    pub listen: Option<SocketAddr>,
    /// Terminals must show a certificate signed by one of these (PEM); the door then speaks HTTPS.
    pub client_ca: Option<PathBuf>,
}

/// How notices leave the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeSettings {
    /// The mail server; no mail without one.
    pub mail: Option<MailSettings>,
    /// Push messages may go to addresses that are not public, and without https. For tests and closed networks only:
    /// whoever may sign in can then make this server send to any address it reaches.
    pub push_allow_private: bool,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// `smtps://user:password@host`, or `smtp://host?tls=required`.
    pub url: String,
    /// The sender, as `Hadir <hadir@contoh.go.id>`.
    pub from: String,
}

impl MailSettings {
    /// The bare address of the sender.
    pub fn address(&self) -> Option<String> {
        self.from.parse::<lettre::message::Mailbox>().ok().map(|from| from.email.to_string())
    }
}

impl NoticeSettings {
    /// From variables before the file.
    ///
    /// # Errors
    ///
    /// When the mail server or the sender cannot be read, or only one of both is given.
    pub fn read(file: &SettingsFile, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let in_file = file.mail.clone();
        let url = variable("HADIR_MAIL_URL").or_else(|| in_file.as_ref().map(|mail| mail.url.clone()));
        let from = variable("HADIR_MAIL_FROM").or_else(|| in_file.map(|mail| mail.from));
        let mail = match (url, from) {
            (Some(url), Some(from)) => Some(MailSettings { url, from }),
            (None, None) => None,
            _ => anyhow::bail!("mail: url and from (HADIR_MAIL_URL, HADIR_MAIL_FROM) belong together"),
        };
        if let Some(mail) = &mail {
            crate::services::noticing::mail::check(mail)?;
        }
        let allowed = variable("HADIR_PUSH_ALLOW_PRIVATE").map_or(file.push_allow_private, |value| value == "1");
        Ok(Self { mail, push_allow_private: allowed })
    }
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
    /// See [`TerminalSettings::listen`].
    pub terminals_listen: Option<SocketAddr>,
    /// See [`TerminalSettings::client_ca`].
    pub terminals_client_ca: Option<PathBuf>,
    /// See [`NoticeSettings::mail`].
    pub mail: Option<MailSettings>,
    /// See [`NoticeSettings::push_allow_private`].
    #[serde(default)]
    pub push_allow_private: bool,
    /// See [`Settings::signing`].
    pub signing: Option<SigningSettings>,
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
# terminals_listen = \"0.0.0.0:8081\"             # pintu mesin tanpa HTTPS; hanya lewat VPN atau jaringan sendiri / plain door of terminals
# terminals_client_ca = \"/etc/hadir/mesin-ca.pem\"   # pintu itu meminta sertifikat mesin / that door asks for certificates
# mail = { url = \"smtps://hadir:sandi@smtp.contohkota.go.id\", from = \"Hadir <hadir@contohkota.go.id>\" }   # surel pemberitahuan / mail of notices
# push_allow_private = false                       # hanya untuk uji / for tests only
# signing = { provider = \"bsre\", url = \"https://esign.contohkota.go.id\", user = \"hadir\", password = \"sandi\" }   # tanda tangan elektronik; { provider = \"uji\" } untuk mencoba / electronic signatures
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
        let notices = NoticeSettings::read(&file, |_| None).unwrap();
        assert_eq!(notices.mail.unwrap().address().as_deref(), Some("hadir@contohkota.go.id"));
        assert!(!notices.push_allow_private);
    }

    #[test]
    fn a_variable_stands_before_the_file_and_half_a_mail_server_is_none() {
        let file: SettingsFile = toml::from_str("mail = { url = \"smtp://a.test\", from = \"hadir@a.test\" }").unwrap();
        let of = |name: &'static str, value: &'static str| {
            NoticeSettings::read(&file, move |asked| (asked == name).then(|| value.to_owned()))
        };

        assert_eq!(of("HADIR_MAIL_URL", "smtp://b.test").unwrap().mail.unwrap().url, "smtp://b.test");
        assert!(of("HADIR_PUSH_ALLOW_PRIVATE", "1").unwrap().push_allow_private);
        assert!(of("HADIR_MAIL_URL", "b.test").is_err());
        let empty = SettingsFile::default();
        let half = |asked: &str| (asked == "HADIR_MAIL_FROM").then(|| "hadir@a.test".to_owned());
        assert!(NoticeSettings::read(&empty, half).is_err());
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<SettingsFile>("databse = \"x\"").is_err());
    }
}
