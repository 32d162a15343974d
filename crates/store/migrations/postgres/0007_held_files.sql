-- Files that were handed over in the browser to be imported, where several servers share the database; where one serves alone
-- it keeps them itself. The twin in ../sqlite has the same tables, columns and indexes.

-- name is what its name hashes to and owner what the session hashes to that brought it. stage is how far it is, as JSON, and
-- state the one word of it. done is what of it has been written, as JSON. last_step says when a server last did something.
CREATE TABLE held_file (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    done TEXT COLLATE "C" NOT NULL,
    last_step BIGINT NOT NULL
);

-- What it holds, in pieces. number says where in its part a piece begins, items how many bytes, rows or versions it has.
CREATE TABLE held_piece (
    file TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    items BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (file, part, number)
);
