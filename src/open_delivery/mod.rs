//! The open_delivery room.
