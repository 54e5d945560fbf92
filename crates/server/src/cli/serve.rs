//! `hadir serve`: serves what is in the data folder.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Global, Outcome, context};
use crate::app::App;
use crate::auth;
use crate::http::Serving;
use crate::lang::Lang;
use crate::services::{
    casing, cross_checking, day_rolls, erasing, noticing, outaging, pay_stopping, projector, publishing, reconciling,
    sealing, service_posting, sidak, spot_checking, watching, webhooks, weighing,
};
use crate::settings::{Settings, SettingsFile};

/// Arguments of `hadir serve`.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "serving")]
pub struct Args {
    /// Alamat / address (bawaan / default 127.0.0.1:8080)
    #[arg(long, env = "HADIR_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Alamat yang dibuka orang / the address people open
    #[arg(long, env = "HADIR_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Sertifikat HTTPS (PEM) / certificate chain
    #[arg(long, env = "HADIR_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Kunci HTTPS (PEM) / private key
    #[arg(long, env = "HADIR_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Proksi yang dipercaya / addresses or networks whose X-Forwarded headers are believed
    #[arg(long, env = "HADIR_TRUSTED_PROXY", value_name = "NET", value_delimiter = ',')]
    pub trusted_proxy: Vec<String>,
    /// Pintu kedua khusus mesin, tanpa HTTPS / a second door for terminals only, plain HTTP
    #[arg(long, env = "HADIR_TERMINALS_LISTEN", value_name = "ADDR")]
    pub terminals_listen: Option<SocketAddr>,
    /// Mesin harus menunjukkan sertifikat dari penerbit ini (PEM) / terminals must show a certificate signed by these
    #[arg(long, env = "HADIR_TERMINALS_CLIENT_CA", value_name = "FILE", requires = "terminals_listen")]
    pub terminals_client_ca: Option<PathBuf>,
}

/// Serves until told to stop; an empty folder gets a one-time set-up link.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let app = context::open_app(global).await?;
    let (app, listen) = with_args(app, global, &args)?;
    start_logging();
    let serving = crate::http::serve(app.clone(), listen).await?;
    announce(&app, &serving).await?;
    if let Some(address) = serving.terminals {
        println!("{} {address}/iclock", app.settings.lang.pick("Pintu mesin:", "Door of terminals:"));
    }
    let jobs = [
        projector::start(app.clone()),
        sealing::sequencing::start(app.clone()),
        outaging::watching::start(app.clone()),
        noticing::start(app.clone()),
        reconciling::start(app.clone()),
        cross_checking::start(app.clone()),
        day_rolls::jobs::start(app.clone()),
        webhooks::start(app.clone()),
        weighing::start(app.clone()),
        sealing::verifying::looking::start(app.clone()),
        erasing::retaining::start(app.clone()),
        spot_checking::watching::start(app.clone()),
        sidak::following::start(app.clone()),
        casing::watching::start(app.clone()),
        pay_stopping::watching::start(app.clone()),
        service_posting::watching::start(app.clone()),
        publishing::start(app.clone()),
        watching::start(app),
    ];
    serving.ended().await?;
    jobs.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// The application with what the command line says about serving.
pub(super) fn with_args(app: App, global: &Global, args: &Args) -> anyhow::Result<(App, Option<SocketAddr>)> {
    let file = SettingsFile::read(&global.data)?;
    let listen = match (args.listen, file.listen) {
        (Some(address), _) => Some(address),
        (None, Some(text)) => {
            Some(text.parse().map_err(|_| anyhow::anyhow!("hadir.toml: listen = \"{text}\" is no address"))?)
        }
        (None, None) => None,
    };
    let mut settings = Settings::clone(&app.settings);
    settings.public_url = args.public_url.clone().or(settings.public_url);
    settings.tls = args.tls_cert.clone().zip(args.tls_key.clone()).or(settings.tls);
    settings.terminals.listen = args.terminals_listen.or(settings.terminals.listen);
    settings.terminals.client_ca = args.terminals_client_ca.clone().or(settings.terminals.client_ca);
    if !args.trusted_proxy.is_empty() {
        settings.trusted_proxies.clone_from(&args.trusted_proxy);
    }
    Ok((App { settings: Arc::new(settings), ..app }, listen))
}

/// Logs go to standard error; `RUST_LOG` chooses (a line a request with `hadir_server=info`), `HADIR_LOG=json` gives
/// JSON lines.
pub(super) fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,hadir_server=info,hadir_server::http::layers=warn")
    });
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = if std::env::var("HADIR_LOG").is_ok_and(|kind| kind == "json") {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
    // A second subscriber in one process is refused; the first one stays.
    drop(started);
}

async fn announce(app: &App, serving: &Serving) -> anyhow::Result<()> {
    let lang = app.settings.lang;
    let address = app.settings.public_url.clone().unwrap_or_else(|| serving.url());
    println!("{} {address}", lang.pick("Hadir melayani di", "Hadir serves at"));
    if let Some(token) = auth::issue_setup(app).await? {
        println!(
            "\n{}\n  {address}/desk/setup/{token}\n",
            lang.pick(
                "Belum ada kota di folder ini. Buka tautan sekali pakai ini (24 jam) untuk menyiapkannya:",
                "There is no city in this folder yet. Open this one-time link (24 hours) to set it up:",
            )
        );
    }
    if !serving.https && !serving.address.ip().is_loopback() {
        println!("{}", plain_http_warning(lang));
    }
    Ok(())
}

fn plain_http_warning(lang: Lang) -> &'static str {
    lang.pick(
        "Perhatian: tanpa HTTPS, HP pegawai tidak dapat menyimpan atau mengirim rekaman. Jalankan dengan \
         --tls-cert FILE --tls-key FILE, atau di belakang proksi HTTPS dengan --trusted-proxy dan --public-url.",
        "Note: without HTTPS phones can neither keep nor send punches. Run with --tls-cert FILE --tls-key FILE, or \
         behind an HTTPS proxy with --trusted-proxy and --public-url.",
    )
}
