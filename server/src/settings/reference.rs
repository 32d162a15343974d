//! Writes `docs/configuration.md` from the table.

use std::fmt::Write as _;

use super::table::{self, Setting};

const HEAD: &str = "\
# Configuration

<!-- Made from `server/src/settings/table.rs`; write it anew with `UPDATE_DOCS=1 cargo test -p server --test suite configuration`. -->

A setting is taken from the first of these places that has it: the flag, the environment variable (an empty one counts as
not set), the TOML file, the default. All of them hold for every command (`serve`, `import`, `export`, `sign-in-link`).
A wrong value stops the program with exit code 2 and a line that names the variable, what is wrong and an example; an
unknown key in the file is refused by name.

| Variable | Flag | Key in the file | Default |
|---|---|---|---|
";

const PROVIDERS: &str = "
[[identity_provider]]
issuer = \"https://id.example.com\"
audience = \"https://integration-users.example.com\"

[[identity_provider]]
issuer = [\"https://idcs-0123.identity.oraclecloud.com\", \"https://identity.oraclecloud.com/\"]
audience = \"https://integration-users.example.com\"
profile = \"oci\"
jwks_uri = \"https://idcs-0123.identity.oraclecloud.com/admin/v1/SigningCert/jwk\"
scopes = [\"integration-users\"]
algorithms = [\"RS256\"]
```

The keys of an `[[identity_provider]]` table are those of the `IU_IDP_…` variables. Each value is a text; that of `issuer`, `scopes`
and `algorithms` may be a list of texts instead, with at least one in it. An issuer can be that of one provider only.
";

/// The whole text of `docs/configuration.md`.
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for setting in table::ALL {
        row(&mut text, setting);
    }
    for setting in table::ALL {
        section(&mut text, setting);
    }
    text.push_str("\n## A whole file\n\n```toml\n");
    for setting in table::ALL {
        if let Some(key) = setting.key {
            // It goes with another example than that of the address before it.
            let with_pooler = std::ptr::eq(setting, &raw const table::DATABASE_LISTEN_URL);
            let mark = if with_pooler { "# " } else { "" };
            line(&mut text, &format!("{mark}{key} = \"{}\"", setting.example));
        }
    }
    text.push_str(PROVIDERS);
    text
}

fn row(text: &mut String, setting: &Setting) {
    let key = setting
        .key
        .map_or_else(|| "–".to_owned(), |key| format!("`{key}`"));
    let flag = if setting.has_flag() {
        format!("`--{}`", setting.flag)
    } else {
        "–".to_owned()
    };
    line(
        text,
        &format!(
            "| [`{}`](#{}) | {flag} | {key} | {} |",
            setting.variable,
            setting.variable.to_lowercase(),
            default(setting)
        ),
    );
}

fn section(text: &mut String, setting: &Setting) {
    line(
        text,
        &format!("\n## {}\n\n{}.", setting.variable, setting.help),
    );
    if !setting.detail.is_empty() {
        line(text, &format!("\n{}", setting.detail));
    }
    line(
        text,
        &format!("\nExample: `{}={}`", setting.variable, setting.example),
    );
}

fn default(setting: &Setting) -> String {
    match (setting.default, setting.default_in_words) {
        (Some(value), _) => format!("`{value}`"),
        (None, words) => words.unwrap_or("none").to_owned(),
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a text never fails.
    let _ = writeln!(text, "{line}");
}
