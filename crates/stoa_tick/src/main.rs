//! `stoa-tick`: the tick's benchmark as a small program of its own, to be carried to a machine with a GPU.

use std::process::ExitCode;

use stoa_tick::bench::{Options, USAGE, answer};

#[allow(clippy::print_stdout, clippy::print_stderr)]
fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match answer(&options) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit_code())
        }
    }
}
