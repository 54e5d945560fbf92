//! HTTPS from certificate files that may be renewed while the server runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::Context;
use axum_server::tls_rustls::RustlsConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};

/// How this server speaks to others by HTTPS: with the certificates browsers trust.
pub static OUTGOING: LazyLock<Arc<ClientConfig>> =
    LazyLock::new(|| trusting(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }));

/// Speaks to whoever shows a certificate signed by one of these.
pub fn trusting(roots: RootCertStore) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows the versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// How often the files are looked at.
pub const CHECK_EVERY: Duration = Duration::from_secs(30);

/// A certificate in use, and the files it came from.
#[derive(Clone)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    /// Whose certificates callers must show (PEM); nobody is asked without.
    callers: Option<PathBuf>,
    loaded: Vec<u8>,
    config: RustlsConfig,
}

impl Certificate {
    /// Reads a certificate chain and its private key (PEM).
    ///
    /// # Errors
    ///
    /// When a file cannot be read, holds no certificate or key, or the two do not belong together.
    pub fn load(chain: &Path, key: &Path) -> anyhow::Result<Self> {
        Self::load_for(chain, key, None)
    }

    /// The same, for a door where callers must show a certificate signed by one of `callers` (PEM).
    ///
    /// # Errors
    ///
    /// As [`Certificate::load`], and when `callers` holds no certificate.
    pub fn load_for(chain: &Path, key: &Path, callers: Option<&Path>) -> anyhow::Result<Self> {
        let (config, loaded) = read(chain, key, callers)?;
        Ok(Self {
            chain: chain.into(),
            key: key.into(),
            callers: callers.map(Into::into),
            loaded,
            config: RustlsConfig::from_config(Arc::new(config)),
        })
    }

    /// What new connections are served with.
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Takes up renewed files. Answers whether anything changed.
    ///
    /// # Errors
    ///
    /// As [`Certificate::load`]; the certificate in use then stays in use.
    pub fn reload(&mut self) -> anyhow::Result<bool> {
        let (config, loaded) = read(&self.chain, &self.key, self.callers.as_deref())?;
        if loaded == self.loaded {
            return Ok(false);
        }
        self.config.reload_from_config(Arc::new(config));
        self.loaded = loaded;
        Ok(true)
    }

    /// Takes up renewed files for as long as the server runs: every 30 seconds, and at once on SIGHUP.
    pub async fn keep_fresh(mut self) {
        let mut hangup = Hangup::listen();
        loop {
            tokio::select! {
                () = tokio::time::sleep(CHECK_EVERY) => {}
                () = hangup.received() => {}
            }
            match self.reload() {
                Ok(true) => tracing::info!(file = %self.chain.display(), "certificate renewed"),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "renewed certificate not usable; keeping the old one")
                }
            }
        }
    }
}

fn read(chain: &Path, key: &Path, callers: Option<&Path>) -> anyhow::Result<(ServerConfig, Vec<u8>)> {
    let chain_bytes = std::fs::read(chain).with_context(|| chain.display().to_string())?;
    let key_bytes = std::fs::read(key).with_context(|| key.display().to_string())?;

    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain_bytes)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{}: not a PEM certificate", chain.display()))?;
    anyhow::ensure!(!certificates.is_empty(), "{}: no certificate in it", chain.display());
    let private = PrivateKeyDer::from_pem_slice(&key_bytes)
        .with_context(|| format!("{}: no PEM private key in it", key.display()))?;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let (builder, callers_bytes) = match callers {
        None => (builder.with_no_client_auth(), Vec::new()),
        Some(path) => {
            let (roots, bytes) = roots(path)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .with_context(|| path.display().to_string())?;
            (builder.with_client_cert_verifier(verifier), bytes)
        }
    };
    let mut config = builder
        .with_single_cert(certificates, private)
        .with_context(|| format!("{} and {} do not fit together", chain.display(), key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];

    Ok((config, [chain_bytes, key_bytes, callers_bytes].concat()))
}

/// The certificates that may sign those of callers.
fn roots(path: &Path) -> anyhow::Result<(RootCertStore, Vec<u8>)> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.with_context(|| format!("{}: not a PEM certificate", path.display()))?;
        roots.add(certificate).with_context(|| path.display().to_string())?;
    }
    anyhow::ensure!(!roots.is_empty(), "{}: no certificate in it", path.display());
    Ok((roots, bytes))
}

/// SIGHUP, where there is one.
struct Hangup(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangup {
    #[cfg(unix)]
    fn listen() -> Self {
        Self(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self()
    }

    async fn received(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
