-- Bulk changes. The twin in ../sqlite has the same tables, columns and indexes.

-- One change to many users. Users are gone through by party_id; done_until is the last whose turn has come. runner is the
-- process that is at it, empty for none; last_step says when it last did something.
CREATE TABLE job (
    number BIGINT NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    group_list TEXT COLLATE "C" NOT NULL,
    reverses BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    total BIGINT NOT NULL,
    changed BIGINT NOT NULL DEFAULT 0,
    already_so BIGINT NOT NULL DEFAULT 0,
    changed_meanwhile BIGINT NOT NULL DEFAULT 0,
    unknown_group BIGINT NOT NULL DEFAULT 0,
    done_until BIGINT NOT NULL,
    runner TEXT COLLATE "C" NOT NULL DEFAULT '',
    last_step BIGINT NOT NULL,
    ended BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX job_by_created ON job (created, number);
CREATE INDEX job_by_state ON job (state, number);
INSERT INTO counter (name, value) VALUES ('job', 0);

-- Its users. seen is the version it was selected at, 0 for any. touches says by a bit each which of the job's groups it
-- is about, and when it is done, which were really changed.
CREATE TABLE job_user (
    job BIGINT NOT NULL,
    party_id BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    touches BIGINT NOT NULL,
    outcome BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (job, party_id)
);
