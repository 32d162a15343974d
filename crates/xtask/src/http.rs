//! A few plain HTTP requests to loopback: enough for what the chores ask of programs they have started themselves.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Asks for `http://host:port/path`.
///
/// # Errors
/// When nobody answers, or not in HTTP.
pub fn get(url: &str, headers: &[(&str, &str)]) -> Result<Answer> {
    exchange("GET", url, headers, "")
}

/// Sends a body to `http://host:port/path`.
///
/// # Errors
/// When nobody answers, or not in HTTP.
pub fn post(url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
    exchange("POST", url, headers, body)
}

/// Changes something at `http://host:port/path`.
///
/// # Errors
/// When nobody answers, or not in HTTP.
pub fn patch(url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
    exchange("PATCH", url, headers, body)
}

fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
    let (host, path) = split(url)?;
    // Version 1.0: the answer comes in one piece and ends with the connection.
    let mut request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    request.push_str("\r\n");
    request.push_str(body);
    let mut stream =
        TcpStream::connect(host).with_context(|| format!("nobody answers at {host}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .with_context(|| format!("{url} does not answer"))?;
    read(&String::from_utf8_lossy(&bytes)).with_context(|| format!("{url} does not speak HTTP"))
}

/// `host:port` and the path of an address.
fn split(url: &str) -> Result<(&str, &str)> {
    let Some(rest) = url.strip_prefix("http://") else {
        bail!("{url} is not a plain HTTP address");
    };
    Ok(rest
        .find('/')
        .map_or((rest, "/"), |slash| rest.split_at(slash)))
}

fn read(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_split() {
        assert_eq!(
            split("http://127.0.0.1:80/a/b?c").expect("an address"),
            ("127.0.0.1:80", "/a/b?c")
        );
        assert_eq!(
            split("http://127.0.0.1:80").expect("an address"),
            ("127.0.0.1:80", "/")
        );
        assert!(split("https://127.0.0.1").is_err());
    }

    #[test]
    fn answers_are_read() {
        let answer =
            read("HTTP/1.0 404 Not Found\r\na: b\r\n\r\nno\r\n\r\nsuch").expect("an answer");
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (404, "no\r\n\r\nsuch")
        );
        assert_eq!((answer.header("A"), answer.header("c")), (Some("b"), None));
        assert_eq!(read("SSH-2.0"), None);
    }
}
