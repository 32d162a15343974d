-- The first schema. The twin in ../sqlite has the same tables, columns and indexes (a test compares them).
-- Text is COLLATE "C", byte by byte as SQLite compares it, so that both sort and page alike.
-- Moments are microseconds since the epoch, 0 where nothing happened yet; *_key columns are folded in Rust.

CREATE TABLE counter (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('activity', 0), ('group', 0), ('user', 0);

CREATE TABLE integration_user (
    party_id BIGINT NOT NULL PRIMARY KEY,
    party_number TEXT COLLATE "C" NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    client_id_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    status BIGINT NOT NULL,
    date_added BIGINT NOT NULL,
    date_modified BIGINT NOT NULL,
    last_used BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL,
    search_key TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX integration_user_by_party_number ON integration_user (party_number);
CREATE UNIQUE INDEX integration_user_by_login ON integration_user (login);
CREATE UNIQUE INDEX integration_user_by_client_id ON integration_user (client_id);
CREATE INDEX integration_user_by_client_id_key ON integration_user (client_id_key, party_id);
CREATE INDEX integration_user_by_name_key ON integration_user (name_key, party_id);
CREATE INDEX integration_user_by_status ON integration_user (status, party_id);
CREATE INDEX integration_user_by_last_used ON integration_user (last_used, party_id);
CREATE INDEX integration_user_by_date_added ON integration_user (date_added, party_id);

-- pg_trgm is a trusted extension: whoever owns the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX integration_user_search ON integration_user USING gin (search_key gin_trgm_ops);

CREATE TABLE user_group (
    group_id BIGINT NOT NULL PRIMARY KEY,
    variable_name TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    label_key TEXT COLLATE "C" NOT NULL,
    kind BIGINT NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    read_only BIGINT NOT NULL,
    date_added BIGINT NOT NULL,
    date_modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    search_key TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX user_group_by_variable_name ON user_group (variable_name);
CREATE INDEX user_group_by_label_key ON user_group (label_key, variable_name);

CREATE TABLE membership (
    party_id BIGINT NOT NULL REFERENCES integration_user (party_id),
    group_id BIGINT NOT NULL REFERENCES user_group (group_id),
    PRIMARY KEY (party_id, group_id)
);
CREATE INDEX membership_by_group ON membership (group_id, party_id);

CREATE TABLE activity (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    subject_label TEXT COLLATE "C" NOT NULL,
    change TEXT COLLATE "C" NOT NULL
);
CREATE INDEX activity_by_subject ON activity (subject_kind, subject, number);
CREATE INDEX activity_by_action ON activity (action, number);

CREATE TABLE session (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    public_id TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    started BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_by_public_id ON session (public_id);
CREATE INDEX session_by_person ON session (person, started);

CREATE TABLE sign_in_link (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0
);
