//! Arguments in, exit code out; everything else is in the library's `cli`.

fn main() {}
