//! The building blocks of the pages. They know nothing of users, groups or addresses, hold no words of
//! their own (texts come in as properties, from the typed catalogue), and a component that needs an accessible name
//! cannot be built without one.
//!
//! Looks live in `style/`, a file per component, under the class names given at each component.

pub mod announcer;
pub mod badge;
pub mod breadcrumb;
pub mod button;
pub mod chart;
pub mod chip;
pub mod choice;
pub mod clipboard;
pub mod dialog;
pub mod disclosure;
pub mod dom;
pub mod download;
pub mod dual_list;
pub mod empty_state;
pub mod field;
pub mod fold;
pub mod icon;
pub mod idle;
pub mod kept;
pub mod menu;
pub mod nav;
pub mod pause;
pub mod popover;
pub mod query_button;
pub mod query_string;
pub mod screenful;
pub mod search_field;
pub mod skeleton;
pub mod table;
pub mod take_over;
pub mod theme;
pub mod toast;
pub mod upload;
pub mod virtual_list;
pub mod when_seen;
