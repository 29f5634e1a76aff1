//! The language room.
