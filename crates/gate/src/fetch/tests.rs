use super::*;
use crate::discovery::{DiscoveryError, discover};
use crate::test_server::{Reply, TestServer};

async fn get(server: &TestServer, path: &str) -> Result<Answer, FetchError> {
    HttpClient::new().get_json(&server.url(path)).await
}

async fn said(server: &TestServer, path: &str) -> String {
    get(server, path).await.expect_err("an error").to_string()
}

#[tokio::test]
async fn an_object_comes_with_how_long_it_may_be_kept() {
    let server = TestServer::start().await;
    for (header, max_age) in [
        ("", None),
        ("Cache-Control: public, max-age=60\r\n", Some(60)),
        ("Cache-Control: MAX-AGE=\"7\"\r\n", Some(7)),
        (
            "Cache-Control: max-age=60\r\nCache-Control: no-store\r\n",
            Some(0),
        ),
        ("Cache-Control: no-cache, max-age=60\r\n", Some(0)),
        ("Cache-Control: max-age=-1\r\n", None),
        ("Cache-Control: max-age=99999999999\r\n", None),
    ] {
        server.at("/a", Reply::Ok("{\"b\":1}".to_owned(), header.to_owned()));
        let answer = get(&server, "/a").await.expect("an answer");
        assert_eq!(answer.max_age, max_age, "{header}");
        assert_eq!(answer.body, b"{\"b\":1}");
    }
}

#[tokio::test]
async fn rubbish_is_refused_in_words() {
    let server = TestServer::start().await;
    for (reply, why) in [
        (Reply::json("[1]"), "not a JSON object"),
        (Reply::json("<html>"), "not a JSON object"),
        (Reply::json(""), "not a JSON object"),
        (
            Reply::Ok("{\"a\":\"\u{0}".to_owned(), String::new()),
            "not a JSON object",
        ),
        (Reply::Status(500, "{}".to_owned()), "the status 500"),
        (Reply::Status(204, String::new()), "the status 204"),
        (Reply::Status(404, "secret".to_owned()), "the status 404"),
        (
            Reply::Raw(b"nonsense\r\n\r\n".to_vec()),
            "cannot be reached",
        ),
        (Reply::Raw(Vec::new()), "cannot be reached"),
        (
            Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}".to_vec()),
            "cannot be reached",
        ),
    ] {
        server.at("/a", reply);
        let said = said(&server, "/a").await;
        assert!(said.contains(why), "{said}");
        assert!(
            said.contains("127.0.0.1:") && !said.contains("secret"),
            "{said}"
        );
    }
    let gone = "http://127.0.0.1:1/".parse().expect("an address");
    let error = HttpClient::new()
        .get_json(&gone)
        .await
        .expect_err("an error");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn megabytes_are_not_read_whatever_was_announced() {
    let server = TestServer::start().await;
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MOST_BYTES));
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{long}\r\n0\r\n\r\n",
        long.len()
    );
    for reply in [
        Reply::json(long.clone()),
        Reply::Raw(chunked.into_bytes()),
        Reply::Endless,
        Reply::Status(500, long),
    ] {
        server.at("/a", reply);
        let error = get(&server, "/a").await.expect_err("an error");
        assert!(matches!(error, FetchError::Size(_)), "{error}");
    }
    let fits = format!("{{\"a\":\"{}\"}}", "x".repeat(MOST_BYTES - 8));
    server.at("/a", Reply::json(fits));
    assert!(get(&server, "/a").await.is_ok());
}

#[tokio::test]
async fn who_hangs_is_not_waited_for() {
    let server = TestServer::start().await;
    let client = HttpClient::hasty(Duration::from_millis(50));
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec();
    server.at("/hang", Reply::Hang);
    server.at("/half", Reply::Raw(half));
    let error = client
        .get_json(&server.url("/hang"))
        .await
        .expect_err("an error");
    assert!(matches!(error, FetchError::Time(..)), "{error}");
    assert!(client.get_json(&server.url("/half")).await.is_err());
}

#[tokio::test]
async fn redirects_stay_on_the_host() {
    let server = TestServer::start().await;
    let other = TestServer::start().await;
    let local = other.base.replace("127.0.0.1", "localhost");
    other.at("/b", Reply::json("{}"));
    server.at("/b", Reply::json("{}"));
    server.at("/near", Reply::Redirect("/b".to_owned()));
    // Another port of the same host is the same host.
    server.at("/port", Reply::Redirect(other.url("/b").to_string()));
    assert!(get(&server, "/near").await.is_ok());
    assert!(get(&server, "/port").await.is_ok());
    for (to, why) in [
        (
            "http://evil.example/b".to_owned(),
            "to another host (evil.example)",
        ),
        ("//evil.example/b".to_owned(), "to another host"),
        (format!("{local}/b"), "to another host (localhost"),
        ("http://".to_owned(), "to nowhere"),
        ("/loop".to_owned(), "too often"),
    ] {
        server.at("/loop", Reply::Redirect(to));
        let said = said(&server, "/loop").await;
        assert!(said.contains(why), "{said}");
    }
    server.at("/ftp", Reply::Redirect("ftp://127.0.0.1/b".to_owned()));
    assert!(said(&server, "/ftp").await.contains("must be https"));
    assert_eq!(other.count("/b"), 1);
}

#[test]
fn plain_http_is_only_for_this_machine() {
    for (allowed, url) in [
        (true, "https://idp.example.com/a?b"),
        (true, "http://127.0.0.1:4000"),
        (true, "http://127.9.9.9/"),
        (true, "http://[::1]:4000"),
        (true, "http://LOCALHOST/"),
        (false, "http://idp.example.com"),
        (false, "http://10.0.0.1"),
        (false, "http://localhost.example.com"),
        (false, "http://[::2]/"),
        (false, "https://user@idp.example.com"),
        (false, "https://user:word@idp.example.com"),
        (false, "file:///etc/passwd"),
        (false, "data:application/json,{}"),
    ] {
        assert_eq!(
            may_be_asked(&url.parse().expect("an address")),
            allowed,
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_form_is_posted_with_who_asks() {
    let server = TestServer::start().await;
    server.at("/token", Reply::json("{\"access_token\":\"x\"}"));
    let client = HttpClient::new();
    let fields = [("grant_type", "authorization_code"), ("code", "a b&c")];
    let answer = client
        .post_form(
            &server.url("/token"),
            &fields,
            Some(("client:1", "pass word")),
        )
        .await
        .expect("an answer");
    let value: Value = answer.json("a token answer").expect("JSON");
    assert_eq!(value["access_token"], "x");
    let request = server.last();
    assert!(request.starts_with("POST /token HTTP/1.1\r\n"), "{request}");
    let basic = STANDARD.encode("client%3A1:pass+word");
    assert!(
        request.contains(&format!("authorization: Basic {basic}\r\n")),
        "{request}"
    );
    assert!(
        request.ends_with("\r\n\r\ngrant_type=authorization_code&code=a+b%26c"),
        "{request}"
    );

    for (body, said) in [
        (
            "{\"error\":\"invalid_grant\"}",
            "status 400 (invalid_grant)",
        ),
        ("{\"error\":\"<script>\"}", "status 400"),
        ("{\"error\":7}", "status 400"),
    ] {
        server.at("/token", Reply::Status(400, body.to_owned()));
        let error = client.post_form(&server.url("/token"), &fields, None).await;
        let error = error.expect_err("an error").to_string();
        assert!(error.ends_with(said), "{error}");
    }
    server.at("/token", Reply::Redirect("/elsewhere".to_owned()));
    let error = client.post_form(&server.url("/token"), &fields, None).await;
    assert!(matches!(error, Err(FetchError::Redirect(..))));
    assert_eq!(server.count("/elsewhere"), 0);
}

#[tokio::test]
async fn the_configuration_must_be_that_of_a_configured_issuer() {
    let server = TestServer::start().await;
    let path = "/.well-known/openid-configuration";
    let issuers = [server.base.clone(), "https://idp.example.com/".to_owned()];
    let configuration = |issuer: &str, jwks: &str| {
        Reply::json(format!(
            "{{\"issuer\":\"{issuer}\",\"jwks_uri\":\"{jwks}\",\"more\":[]}}"
        ))
    };
    let client = HttpClient::new();
    for issuer in &issuers {
        server.at(path, configuration(issuer, "https://keys.example.net/jwks"));
        let found = discover(&client, &issuers).await.expect("a configuration");
        assert_eq!(found.jwks_uri.as_str(), "https://keys.example.net/jwks");
        assert_eq!(found.token_endpoint, None);
    }
    for issuer in ["https://idp.example.com", "", "https://evil.example"] {
        server.at(path, configuration(issuer, "https://keys.example.net/jwks"));
        let error = discover(&client, &issuers).await.expect_err("an error");
        assert!(
            matches!(error, DiscoveryError::OtherIssuer { .. }),
            "{error}"
        );
    }
    server.at(
        path,
        configuration(&issuers[0], "http://keys.example.net/jwks"),
    );
    let error = discover(&client, &issuers).await.expect_err("an error");
    assert_eq!(error, DiscoveryError::BadAddress("jwks_uri"));
    server.at(path, Reply::json("{\"issuer\":7}"));
    let error = discover(&client, &issuers).await.expect_err("an error");
    assert!(
        error.to_string().contains("OpenID configuration"),
        "{error}"
    );
}
