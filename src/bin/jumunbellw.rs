//! The program as a start menu opens it: no console window beside its own, and started again where it crashes.

#![windows_subsystem = "windows"]

fn main() {
    keeper::run("jumunbell")
}
