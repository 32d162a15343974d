//! What is wrong with a line, in words for the operator who reads them on a terminal. All words of the import stand
//! here; what was in the line is repeated only where it can hold no secret.

use std::fmt;

use domain::{
    ClientId, ClientIdFault, FaultKind, GroupType, PartyNumber, VariableName, VariableNameFault,
};

use super::lines::MOST_BYTES;

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    TooLong,
    NotUtf8,
    NotJson {
        column: usize,
    },
    CutShort,
    NotObject,
    OtherKind {
        column: usize,
    },
    NotText {
        member: &'static str,
    },
    TooMany,
    Neither,
    Both,
    Missing {
        member: &'static str,
    },
    UnknownType,
    BadStatus,
    BadStatusWord,
    Unclosed,
    ColumnTwice {
        column: &'static str,
    },
    NoColumn {
        column: &'static str,
    },
    HalfOfGroups,
    MoreCells {
        cells: usize,
        columns: usize,
    },
    ChangedMeanwhile,
    BadMoment {
        member: &'static str,
    },
    BadPartyNumber,
    Secret {
        member: &'static str,
    },
    Field {
        member: &'static str,
        kind: FaultKind,
    },
    ClientIdTwice {
        first: u64,
    },
    PartyNumberTwice {
        first: u64,
    },
    GroupTwice {
        first: u64,
    },
    TypeDiffers {
        group: VariableName,
        is: GroupType,
    },
    ReadOnly {
        group: VariableName,
    },
    GroupMeanwhile,
    UnknownGroup {
        group: VariableName,
    },
    ClientIdTaken {
        client_id: ClientId,
        party_number: PartyNumber,
    },
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "The line is longer than {} KiB.", MOST_BYTES / 1024),
            Self::NotUtf8 => f.write_str("The line is not UTF-8 text."),
            Self::NotJson { column } => write!(f, "The line is not JSON (column {column})."),
            Self::CutShort => f.write_str("The JSON object is not complete; each object must stand on one line."),
            Self::NotObject => f.write_str("The line is not a JSON object."),
            Self::OtherKind { column } => {
                write!(f, "A member is of the wrong kind or there twice (column {column}).")
            }
            Self::NotText { member } => write!(f, "{member} must be a text in quotation marks."),
            Self::TooMany => f.write_str("There are too many faults; reading stopped here."),
            Self::Neither => f.write_str("The object holds neither \"group\" nor \"integrationUser\"."),
            Self::Both => f.write_str("The object holds both \"group\" and \"integrationUser\"; one a line is right."),
            Self::Missing { member } => write!(f, "{member} is missing."),
            Self::UnknownType => f.write_str("type must be \"Sales\" or \"Administrator\"."),
            Self::BadStatus => f.write_str("status must be {\"value\":0} (inactive) or {\"value\":1} (active)."),
            Self::BadStatusWord => f.write_str("status must be Active or Inactive."),
            Self::Unclosed => f.write_str("A quotation mark that begins in this row never ends."),
            Self::ColumnTwice { column } => write!(f, "The column {column} is there twice."),
            Self::NoColumn { column } => write!(f, "There is no column {column}."),
            Self::HalfOfGroups => f.write_str(
                "A table has both columns, administratorGroups and salesGroups, or neither: an import replaces all \
                 groups of a user.",
            ),
            Self::MoreCells { cells, columns } => {
                write!(f, "The row has {cells} cells, the heading {columns}.")
            }
            Self::ChangedMeanwhile => f.write_str(
                "Somebody else changed this after it was looked at; look at the file again before it is imported.",
            ),
            Self::BadMoment { member } => {
                write!(
                    f,
                    "{member} must be a moment such as \"2026-01-31T08:15:00.000Z\" (RFC 3339)."
                )
            }
            Self::BadPartyNumber => {
                let [first, second, third] = PartyNumber::RESERVED;
                write!(
                    f,
                    "partyNumber must have 1 to 64 of the letters A to Z and a to z, digits, \"_\", \"-\" and \".\", \
                     beginning with a letter or digit, and not be \"{first}\", \"{second}\" or \"{third}\"."
                )
            }
            Self::Secret { member } => write!(
                f,
                "{member} seems to hold a client secret or a token. These are never stored; remove it from the file, \
                 and have the identity provider issue a new one, since it was seen."
            ),
            Self::Field { member, kind } => field(f, member, *kind),
            Self::ClientIdTwice { first } => write!(f, "oauthClientId is already that of line {first}."),
            Self::PartyNumberTwice { first } => write!(f, "partyNumber is already that of line {first}."),
            Self::GroupTwice { first } => write!(f, "variableName is already that of line {first}."),
            Self::TypeDiffers { group, is } => {
                write!(
                    f,
                    "The group {group} exists with the type {}, which never changes.",
                    is.word()
                )
            }
            Self::ReadOnly { group } => write!(f, "The group {group} is built in and cannot be changed."),
            Self::GroupMeanwhile => f.write_str("Somebody made this group with the other type meanwhile."),
            Self::UnknownGroup { group } => {
                write!(f, "The group {group} is neither in the database nor in the file.")
            }
            Self::ClientIdTaken {
                client_id,
                party_number,
            } => {
                let client_id = client_id.shortened();
                write!(
                    f,
                    "oauthClientId {client_id} is already that of the integration user {party_number}."
                )
            }
        }
    }
}

fn field(f: &mut fmt::Formatter<'_>, member: &str, kind: FaultKind) -> fmt::Result {
    match kind {
        FaultKind::Empty
        | FaultKind::ClientId(ClientIdFault::Empty)
        | FaultKind::VariableName(VariableNameFault::Empty) => write!(f, "{member} is empty."),
        FaultKind::TooLong { most, chars } => too_long(f, member, most, Some(chars)),
        FaultKind::ClientId(ClientIdFault::TooLong(chars)) => {
            too_long(f, member, ClientId::MAX_CHARS, Some(chars))
        }
        FaultKind::VariableName(VariableNameFault::TooLong) => {
            too_long(f, member, VariableName::MAX_CHARS, None)
        }
        FaultKind::BadCharacter(bad)
        | FaultKind::VariableName(VariableNameFault::BadCharacter(bad)) => {
            write!(
                f,
                "{member} holds a character that is not allowed: {}.",
                Code(bad)
            )
        }
        FaultKind::ClientId(ClientIdFault::BadCharacter(bad)) => write!(
            f,
            "{member} holds a character that no client id has: {}; only visible ASCII characters are allowed.",
            Code(bad)
        ),
        FaultKind::VariableName(VariableNameFault::BadStart(bad)) => {
            write!(
                f,
                "{member} must begin with a letter or \"_\", not with {}.",
                Code(bad)
            )
        }
        FaultKind::NotANumber { least, most } => {
            write!(f, "{member} is not a whole number from {least} to {most}.")
        }
        FaultKind::NotAnEmail => write!(f, "{member} is not an e-mail address."),
        FaultKind::LooksLikeSecret
        | FaultKind::ClientId(ClientIdFault::LooksLikeSecret | ClientIdFault::LooksLikeToken) => {
            // Told apart when parsing; the same words here keep the match whole.
            write!(
                f,
                "{member} seems to hold a client secret or a token. These are never stored."
            )
        }
    }
}

fn too_long(
    f: &mut fmt::Formatter<'_>,
    member: &str,
    most: usize,
    chars: Option<usize>,
) -> fmt::Result {
    write!(f, "{member} is longer than {most} characters")?;
    match chars {
        Some(chars) => write!(f, " ({chars})."),
        None => f.write_str("."),
    }
}

/// A character as its number, and itself where it can be seen.
struct Code(char);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_alphanumeric() || self.0.is_ascii_graphic() {
            write!(f, "\"{}\" (U+{:04X})", self.0, u32::from(self.0))
        } else {
            write!(f, "U+{:04X}", u32::from(self.0))
        }
    }
}
