//! A whole application over a temporary SQLite file, with a small city in it and a clock that stands still.

mod city;
mod phone;
mod receiver;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, InstansiId};
use hadir_rules::Packs;
use hadir_server::app::App;
use hadir_server::auth::issue_token;
use hadir_server::auth::session::{self, Token};
use hadir_server::http::{Web, router};
use hadir_server::keys::Keys;
use hadir_server::lang::Lang;
use hadir_server::settings::Settings;
use hadir_server::system::System;
use hadir_store::sessions::SessionKind;
use hadir_store::testing::TestDb;
use http_body_util::BodyExt;
use jiff::Span;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::broadcast;
use tower::ServiceExt;

pub use city::*;
pub use phone::*;
pub use receiver::*;

/// A Monday, 07:31:10 in western Indonesia.
pub const MONDAY_MORNING: &str = "2026-01-19T00:31:10Z";

/// The application and its routes.
pub struct TestApp {
    pub app: App,
    pub web: Web,
    router: Router,
    /// Removed with the test.
    _folder: TempDir,
    _database: Arc<TestDb>,
}

impl TestApp {
    /// The small city on a Monday morning.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The small city, with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let test = Self::empty_with(change).await;
        city::build(&test.app).await;
        test
    }

    /// A server nobody has set up.
    pub async fn empty() -> Self {
        Self::empty_with(|_| {}).await
    }

    /// The small city on PostgreSQL; `None` where it is not installed and not required.
    pub async fn on_postgres() -> Option<Self> {
        let database = TestDb::postgres().await?;
        let test = Self::over(database, |_| {}).await;
        city::build(&test.app).await;
        Some(test)
    }

    async fn empty_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(TestDb::sqlite().await, change).await
    }

    async fn over(database: TestDb, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let system = System::fixed(MONDAY_MORNING.parse().unwrap(), 1);
        let db = database.db.clone();
        let mut settings = Settings {
            data: folder.path().to_owned(),
            database: None,
            lang: Lang::Id,
            instansi: None,
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            demo_public: false,
            notices: Default::default(),
            terminals: Default::default(),
            signing: None,
        };
        change(&mut settings);
        let app = App {
            db,
            keys: Arc::new(Keys::of([7; 32], &system)),
            system,
            settings: Arc::new(settings),
            shipped: Arc::new(Packs::shipped()),
            rules: Arc::default(),
            compared: Arc::default(),
            dirty: Arc::default(),
            settling: Arc::default(),
            rhythms: Arc::default(),
            changes: broadcast::channel(16).0,
        };
        let web = Web::new(app.clone()).unwrap();
        Self { app, router: router(web.clone()), web, _folder: folder, _database: Arc::new(database) }
    }

    /// The same data behind a server that remembers nothing else.
    pub fn restarted(self) -> Self {
        let web = Web::new(self.app.clone()).unwrap();
        Self { router: router(web.clone()), web, ..self }
    }

    /// Other settings from now on, for jobs and routes alike.
    pub fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = Settings::clone(&self.app.settings);
        change(&mut settings);
        self.app.settings = Arc::new(settings);
        self.web = Web::new(self.app.clone()).unwrap();
        self.router = router(self.web.clone());
    }

    /// Where its database is.
    pub fn database_url(&self) -> &str {
        &self._database.url
    }

    /// Lets time pass.
    pub fn wait(&self, span: Span) {
        self.app.system.set(self.app.now().to_zoned(jiff::tz::TimeZone::UTC).checked_add(span).unwrap().timestamp());
    }

    /// Somebody who is not signed in.
    pub fn anyone(&self) -> Client {
        Client { router: self.router.clone(), headers: Vec::new(), peer: "203.0.113.9:50000".parse().unwrap() }
    }

    /// The city's one account of that role, by token.
    pub async fn as_role(&self, role: Role) -> Client {
        self.as_account(CITY, account_of(role)).await
    }

    /// An account, by token.
    pub async fn as_account(&self, instansi: InstansiId, account: AccountId) -> Client {
        let token = issue_token(&self.app, instansi, account, "test").await.unwrap();
        self.anyone().with(header::AUTHORIZATION.as_str(), &format!("Bearer {}", token.as_str()))
    }

    /// A session that has just begun.
    pub async fn token(&self, instansi: InstansiId, account: AccountId, kind: SessionKind) -> Token {
        let token = Token::new(&self.app.system, instansi);
        let now = self.app.now();
        let begin = async |tx: &mut hadir_store::Tx| session::begin(tx, &token, account, kind, "test", now).await;
        self.app.db.write(begin).await.unwrap();
        token
    }
}

/// Sends requests as somebody.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: Vec<(String, String)>,
    peer: SocketAddr,
}

impl Client {
    /// The same with one more header.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The same from another address.
    pub fn from(&self, address: &str) -> Self {
        Self { peer: SocketAddr::new(address.parse().unwrap(), 50000), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), Body::from(body.to_string())).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some("application/json"), Body::from(body.to_string())).await
    }

    /// A form with one file and text fields, the fields first.
    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        const LINE: &str = "----hadir-test";
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(
                format!("--{LINE}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!("--{LINE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{LINE}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={LINE}");
        self.send(Method::POST, path, Some(&kind), Body::from(body)).await
    }

    /// Opens a stream: its headers, and its body still to come.
    pub async fn stream(&self, path: &str) -> (HeaderMap, Body) {
        let (parts, body) = self.ask(Method::GET, path, None, Body::empty()).await.into_parts();
        assert_eq!(parts.status, 200);
        (parts.headers, body)
    }

    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let (parts, body) = self.ask(method, path, kind, body).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    async fn ask(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The stable code of a problem.
    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
