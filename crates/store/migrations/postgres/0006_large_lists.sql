-- Which batch of calls a last use came with, counted without gaps in the order in which batches are committed: by it the
-- other processes find whose last use is new. The twin in ../sqlite has the same columns and indexes.
ALTER TABLE integration_user ADD COLUMN use_number BIGINT NOT NULL DEFAULT 0;
CREATE INDEX integration_user_by_use_number ON integration_user (use_number, party_id);
INSERT INTO counter (name, value) VALUES ('use', 0);

-- Trigrams of e-mail address and description, for $like and equality of the REST API.
CREATE INDEX integration_user_email_words ON integration_user USING gin (email_key gin_trgm_ops);
CREATE INDEX integration_user_description_words ON integration_user USING gin (description_key gin_trgm_ops);
