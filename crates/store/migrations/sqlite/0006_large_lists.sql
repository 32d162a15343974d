-- Which batch of calls a last use came with, counted without gaps in the order in which batches are committed: by it the
-- other processes find whose last use is new. The twin in ../postgres has the same columns and indexes.
ALTER TABLE integration_user ADD COLUMN use_number INTEGER NOT NULL DEFAULT 0;
CREATE INDEX integration_user_by_use_number ON integration_user (use_number, party_id);
INSERT INTO counter (name, value) VALUES ('use', 0);

-- Trigrams of e-mail address and description, for $like and equality of the REST API; as integration_user_search (0001).
CREATE VIRTUAL TABLE integration_user_words USING fts5 (
    words, content = '', columnsize = 0, detail = 'none', tokenize = 'trigram case_sensitive 1'
);
INSERT INTO integration_user_words (integration_user_words, rank) VALUES ('automerge', 16);
INSERT INTO integration_user_words (integration_user_words, rank) VALUES ('crisismerge', 32);
INSERT INTO integration_user_words (integration_user_words, rank) VALUES ('hashsize', 8388608);
INSERT INTO integration_user_words (rowid, words)
SELECT party_id, email_key || char(10) || description_key FROM integration_user
WHERE email_key <> '' OR description_key <> '';
CREATE TRIGGER integration_user_words_insert AFTER INSERT ON integration_user
WHEN new.email_key <> '' OR new.description_key <> '' BEGIN
    INSERT INTO integration_user_words (rowid, words)
    VALUES (new.party_id, new.email_key || char(10) || new.description_key);
END;
CREATE TRIGGER integration_user_words_update AFTER UPDATE OF email_key, description_key ON integration_user
WHEN old.email_key <> new.email_key OR old.description_key <> new.description_key BEGIN
    INSERT INTO integration_user_words (integration_user_words, rowid, words)
    SELECT 'delete', old.party_id, old.email_key || char(10) || old.description_key
    WHERE old.email_key <> '' OR old.description_key <> '';
    INSERT INTO integration_user_words (rowid, words)
    SELECT new.party_id, new.email_key || char(10) || new.description_key
    WHERE new.email_key <> '' OR new.description_key <> '';
END;
CREATE TRIGGER integration_user_words_delete AFTER DELETE ON integration_user
WHEN old.email_key <> '' OR old.description_key <> '' BEGIN
    INSERT INTO integration_user_words (integration_user_words, rowid, words)
    VALUES ('delete', old.party_id, old.email_key || char(10) || old.description_key);
END;
