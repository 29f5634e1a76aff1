//! Arguments → the one thing to run.

fn main() {}
