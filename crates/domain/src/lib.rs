//! What Integration Users is about, without input or output: types that cannot hold nonsense, the query that the
//! address bar, the export and the REST list share, permissions, and the one [`Problem`] every door answers with.
//!
//! Compiles natively and to WebAssembly: the browser checks a client id with the same code as the server.

mod activity;
mod call_limit;
mod client_id;
mod collection;
pub mod expression;
mod filter;
mod fold;
mod form;
mod group;
mod ids;
mod import;
mod inbound;
mod job;
mod live;
mod marks;
mod page;
mod permission;
mod problem;
mod query;
mod search_key;
mod secret;
mod sort;
mod text;
mod time;
mod user;
pub mod wire;

pub use activity::{
    Action, ActivityEntry, ActivityPage, ActivityQuery, Actor, Change, FieldChange, SubjectKind,
};
pub use call_limit::{CallLimit, CallLimitForm, CallLimits};
pub use client_id::{ClientId, ClientIdFault};
pub use collection::{
    COLLECTION_ROWS, Collection, GroupCollection, MemberChange, MemberOp, Slice, UserCollection,
    UserGroupCollection,
};
pub use expression::{
    Expression, ExpressionFault, ExpressionFaultKind, GroupField, OrderBy, QueryField, UserField,
    UserGroupField, parse_order, parse_q,
};
pub use filter::{Facet, FacetCount, FacetRange, NumberColumn, NumberRange, UserFilter};
pub use fold::{SearchTerm, fold};
pub use form::{FormDifference, GroupForm, UserForm};
pub use group::{
    Group, GroupChange, GroupDraft, GroupListQuery, GroupPage, GroupRef, GroupSummary, GroupType,
    USER_ADMINISTRATORS,
};
pub use ids::{Login, PartyId, PartyNumber, VariableName, VariableNameFault};
pub use import::{
    ExportFormat, ImportCounts, ImportList, ImportReport, ImportRow, ImportRows, ImportStage,
    LineFault, MOST_IMPORT_BYTES, MOST_NAMED_USERS,
};
pub use inbound::{
    DayCalls, InboundCalls, InboundQuery, KeyState, ProviderState, Refusal, RefusedCall, Span,
    TokenCheck, TokenReport, UnknownClient,
};
pub use job::{
    Job, JobCounts, JobKind, JobOutcome, JobRequest, JobResult, JobResults, JobState, PickedUser,
    Selection,
};
pub use live::{LiveChange, LiveList, LiveUser, LiveUsers};
pub use page::{Cursor, PAGE_ROWS, Page};
pub use permission::{Caller, Permission, Role};
pub use problem::{Fault, FaultKind, Field, Problem};
pub use query::{AddedFilter, Preset, UsedFilter, UserListQuery, Window};
pub use search_key::{LOGIN_MARK, SEPARATOR, search_key, search_texts};
pub use sort::{Direction, MOST_SORT_BYTES, Sort, SortColumn, sort_text};
pub use text::{Description, DisplayName, Email, Label};
pub use time::{Day, Timestamp};
pub use user::{IntegrationUser, Status, UserChange, UserDraft, UserSummary};
