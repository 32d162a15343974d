//! English: selecting many users and changing them together.

use domain::{Action, Job, JobKind, JobOutcome, JobState};

use super::super::BulkText;
use super::words::{count, items, number};

pub(super) const BULK: BulkText = BulkText {
    select: |client| format!("Select {client}"),
    select_all: "Select all",
    toolbar: "Selected users",
    selected: |selected| format!("{} selected", number(selected)),
    selected_announced: |selected| {
        format!(
            "{} selected. Press Enter on a check box to get to the actions.",
            number(selected)
        )
    },
    cleared: "Nobody is selected",
    select_matching: |total| format!("Select all {} that match", number(total)),
    all_selected: |total| format!("All {} that match are selected", number(total)),
    add_to_groups: "Add to groups",
    remove_from_groups: "Remove from groups",
    clear: "Clear selection",
    inactivate_title: |selected| format!("Inactivate {}?", users(selected)),
    inactivate_text: "Calls from these clients will be refused at once. You can undo it afterwards.",
    groups_title: |kind, selected| match kind {
        JobKind::RemoveFromGroups => format!("Remove {} from groups", users(selected)),
        _ => format!("Add {} to groups", users(selected)),
    },
    chosen: |chosen| {
        if chosen == 0 {
            "No group chosen yet.".to_owned()
        } else {
            format!("{} chosen.", items(chosen, "group", "groups"))
        }
    },
    more_groups: |more| {
        format!(
            "{} more. Type a part of the name to find one.",
            items(more, "group", "groups")
        )
    },
    jobs: "Bulk changes",
    jobs_about: "Of the last 24 hours. They go on when this page is closed.",
    begun: |job| format!("Begun: {}", title(job)),
    title,
    by: |who, when| format!("{who}, {when}"),
    progress: |job| {
        if job.waiting {
            return "Waiting for its turn".to_owned();
        }
        format!(
            "{} of {}",
            number(job.counts.done()),
            number(job.counts.total)
        )
    },
    outcome,
    interrupted: "Interrupted: the server that was at it is gone. It goes on by itself as soon as a server can.",
    cancel: ("Cancel", |job| format!("Cancel: {}", title(job))),
    undo: |job| format!("Undo: {}", title(job)),
    dismiss: |job| format!("Dismiss: {}", title(job)),
    results: "Not changed",
    not_changed: |left| items(left, "integration user", "integration users"),
    reason: |outcome| match outcome {
        JobOutcome::Pending => "not reached",
        JobOutcome::Changed => "changed",
        JobOutcome::AlreadySo => "was so already",
        JobOutcome::ChangedMeanwhile => "changed by someone else meanwhile",
        JobOutcome::UnknownGroup => "a group does not exist any more",
    },
    sentence: |actor, action, kind, selected| {
        let what = match kind {
            JobKind::Activate => format!("activate {}", users(selected)),
            JobKind::Inactivate => format!("inactivate {}", users(selected)),
            JobKind::AddToGroups => format!("add {} to groups", users(selected)),
            JobKind::RemoveFromGroups => format!("remove {} from groups", users(selected)),
        };
        match action {
            Action::Started => format!("{actor} began a bulk change: {what}"),
            Action::Cancelled => format!("{actor} cancelled a bulk change: {what}"),
            Action::Failed => format!("A bulk change of {actor} could not go on: {what}"),
            _ => format!("A bulk change of {actor} ended: {what}"),
        }
    },
};

fn users(selected: u64) -> String {
    count(selected, "integration user", "integration users")
}

fn title(job: &Job) -> String {
    let users = users(job.counts.total);
    let groups = || {
        let labels: Vec<&str> = job
            .groups
            .iter()
            .map(|group| group.label.as_str())
            .collect();
        match labels.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            _ => labels.join(", "),
        }
    };
    let what = match job.kind {
        JobKind::Activate => format!("Activate {users}"),
        JobKind::Inactivate => format!("Inactivate {users}"),
        JobKind::AddToGroups => format!("Add {users} to {}", groups()),
        JobKind::RemoveFromGroups => format!("Remove {users} from {}", groups()),
    };
    if job.reverses.is_some() {
        format!("{what} (undo)")
    } else {
        what
    }
}

/// `1,200 changed, 3 were so already, 1 changed by someone else meanwhile`
fn outcome(job: &Job) -> String {
    let counts = &job.counts;
    let mut parts = vec![format!("{} changed", number(counts.changed))];
    for (count, words) in [
        (counts.already_so, "so already"),
        (
            counts.changed_meanwhile,
            "changed by someone else meanwhile",
        ),
        (
            counts.unknown_group,
            "left out because a group does not exist any more",
        ),
        (counts.total.saturating_sub(counts.done()), "not reached"),
    ] {
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    }
    let parts = parts.join(", ");
    match job.state {
        JobState::Cancelled => format!("Cancelled: {parts}"),
        JobState::Failed => {
            format!("It could not go on: {parts}. The operator finds the cause in the log.")
        }
        JobState::Running | JobState::Finished => parts,
    }
}

#[cfg(test)]
mod tests {
    use domain::{Actor, GroupRef, GroupType, JobCounts, Label, Timestamp};

    use super::*;

    fn job(kind: JobKind, groups: usize) -> Job {
        let group = |at: usize| GroupRef {
            label: Label::stored(format!("Group {at}")),
            variable_name: format!("group{at}").parse().expect("a name"),
            kind: GroupType::Sales,
        };
        Job {
            number: 1,
            actor: Actor::System,
            created: Timestamp::from_micros(0),
            kind,
            groups: (1..=groups).map(group).collect(),
            reverses: None,
            state: JobState::Finished,
            waiting: false,
            counts: JobCounts {
                total: 1_204,
                changed: 1_200,
                already_so: 3,
                changed_meanwhile: 1,
                unknown_group: 0,
            },
            ended: None,
            last_step: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn a_bulk_change_is_said_in_one_line() {
        assert_eq!(
            title(&job(JobKind::AddToGroups, 2)),
            "Add 1,204 integration users to Group 1, Group 2"
        );
        let mut undo = job(JobKind::RemoveFromGroups, 5);
        undo.reverses = Some(1);
        assert_eq!(
            title(&undo),
            "Remove 1,204 integration users from Group 1, Group 2, Group 3 and 2 more (undo)"
        );
    }

    #[test]
    fn what_came_of_it_is_said_by_reason() {
        let mut cancelled = job(JobKind::Inactivate, 0);
        assert_eq!(
            outcome(&cancelled),
            "1,200 changed, 3 so already, 1 changed by someone else meanwhile"
        );
        cancelled.state = JobState::Cancelled;
        cancelled.counts = JobCounts {
            total: 10,
            changed: 4,
            ..JobCounts::default()
        };
        assert_eq!(outcome(&cancelled), "Cancelled: 4 changed, 6 not reached");
    }
}
