//! All words of the interface: one typed catalogue, a language each. A missing word does not compile.

mod bulk;
mod en;
mod import;
mod inbound;
mod limit;
mod live;
mod pages;
mod panels;
mod plain;
mod provider;
mod reference;

use domain::{Action, Fault, FaultKind, Field, GroupType, Problem, Refusal, Status};
use leptos::prelude::*;

pub use plain::{PlainText, PlainWords};
pub use reference::ReferenceText;

use crate::api::Failure;
pub use bulk::BulkText;
pub use import::ImportText;
pub use inbound::{InboundText, RefusalText};
pub use limit::LimitText;
pub use live::LiveText;
pub use pages::{AppText, CommonText, FiltersText, HomeText, UsersText};
pub use panels::{AccountText, ActivityText, DualText, GroupsText, PanelText};
pub use provider::{GuideText, ProviderText, Step, TokenText};

/// A sentence that depends on a number.
pub type Count = fn(usize) -> String;
/// A sentence with a name in it.
pub type Named = fn(&str) -> String;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
}

/// Which way lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDirection {
    /// As in English.
    LeftToRight,
    /// As in Arabic and Hebrew.
    RightToLeft,
}

impl TextDirection {
    /// The value of the `dir` attribute.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// Its words.
    pub const fn text(self) -> &'static Text {
        match self {
            Self::English => &en::TEXT,
        }
    }
}

/// The words in the language of this request or page; English where nothing says otherwise.
pub fn use_text() -> &'static Text {
    use_context::<Language>().unwrap_or_default().text()
}

/// The words that pages begin with. Those of pages and panels whose code is fetched when they are needed come with that code: they are had
/// by the functions below and are no members, because whoever has this has all its members.
pub struct Text {
    /// Whose words.
    pub language: Language,
    /// The language tag (BCP 47).
    pub tag: &'static str,
    /// Which way lines run.
    pub direction: TextDirection,
    /// On every page.
    pub app: AppText,
    /// Words that many pages share.
    pub common: CommonText,
    /// Admin Home.
    pub home: HomeText,
    /// The Integration Users page.
    pub users: UsersText,
    /// Selecting many users and changing them together.
    pub bulk: BulkText,
    /// Its filter chips.
    pub filters: FiltersText,
    /// What others change meanwhile.
    pub live: LiveText,
    /// Signing in and the sessions page.
    pub account: AccountText,
    /// A status in a word.
    pub status: fn(Status) -> &'static str,
    /// A kind of group in a word.
    pub group_type: fn(GroupType) -> &'static str,
    /// What was done, in words, for the filter and the log.
    pub action: fn(Action) -> &'static str,
    /// A field's label, as the form names it.
    pub field: fn(Field) -> &'static str,
    /// What is wrong with a field.
    pub fault: fn(&Fault) -> String,
    /// Why something did not work and what to do.
    pub problem: fn(&Problem) -> String,
    /// The same for failures of the way to the server.
    pub failure: fn(&Failure) -> String,
    /// What is wrong with a text, apart from the field.
    pub fault_kind: fn(FaultKind) -> String,
}

impl Text {
    /// The Create and Edit panels.
    pub const fn panel(&self) -> &'static PanelText {
        match self.language {
            Language::English => &en::PANEL,
        }
    }

    /// The Groups page.
    pub const fn groups(&self) -> &'static GroupsText {
        match self.language {
            Language::English => &en::GROUPS,
        }
    }

    /// The Activity page.
    pub const fn activity(&self) -> &'static ActivityText {
        match self.language {
            Language::English => &en::ACTIVITY,
        }
    }

    /// The Import page.
    pub const fn import(&self) -> &'static ImportText {
        match self.language {
            Language::English => &en::IMPORT,
        }
    }

    /// The Inbound Calls page.
    pub const fn inbound(&self) -> &'static InboundText {
        match self.language {
            Language::English => &en::INBOUND,
        }
    }

    /// The limit of calls of one user.
    pub const fn limit(&self) -> &'static LimitText {
        match self.language {
            Language::English => &en::LIMIT,
        }
    }

    /// The providers on the Identity Provider page.
    pub const fn provider(&self) -> &'static ProviderText {
        match self.language {
            Language::English => &en::PROVIDER,
        }
    }

    /// Its guide.
    pub const fn guide(&self) -> &'static GuideText {
        match self.language {
            Language::English => &en::GUIDE,
        }
    }

    /// Its check of a token.
    pub const fn token(&self) -> &'static TokenText {
        match self.language {
            Language::English => &en::TOKEN,
        }
    }

    /// The dual list of one kind of group.
    pub fn dual(&self, kind: GroupType) -> DualText {
        match self.language {
            Language::English => en::dual(kind),
        }
    }

    /// Why a call was refused, and what to do about it.
    pub const fn refusal(&self, refusal: Refusal) -> RefusalText {
        match self.language {
            Language::English => en::refusal(refusal),
        }
    }
}
