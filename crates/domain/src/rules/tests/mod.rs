//! The rules held against a world that misbehaves.

mod given;
mod judge;
mod outside;
mod people;
mod possible;
mod riders;
