//! Arguments in, exit code out; everything else is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    halfhour::cli::run()
}
