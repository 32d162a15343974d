-- Users whose texts are in neither trigram index yet (users/backlog.rs). Whoever searches looks at them one by one until
-- then. PostgreSQL's index has such a list of its own.
CREATE TABLE integration_user_search_backlog (party_id INTEGER NOT NULL PRIMARY KEY) STRICT;

-- Who is new waits; what changes of somebody who waits need not be indexed (else as in 0001 and 0006).
DROP TRIGGER integration_user_search_insert;
DROP TRIGGER integration_user_search_update;
DROP TRIGGER integration_user_search_delete;
DROP TRIGGER integration_user_words_insert;
DROP TRIGGER integration_user_words_update;
DROP TRIGGER integration_user_words_delete;
CREATE TRIGGER integration_user_search_insert AFTER INSERT ON integration_user BEGIN
    INSERT INTO integration_user_search_backlog (party_id) VALUES (new.party_id);
END;
CREATE TRIGGER integration_user_search_update AFTER UPDATE OF search_key ON integration_user
WHEN old.search_key <> new.search_key
AND NOT EXISTS (SELECT 1 FROM integration_user_search_backlog WHERE party_id = old.party_id) BEGIN
    INSERT INTO integration_user_search (integration_user_search, rowid, search_key)
    VALUES ('delete', old.party_id, old.search_key);
    INSERT INTO integration_user_search (rowid, search_key) VALUES (new.party_id, new.search_key);
END;
CREATE TRIGGER integration_user_words_update AFTER UPDATE OF email_key, description_key ON integration_user
WHEN (old.email_key <> new.email_key OR old.description_key <> new.description_key)
AND NOT EXISTS (SELECT 1 FROM integration_user_search_backlog WHERE party_id = old.party_id) BEGIN
    INSERT INTO integration_user_words (integration_user_words, rowid, words)
    SELECT 'delete', old.party_id, old.email_key || char(10) || old.description_key
    WHERE old.email_key <> '' OR old.description_key <> '';
    INSERT INTO integration_user_words (rowid, words)
    SELECT new.party_id, new.email_key || char(10) || new.description_key
    WHERE new.email_key <> '' OR new.description_key <> '';
END;
CREATE TRIGGER integration_user_search_delete AFTER DELETE ON integration_user
WHEN NOT EXISTS (SELECT 1 FROM integration_user_search_backlog WHERE party_id = old.party_id) BEGIN
    INSERT INTO integration_user_search (integration_user_search, rowid, search_key)
    VALUES ('delete', old.party_id, old.search_key);
    INSERT INTO integration_user_words (integration_user_words, rowid, words)
    SELECT 'delete', old.party_id, old.email_key || char(10) || old.description_key
    WHERE old.email_key <> '' OR old.description_key <> '';
END;
CREATE TRIGGER integration_user_search_backlog_delete AFTER DELETE ON integration_user BEGIN
    DELETE FROM integration_user_search_backlog WHERE party_id = old.party_id;
END;
