//! What people do, a file a verb.
