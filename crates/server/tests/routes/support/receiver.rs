//! Where notices arrive: a push service with a browser behind it, and a mail server. Both on a port of this machine.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_server::services::noticing::encrypt;
use p256::SecretKey;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::{Answer, Client};

/// A message as a push service takes it.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

/// A push service and the browser it delivers to.
#[derive(Clone)]
pub struct Receiver {
    pub origin: String,
    private: [u8; 32],
    auth: [u8; 16],
    pushed: Arc<Mutex<Vec<Pushed>>>,
    answers: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let receiver =
            Self { origin, private: [11; 32], auth: [5; 16], pushed: Arc::default(), answers: Arc::default() };
        let served = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.take(stream).await });
            }
        });
        receiver
    }

    /// The next answers, each once; 201 after them.
    pub fn answer(&self, answers: &[(u16, &'static str)]) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// What arrived.
    pub fn pushed(&self) -> Vec<Pushed> {
        self.pushed.lock().unwrap().clone()
    }

    /// The body of a subscription, as a browser makes it.
    pub fn subscription(&self, number: u128) -> Value {
        let public = encrypt::point(&SecretKey::from_slice(&self.private).unwrap().public_key());
        json!({
            "id": Uuid::from_u128(0x9000 + number),
            "endpoint": format!("{}/push/{number}", self.origin),
            "keys": { "p256dh": URL_SAFE_NO_PAD.encode(public), "auth": URL_SAFE_NO_PAD.encode(self.auth) },
            "device": "Chrome di Android",
        })
    }

    pub async fn subscribe(&self, client: &Client, number: u128) -> Answer {
        client.post("/api/v1/me/push", &self.subscription(number)).await
    }

    /// What the browser shows.
    pub fn shown(&self, pushed: &Pushed) -> Value {
        let text = encrypt::decrypt(&self.private, &self.auth, &pushed.body).expect("a message for this browser");
        serde_json::from_slice(&text).unwrap()
    }

    /// The claims of the server's word, verified by the key it names.
    pub fn claims(pushed: &Pushed, public_key: &str) -> Value {
        let value = pushed.headers["authorization"].strip_prefix("vapid t=").unwrap();
        let (token, key) = value.split_once(", k=").unwrap();
        assert_eq!(key, public_key, "the key the browser subscribed by");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, URL_SAFE_NO_PAD.decode(key).unwrap())
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
            .expect("a signature that holds");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap()
    }

    async fn take(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = HashMap::new();
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let mut body = vec![0; headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
        stream.read_exact(&mut body).await.unwrap();
        self.pushed.lock().unwrap().push(Pushed { path, headers, body });
        let (status, more) = self.answers.lock().unwrap().pop_front().unwrap_or((201, ""));
        let answer = format!("HTTP/1.1 {status} X\r\n{more}content-length: 0\r\n\r\n");
        stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
    }
}

/// A mail server that keeps what it is given.
#[derive(Clone)]
pub struct MailBox {
    pub url: String,
    letters: Arc<Mutex<Vec<(String, String)>>>,
    /// Addresses it refuses.
    refused: Arc<Mutex<Vec<String>>>,
}

impl MailBox {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let mailbox = Self { url, letters: Arc::default(), refused: Arc::default() };
        let served = mailbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.talk(stream).await });
            }
        });
        mailbox
    }

    pub fn refuse(&self, address: &str) {
        self.refused.lock().unwrap().push(address.to_owned());
    }

    /// To whom, and head and text as they came.
    pub fn letters(&self) -> Vec<(String, String)> {
        self.letters.lock().unwrap().clone()
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut to = String::new();
        say(&mut stream, "220 contoh.test").await?;
        loop {
            let line = hear(&mut stream).await?;
            let word = line.get(..4).unwrap_or_default().to_uppercase();
            match word.as_str() {
                "EHLO" => say(&mut stream, "250 contoh.test").await?,
                "RCPT" => {
                    to = line.trim().trim_start_matches("RCPT TO:").trim_matches(['<', '>']).to_owned();
                    let refused = self.refused.lock().unwrap().contains(&to);
                    say(&mut stream, if refused { "550 no such mailbox" } else { "250 ok" }).await?;
                }
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    let mut text = String::new();
                    loop {
                        let line = hear(&mut stream).await?;
                        if line == ".\r\n" {
                            break;
                        }
                        text.push_str(&line);
                    }
                    self.letters.lock().unwrap().push((to.clone(), text));
                    say(&mut stream, "250 kept").await?;
                }
                "QUIT" => {
                    say(&mut stream, "221 bye").await?;
                    return None;
                }
                _ => say(&mut stream, "250 ok").await?,
            }
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    (stream.read_line(&mut line).await.ok()? > 0).then_some(line)
}
