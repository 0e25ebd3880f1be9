//! What comes after a change: each follower reads the record's entries in order, from a stored position of its own.
