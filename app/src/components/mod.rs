//! Parts of pages that know the domain.

pub mod calls_chart;
pub mod change_list;
pub mod code_block;
pub mod discard;
pub mod failure;
pub mod filter_bar;
pub mod filter_forms;
pub mod group_fields;
pub mod group_filter;
pub mod group_list;
pub mod group_picker;
pub mod news_line;
pub mod page_head;
pub mod provider_card;
pub mod provider_guide;
pub mod refusals;
pub mod token_check;
pub mod user_actions;
pub mod user_calls;
pub mod user_conflict;
pub mod user_fields;
pub mod user_list;
pub mod user_search;
pub mod user_table;
