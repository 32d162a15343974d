-- E-mail address and description folded in Rust, so that $like and orderby of the REST API take them alike on both
-- databases. What was written before gets its keys when the program next opens the database: folding is not SQL's.
ALTER TABLE integration_user ADD COLUMN email_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE integration_user ADD COLUMN description_key TEXT COLLATE "C" NOT NULL DEFAULT '';
INSERT INTO counter (name, value) VALUES ('unfolded', 1);
