//! English words of importing.

use domain::ImportCounts;

use super::words::{count, number};
use crate::text::ImportText;

pub static IMPORT: ImportText = ImportText {
    about: "Make and change many integration users from a file. You see what it would do before anything is written.",
    choose: "Choose a file",
    drop: "or drop it here",
    forms: "A table (CSV) or NDJSON, at most 64 MiB. Larger files are for the command line: integration-users import.",
    no_script: "Importing here needs script. The command integration-users import works without a browser.",
    uploading: "Handing the file over",
    checking: "Checking the file",
    writing: "Importing",
    percent: |percent| format!("{percent} %"),
    too_large: "The file has more than 64 MiB. Import it at the command line: integration-users import FILE.",
    empty: "The file is empty.",
    gone: "The file is not here any more: it is kept for half an hour. Choose it again.",
    faulty: |faults| format!("{} in the file", count(faults, "fault", "faults")),
    faulty_text: "Nothing has been written. Put these lines in order, and choose the file again.",
    ready: "This is what the file would do",
    ready_text: "Nothing has been written yet.",
    nothing_text: "There is nothing to do: all of it is there exactly so.",
    passed_over: |columns| format!("Columns that are not known are passed over: {columns}."),
    lists: "What to show",
    new: |new| format!("New ({})", number(new)),
    changed: |changed| format!("Changed ({})", number(changed)),
    unchanged: |unchanged| format!("Unchanged ({})", number(unchanged)),
    line: "Line",
    fault: "What is wrong",
    key: "Client Id or group",
    what_changes: "What changes",
    group: |name| format!("Group {name}"),
    shown: |first, last, total| format!("{}–{} of {}", number(first), number(last), number(total)),
    previous: "Previous",
    next: "Next",
    import: "Import",
    another: "Choose another file",
    done: "Imported",
    stopped: "The import was stopped",
    stopped_text: "The database cannot be reached or written to just now. Choose the file again later: importing it once more does \
                   the rest.",
    late_text: |faults| {
        format!(
            "{} changed by somebody else after you looked at the file. What they did is kept. Choose the file again to see \
             what it would do now.",
            if faults == 1 {
                "One line was".to_owned()
            } else {
                format!("{} lines were", number(faults))
            }
        )
    },
    groups_done: |counts| done(counts, "group", "groups"),
    users_done: |counts| done(counts, "integration user", "integration users"),
    to_list: "Go to the integration users",
};

fn done(counts: ImportCounts, one: &str, many: &str) -> String {
    let ImportCounts {
        created,
        changed,
        unchanged,
    } = counts;
    format!(
        "{}: {} new, {} changed, {} unchanged",
        count(counts.total(), one, many),
        number(created),
        number(changed),
        number(unchanged)
    )
}
