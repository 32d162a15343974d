//! Tokens of the wrong shape.

use domain::Refusal::{self, MalformedToken};

use super::Table;
use super::good::longest;
use super::keys::encode;

const WHY: Refusal = MalformedToken;

pub(super) fn add(table: &mut Table) {
    segments(table);
    encoding(table);
    json(table);
    twice(table);
}

fn segments(table: &mut Table) {
    let good = table.draft().mint();
    let (signed, signature) = good.rsplit_once('.').unwrap_or_default();
    let (header, payload) = signed.split_once('.').unwrap_or_default();
    for (name, token) in [
        ("empty", String::new()),
        ("a word", "token".to_owned()),
        ("one segment", header.to_owned()),
        ("two segments", signed.to_owned()),
        ("four segments", format!("{good}.{signature}")),
        ("five segments, encrypted", format!("{good}.AAAA.AAAA")),
        ("six segments", format!("{good}.AA.AA.AA")),
        ("a dot in front", format!(".{good}")),
        ("a dot behind", format!("{good}.")),
        ("two dots", "..".to_owned()),
        ("no header", format!(".{payload}.{signature}")),
        ("no payload", format!("{header}..{signature}")),
        ("no header and payload", format!("..{signature}")),
        ("header for payload", format!("{payload}.{header}.")),
        (
            "too long by filling",
            format!("{}{}", longest(&table.draft()), "A".repeat(800)),
        ),
        (
            "8,193 bytes",
            format!("{good}{}", "A".repeat(8_193 - good.len())),
        ),
        ("8,193 dots", ".".repeat(8_193)),
        ("a million bytes", "A".repeat(1_000_000)),
    ] {
        let name = format!("shape: {name}");
        // A payload is no header: it is an object, but without alg.
        let why = if name.ends_with("header for payload") {
            Refusal::MissingClaim
        } else {
            WHY
        };
        table.add(why, name, token);
    }
}

fn encoding(table: &mut Table) {
    let good = table.draft().mint();
    let (signed, signature) = good.rsplit_once('.').unwrap_or_default();
    let (header, payload) = signed.split_once('.').unwrap_or_default();
    // 256 bytes leave one of three: two characters, of which the last has four unused bits.
    let loose = signature.replace(['A', 'Q', 'g', 'w'], "");
    let mut unused = signature.to_owned();
    let last = unused.pop().unwrap_or('A');
    unused.push(char::from(last as u8 + 1));
    for (name, token) in [
        ("padded header", format!("{header}=.{payload}.{signature}")),
        ("padded payload", format!("{header}.{payload}=.{signature}")),
        ("padded signature", format!("{good}==")),
        ("padded with percent signs", format!("{good}%3D%3D")),
        ("unused bits of the signature", format!("{signed}.{unused}")),
        (
            "unused bits of the header",
            format!("{}.{payload}.{signature}", "eyJhbGciOiJSUzI1NiJ9eR"),
        ),
        (
            "the plus of plain base64",
            format!("{signed}.+{}", signature.get(1..).unwrap_or_default()),
        ),
        (
            "the slash of plain base64",
            format!("{signed}./{}", signature.get(1..).unwrap_or_default()),
        ),
        ("a blank in front", format!(" {good}")),
        ("a blank behind", format!("{good} ")),
        ("a blank inside", format!("{header} .{payload}.{signature}")),
        ("a line end behind", format!("{good}\n")),
        (
            "a line end inside",
            format!("{header}.\r\n{payload}.{signature}"),
        ),
        ("a tab inside", format!("{header}.{payload}\t.{signature}")),
        ("a zero byte", format!("{good}\0")),
        ("a comma behind", format!("{good},")),
        ("the scheme twice", format!("Bearer {good}")),
        ("in quotes", format!("\"{good}\"")),
        ("not ASCII", format!("{header}.{payload}.ä{signature}")),
        (
            "a full-width dot",
            format!("{header}\u{ff0e}{payload}.{signature}"),
        ),
        (
            "an invisible character",
            format!("{header}.\u{200b}{payload}.{signature}"),
        ),
        ("a signature of one character", format!("{signed}.A")),
        (
            "a header of five characters",
            format!("eyJhb.{payload}.{signature}"),
        ),
        (
            "a signature without some of its letters",
            format!("{signed}.{loose}*"),
        ),
        ("header not encoded", format!("{{}}.{payload}.{signature}")),
        (
            "header encoded twice",
            format!("{}.{payload}.{signature}", encode(header)),
        ),
        (
            "payload encoded twice",
            format!("{header}.{}.{signature}", encode(payload)),
        ),
    ] {
        table.add(WHY, format!("encoding: {name}"), token);
    }
}

fn json(table: &mut Table) {
    let (header, claims) = (table.draft().header_text(), table.draft().claims_text());
    let texts = |whole: &str| -> Vec<(&'static str, Vec<u8>)> {
        let inside = whole.trim_start_matches('{').trim_end_matches('}');
        let bytes = |text: String| text.into_bytes();
        vec![
            ("is empty", Vec::new()),
            ("is a blank", b" ".to_vec()),
            ("is a list", bytes(format!("[{whole}]"))),
            ("is a text", bytes(format!("{whole:?}"))),
            ("is a number", b"1".to_vec()),
            ("is null", b"null".to_vec()),
            ("is true", b"true".to_vec()),
            ("is cut off", bytes(whole.trim_end_matches('}').to_owned())),
            ("has text behind it", bytes(format!("{whole}x"))),
            ("has an object behind it", bytes(format!("{whole}{whole}"))),
            ("has a zero byte behind it", bytes(format!("{whole}\0"))),
            ("has a comma too many", bytes(format!("{{{inside},}}"))),
            ("has a comment", bytes(format!("{{/**/{inside}}}"))),
            ("has single quotes", bytes(whole.replace('"', "'"))),
            ("has a byte order mark", bytes(format!("\u{feff}{whole}"))),
            (
                "is UTF-16",
                whole.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            ),
            ("is not UTF-8", [whole.as_bytes(), b"\xff"].concat()),
            (
                "has a text that is not UTF-8",
                [b"{\"x\":\"\xc3\x28\",", inside.as_bytes(), b"}"].concat(),
            ),
            (
                "has an overlong character",
                [b"{\"x\":\"\xc0\xae\",", inside.as_bytes(), b"}"].concat(),
            ),
            (
                "has half a surrogate",
                bytes(format!("{{\"x\":\"\\ud800\",{inside}}}")),
            ),
            (
                "has a line end in a text",
                bytes(format!("{{\"x\":\"\n\",{inside}}}")),
            ),
            ("has NaN", bytes(format!("{{\"x\":NaN,{inside}}}"))),
            (
                "has infinity",
                bytes(format!("{{\"x\":-Infinity,{inside}}}")),
            ),
            (
                "has a number beyond all",
                bytes(format!("{{\"x\":1e999,{inside}}}")),
            ),
            (
                "has a number with zeros in front",
                bytes(format!("{{\"x\":01,{inside}}}")),
            ),
            (
                "has 17 levels",
                bytes(format!(
                    "{{\"x\":{}{},{inside}}}",
                    "[".repeat(16),
                    "]".repeat(16)
                )),
            ),
            (
                "has 1,000 levels",
                bytes(format!(
                    "{{\"x\":{}{},{inside}}}",
                    "[".repeat(1_000),
                    "]".repeat(1_000)
                )),
            ),
            (
                "has 2,000 levels and no end",
                bytes(format!("{{\"x\":{}", "[".repeat(2_000))),
            ),
        ]
    };
    for (name, text) in texts(&header) {
        let token = table.draft().raw_header(text).mint();
        table.add(WHY, format!("json: the header {name}"), token);
    }
    for (name, text) in texts(&claims) {
        let token = table.draft().raw_claims(text).mint();
        table.add(WHY, format!("json: the payload {name}"), token);
    }
}

/// Members that are there twice: signed all the same, so that only looking for them helps.
fn twice(table: &mut Table) {
    let (header, claims) = (table.draft().header_text(), table.draft().claims_text());
    let more = |whole: &str, member: &str| format!("{{{member},{}", whole.trim_start_matches('{'));
    for (name, member) in [
        ("alg", r#""alg":"none""#),
        ("alg, the same", r#""alg":"RS256""#),
        ("alg, escaped", r#""\u0061lg":"none""#),
        ("kid", r#""kid":"es256""#),
        ("typ", r#""typ":"JWT""#),
        ("something else", r#""x":1,"x":1"#),
        ("something deep", r#""x":{"y":[{"z":1,"z":1}]}"#),
    ] {
        let token = table.draft().raw_header(more(&header, member)).mint();
        table.add(WHY, format!("twice in the header: {name}"), token);
    }
    for (name, member) in [
        ("iss", r#""iss":"https://evil.example""#),
        ("aud", r#""aud":"https://evil.example""#),
        ("exp", r#""exp":9999999999"#),
        ("iat", r#""iat":0"#),
        ("nbf", r#""nbf":0,"nbf":0"#),
        ("sub", r#""sub":"admin""#),
        ("client_id", r#""client_id":"admin""#),
        ("client_id, escaped", r#""client\u005fid":"admin""#),
        ("scope", r#""scope":"admin""#),
        ("jti", r#""jti":null"#),
        ("something deep", r#""x":{"y":[{"z":1,"z":1}]}"#),
    ] {
        let token = table.draft().raw_claims(more(&claims, member)).mint();
        table.add(WHY, format!("twice in the payload: {name}"), token);
    }
}
