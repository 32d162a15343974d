-- The first schema. The twin in ../postgres has the same tables, columns and indexes (a test compares them).
-- Moments are microseconds since the epoch, 0 where nothing happened yet; *_key columns are folded in Rust.

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('activity', 0), ('group', 0), ('user', 0);

CREATE TABLE integration_user (
    party_id INTEGER NOT NULL PRIMARY KEY,
    party_number TEXT NOT NULL,
    login TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_id_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email TEXT NOT NULL,
    description TEXT NOT NULL,
    status INTEGER NOT NULL,
    date_added INTEGER NOT NULL,
    date_modified INTEGER NOT NULL,
    last_used INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    search_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX integration_user_by_party_number ON integration_user (party_number);
CREATE UNIQUE INDEX integration_user_by_login ON integration_user (login);
CREATE UNIQUE INDEX integration_user_by_client_id ON integration_user (client_id);
CREATE INDEX integration_user_by_client_id_key ON integration_user (client_id_key, party_id);
CREATE INDEX integration_user_by_name_key ON integration_user (name_key, party_id);
CREATE INDEX integration_user_by_status ON integration_user (status, party_id);
CREATE INDEX integration_user_by_last_used ON integration_user (last_used, party_id);
CREATE INDEX integration_user_by_date_added ON integration_user (date_added, party_id);

-- Which trigrams occur in which search key, and nothing more: no positions, no lengths, no copy of the text. A match is
-- therefore a candidate that is looked at again; in exchange the index stays small.
CREATE VIRTUAL TABLE integration_user_search USING fts5 (
    search_key, content = '', columnsize = 0, detail = 'none', tokenize = 'trigram case_sensitive 1'
);
-- Merged late and in few large steps: writing gets cheaper, and a search looks at a few more segments.
INSERT INTO integration_user_search (integration_user_search, rank) VALUES ('automerge', 16);
INSERT INTO integration_user_search (integration_user_search, rank) VALUES ('crisismerge', 32);
INSERT INTO integration_user_search (integration_user_search, rank) VALUES ('hashsize', 8388608);
CREATE TRIGGER integration_user_search_insert AFTER INSERT ON integration_user BEGIN
    INSERT INTO integration_user_search (rowid, search_key) VALUES (new.party_id, new.search_key);
END;
CREATE TRIGGER integration_user_search_update AFTER UPDATE OF search_key ON integration_user
WHEN old.search_key <> new.search_key BEGIN
    INSERT INTO integration_user_search (integration_user_search, rowid, search_key)
    VALUES ('delete', old.party_id, old.search_key);
    INSERT INTO integration_user_search (rowid, search_key) VALUES (new.party_id, new.search_key);
END;
CREATE TRIGGER integration_user_search_delete AFTER DELETE ON integration_user BEGIN
    INSERT INTO integration_user_search (integration_user_search, rowid, search_key)
    VALUES ('delete', old.party_id, old.search_key);
END;

CREATE TABLE user_group (
    group_id INTEGER NOT NULL PRIMARY KEY,
    variable_name TEXT NOT NULL,
    label TEXT NOT NULL,
    label_key TEXT NOT NULL,
    kind INTEGER NOT NULL,
    description TEXT NOT NULL,
    read_only INTEGER NOT NULL,
    date_added INTEGER NOT NULL,
    date_modified INTEGER NOT NULL,
    version INTEGER NOT NULL,
    search_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX user_group_by_variable_name ON user_group (variable_name);
CREATE INDEX user_group_by_label_key ON user_group (label_key, variable_name);

CREATE TABLE membership (
    party_id INTEGER NOT NULL REFERENCES integration_user (party_id),
    group_id INTEGER NOT NULL REFERENCES user_group (group_id),
    PRIMARY KEY (party_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_group ON membership (group_id, party_id);

CREATE TABLE activity (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_label TEXT NOT NULL,
    change TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_subject ON activity (subject_kind, subject, number);
CREATE INDEX activity_by_action ON activity (action, number);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    public_id TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    started INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX session_by_public_id ON session (public_id);
CREATE INDEX session_by_person ON session (person, started);

CREATE TABLE sign_in_link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
