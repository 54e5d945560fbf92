//! The server's name towards push services (RFC 8292): a key of its own, and a short-lived word signed with it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use p256::SecretKey;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::json;

use super::encrypt::point;
use crate::app::App;
use crate::keys::hmac;

/// The name of the secret the key is made of. It is the whole server's, so that a browser that is subscribed stays so.
const SECRET: &str = "vapid";
/// How long a signed word holds, in seconds. Push services take at most a day.
const HOLDS_SECONDS: i64 = 12 * 3600;

/// The key, ready to sign.
pub struct Vapid {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    public: String,
}

impl Vapid {
    /// The server's key, made at first use.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or the secret was sealed with another key.
    pub async fn of(app: &App) -> anyhow::Result<Self> {
        let secret = app.keys.secret(&app.db, InstansiId(0), SECRET).await?;
        Self::from_secret(&secret)
    }

    fn from_secret(secret: &[u8; 32]) -> anyhow::Result<Self> {
        // Nearly every 32 bytes are a private key; should these not be, the next are.
        let private = (0_u8..=255)
            .find_map(|round| SecretKey::from_slice(&hmac(secret, &[b"vapid p256 ", [round].as_slice()].concat())).ok())
            .ok_or_else(|| anyhow::anyhow!("no key in 256 tries"))?;
        let public = point(&private.public_key());
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &private.to_bytes(),
            &public,
            &random,
        )
        .map_err(|error| anyhow::anyhow!("the key for push services: {error}"))?;
        Ok(Self { pair, random, public: URL_SAFE_NO_PAD.encode(public) })
    }

    /// The public key as browsers want it: 65 bytes, base64url.
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The value of `Authorization` for a push service, named by its origin.
    ///
    /// # Errors
    ///
    /// When the operating system has no randomness to give.
    pub fn authorization(&self, origin: &str, subject: &str, now: Timestamp) -> anyhow::Result<String> {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({ "aud": origin, "exp": now.as_second() + HOLDS_SECONDS, "sub": subject }));
        let signed = format!("{head}.{claims}");
        let signature = self
            .pair
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| anyhow::anyhow!("the word for a push service could not be signed"))?;
        Ok(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature), self.public))
    }
}

/// How push services reach whoever keeps this server.
pub fn subject(app: &App) -> String {
    let https = app.settings.public_url.clone().filter(|url| url.starts_with("https://"));
    let mail = app.settings.notices.mail.as_ref().and_then(|mail| mail.address());
    https.or_else(|| mail.map(|address| format!("mailto:{address}"))).unwrap_or("mailto:operator@localhost".into())
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn the_word_names_the_push_service_and_the_public_key_verifies_it() {
        let vapid = Vapid::from_secret(&[7; 32]).unwrap();
        let now = "2026-01-19T00:31:10Z".parse().unwrap();

        let value = vapid.authorization("https://push.example", "https://hadir.example", now).unwrap();

        let (token, key) = value.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, vapid.public_key());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = URL_SAFE_NO_PAD.decode(key).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let verifier = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        verifier.verify(signed.as_bytes(), &signature).unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "https://hadir.example");
        assert_eq!(claims["exp"], now.as_second() + 12 * 3600);
    }

    #[test]
    fn the_same_secret_is_the_same_key() {
        let public = |secret| Vapid::from_secret(&secret).unwrap().public_key().to_owned();

        assert_eq!(public([7; 32]), public([7; 32]));
        assert_ne!(public([7; 32]), public([8; 32]));
        assert_eq!(URL_SAFE_NO_PAD.decode(public([7; 32])).unwrap().len(), 65);
    }
}
