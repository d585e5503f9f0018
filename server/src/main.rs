//! The binary `piaojia`.

use clap::Parser;
use server::command_line::{CommandLine, run};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(CommandLine::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("piaojia: {error}");
            ExitCode::FAILURE
        }
    }
}
