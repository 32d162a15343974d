//! The one answer to everything that does not work, for both doors. Inside details never get here: they are logged
//! under the request id.

use serde::{Deserialize, Serialize};

use crate::{
    ClientIdFault, ExpressionFaultKind, IntegrationUser, Login, PartyNumber, VariableName,
    VariableNameFault,
};

/// Why a use case did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nobody is signed in, or the session ended.
    SignInNeeded,
    /// Somebody is signed in who may not do this.
    NotAllowed,
    /// There is no such thing (any more).
    NotFound,
    /// Faults of the input, all at once.
    Invalid(Vec<Fault>),
    /// Another user has this client id.
    ClientIdTaken {
        /// That user, so that a page can link to it.
        party_number: PartyNumber,
    },
    /// Another group has this variable name.
    VariableNameTaken,
    /// Groups that were chosen do not exist (any more).
    UnknownGroups(Vec<VariableName>),
    /// Nobody has these logins.
    UnknownLogins(Vec<Login>),
    /// A `q` that is not understood. Only the REST API has one, so it is not carried to a page.
    #[serde(skip)]
    BadQuery {
        /// At which character.
        at: usize,
        /// Why.
        kind: ExpressionFaultKind,
    },
    /// An `orderby` that is not understood, likewise.
    #[serde(skip)]
    BadOrder {
        /// At which character.
        at: usize,
        /// Why.
        kind: ExpressionFaultKind,
    },
    /// Somebody else saved the same user meanwhile; this is how it is now.
    ChangedMeanwhile(Box<IntegrationUser>),
    /// Somebody else saved the same group meanwhile.
    GroupChangedMeanwhile,
    /// The group is built in.
    ReadOnlyGroup,
    /// A bulk change of nobody.
    NothingSelected,
    /// A bulk change of more users than one may have.
    TooManyUsers {
        /// How many it may have.
        most: u64,
    },
    /// A bulk change cannot be undone while it runs.
    StillRunning,
    /// The database cannot be reached or written to at present; worth trying again later.
    Unavailable {
        /// Seconds.
        retry_after: u32,
    },
    /// There is no room on the disk of the database: everything can be read and nothing written. Worth trying again after so many seconds.
    StorageFull {
        /// Seconds.
        retry_after: u32,
    },
    /// Something is wrong with us; the log has more under this id.
    Internal {
        /// The id of the request, empty where there is none.
        request_id: String,
    },
}

impl Problem {
    /// The HTTP status that says it (RFC 9110), for every door.
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::SignInNeeded => 401,
            Self::NotAllowed | Self::ReadOnlyGroup => 403,
            Self::NotFound => 404,
            Self::Invalid(_)
            | Self::UnknownGroups(_)
            | Self::UnknownLogins(_)
            | Self::BadQuery { .. }
            | Self::BadOrder { .. }
            | Self::NothingSelected
            | Self::TooManyUsers { .. } => 400,
            Self::ClientIdTaken { .. } | Self::VariableNameTaken | Self::StillRunning => 409,
            Self::ChangedMeanwhile(_) | Self::GroupChangedMeanwhile => 412,
            Self::Internal { .. } => 500,
            Self::Unavailable { .. } | Self::StorageFull { .. } => 503,
        }
    }
}

/// A field of a form or a member of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// `oauthClientId`
    ClientId,
    /// `firstName`
    Name,
    /// `email`
    Email,
    /// `description`
    Description,
    /// `groups`
    Groups,
    /// `variableName`
    VariableName,
    /// `label`
    Label,
    /// Of the limit of calls.
    CallsPerSecond,
    /// Of the limit of calls.
    CallsAtOnce,
}

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where.
    pub field: Field,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong with a field. The catalogue of texts has the words for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// Nothing was given.
    Empty,
    /// More characters than allowed.
    TooLong {
        /// Allowed.
        most: usize,
        /// Given.
        chars: usize,
    },
    /// A character that is not allowed.
    BadCharacter(char),
    /// A secret or a token is in it; these are never stored.
    LooksLikeSecret,
    /// No e-mail address.
    NotAnEmail,
    /// No whole number within these bounds.
    NotANumber {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// No client id.
    ClientId(ClientIdFault),
    /// No variable name.
    VariableName(VariableNameFault),
}

impl From<ClientIdFault> for FaultKind {
    fn from(fault: ClientIdFault) -> Self {
        Self::ClientId(fault)
    }
}

impl From<VariableNameFault> for FaultKind {
    fn from(fault: VariableNameFault) -> Self {
        Self::VariableName(fault)
    }
}

impl Fault {
    /// Parses a field, putting what is wrong with it on the list: `let name = Fault::check(Field::Name, &raw, &mut faults);`
    pub fn check<T: std::str::FromStr>(
        field: Field,
        text: &str,
        faults: &mut Vec<Self>,
    ) -> Option<T>
    where
        T::Err: Into<FaultKind>,
    {
        match text.parse() {
            Ok(value) => Some(value),
            Err(fault) => {
                faults.push(Self {
                    field,
                    kind: T::Err::into(fault),
                });
                None
            }
        }
    }
}
