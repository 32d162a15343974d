//! Tokens, good and bad, for tests.
