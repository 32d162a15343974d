//! The thread that reads: it checks the whole file, then reads it again in batches, one ahead of what is being written.

use std::io::{self, BufRead, Seek, SeekFrom};

use domain::{PartyId, Problem, Timestamp};
use store::{NewUserIds, UserImport};
use tokio::sync::mpsc;

use super::LineFault;
use super::check::{Check, Checked, KnownGroups};
use super::lines::{Line, Lines};
use super::parse::{Record, UserRecord, record};
use crate::problems::OrProblem;
use crate::{Ids, clock_ids};

/// So many users go into one transaction.
const BATCH: usize = 10_000;

/// What the thread says, in this order: `Checking`*, then `Faults` or `Checked` and `Users`*; or `Unreadable`.
pub(super) enum News {
    Checking { bytes: u64 },
    Faults(Vec<LineFault>),
    Checked(Checked),
    Users(Vec<NumberedUser>),
    Unreadable(io::Error),
}

/// A user and the line it stands on.
pub(super) struct NumberedUser {
    pub(super) line: u64,
    pub(super) user: UserRecord,
}

/// Starts it. Dropping the receiver stops it.
pub(super) fn start<R>(reader: R, known: KnownGroups) -> mpsc::Receiver<News>
where
    R: BufRead + Seek + Send + 'static,
{
    let (news, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = run(reader, known, &news) {
            // Nobody listens any more: then nobody needs to know.
            let _ = news.blocking_send(News::Unreadable(error));
        }
    });
    receiver
}

fn run<R: BufRead + Seek>(
    mut reader: R,
    known: KnownGroups,
    news: &mpsc::Sender<News>,
) -> io::Result<()> {
    let start = reader.stream_position()?;
    let checked = Check::against(known).read(&mut reader, |bytes| {
        news.blocking_send(News::Checking { bytes }).is_ok()
    })?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(faults) => {
            let _ = news.blocking_send(News::Faults(faults));
            return Ok(());
        }
    };
    if news.blocking_send(News::Checked(checked)).is_err() {
        return Ok(());
    }
    reader.seek(SeekFrom::Start(start))?;
    batches(reader, news)
}

fn batches(reader: impl BufRead, news: &mpsc::Sender<News>) -> io::Result<()> {
    let mut lines = Lines::new(reader);
    let mut batch = Vec::with_capacity(BATCH);
    while let Some((line, text)) = lines.advance()? {
        let Line::Text(text) = text else {
            return Err(changed_meanwhile());
        };
        match record(text) {
            Ok(Record::User(user)) => batch.push(NumberedUser { line, user: *user }),
            Ok(Record::Group(_)) => {}
            Err(_) => return Err(changed_meanwhile()),
        }
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if news.blocking_send(News::Users(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        let _ = news.blocking_send(News::Users(batch));
    }
    Ok(())
}

fn changed_meanwhile() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "it was changed while it was being read",
    )
}

/// Where a user comes from, and what the store takes separately.
pub(super) struct Origin {
    pub(super) line: u64,
    pub(super) last_used: Option<Timestamp>,
}

/// The users as the store takes them, each with the ids it gets if it is new.
pub(super) fn with_ids(
    batch: Vec<NumberedUser>,
    next: PartyId,
    ids: &dyn Ids,
) -> Result<(Vec<Origin>, Vec<UserImport>), Problem> {
    let mut origins = Vec::with_capacity(batch.len());
    let mut users = Vec::with_capacity(batch.len());
    for (party_id, NumberedUser { line, user }) in (next.0..).zip(batch) {
        origins.push(Origin {
            line,
            last_used: user.last_used,
        });
        users.push(UserImport {
            ids: NewUserIds {
                party_id: PartyId(party_id),
                party_number: clock_ids::party_number(ids).or_problem()?,
                login: clock_ids::login(ids).or_problem()?,
            },
            party_number: user.party_number,
            client_id: user.client_id,
            name: user.name,
            email: user.email,
            description: user.description,
            status: user.status,
            date_added: user.date_added,
            groups: user.groups,
        });
    }
    Ok((origins, users))
}
