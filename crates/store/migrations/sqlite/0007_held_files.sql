-- Files that were handed over in the browser to be imported, where several servers share the database; where one serves alone
-- it keeps them itself. The twin in ../postgres has the same tables, columns and indexes.

-- name is what its name hashes to and owner what the session hashes to that brought it. stage is how far it is, as JSON, and
-- state the one word of it. done is what of it has been written, as JSON. last_step says when a server last did something.
CREATE TABLE held_file (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    done TEXT NOT NULL,
    last_step INTEGER NOT NULL
) STRICT;

-- What it holds, in pieces. number says where in its part a piece begins, items how many bytes, rows or versions it has.
CREATE TABLE held_piece (
    file TEXT NOT NULL,
    part TEXT NOT NULL,
    number INTEGER NOT NULL,
    items INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (file, part, number)
) STRICT;
