//! A scene of eight inhabitants who talk together, ten turns each: its requests, laid out as every turn in the world is,
//! with the built-in mind's words between them.

use futures_util::StreamExt;
use stoa_builtin::BuiltinBackend;
use stoa_mind::{
    Persona,
    actions::tools,
    mind::{CastMember, Mind, SceneInput},
    percept::{Percept, Sense},
    prompt::render,
};
use stoa_model::{
    Backend, ChatEvent, ChatRequest, Fact, Line, PersonView, PlaceView, Priority, Purpose,
    TurnContext,
};

/// Who talks.
pub const AGENTS: usize = 8;
/// Turns of each.
pub const TURNS: usize = 10;
/// The first inhabitant's stable id.
const FIRST_ID: u32 = 1000;
/// From turn to turn, in ticks of 1/30 s: an answer that is read aloud.
const TICKS_A_TURN: u64 = 150;
/// World minutes that go by meanwhile.
const MINUTES_A_TURN: u32 = 2;
const BEGIN_MINUTE: u32 = 570;
/// Sentences that minds are told were said around them.
const RECENT: usize = 240;
/// What inhabitants may do among themselves.
const SMALL_TALK_DEEDS: [&str; 2] = ["gesture", "wave"];

/// The world in which they talk.
pub struct Setting {
    pub world: String,
    pub lore: Vec<Fact>,
    /// Nearest first; they stand at the first one.
    pub places: Vec<PlaceView>,
    /// Everybody who lives there, the talkers first.
    pub cast: Vec<Persona>,
}

/// How prompts are laid out for the server.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The request carries tools.
    pub tools: bool,
    /// Most characters of a prompt.
    pub chars: usize,
}

impl Layout {
    /// As for a model with a context of `tokens`: three quarters of it, at three characters a token.
    pub fn of_context(tokens: usize, tools: bool) -> Self {
        Self {
            tools,
            chars: tokens * 9 / 4,
        }
    }
}

/// The requests of the whole scene, in order.
///
/// # Errors
/// When the built-in mind fails.
pub async fn requests(setting: &Setting, layout: Layout) -> anyhow::Result<Vec<ChatRequest>> {
    let members = members(&setting.cast);
    let mut minds: Vec<Mind> = members
        .iter()
        .zip(&setting.cast)
        .take(AGENTS)
        .map(|(member, persona)| Mind::new(member.id, persona.clone(), &members))
        .collect();
    let ids: Vec<u32> = minds.iter().map(|mind| mind.id).collect();
    for mind in &mut minds {
        mind.begin_talk(&ids, 0);
    }
    let mut said: Vec<String> = Vec::new();
    let mut requests = Vec::with_capacity(AGENTS * TURNS);
    for turn in 0..minds.len() * TURNS {
        let (speaker, count) = (turn % minds.len(), minds.len());
        // Whoever spoke before is answered.
        let to = ids[(speaker + count - 1) % count];
        let purpose = match turn {
            0 => Purpose::Open,
            _ => Purpose::Continue,
        };
        let tick = TICKS_A_TURN * turn as u64;
        let minute = BEGIN_MINUTE + MINUTES_A_TURN * u32::try_from(turn)?;
        let mind = &mut minds[speaker];
        let input = SceneInput {
            tick,
            minute,
            said_around: said[said.len().saturating_sub(RECENT)..].to_vec(),
            ..input(setting, &members, mind.id, to)
        };
        let mut context = mind.context(&input, purpose);
        let messages = render(&context, layout.tools, layout.chars);
        // As in the world: a language model reads who said what, the built-in mind what the two said.
        context.transcript = mind.between(to);
        let request = request(context, messages, layout);
        let text = words(request.clone()).await?;
        requests.push(request);
        let line = Line {
            who: mind.id,
            name: mind.persona.name.clone(),
            text,
            tick,
            cut: false,
        };
        mind.said(&line, Some(to), minute);
        for (_, other) in minds
            .iter_mut()
            .enumerate()
            .filter(|(at, _)| *at != speaker)
        {
            other.perceive(&Percept {
                tick,
                minute,
                sense: Sense::Heard {
                    line: line.clone(),
                    to_me: true,
                    distance_m: 2.0,
                },
            });
        }
        said.push(line.text);
    }
    Ok(requests)
}

fn members(cast: &[Persona]) -> Vec<CastMember> {
    (FIRST_ID..)
        .zip(cast)
        .map(|(id, persona)| CastMember {
            id,
            persona: persona.id.clone(),
            name: persona.name.clone(),
            role: persona.role.clone(),
        })
        .collect()
}

/// What the speaker `me` sees: the others of the talk around the place, everybody else out of sight.
fn input(setting: &Setting, members: &[CastMember], me: u32, to: u32) -> SceneInput {
    let here = setting.places.first();
    let at = here.map(|place| place.name.clone());
    let view = |member: &CastMember| PersonView {
        id: member.id,
        agent: true,
        ..PersonView::default()
    };
    let (talkers, others) = members.split_at(members.len().min(AGENTS));
    let present = talkers.iter().filter(|member| member.id != me);
    SceneInput {
        seed: 1,
        world: setting.world.clone(),
        lore: setting.lore.clone(),
        listener: Some(to),
        present: present
            .map(|member| PersonView {
                // Each sees the others at distances of their own.
                distance_m: Some(f32::from(u8::try_from(member.id ^ me).unwrap_or(u8::MAX)) / 2.0),
                doing: at.as_ref().map(|at| format!("standing at {at}")),
                at: at.clone(),
                ..view(member)
            })
            .collect(),
        absent: others.iter().map(view).collect(),
        here: here.cloned(),
        places: setting.places.clone(),
        activity: at.map_or_else(|| "standing".to_owned(), |at| format!("standing at {at}")),
        actions: SMALL_TALK_DEEDS.map(str::to_owned).to_vec(),
        ..SceneInput::default()
    }
}

fn request(
    context: TurnContext,
    messages: Vec<stoa_model::Message>,
    layout: Layout,
) -> ChatRequest {
    ChatRequest {
        messages,
        tools: if layout.tools {
            tools(&context)
        } else {
            Vec::new()
        },
        priority: Priority::Background,
        context: std::sync::Arc::new(context),
        ..ChatRequest::default()
    }
}

/// What the built-in mind says.
async fn words(request: ChatRequest) -> anyhow::Result<String> {
    let mut answer = BuiltinBackend.chat(request);
    let mut text = String::new();
    while let Some(event) = answer.next().await {
        if let ChatEvent::Text(piece) = event? {
            text += &piece;
        }
    }
    Ok(text)
}
