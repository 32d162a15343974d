//! The reference of the REST API as a page: made from the OpenAPI document, in our style, without script. It holds no
//! data, so everybody may read it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use app::text::{Language, ReferenceText};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Html;
use serde_json::{Map, Value};

use super::{PREFIXES, openapi};
use crate::pages::{Look, escape};
use crate::problem::kinds;
use crate::state::AppState;
use crate::theme;

/// Where the page is.
pub const PATH: &str = "/docs/api";

static BODY: LazyLock<String> = LazyLock::new(|| body(openapi::document()));

/// The page.
pub async fn page(State(state): State<AppState>, headers: HeaderMap) -> Html<String> {
    let look = Look {
        style: &state.style(),
        theme: theme::of(&headers),
    };
    Html(look.reference(Language::default().reference().title, &BODY))
}

/// One operation: its method, its path, and what the document says of it.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    value: &'a Value,
}

impl Operation<'_> {
    fn id(&self) -> &str {
        text(self.value, "operationId")
    }

    fn tag(&self) -> &str {
        self.value["tags"][0].as_str().unwrap_or_default()
    }
}

fn body(document: &Value) -> String {
    let words = Language::default().reference();
    let mut html = String::with_capacity(64 * 1024);
    let _ = write!(html, "<h1>{}</h1>", words.title);
    for paragraph in text(&document["info"], "description").split("\n\n") {
        let _ = write!(html, "<p>{}</p>", prose(paragraph));
    }
    let prefixes = PREFIXES.map(|prefix| format!("<li><code>{prefix}</code></li>"));
    let _ = write!(
        html,
        "<div><p>{}</p><ul>{}</ul></div><p><a href=\"{}/openapi.json\">{}</a></p>",
        words.prefixes,
        prefixes.concat(),
        PREFIXES[0],
        words.document
    );
    let operations = operations(document);
    contents(&mut html, words, &operations);
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(tag, "name");
        let _ = write!(
            html,
            "<h2>{}</h2><p>{}</p>",
            escape(name),
            prose(text(tag, "description"))
        );
        for operation in operations
            .iter()
            .filter(|operation| operation.tag() == name)
        {
            article(&mut html, words, operation);
        }
    }
    let _ = write!(html, "<h2>{}</h2>", words.shapes);
    for (name, schema) in members(&document["components"]["schemas"]) {
        shape(&mut html, words, name, schema);
    }
    problems(&mut html, words);
    html
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut all = Vec::new();
    for (path, item) in members(&document["paths"]) {
        for method in ["get", "post", "put", "patch"] {
            all.extend(item.get(method).map(|value| Operation {
                method,
                path,
                value,
            }));
        }
    }
    all
}

fn contents(html: &mut String, words: &ReferenceText, operations: &[Operation<'_>]) {
    let _ = write!(html, "<nav aria-label=\"{}\"><ul>", words.contents);
    for operation in operations {
        let _ = write!(
            html,
            "<li><a href=\"#{}\"><code>{} {}</code></a></li>",
            escape(operation.id()),
            operation.method.to_uppercase(),
            escape(operation.path)
        );
    }
    html.push_str("</ul></nav>");
}

fn article(html: &mut String, words: &ReferenceText, operation: &Operation<'_>) {
    let value = operation.value;
    let _ = write!(
        html,
        "<article id=\"{}\"><h3><span class=\"reference__method\">{}</span><code>{}</code></h3><p>{}</p>",
        escape(operation.id()),
        operation.method.to_uppercase(),
        escape(operation.path),
        prose(text(value, "summary"))
    );
    for paragraph in text(value, "description")
        .split("\n\n")
        .filter(|text| !text.is_empty())
    {
        let _ = write!(html, "<p>{}</p>", prose(paragraph));
    }
    let parameters = value["parameters"].as_array();
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) {
        let _ = write!(html, "<h4>{}</h4>", words.parameters);
        let rows = parameters.iter().map(|parameter| {
            let needed = parameter["required"] == true;
            row(
                words,
                text(parameter, "name"),
                needed,
                &parameter["schema"],
                text(parameter, "description"),
            )
        });
        table(html, words, rows);
    }
    let content = &value["requestBody"]["content"]["application/json"]["schema"];
    if !content.is_null() {
        let _ = write!(
            html,
            "<h4>{}</h4><p>{}</p>",
            words.body,
            kind(words, content)
        );
    }
    let _ = write!(html, "<h4>{}</h4>", words.answers);
    let _ = write!(
        html,
        "<div class=\"reference__table\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        words.answers, words.status, words.kind, words.meaning
    );
    for (status, answer) in members(&value["responses"]) {
        let schema = members(&answer["content"])
            .next()
            .map(|(_, content)| &content["schema"]);
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(status),
            schema.map(|schema| kind(words, schema)).unwrap_or_default(),
            prose(text(answer, "description"))
        );
    }
    html.push_str("</tbody></table></div></article>");
}

fn shape(html: &mut String, words: &ReferenceText, name: &str, schema: &Value) {
    let _ = write!(
        html,
        "<article id=\"shape-{0}\"><h3>{0}</h3><p>{1}</p>",
        escape(name),
        prose(text(schema, "description"))
    );
    let parts: Vec<&Value> = match schema["allOf"].as_array() {
        Some(parts) => parts.iter().collect(),
        None => vec![schema],
    };
    for part in parts {
        // Another shape, or one of several.
        if part.get("$ref").is_some() || part.get("oneOf").is_some() {
            let _ = write!(html, "<p>{}</p>", kind(words, part));
            continue;
        }
        let required: Vec<&str> = part["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let rows = members(&part["properties"]).map(|(name, property)| {
            let needed = required.contains(&name);
            row(words, name, needed, property, text(property, "description"))
        });
        table(html, words, rows);
    }
    html.push_str("</article>");
}

fn problems(html: &mut String, words: &ReferenceText) {
    let _ = write!(
        html,
        "<h2>{0}</h2><div class=\"reference__table\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table><thead><tr>\
         <th scope=\"col\">{1}</th><th scope=\"col\">{2}</th><th scope=\"col\">{3}</th></tr></thead><tbody>",
        words.problems, words.status, words.name, words.meaning
    );
    for kind in kinds::ALL {
        let _ = write!(
            html,
            "<tr id=\"{0}\"><td>{1}</td><td><code>{0}</code></td><td>{2}</td></tr>",
            kind.code,
            kind.status,
            escape(kind.title)
        );
    }
    html.push_str("</tbody></table></div>");
}

fn table(html: &mut String, words: &ReferenceText, rows: impl Iterator<Item = String>) {
    let _ = write!(
        html,
        "<div class=\"reference__table\"><table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th></tr></thead><tbody>",
        words.name, words.kind, words.meaning
    );
    html.extend(rows);
    html.push_str("</tbody></table></div>");
}

fn row(words: &ReferenceText, name: &str, needed: bool, schema: &Value, meaning: &str) -> String {
    let needed = if needed {
        format!(" <span class=\"muted\">{}</span>", words.needed)
    } else {
        String::new()
    };
    format!(
        "<tr><td><code>{}</code>{needed}</td><td>{}</td><td>{}</td></tr>",
        escape(name),
        kind(words, schema),
        prose(meaning)
    )
}

/// The type of a schema, in words, with a link to its shape.
fn kind(words: &ReferenceText, schema: &Value) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        return format!("<a href=\"#shape-{0}\">{0}</a>", escape(name));
    }
    if let Some(any) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let kinds: Vec<_> = any.iter().map(|one| kind(words, one)).collect();
        return kinds.join(words.or);
    }
    let plain = |name: &str| match name {
        "array" => (words.list_of)(&kind(words, &schema["items"])),
        name => escape(name),
    };
    match &schema["type"] {
        Value::String(name) => plain(name),
        Value::Array(names) => {
            let kinds: Vec<_> = names.iter().filter_map(Value::as_str).map(plain).collect();
            kinds.join(words.or)
        }
        _ => String::new(),
    }
}

/// Text with `code` in it.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| match at % 2 {
            0 => escape(part),
            _ => format!("<code>{}</code>", escape(part)),
        })
        .collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members: Option<&Map<String, Value>> = value.as_object();
    members
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}
