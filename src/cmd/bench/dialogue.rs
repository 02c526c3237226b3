//! `stoa bench dialogue`: what lies between a mind and its model server, beside a reader of a raw socket in the same run.

mod ask;
mod clock;
mod figures;
mod first_token;
mod floors;
mod parsing;
mod queue;
mod raw;
mod replay;
mod round;
mod running;
mod scene;
mod server;
mod share;
mod stats;
mod streams;

use anyhow::anyhow;
use clap::Args;
use serde_json::{Map, Value};
use stoa_model::{Fact, PlaceView};

use self::{figures::Size, scene::Setting};
use crate::{
    cmd::{Content, ProfileFlags},
    exit::{CommandResult, Exit},
    report,
};

/// What dialogues cost, beside a reader of a raw socket in the same run: time to the first token, processor time of a
/// token, many streams at once, memory of dialogues that wait, and how much of a scene's prompts is the same from turn
/// to turn. The server is a process of its own that replays a fixed stream on loopback, so that processor time is the
/// readers' alone. Times are in microseconds; `raw` is the raw socket's.
///
/// Example: stoa bench dialogue --check
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Dialogue {
    /// Streams at once for the comparison with the raw socket; a thousand more are counted besides.
    #[arg(long, value_name = "N", default_value_t = 256)]
    streams: usize,
    /// Threads that the readers share; the minds of a world have one.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    threads: u8,
    /// Few of everything: for trying out, not for figures.
    #[arg(long)]
    quick: bool,
    /// End with exit code 1 when a figure misses what it has to reach, and name it.
    #[arg(long)]
    check: bool,
    /// Send the scene's prompts to the OpenAI-compatible server at URL, too, and report what it takes from its cache.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Only serve the stream, on this port of loopback (0: any), until standard input ends: for other clients. A
    /// request's model says what is sent: `replay-100-20000` is 100 tokens, one every 20,000 microseconds.
    #[arg(long, value_name = "PORT")]
    serve: Option<u16>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// # Errors
/// Exit code 1 when an answer fails or, with `--check`, a figure misses its floor; 3 where the system has no processor
/// clocks.
pub fn run(profile: &ProfileFlags, world: &str, options: Dialogue) -> CommandResult {
    if let Some(port) = options.serve {
        let tell = |port| report::line(&format!("listening {port}"));
        return Ok(server::serve(port, tell)?);
    }
    clock::process_cpu().map_err(Exit::missing)?;
    let (paths, ..) = profile.load()?;
    let setting = setting(Content::load(&paths, world)?)?;
    let threads = options.threads.into();
    let size = if options.quick {
        Size::quick(options.streams, threads)
    } else {
        Size::whole(options.streams, threads)
    };
    let program = std::env::current_exe()?;
    let mut serve = std::process::Command::new(program);
    serve.args(["bench", "dialogue", "--serve", "0"]);
    let figures = figures::measure(&setting, size, &mut serve, options.url.as_deref())?;
    show(&figures, options.json)?;
    let missed = floors::missed(&figures);
    if options.check && !missed.is_empty() {
        return Err(anyhow!("missed: {}", missed.join("; ")).into());
    }
    Ok(())
}

/// The world as minds are told of it.
fn setting(content: Content) -> Result<Setting, Exit> {
    let Content { world, cast, .. } = content;
    if cast.len() < scene::AGENTS {
        let (here, wanted) = (cast.len(), scene::AGENTS);
        return Err(Exit::bad_input(anyhow!(
            "the scene takes {wanted} inhabitants; {} has {here}",
            world.name
        )));
    }
    let here = world.places.first().map(|place| place.at);
    let mut places: Vec<PlaceView> = world
        .places
        .iter()
        .map(|place| PlaceView {
            id: place.id.clone(),
            name: place.name.clone(),
            kind: place.kind.clone(),
            about: place.about.clone(),
            distance_m: here.map_or(0.0, |here| here.distance(place.at).round()),
            way: String::new(),
        })
        .collect();
    places.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let lore = world.lore.into_iter();
    Ok(Setting {
        world: world.name,
        lore: lore.map(|(about, says)| Fact { about, says }).collect(),
        places,
        cast,
    })
}

fn show(figures: &Map<String, Value>, json: bool) -> CommandResult {
    if json {
        report::line(&Value::Object(figures.clone()).to_string())?;
        return Ok(());
    }
    for (name, value) in figures {
        let floor = floors::floor(name).map_or_else(String::new, |floor| {
            let holds = value.as_f64().is_some_and(|value| floor.holds(value));
            let missed = if holds { "" } else { ": missed" };
            format!("  {}{missed}", floor.in_words())
        });
        report::line(&format!("{name:<40} {:>12}{floor}", value.to_string()))?;
    }
    Ok(())
}
