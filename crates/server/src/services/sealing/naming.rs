//! What a log is called: the first line of its checkpoints, and the names of its keys.

use hadir_ledger::note::{Algorithm, Signer};
use hadir_store::seal::keys::Purpose;
use url::Url;

use crate::services::error::ServiceError;

/// Stands for the host of a server nobody gave an address.
pub const NO_HOST: &str = "hadir.invalid";

/// The host people reach the server by.
pub fn host(public_url: Option<&str>) -> String {
    let url = public_url.and_then(|text| Url::parse(text).ok());
    url.as_ref().and_then(Url::host_str).unwrap_or(NO_HOST).to_owned()
}

/// The origin of an epoch: `<host>/log/<code>`, with the number of the epoch from the second on.
pub fn origin(public_url: Option<&str>, code: &str, epoch: u32) -> String {
    later(&format!("{}/log/{code}", host(public_url)), epoch)
}

/// The origin of an epoch of the log whose first one had this origin.
pub fn later(first: &str, epoch: u32) -> String {
    if epoch <= 1 { first.to_owned() } else { format!("{first}/{epoch}") }
}

/// The name of a key of a log.
pub fn key_name(origin: &str, purpose: Purpose) -> String {
    match purpose {
        Purpose::Log => origin.to_owned(),
        Purpose::Time => format!("{origin}/time"),
        Purpose::Receipt => format!("{origin}/receipt"),
    }
}

/// The name of the secret of the key with that number, from 1. The first receipt key is older than the log.
pub fn secret_name(purpose: Purpose, number: usize) -> String {
    match (purpose, number) {
        (Purpose::Receipt, 1) => "receipt".to_owned(),
        (Purpose::Log, number) => format!("log-{number}"),
        (Purpose::Time, number) => format!("log-time-{number}"),
        (Purpose::Receipt, number) => format!("receipt-{number}"),
    }
}

/// What signs with a secret.
///
/// # Errors
///
/// When the origin is no name of a key.
pub fn signer(origin: &str, purpose: Purpose, secret: &[u8; 32]) -> Result<Signer, ServiceError> {
    let algorithm = match purpose {
        Purpose::Time => Algorithm::Cosignature,
        Purpose::Log | Purpose::Receipt => Algorithm::Ed25519,
    };
    Signer::new(&key_name(origin, purpose), algorithm, secret).map_err(ServiceError::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_names_host_city_and_later_epochs() {
        let url = Some("https://hadir.contohkota.go.id:8443/x");

        assert_eq!(origin(url, "kota-contoh", 1), "hadir.contohkota.go.id/log/kota-contoh");
        assert_eq!(origin(url, "kota-contoh", 2), "hadir.contohkota.go.id/log/kota-contoh/2");
        assert_eq!(origin(None, "kota-contoh", 1), "hadir.invalid/log/kota-contoh");
        assert_eq!(secret_name(Purpose::Receipt, 1), "receipt");
        assert_eq!(secret_name(Purpose::Receipt, 2), "receipt-2");
    }
}
