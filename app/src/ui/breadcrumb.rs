//! Where one is.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// What one reads.
    pub label: String,
    /// Where it leads; the page itself and mere regions lead nowhere.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that leads somewhere.
    #[must_use]
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// A step that leads nowhere.
    #[must_use]
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// The way from the home page to this one, as a navigation landmark. The last step is the page itself.
///
/// Classes `breadcrumb`, `breadcrumb__list`, `breadcrumb__step`.
///
/// ```ignore
/// view! { <Breadcrumb label=text.breadcrumb steps=vec![Crumb::link(text.home, paths::home()), Crumb::text(text.groups())]/> }
/// ```
#[component]
pub fn Breadcrumb(
    /// The landmark's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The steps, home first.
    #[prop(into)]
    steps: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let list = move || {
        let steps = steps.get();
        let last = steps.len().saturating_sub(1);
        steps
            .into_iter()
            .enumerate()
            .map(|(at, step)| {
                let here = (at == last).then_some("page");
                let text = match step.href {
                    Some(href) => {
                        view! { <a href=href aria-current=here>{step.label}</a> }.into_any()
                    }
                    None => view! { <span aria-current=here>{step.label}</span> }.into_any(),
                };
                let between = (at != last).then(|| view! { <Icon glyph=Glyph::ChevronEnd/> });
                view! { <li class="breadcrumb__step">{text}{between}</li> }
            })
            .collect_view()
    };
    view! {
        <nav class="breadcrumb" aria-label=move || label.get()>
            <ol class="breadcrumb__list">{list}</ol>
        </nav>
    }
}
