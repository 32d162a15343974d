-- Signing in at an organisation's identity provider. The twin in ../postgres has the same tables, columns and indexes.

-- A sign-in that was begun and has not come back yet. Neither the state nor the browser's secret is here, only what they
-- hash to; nonce and code verifier follow from that secret and are nowhere.
CREATE TABLE sign_in_attempt (
    state_hash TEXT NOT NULL PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    next TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_attempt_by_created ON sign_in_attempt (created);

-- Whose session it is: names are not unique, subjects are. With a link the role is all that is known.
ALTER TABLE session ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN end_session_hint TEXT NOT NULL DEFAULT '';
UPDATE session SET subject = person;
DROP INDEX session_by_person;
CREATE INDEX session_by_subject ON session (subject, started);
