-- Bulk changes. The twin in ../postgres has the same tables, columns and indexes.

-- One change to many users. Users are gone through by party_id; done_until is the last whose turn has come. runner is the
-- process that is at it, empty for none; last_step says when it last did something.
CREATE TABLE job (
    number INTEGER NOT NULL PRIMARY KEY,
    created INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    group_list TEXT NOT NULL,
    reverses INTEGER NOT NULL,
    state TEXT NOT NULL,
    total INTEGER NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    already_so INTEGER NOT NULL DEFAULT 0,
    changed_meanwhile INTEGER NOT NULL DEFAULT 0,
    unknown_group INTEGER NOT NULL DEFAULT 0,
    done_until INTEGER NOT NULL,
    runner TEXT NOT NULL DEFAULT '',
    last_step INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX job_by_created ON job (created, number);
CREATE INDEX job_by_state ON job (state, number);
INSERT INTO counter (name, value) VALUES ('job', 0);

-- Its users. seen is the version it was selected at, 0 for any. touches says by a bit each which of the job's groups it
-- is about, and when it is done, which were really changed.
CREATE TABLE job_user (
    job INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    touches INTEGER NOT NULL,
    outcome INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job, party_id)
) STRICT, WITHOUT ROWID;
