//! The rules held against a world that misbehaves.

mod outside;
mod riders;
