//! Choosing groups of one kind: a disclosure with a dual list in it.

use std::sync::Arc;

use domain::{GroupRef, GroupType, fold};
use leptos::prelude::*;

use crate::{
    text::{DualText, use_text},
    ui::{
        announcer::use_announcer,
        disclosure::Disclosure,
        dual_list::{ButtonText, DualList, DualListText, DualOption, KeySet},
    },
};

/// All groups there are, and the dual lists' view of them. Keys are positions in the list.
#[derive(Clone)]
pub struct GroupChoices {
    groups: Arc<[GroupRef]>,
}

impl GroupChoices {
    /// Of all groups of both kinds.
    pub fn new(groups: Vec<GroupRef>) -> Self {
        Self {
            groups: groups.into(),
        }
    }

    /// The options of one kind.
    fn options(&self, kind: GroupType) -> Arc<[DualOption]> {
        let numbered = self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.kind == kind);
        numbered
            .filter_map(|(at, group)| {
                let (label, name) = (group.label.as_str(), group.variable_name.as_str());
                Some(
                    DualOption::new(i64::try_from(at).ok()?, label, fold(label))
                        .with_secondary(name, fold(name)),
                )
            })
            .collect()
    }

    /// The keys of some groups; a group that is not there any more has none.
    pub fn keys<'a>(
        &self,
        kind: GroupType,
        names: impl IntoIterator<Item = &'a domain::VariableName>,
    ) -> KeySet {
        let wanted: std::collections::HashSet<_> = names.into_iter().collect();
        let numbered = self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.kind == kind);
        numbered
            .filter(|(_, group)| wanted.contains(&group.variable_name))
            .filter_map(|(at, _)| i64::try_from(at).ok())
            .collect()
    }

    /// The groups of some keys.
    pub fn names<'a>(
        &'a self,
        keys: &'a KeySet,
    ) -> impl Iterator<Item = domain::VariableName> + 'a {
        keys.iter()
            .filter_map(|key| self.groups.get(usize::try_from(key).ok()?))
            .map(|group| group.variable_name.clone())
    }

    /// Whether all these groups are among them.
    pub fn know(&self, names: &[domain::VariableName]) -> bool {
        let known: std::collections::HashSet<_> = self
            .groups
            .iter()
            .map(|group| &group.variable_name)
            .collect();
        names.iter().all(|name| known.contains(name))
    }

    /// Whether the group is of that kind.
    pub fn is_of_kind(&self, name: &domain::VariableName, kind: GroupType) -> bool {
        self.groups
            .iter()
            .any(|group| group.variable_name == *name && group.kind == kind)
    }

    /// The label of a group, or its variable name if it is not there any more.
    pub fn label(&self, name: &domain::VariableName) -> String {
        let found = self
            .groups
            .iter()
            .find(|group| group.variable_name == *name);
        found.map_or_else(|| name.to_string(), |group| group.label.as_str().to_owned())
    }
}

/// The section of one kind of group in a panel.
#[component]
pub fn GroupPicker(
    /// Which kind.
    kind: GroupType,
    /// All groups.
    choices: GroupChoices,
    /// The keys of those chosen.
    selected: RwSignal<KeySet>,
) -> impl IntoView {
    let text = use_text();
    let words = text.dual(kind);
    let id = match kind {
        GroupType::Administrator => "administrator-groups",
        GroupType::Sales => "sales-groups",
    };
    let announcer = use_announcer();
    let options = choices.options(kind);
    let section = words.section;
    let label = Signal::derive(move || (text.panel().section)(section, selected.with(KeySet::len)));
    view! {
        <Disclosure id=format!("{id}-section") label>
            <DualList
                id=id
                options=Signal::stored(Arc::clone(&options))
                selected
                text=dual_list_text(&text.dual(kind))
                fold=fold
                announce=move |said: String| announcer.say(said)
            />
        </Disclosure>
    }
}

/// The same for somebody who may look and not choose: the labels of the groups that were chosen.
#[component]
pub fn GroupsShown(
    /// Which kind.
    kind: GroupType,
    /// All groups.
    choices: GroupChoices,
    /// The keys of those chosen.
    selected: RwSignal<KeySet>,
) -> impl IntoView {
    let text = use_text();
    let words = text.dual(kind);
    let id = match kind {
        GroupType::Administrator => "administrator-groups-section",
        GroupType::Sales => "sales-groups-section",
    };
    let label =
        Signal::derive(move || (text.panel().section)(words.section, selected.with(KeySet::len)));
    let choices = StoredValue::new(choices);
    let labels = move || {
        let labels = choices.with_value(|choices| {
            let labels = |keys: &KeySet| {
                let names = choices.names(keys);
                names.map(|name| choices.label(&name)).collect::<Vec<_>>()
            };
            selected.with(labels)
        });
        if labels.is_empty() {
            return view! { <p class="muted">{text.panel().no_groups}</p> }.into_any();
        }
        let items = labels
            .into_iter()
            .map(|label| view! { <li><bdi>{label}</bdi></li> });
        view! { <ul class="stack stack--tight">{items.collect_view()}</ul> }.into_any()
    };
    view! { <Disclosure id label open=RwSignal::new(true)>{labels}</Disclosure> }
}

fn dual_list_text(words: &DualText) -> DualListText {
    let button = |(visible, name): (&str, &str)| ButtonText {
        visible: visible.to_owned(),
        name: name.to_owned(),
    };
    let counted = |words: fn(usize) -> (String, String)| {
        Arc::new(move |number| {
            let (visible, name) = words(number);
            ButtonText { visible, name }
        })
    };
    DualListText {
        available: words.available.to_owned(),
        selected: words.selected.to_owned(),
        filter_available: words.filter_available.to_owned(),
        filter_selected: words.filter_selected.to_owned(),
        filter_placeholder: words.filter.to_owned(),
        add_selected: button(words.add_selected),
        remove_selected: button(words.remove_selected),
        add_all: counted(words.add_all),
        remove_all: counted(words.remove_all),
        added: Arc::new(words.added),
        removed: Arc::new(words.removed),
        count: Arc::new(words.count),
        highlighted: Arc::new(words.highlighted),
        none_available: words.none_available.to_owned(),
        none_at_all: words.none_at_all.to_owned(),
        none_selected: words.none_selected.to_owned(),
        no_match: words.no_match.to_owned(),
    }
}
