-- Inbound calls, counted and remembered (gate contract §1). The twin in ../sqlite has the same tables, columns and
-- indexes. A day is the number of days since the epoch (UTC). An outcome is the word of a refusal, empty for admitted.
-- party_id is 0 where a call is nobody's; no reference, so that counting never waits for a user.

-- The rate limit of one user; 0 is the usual one.
ALTER TABLE integration_user ADD COLUMN rate_per_second BIGINT NOT NULL DEFAULT 0;
ALTER TABLE integration_user ADD COLUMN rate_burst BIGINT NOT NULL DEFAULT 0;

CREATE TABLE call_count (
    party_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (party_id, day, outcome)
);
CREATE INDEX call_count_by_day ON call_count (day);

-- The same over all users, so that the page of all calls reads a few rows a day, however many users there are.
CREATE TABLE call_total (
    day BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (day, outcome)
);

-- The last refusals of each user, of each client that no user has, and of nobody (client_id is empty).
CREATE TABLE refused_call (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    party_id BIGINT NOT NULL
);
CREATE INDEX refused_call_by_at ON refused_call (at, number);
CREATE INDEX refused_call_by_owner ON refused_call (party_id, client_id, at, number);
INSERT INTO counter (name, value) VALUES ('refused-call', 0);

CREATE TABLE unknown_client (
    client_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    calls BIGINT NOT NULL
);
CREATE INDEX unknown_client_by_last_seen ON unknown_client (last_seen, client_id);
