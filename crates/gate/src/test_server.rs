//! A provider that does what a test wants, on a real port.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What is answered at a path.
#[derive(Clone)]
pub enum Reply {
    /// 200 with this body and these further header lines (each with its line end).
    Ok(String, String),
    /// This status with this body.
    Status(u16, String),
    /// 302 to there.
    Redirect(String),
    /// These bytes.
    Raw(Vec<u8>),
    /// A head that announces nothing, and then a body without an end.
    Endless,
    /// Nothing, for ever.
    Hang,
}

impl Reply {
    pub fn json(body: impl Into<String>) -> Self {
        Self::Ok(body.into(), String::new())
    }
}

pub struct TestServer {
    pub base: String,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TestServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let replies: Arc<Mutex<HashMap<String, Reply>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let server = Self {
            base,
            replies: Arc::clone(&replies),
            asked: Arc::clone(&asked),
        };
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let (replies, asked) = (Arc::clone(&replies), Arc::clone(&asked));
                tokio::spawn(async move {
                    let request = read(stream, &asked).await;
                    let Some((path, stream)) = request else {
                        return;
                    };
                    let reply = replies.lock().expect("a lock").get(&path).cloned();
                    answer(stream, reply).await;
                });
            }
        });
        server
    }

    /// From now on this is answered there.
    pub fn at(&self, path: &str, reply: Reply) {
        self.replies
            .lock()
            .expect("a lock")
            .insert(path.to_owned(), reply);
    }

    pub fn url(&self, path: &str) -> Url {
        format!("{}{path}", self.base).parse().expect("an address")
    }

    /// How often a path was asked.
    pub fn count(&self, path: &str) -> usize {
        let asked = self.asked.lock().expect("a lock");
        asked
            .iter()
            .filter(|request| request.split(' ').nth(1) == Some(path))
            .count()
    }

    /// The last whole request.
    pub fn last(&self) -> String {
        let asked = self.asked.lock().expect("a lock");
        asked.last().cloned().unwrap_or_default()
    }
}

async fn read(mut stream: TcpStream, asked: &Mutex<Vec<String>>) -> Option<(String, TcpStream)> {
    let mut text = String::new();
    let mut bytes = [0; 4096];
    while !is_whole(&text) {
        let count = stream
            .read(&mut bytes)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    let path = text.split(' ').nth(1)?.to_owned();
    asked.lock().expect("a lock").push(text);
    Some((path, stream))
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    body.len() >= length
}

async fn answer(mut stream: TcpStream, reply: Option<Reply>) {
    let text = |status: u16, headers: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Whatever\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    let bytes = match reply {
        None => text(404, "", "not here"),
        Some(Reply::Ok(body, headers)) => text(200, &headers, &body),
        Some(Reply::Status(status, body)) => text(status, "", &body),
        Some(Reply::Redirect(to)) => text(302, &format!("Location: {to}\r\n"), ""),
        Some(Reply::Raw(bytes)) => bytes,
        Some(Reply::Hang) => {
            let _ = stream.read(&mut [0; 1]).await;
            return;
        }
        Some(Reply::Endless) => {
            let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"a\":\"").await;
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 65_536]).await;
            }
            return;
        }
    };
    // The other side may have gone.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}
