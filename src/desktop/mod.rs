//! The desktop room.
