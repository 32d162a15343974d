//! What an answer costs without anything of ours: one route of axum that says a fixed word. `cargo xtask bench gate` measures the gate
//! beside it.

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;

/// As long as what `/inbound/whoami` answers.
const BODY: &str = r#"{"partyNumber":"IU_0a1B2c3D4e5","clientId":"3f0c8b5d6f7e4a0b9c1d2e3f4a5b6c9a","administratorGroups":["atlasAuditors"],"salesGroups":["atlasEmea","region1"]}"#;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let route = get(|| async { ([(CONTENT_TYPE, "application/json")], BODY) });
    let router = Router::new().route("/inbound/whoami", route);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!(
        "The bare route is ready at http://{}",
        listener.local_addr()?
    );
    axum::serve(listener, router).await
}
