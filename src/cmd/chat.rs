//! `stoa chat`: the same mind and world without a window.

use std::{
    io::{BufRead, IsTerminal},
    path::PathBuf,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use anyhow::anyhow;
use bevy::{app::TerminalCtrlCHandlerPlugin, ecs::message::MessageCursor, prelude::*};
use clap::Args;
use stoa_agents::{Cast, Conduct};
use stoa_world::{
    Deed, Intent, Pose, Said, SayTo, StableId, Voice, Volume,
    nav::NavGrid,
    sim::{self, BodyIndex, Mouth, spawn_person_at},
};

use super::{MindFlags, ProfileFlags, WorldFlags, common::ready_keys};
use crate::{
    exit::{CommandResult, Exit},
    headless::Notices,
    report,
    session::{self, Launch, Start},
};

/// Talk with one of the inhabitants from a terminal.
///
/// Examples:
///   stoa chat --agent iris
///   stoa chat --agent theo --say "What do you bake?"
///   printf 'Hello\nWhere is the library?\n' | stoa chat --agent noor --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Chat {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    world: WorldFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// Whom to talk with: a persona's name. Default: the world's first inhabitant.
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Say this, print the answer and end.
    #[arg(long, value_name = "TEXT")]
    say: Option<String>,
    /// Print the event log's lines instead of the talk.
    #[arg(long)]
    json: bool,
    /// Write what happens to FILE, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Begin anew instead of going on from the save; nothing is saved.
    #[arg(long)]
    fresh: bool,
}

/// How long an answer may take from the last sign of life, on the wall clock.
const PATIENCE: Duration = Duration::from_secs(150);

impl Chat {
    /// # Errors
    /// Exit code 2 when there is no such inhabitant.
    pub fn run(self) -> CommandResult {
        let (paths, mut settings, mut complaints) = self.profile.load()?;
        self.mind.apply(&mut settings)?;
        complaints.extend(ready_keys(&mut settings));
        for complaint in complaints {
            report::line_to_stderr(&complaint.0);
        }
        let content = self.world.load(&paths)?;
        let start = if self.fresh {
            Start::Fresh
        } else {
            Start::Saved
        };
        let name = settings.name.clone();
        let mut launch = Launch::new(paths, settings, content, self.world.seed, start);
        launch.events = self.events.clone();
        let (sender, lines) = mpsc::sync_channel(sim::FOLLOW_LINES);
        launch.follower = self.json.then_some(sender);
        for notice in launch.notices.drain(..) {
            report::line_to_stderr(&notice);
        }
        let mut app = sim::headless(launch.world());
        app.add_plugins(TerminalCtrlCHandlerPlugin);
        launch.furnish(&mut app, true)?;
        let agent = find_agent(app.world(), self.agent.as_deref())?;
        let mut talk = Talk::begin(app, agent, &name, self.json.then_some(lines));
        let result = match &self.say {
            Some(text) => talk.say(text),
            None => talk.listen(),
        };
        for problem in session::finish(talk.app.world_mut()) {
            report::line_to_stderr(&problem);
        }
        talk.print_log()?;
        result
    }
}

fn find_agent(world: &World, name: Option<&str>) -> Result<StableId, Exit> {
    let cast = world.resource::<Cast>();
    let Some(name) = name else {
        let first = cast.iter().next().map(|(id, _)| id);
        return first.ok_or_else(|| Exit::bad_input(anyhow!("nobody lives in this world")));
    };
    let wanted = name.trim().to_lowercase();
    let found = cast
        .iter()
        .find(|(_, persona)| persona.id == wanted || persona.name.to_lowercase() == wanted);
    found.map(|(id, _)| id).ok_or_else(|| {
        let names: Vec<&str> = cast
            .iter()
            .map(|(_, persona)| persona.id.as_str())
            .collect();
        Exit::bad_input(anyhow!(
            "nobody here is called `{name}`. There are {}",
            names.join(", ")
        ))
    })
}

/// One talk with one agent.
struct Talk {
    app: App,
    me: StableId,
    agent: StableId,
    agent_name: String,
    said: MessageCursor<Said>,
    notices: Notices,
    log: Option<Receiver<String>>,
}

impl Talk {
    /// Steps up to the agent.
    fn begin(mut app: App, agent: StableId, name: &str, log: Option<Receiver<String>>) -> Self {
        let world = app.world_mut();
        let pose = agent_pose(world, agent);
        let before = pose.position() + pose.forward() * 1.4;
        // Where one can stand: an agent may be looking at a flower bed.
        let at = world.resource::<NavGrid>().nearest_free(before);
        let front = Pose::new(at.unwrap_or(before), pose.yaw_rad() + core::f32::consts::PI);
        let me = StableId(1);
        spawn_person_at(world, me, name, front);
        let agent_name = world
            .resource::<Cast>()
            .persona(agent)
            .map(|persona| persona.name.clone())
            .unwrap_or_default();
        let said = world.resource::<Messages<Said>>().get_cursor_current();
        Self {
            app,
            me,
            agent,
            agent_name,
            said,
            notices: Notices::default(),
            log,
        }
    }

    /// Reads lines until the input ends: from a terminal with a prompt, else from a pipe.
    fn listen(&mut self) -> CommandResult {
        let terminal = std::io::stdin().is_terminal();
        if terminal && self.log.is_none() {
            report::line_to_stderr(&format!(
                "You stand before {}. Type a line and press Enter; Ctrl-D ends.",
                self.agent_name
            ));
            self.wish(Deed::Hail { whom: self.agent });
            self.until_silence()?;
        }
        let input = input();
        while self.app.should_exit().is_none() {
            match input.recv_timeout(Duration::from_millis(50)) {
                Ok(Ok(line)) if line.trim().is_empty() => {}
                Ok(Ok(line)) => self.say(&line)?,
                Ok(Err(error)) => return Err(Exit::bad_input(anyhow!("standard input: {error}"))),
                // While a person thinks the world stands still, but Ctrl-C is heard.
                Err(RecvTimeoutError::Timeout) => {
                    self.app
                        .world_mut()
                        .run_system_cached(TerminalCtrlCHandlerPlugin::exit_on_flag)
                        .map_err(|e| anyhow!("{e}"))?;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(())
    }

    fn say(&mut self, text: &str) -> CommandResult {
        let deed = Deed::Say {
            text: text.to_owned(),
            to: SayTo::Body(self.agent),
            volume: Volume::Say,
            source: None,
        };
        self.wish(deed);
        self.until_silence()
    }

    fn wish(&mut self, deed: Deed) {
        self.app
            .world_mut()
            .write_message(Intent { who: self.me, deed });
    }

    /// Lets time pass until the agent has answered.
    fn until_silence(&mut self) -> CommandResult {
        let mut alive = Instant::now();
        let mut quiet = 0;
        while quiet < 4 && self.app.should_exit().is_none() {
            sim::step(&mut self.app);
            if self.print_said()? {
                alive = Instant::now();
            }
            self.notices.print(self.app.world());
            self.print_log()?;
            let (busy, waiting) = self.agent_state();
            quiet = if busy { 0 } else { quiet + 1 };
            if waiting {
                // A server takes its time: so does the world.
                std::thread::sleep(Duration::from_millis(10));
            }
            if alive.elapsed() > PATIENCE {
                return Err(anyhow!(
                    "{} has not answered within {} s",
                    self.agent_name,
                    PATIENCE.as_secs()
                )
                .into());
            }
        }
        Ok(())
    }

    /// Whether the agent thinks, owes an answer or speaks; and whether only a server is waited for.
    fn agent_state(&self) -> (bool, bool) {
        let world = self.app.world();
        let Some(entity) = world.resource::<BodyIndex>().get(self.agent) else {
            return (false, false);
        };
        let speaking = world.get::<Mouth>(entity).is_some_and(Mouth::is_speaking);
        let thinking = world
            .get::<Voice>(entity)
            .is_some_and(|voice| voice.thinking);
        let busy = world.get::<Conduct>(entity).is_some_and(Conduct::is_busy);
        (speaking || thinking || busy, thinking && !speaking)
    }

    /// Prints what the person was told; true when the agent said something.
    fn print_said(&mut self) -> Result<bool, Exit> {
        let mut spoke = false;
        let messages = self.app.world().resource::<Messages<Said>>();
        for said in self.said.read(messages) {
            spoke |= said.who == self.agent;
            let cast = self.app.world().resource::<Cast>();
            if self.log.is_none()
                && said.to == SayTo::Body(self.me)
                && let Some(persona) = cast.persona(said.who)
            {
                report::line(&format!("{}: {}", persona.name, said.text))?;
            }
        }
        Ok(spoke)
    }

    fn print_log(&self) -> CommandResult {
        for line in self.log.iter().flat_map(Receiver::try_iter) {
            report::line(&line)?;
        }
        Ok(())
    }
}

fn agent_pose(world: &World, agent: StableId) -> Pose {
    let entity = world.resource::<BodyIndex>().get(agent);
    entity
        .and_then(|entity| world.get::<Pose>(entity))
        .copied()
        .unwrap_or_default()
}

/// Lines of standard input, read on a thread of their own so that Ctrl-C is heard meanwhile.
fn input() -> Receiver<std::io::Result<String>> {
    let (sender, receiver) = mpsc::sync_channel(16);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
