//! `stoa bench tick`: the agent tick alone, as the small program `stoa-tick` measures it, too.

use stoa_tick::bench::{Options, USAGE, answer};

use crate::{
    exit::{CommandResult, Exit},
    report,
};

/// # Errors
/// Exit code 2 for options that make no sense, 3 when the GPU that was asked for is not there, 1 when the engines differ.
pub fn run(options: Vec<String>) -> CommandResult {
    let options = Options::parse(options).map_err(Exit::bad_input)?;
    let text = if options.help {
        USAGE.trim_end().to_owned()
    } else {
        answer(&options).map_err(|error| Exit {
            code: error.exit_code(),
            error: error.into(),
        })?
    };
    report::line(&text)?;
    Ok(())
}
