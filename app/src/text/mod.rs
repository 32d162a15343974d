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

/// Words that are values of their own: what they are, what has them, their type, and what they are called in a language.
macro_rules! words_of_their_own {
    ($($(#[$about:meta])* $name:ident: $words:ident = $called:ident,)*) => {$(
        $(#[$about])*
        pub const fn $name(&self) -> &'static $words {
            match self.language {
                Language::English => &en::$called,
            }
        }
    )*};
}

impl Text {
    words_of_their_own! {
        /// The Create and Edit panels.
        panel: PanelText = PANEL,
        /// The Groups page.
        groups: GroupsText = GROUPS,
        /// The Activity page.
        activity: ActivityText = ACTIVITY,
        /// The Import page.
        import: ImportText = IMPORT,
        /// The Inbound Calls page.
        inbound: InboundText = INBOUND,
        /// The limit of calls of one user.
        limit: LimitText = LIMIT,
        /// The providers on the Identity Provider page.
        provider: ProviderText = PROVIDER,
        /// Its guide.
        guide: GuideText = GUIDE,
        /// Its check of a token.
        token: TokenText = TOKEN,
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
