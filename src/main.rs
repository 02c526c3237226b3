//! The program: subcommands, and the exit codes they end with.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stoa::{cmd, crash, exit::Exit, report};

/// An open place where people and AI agents meet.
#[derive(Parser)]
#[command(
    version,
    about,
    arg_required_else_help = true,
    subcommand_required = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Play(cmd::play::Play),
    Vr(cmd::vr::Vr),
    Chat(cmd::chat::Chat),
    Models(cmd::models::Models),
    Mind(cmd::mind::Mind),
    Doctor(cmd::doctor::Doctor),
    Shot(cmd::shot::Shot),
    Bench(cmd::bench::Bench),
    World(cmd::content::World),
    Persona(cmd::content::Persona),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // In the window the engine's own log plugin does this.
    let window = matches!(&command, Command::Vr(_))
        || matches!(&command, Command::Play(play) if !play.headless);
    if !window {
        report::begin_log();
    }
    let result = match command {
        Command::Play(play) => play.run(),
        Command::Vr(vr) => vr.run(),
        Command::Chat(chat) => chat.run(),
        Command::Models(models) => models.run(),
        Command::Mind(mind) => mind.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Shot(shot) => shot.run(),
        Command::Bench(bench) => bench.run(),
        Command::World(world) => world.run(),
        Command::Persona(persona) => persona.run(),
    };
    // Also with an error: the person was told.
    crash::end();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Exit { code, error }) => {
            report::line_to_stderr(&format!("stoa: {error:#}"));
            ExitCode::from(code)
        }
    }
}
