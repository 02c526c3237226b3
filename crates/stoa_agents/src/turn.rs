//! One turn: the scene is described and the model asked. What it answers is taken in `answer`.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use stoa_mind::{
    actions::{NAMES, tools},
    mind::{Mind, SceneInput},
    prompt::render,
    speech::{SpeechCutter, SpeechEar},
};
use stoa_model::{ChatRequest, MakeRequest, Priority, Purpose, Sampling, TurnContext};
use stoa_world::{
    LogEvent, StableId, Voice,
    sim::{ModelTape, Mouth},
};

use crate::{
    bridge::MindBridge,
    chats::Chats,
    exchange::Sent,
    inhabitant::{Conduct, Inhabitant, Turn, Wait},
    minds::{Minds, has_tools, prompt_chars},
    sayings::Sayings,
    scene::Scene,
    ways::Ways,
};

/// Tokens of one answer at most, where the settings do not say.
const MAX_TOKENS: u32 = 220;

/// Begins the turns that are due: whoever owes an answer gives it when nobody speaks over them.
pub(crate) fn begin_turns(
    scene: Scene,
    mouths: Query<&Mouth>,
    minds_in_use: Res<Minds>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct)>,
    mut chats: ResMut<Chats>,
    mut bridge: ResMut<MindBridge>,
    tape: Res<ModelTape>,
    sayings: Res<Sayings>,
    mut log: MessageWriter<LogEvent>,
) {
    let now = scene.clock.tick;
    let speaks = |id: StableId| {
        scene
            .index
            .get(id)
            .and_then(|entity| mouths.get(entity).ok())
            .is_some_and(Mouth::is_speaking)
    };
    let thinking: Vec<StableId> = scene
        .cast
        .iter()
        .map(|(id, _)| id)
        .filter(|id| {
            let conduct = scene
                .index
                .get(*id)
                .and_then(|entity| minds.get(entity).ok());
            conduct.is_some_and(|(_, conduct)| conduct.turn.is_some())
        })
        .collect();
    for (me, _) in scene.cast.iter() {
        let Some((mut mind, mut conduct)) = scene.index.get(me).and_then(|e| minds.get_mut(e).ok())
        else {
            continue;
        };
        if conduct.turn.is_some() || speaks(me) {
            continue;
        }
        let ready = conduct
            .owed
            .iter()
            .position(|owed| !speaks(owed.to) && !thinking.contains(&owed.to));
        let Some(owed) = ready.and_then(|index| conduct.owed.remove(index)) else {
            continue;
        };
        let chat = chats.of_mut(me).filter(|chat| chat.partner(me) == owed.to);
        // What inhabitants say to each other is never the business of the mind that people chose for themselves.
        let small_talk = scene.cast.is_agent(owed.to);
        let purpose = match chat {
            Some(chat) => {
                let purpose = chat.purpose();
                chat.took(purpose, now);
                purpose
            }
            None => owed.purpose,
        };
        let input = input(&scene, &mind.0, owed.to, &sayings, small_talk);
        let mut context = mind.0.context(&input, purpose);
        // What a language model reads: who said what.
        let mut read = None;
        if mind
            .0
            .talk
            .as_ref()
            .is_some_and(|talk| talk.people.len() > 2)
        {
            // The built-in mind takes every line as the listener's.
            read = Some(context.clone());
            context.transcript = mind.0.between(owed.to.0);
        }
        let context = Arc::new(context);
        let cutter = cutter(&context);
        let persona = &mind.0.persona.id;
        let sent = conduct.last.begin();
        let ticket = if tape.replay.is_some() {
            bridge.reserve()
        } else {
            let priority = if small_talk {
                Priority::Background
            } else {
                Priority::Person
            };
            let described = Described {
                context: context.clone(),
                read: read.map(Arc::new),
                // Inhabitants know their way about: only visitors ask for it.
                ways: (!small_talk).then(|| scene.ways_from(me)).flatten(),
            };
            let make = request_maker(described, minds_in_use.sampling(persona), sent);
            let ear = SpeechEar::new(cutter.clone());
            let router = minds_in_use.routers.of(persona, small_talk);
            bridge.ask(router, priority, make, Box::new(ear))
        };
        log.write(
            LogEvent::new(now, "model_request", me)
                .with("to", owed.to.0)
                .with("purpose", purpose_word(purpose)),
        );
        conduct.turn = Some(Turn {
            ticket,
            to: owed.to,
            purpose,
            small_talk,
            cutter,
            held: String::new(),
            context,
            server: String::new(),
            asked: now,
            came: 0,
            tokens: None,
            called: Vec::new(),
            wait: Wait::default(),
        });
    }
}

/// A scene as a request needs it.
struct Described {
    /// What the built-in mind goes by.
    context: Arc<TurnContext>,
    /// What a language model reads, where it is not the same.
    read: Option<Arc<TurnContext>>,
    /// Still to be put in.
    ways: Option<Ways>,
}

impl Described {
    fn put_ways_in(&mut self) {
        let Some(ways) = self.ways.take() else {
            return;
        };
        let context = Arc::make_mut(&mut self.context);
        ways.tell(&mut context.places);
        if let Some(read) = &mut self.read {
            Arc::make_mut(read).places.clone_from(&context.places);
        }
    }
}

/// Makes the request of a turn when a server is ready for it, on the threads of the models: the scene is rendered for
/// that server's model, and noted down as it is `sent`.
fn request_maker(mut described: Described, own: Sampling, sent: Sent) -> MakeRequest {
    Box::new(move |server| {
        described.put_ways_in();
        let context = &described.context;
        let read = described.read.as_ref().unwrap_or(context);
        let known = server.known();
        let native = has_tools(&known);
        let request = ChatRequest {
            messages: render(read, native, prompt_chars(&known)),
            tools: if native { tools(read) } else { Vec::new() },
            sampling: Sampling {
                seed: Some(context.seed),
                ..own.clone().or(server.sampling()).or(&usual_sampling())
            },
            context: context.clone(),
            ..ChatRequest::default()
        };
        sent.set(&request);
        request
    })
}

fn usual_sampling() -> Sampling {
    Sampling {
        temperature: Some(0.8),
        max_tokens: Some(MAX_TOKENS),
        ..Sampling::default()
    }
}

/// The "…" over a head and the inspector show the turn that is really under way, however it began or ends.
pub(crate) fn show_thinking(mut minds: Query<(&mut Conduct, &mut Voice)>) {
    for (mut conduct, mut voice) in &mut minds {
        let turn = conduct.turn.as_ref();
        let running = turn.is_some();
        let thinking = turn.is_some_and(|turn| turn.came == 0);
        if conduct.last.running != running {
            conduct.last.running = running;
        }
        if voice.thinking != thinking {
            voice.thinking = thinking;
        }
    }
}

/// Knows the speaker's own name and everybody's into whose mouth it must put nothing.
pub(crate) fn cutter(context: &TurnContext) -> SpeechCutter {
    let people = context
        .listener
        .iter()
        .chain(&context.present)
        .chain(&context.absent);
    let others: Vec<String> = people.filter_map(|person| person.name.clone()).collect();
    SpeechCutter::new(&context.me.name, &others)
}

fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Answer => "answer",
        Purpose::Open => "open",
        Purpose::Continue => "continue",
        Purpose::Close => "close",
        Purpose::Excuse => "excuse",
    }
}

fn input(
    scene: &Scene,
    mind: &Mind,
    to: StableId,
    sayings: &Sayings,
    small_talk: bool,
) -> SceneInput {
    let me = StableId(mind.id);
    let actions: Vec<String> = if small_talk {
        vec!["gesture".to_owned(), "wave".to_owned()]
    } else {
        NAMES.iter().map(|name| (*name).to_owned()).collect()
    };
    SceneInput {
        tick: scene.clock.tick.0,
        minute: scene.clock.minute(),
        seed: scene.clock.seed,
        world: scene.def.name.clone(),
        lore: scene.lore(),
        listener: Some(to.0),
        present: scene.present(me),
        absent: scene.absent(me, &mind.seen),
        here: scene.here(me),
        places: scene.places_from(me),
        activity: scene.doing(me),
        actions,
        said_around: sayings.recent(),
    }
}
