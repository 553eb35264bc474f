"""Use cases: one a file, taking a session, plain values and the moment."""
