//! The binary `piaojia`.

use clap::Parser;
use server::command_line::{CommandLine, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let outcome =
        line.runtime().map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(line)));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("piaojia: {error}");
            ExitCode::FAILURE
        }
    }
}
