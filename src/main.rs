//! The `emoface` command: bakes spoken WAV files and tells about the library.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::run()
}
