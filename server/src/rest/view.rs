//! What of a resource is shown: `fields`, `expand`, `excludeLinks`, `onlyData`; and where links lead.

use serde::Serialize;
use serde_json::Value;

use super::parameters::Parameters;
use super::representation::Link;
use crate::problem::{ProblemDetail, Trouble, kinds};
use crate::settings::PublicUrl;

/// The relations that `excludeLinks` may name.
const RELATIONS: &[&str] = &[
    "self",
    "child",
    "parent",
    "canonical",
    "next",
    "prev",
    "related",
];

/// Under which address the API was called: links stay there.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// How we are reached.
    pub public: &'a PublicUrl,
    /// `/cpq/rest/v19` or `/rest/v19`.
    pub prefix: &'a str,
}

impl Place<'_> {
    /// The absolute address of a path below the prefix.
    pub fn address(&self, path: &str) -> String {
        self.public.join(&format!("{}{path}", self.prefix))
    }
}

/// What the caller wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Only these members; none means all.
    fields: Option<Vec<&'static str>>,
    /// Whether users come with their groups.
    pub expands_groups: bool,
    only_data: bool,
    excluded: Vec<&'static str>,
}

impl View {
    /// From the query; `members` may be chosen from, `id` always stays.
    pub fn read(
        parameters: &Parameters,
        members: &'static [&'static str],
        faults: &mut Vec<ProblemDetail>,
    ) -> Self {
        let fields = parameters.words("fields", members, faults);
        let expands = parameters.words("expand", &["groups"], faults);
        Self {
            fields: fields.filter(|fields| !fields.is_empty()),
            expands_groups: expands.is_some_and(|expands| !expands.is_empty()),
            only_data: parameters.switch("onlyData", faults),
            excluded: parameters
                .words("excludeLinks", RELATIONS, faults)
                .unwrap_or_default(),
        }
    }

    /// The links that are wanted, or none at all.
    pub fn links(&self, place: &Place<'_>, all: &[(&'static str, String)]) -> Option<Vec<Link>> {
        let link = |(rel, path): &(&'static str, String)| Link::new(rel, place.address(path));
        self.only(all.iter().map(link), |at| all[at].0)
    }

    /// Links with whole addresses, as far as they are wanted.
    pub fn whole_links(&self, all: Vec<(&'static str, String)>) -> Option<Vec<Link>> {
        let relations: Vec<_> = all.iter().map(|(rel, _)| *rel).collect();
        self.only(
            all.into_iter().map(|(rel, href)| Link::new(rel, href)),
            |at| relations[at],
        )
    }

    fn only(
        &self,
        links: impl Iterator<Item = Link>,
        relation: impl Fn(usize) -> &'static str,
    ) -> Option<Vec<Link>> {
        if self.only_data {
            return None;
        }
        let wanted = links
            .enumerate()
            .filter(|(at, _)| !self.excluded.contains(&relation(*at)));
        Some(wanted.map(|(_, link)| link).collect())
    }

    /// The members that are wanted; what names the thing, and its links, always stay.
    pub fn pick(&self, item: &impl Serialize, id: &str) -> Result<Value, Trouble> {
        let mut value = serde_json::to_value(item).map_err(|error| {
            tracing::error!(%error, "A representation is no JSON");
            Trouble::of(&kinds::INTERNAL)
        })?;
        if let (Some(fields), Value::Object(members)) = (&self.fields, &mut value) {
            members
                .retain(|name, _| name == id || name == "links" || fields.contains(&name.as_str()));
        }
        Ok(value)
    }
}
