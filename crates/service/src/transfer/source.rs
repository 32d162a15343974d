//! The thread that reads: it checks the whole file, then reads it again in batches, one ahead of what is being written.

use std::io::{self, BufRead, Seek, SeekFrom};
use std::sync::Arc;

use domain::{PartyId, Problem};
use store::{NewUserIds, UserImport};
use tokio::sync::mpsc;

use super::LineFault;
use super::check::{Check, Checked, KnownGroups};
use super::parse::{Record, UserRecord};
use super::records::Records;
use crate::problems::OrProblem;
use crate::{Ids, clock_ids};

/// So many users go into one transaction.
const BATCH: usize = 20_000;

/// What the thread says, in this order: `Checking`*, then `Faults` or `Checked` and `Users`*; or `Unreadable` or
/// `Stopped`.
pub(super) enum News {
    Checking {
        bytes: u64,
    },
    Faults {
        faults: Vec<LineFault>,
        passed_over: Vec<String>,
    },
    Checked(Checked),
    Users(Batch),
    Unreadable(io::Error),
    Stopped(Problem),
}

/// Some users as the store takes them, and the line that each comes from. They have no number yet: that depends on who writes
/// before.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) lines: Vec<u64>,
    pub(super) users: Vec<UserImport>,
}

/// Starts it. Dropping the receiver stops it.
pub(super) fn start<R>(reader: R, known: KnownGroups, ids: Arc<dyn Ids>) -> mpsc::Receiver<News>
where
    R: BufRead + Seek + Send + 'static,
{
    let (news, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = run(reader, known, &*ids, &news) {
            // Nobody listens any more: then nobody needs to know.
            let _ = news.blocking_send(News::Unreadable(error));
        }
    });
    receiver
}

fn run<R: BufRead + Seek>(
    mut reader: R,
    known: KnownGroups,
    ids: &dyn Ids,
    news: &mpsc::Sender<News>,
) -> io::Result<()> {
    let start = reader.stream_position()?;
    let checked = Check::against(known).read(&mut reader, |bytes| {
        news.blocking_send(News::Checking { bytes }).is_ok()
    })?;
    let checked = match checked {
        Ok(checked) => checked,
        Err((faults, passed_over)) => {
            let _ = news.blocking_send(News::Faults {
                faults,
                passed_over,
            });
            return Ok(());
        }
    };
    if news.blocking_send(News::Checked(checked)).is_err() {
        return Ok(());
    }
    reader.seek(SeekFrom::Start(start))?;
    batches(reader, ids, news)
}

fn batches(reader: impl BufRead, ids: &dyn Ids, news: &mpsc::Sender<News>) -> io::Result<()> {
    let mut records = Records::new(reader)?;
    let mut batch = Batch::default();
    while let Some((line, found)) = records.advance()? {
        match found {
            Ok(Record::User(user)) => {
                if let Err(problem) = batch.push(line, *user, ids) {
                    let _ = news.blocking_send(News::Stopped(problem));
                    return Ok(());
                }
            }
            Ok(Record::Group(_)) => {}
            Err(_) => return Err(changed_meanwhile()),
        }
        if batch.users.len() == BATCH {
            let full = std::mem::take(&mut batch);
            if news.blocking_send(News::Users(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.users.is_empty() {
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

impl Batch {
    fn push(&mut self, line: u64, user: UserRecord, ids: &dyn Ids) -> Result<(), Problem> {
        self.lines.push(line);
        self.users.push(UserImport {
            ids: NewUserIds {
                party_id: PartyId(0),
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
            last_used: user.last_used,
            groups: user.groups,
        });
        Ok(())
    }

    /// Numbers the users from here on.
    pub(super) fn number_from(&mut self, next: PartyId) {
        for (party_id, user) in (next.0..).zip(&mut self.users) {
            user.ids.party_id = PartyId(party_id);
        }
    }
}
