//! The address that browsers use.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use http::Uri;

/// Scheme, host and port by which browsers reach the server: an origin (RFC 6454), so written as browsers write it in
/// `Origin`: lower case, without the scheme's own port, without a path. `https`, or `http` on loopback only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

impl PublicUrl {
    /// What holds when none is given: where the server listens, seen from the same machine. None when that address
    /// can be reached from elsewhere, as plain HTTP is for loopback only.
    pub fn of_listener(address: SocketAddr) -> Option<Self> {
        let host = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(host, address.port()))
            .parse()
            .ok()
    }

    /// As it stands in the `Origin` header.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether browsers come over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The whole address of a path that begins with `/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| "it is not an address")?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("it must begin with https:// (or http:// on loopback)"),
        };
        let authority = uri.authority().ok_or("it has no host")?;
        if authority.as_str().contains('@') {
            return Err("it must not hold a user or password");
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.contains('#') {
            return Err("it must end after the host and port");
        }
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return Err("it has no host");
        }
        if !https && !is_loopback(&host) {
            return Err("it must be https unless the host is loopback");
        }
        let port = match authority.port_u16() {
            None if authority.as_str().len() > host.len() => {
                return Err("its port is not a number up to 65535");
            }
            Some(port) if port != if https { 443 } else { 80 } => format!(":{port}"),
            _ => String::new(),
        };
        let scheme = if https { "https" } else { "http" };
        Ok(Self {
            origin: format!("{scheme}://{host}{port}"),
            https,
        })
    }
}

/// Whether a host of an address (an IPv6 one in brackets) is this machine.
pub fn is_loopback(host: &str) -> bool {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (given, origin) in [
            ("https://Users.Example.com", "https://users.example.com"),
            (
                "https://users.example.com:443/",
                "https://users.example.com",
            ),
            (
                "https://users.example.com:8443",
                "https://users.example.com:8443",
            ),
            ("http://localhost:80", "http://localhost"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(given.parse::<PublicUrl>().expect(given).origin(), origin);
        }
    }

    #[test]
    fn what_browsers_cannot_use_safely_is_refused() {
        for bad in [
            "",
            "users.example.com",
            "/users",
            "ftp://users.example.com",
            "http://users.example.com",
            "http://10.0.0.1:3000",
            "https://user:word@users.example.com",
            "https://users.example.com/path",
            "https://users.example.com?x",
            "https://users.example.com#x",
            "https://users.example.com:99999",
            "https://users.example.com:",
            "http://127.0.0.1.example.com",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_default_follows_the_listener_on_loopback_only() {
        let of = |text: &str| {
            PublicUrl::of_listener(text.parse().expect("an address")).map(|url| url.to_string())
        };
        assert_eq!(
            of("127.0.0.1:3000").as_deref(),
            Some("http://127.0.0.1:3000")
        );
        assert_eq!(of("0.0.0.0:8080").as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(of("[::]:8080").as_deref(), Some("http://[::1]:8080"));
        assert_eq!(of("192.168.1.2:3000"), None);
    }
}
