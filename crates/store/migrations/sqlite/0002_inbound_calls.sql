-- Inbound calls, counted and remembered (gate contract §1). The twin in ../postgres has the same tables, columns and
-- indexes. A day is the number of days since the epoch (UTC). An outcome is the word of a refusal, empty for admitted.
-- party_id is 0 where a call is nobody's; no reference, so that counting never waits for a user.

-- The rate limit of one user; 0 is the usual one.
ALTER TABLE integration_user ADD COLUMN rate_per_second INTEGER NOT NULL DEFAULT 0;
ALTER TABLE integration_user ADD COLUMN rate_burst INTEGER NOT NULL DEFAULT 0;

CREATE TABLE call_count (
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (party_id, day, outcome)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_count_by_day ON call_count (day);

-- The same over all users, so that the page of all calls reads a few rows a day, however many users there are.
CREATE TABLE call_total (
    day INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (day, outcome)
) STRICT, WITHOUT ROWID;

-- The last refusals of each user, of each client that no user has, and of nobody (client_id is empty).
CREATE TABLE refused_call (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    client_id TEXT NOT NULL,
    party_id INTEGER NOT NULL
) STRICT;
CREATE INDEX refused_call_by_at ON refused_call (at, number);
CREATE INDEX refused_call_by_owner ON refused_call (party_id, client_id, at, number);
INSERT INTO counter (name, value) VALUES ('refused-call', 0);

CREATE TABLE unknown_client (
    client_id TEXT NOT NULL PRIMARY KEY,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unknown_client_by_last_seen ON unknown_client (last_seen, client_id);
