//! Which service signs letters electronically.

use serde::{Deserialize, Deserializer};
use url::{Host, Url};

use super::SettingsFile;

/// A service of electronic signatures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
pub enum SigningSettings {
    /// Keys made here, for trying out: their signatures are real and have no standing in law.
    Uji,
    /// The service of BSrE.
    Bsre(BsreSettings),
}

/// The service of BSrE as the agency runs it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BsreSettings {
    /// Its address; `api/sign/pdf` and the rest lie below it.
    #[serde(deserialize_with = "address")]
    pub url: Url,
    /// The agency's user.
    pub user: String,
    /// Its password; `HADIR_SIGNING_PASSWORD` stands before it.
    #[serde(default)]
    pub password: String,
}

impl std::fmt::Debug for BsreSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, user, .. } = self;
        out.debug_struct("BsreSettings").field("url", &url.as_str()).field("user", user).finish_non_exhaustive()
    }
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

impl SigningSettings {
    /// From the variable of the password before the file.
    ///
    /// # Errors
    ///
    /// When the service has no password, or would be sent a passphrase in the clear: without https only this machine and its
    /// own network are spoken to.
    pub fn read(file: &SettingsFile, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        let Some(Self::Bsre(mut settings)) = file.signing.clone() else { return Ok(file.signing.clone()) };
        if let Some(password) = variable("HADIR_SIGNING_PASSWORD") {
            settings.password = password;
        }
        anyhow::ensure!(!settings.password.is_empty(), "signing: a password (HADIR_SIGNING_PASSWORD) is needed");
        anyhow::ensure!(
            settings.url.scheme() == "https" || (settings.url.scheme() == "http" && is_near(&settings.url)),
            "signing: an address that is not https must be one of this machine or network, as http://10.1.2.3"
        );
        Ok(Some(Self::Bsre(settings)))
    }
}

/// Whether an address names this machine or a network that is not public.
fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unique_local(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signing_service_needs_a_password_and_is_sent_no_passphrase_in_the_clear() {
        let read = |text: &str, password: Option<&'static str>| {
            let file: SettingsFile = toml::from_str(&format!("signing = {{ {text} }}")).unwrap();
            SigningSettings::read(&file, |name| {
                password.filter(|_| name == "HADIR_SIGNING_PASSWORD").map(ToOwned::to_owned)
            })
        };
        let bsre = |url: &str| format!("provider = \"bsre\", url = \"{url}\", user = \"hadir\"");

        assert_eq!(read("provider = \"uji\"", None).unwrap(), Some(SigningSettings::Uji));
        assert!(read(&bsre("https://esign.test"), None).is_err());
        for far in ["http://esign.test", "http://8.8.8.8", "ftp://10.0.8.200"] {
            assert!(read(&bsre(far), Some("x")).is_err(), "{far}");
        }
        for near in ["http://127.0.0.1:81", "http://10.0.8.200", "http://[::1]:9", "https://esign.test"] {
            assert!(read(&bsre(near), Some("x")).is_ok(), "{near}");
        }
        let set = read(&bsre("https://esign.test"), Some("sandi-layanan")).unwrap();
        assert!(!format!("{set:?}").contains("sandi-layanan"));
        assert!(toml::from_str::<SettingsFile>("signing = { provider = \"lain\" }").is_err());
    }
}
