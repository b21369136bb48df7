//! `pawtal-kill`

fn main() {}
