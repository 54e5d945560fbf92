//! Listening, with HTTPS or without, until told to stop.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{PATIENCE, Web, router};
use crate::app::App;
use crate::metrics;
use crate::routes::{iclock, info};
use crate::services::terminals::{contacts, pulling};
use crate::tls::Certificate;

const DEFAULT_PORT: u16 = 8080;
/// How many ports after the default are tried.
const NEXT_PORTS: u16 = 20;
/// How long open requests may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// A server that is running.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks HTTPS.
    pub https: bool,
    /// Where terminals have a door of their own.
    pub terminals: Option<SocketAddr>,
    farewell: Farewell,
    task: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// The address to open in a browser on this machine.
    pub fn url(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        format!("{scheme}://{address}")
    }

    /// Tells the server to stop, letting open requests end.
    pub fn stop(&self) {
        self.farewell.say();
    }

    /// Waits until the server has stopped.
    ///
    /// # Errors
    ///
    /// When it stopped because listening failed.
    pub async fn ended(self) -> anyhow::Result<()> {
        Ok(self.task.await??)
    }
}

/// Starts serving; SIGTERM and Ctrl-C stop it.
///
/// Without an address it listens on 127.0.0.1:8080 or the next free port; a given address must be free.
///
/// # Errors
///
/// When the address is taken, the certificate is not usable, a trusted proxy is no address, or a demo city
/// would be served beyond this machine without leave.
pub async fn serve(app: App, listen: Option<SocketAddr>) -> anyhow::Result<Serving> {
    if let Some(address) = listen {
        keep_demo_home(&app, address).await?;
    }
    let certificate = match &app.settings.tls {
        Some((chain, key)) => Some(Certificate::load(chain, key)?),
        None => None,
    };
    let listener = bind(listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;

    metrics::recorder();
    let web = Web::new(app)?;
    let stopping = web.doors.stopping.clone();
    let jobs = vec![
        contacts::start(web.app.clone(), Arc::clone(&web.doors.terminals.contacts)),
        pulling::start(web.app.clone(), Arc::clone(&web.doors.terminals)),
    ];
    let door = open_door(&web).await?;
    let service = router(web).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let https = certificate.is_some();
    let task = match certificate {
        Some(certificate) => {
            let config = certificate.config();
            let fresh = tokio::spawn(certificate.keep_fresh());
            let server =
                axum_server::from_tcp_rustls(listener, config)?.handle(handle.clone()).first_request_timeout(PATIENCE);
            tokio::spawn(async move {
                let ended = server.serve(service).await;
                fresh.abort();
                ended
            })
        }
        None => {
            let server = axum_server::from_tcp(listener)?.handle(handle.clone()).first_request_timeout(PATIENCE);
            tokio::spawn(async move { server.serve(service).await })
        }
    };

    let mut handles = vec![handle];
    let terminals = door.as_ref().map(|(address, _)| *address);
    handles.extend(door.map(|(_, handle)| handle));
    let farewell = Farewell { handles, stopping, jobs: Arc::new(jobs) };
    let asked = farewell.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        asked.say();
    });

    Ok(Serving { address, https, terminals, farewell, task })
}

/// Ends open streams, lets other requests end, takes no new ones.
#[derive(Debug, Clone)]
struct Farewell {
    handles: Vec<Handle<SocketAddr>>,
    stopping: watch::Sender<bool>,
    jobs: Arc<Vec<JoinHandle<()>>>,
}

impl Farewell {
    fn say(&self) {
        self.stopping.send_replace(true);
        self.jobs.iter().for_each(JoinHandle::abort);
        for handle in &self.handles {
            handle.graceful_shutdown(Some(FAREWELL));
        }
    }
}

/// Opens the door of terminals, if one was asked for: plain HTTP, or HTTPS that asks for their certificates.
async fn open_door(web: &Web) -> anyhow::Result<Option<(SocketAddr, Handle<SocketAddr>)>> {
    let settings = &web.app.settings;
    let Some(address) = settings.terminals.listen else { return Ok(None) };
    keep_demo_home(&web.app, address).await?;
    let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let handle = Handle::new();
    let service = iclock::router(web.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener)?.handle(handle.clone()).first_request_timeout(PATIENCE);
    match (&settings.terminals.client_ca, &settings.tls) {
        (None, _) => {
            tokio::spawn(async move {
                if let Err(error) = server.serve(service).await {
                    tracing::error!("the door of terminals closed: {error}");
                }
            });
        }
        (Some(_), None) => bail!("certificates of terminals need HTTPS: give --tls-cert and --tls-key too"),
        (Some(callers), Some((chain, key))) => {
            let certificate = Certificate::load_for(chain, key, Some(callers))?;
            let acceptor = RustlsAcceptor::new(certificate.config());
            tokio::spawn(certificate.keep_fresh());
            tokio::spawn(async move {
                if let Err(error) = server.acceptor(acceptor).serve(service).await {
                    tracing::error!("the door of terminals closed: {error}");
                }
            });
        }
    }
    Ok(Some((address, handle)))
}

fn bind(listen: Option<SocketAddr>) -> anyhow::Result<TcpListener> {
    if let Some(address) = listen {
        return TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"));
    }
    for port in DEFAULT_PORT..=DEFAULT_PORT + NEXT_PORTS {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("cannot listen on 127.0.0.1:{port}")),
        }
    }
    bail!("ports {DEFAULT_PORT} to {} of 127.0.0.1 are all taken", DEFAULT_PORT + NEXT_PORTS)
}

/// Everyone can read the logins of a demo city on this machine; they must not open a door elsewhere.
async fn keep_demo_home(app: &App, address: SocketAddr) -> anyhow::Result<()> {
    if address.ip().is_loopback() || app.settings.demo_public {
        return Ok(());
    }
    if info::holds_demo(app).await? {
        bail!(
            "this data folder holds a demo city, which is served on this machine only; \
             --demo-public serves it on {address} all the same"
        );
    }
    Ok(())
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
