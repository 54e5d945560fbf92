//! Mail by SMTP, in plain text.

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::settings::MailSettings;

/// Longest time for each step of talking to the mail server.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter.
pub struct Letter<'a> {
    /// To whom.
    pub to: &'a str,
    /// One line.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// Where mail is stopped, when the server's address is known.
    pub stop: Option<&'a str>,
}

/// Why a letter was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Trying again may help.
    #[error("{0}")]
    Later(String),
    /// It never will be.
    #[error("{0}")]
    Refused(String),
}

/// Whether a text has the form of an address, with a domain that has a dot.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok_and(|address| address.domain().contains('.'))
}

/// Checks the settings, so that a mistake in them is told at the start and not in the night.
///
/// # Errors
///
/// When the address of the mail server or of the sender cannot be read.
pub fn check(settings: &MailSettings) -> anyhow::Result<()> {
    from(settings)?;
    transport(settings).map(drop)
}

fn from(settings: &MailSettings) -> anyhow::Result<Mailbox> {
    settings.from.parse().map_err(|error| anyhow::anyhow!("mail from = \"{}\": {error}", settings.from))
}

fn transport(settings: &MailSettings) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    let host = from(settings)?.email.domain().to_owned();
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url)
        .map_err(|error| anyhow::anyhow!("mail url: {error}"))?;
    Ok(builder.timeout(Some(PATIENCE)).hello_name(ClientId::Domain(host)).build())
}

/// Sends a letter.
///
/// # Errors
///
/// [`NotTaken`].
pub async fn send(settings: &MailSettings, letter: &Letter<'_>) -> Result<(), NotTaken> {
    let refused = |error: anyhow::Error| NotTaken::Refused(error.to_string());
    let message = write(settings, letter).map_err(refused)?;
    let sent = transport(settings).map_err(refused)?.send(message).await;
    match sent {
        Ok(_) => Ok(()),
        Err(error) if error.is_permanent() => Err(NotTaken::Refused(error.to_string())),
        Err(error) => Err(NotTaken::Later(error.to_string())),
    }
}

fn write(settings: &MailSettings, letter: &Letter<'_>) -> anyhow::Result<Message> {
    let mut builder = Message::builder()
        .from(from(settings)?)
        .to(letter.to.parse()?)
        .subject(letter.subject)
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    if let Some(stop) = letter.stop {
        builder = builder.header(ListUnsubscribe(format!("<{stop}>")));
    }
    Ok(builder.header(header::ContentTransferEncoding::QuotedPrintable).body(letter.text.to_owned())?)
}

/// Tells holiday responders to be silent (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// Where mail is stopped (RFC 2369).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for text in ["siti@contoh.go.id", "a.b+c@contoh.test"] {
            assert!(is_address(text), "{text}");
        }
        for text in ["", "siti", "siti@", "@contoh.id", "siti@localhost", "a@b.id\r\nBcc: c@d.id", "Siti <a@b.id>"] {
            assert!(!is_address(text), "{text}");
        }
    }

    #[test]
    fn a_letter_says_how_it_is_stopped_and_its_subject_stays_one_line() {
        let settings = MailSettings { url: "smtp://127.0.0.1:2525".into(), from: "Hadir <hadir@contoh.test>".into() };
        let letter = Letter {
            to: "siti@contoh.test",
            subject: "Cuti\r\nBcc: lain@contoh.test",
            text: "isi",
            stop: Some("https://hadir.contoh.test/notices"),
        };

        let text = String::from_utf8(write(&settings, &letter).unwrap().formatted()).unwrap();

        assert!(text.contains("List-Unsubscribe: <https://hadir.contoh.test/notices>\r\n"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(check(&settings).is_ok());
        assert!(check(&MailSettings { url: "http://x".into(), ..settings }).is_err());
    }
}
