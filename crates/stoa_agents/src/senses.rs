//! What reaches the minds: what they heard and said, who hails or leaves them, what became of their deeds.

use bevy_ecs::prelude::*;
use stoa_mind::{
    percept::{Percept, Sense},
    turns::{Answer, Attention as Listening, Hearing, should_answer},
};
use stoa_model::{Deed as DeedDone, Line, Purpose};
use stoa_world::{
    Attention, Body, Deed, Gesture, Heard, LookAt, Refused, Said, SayTo, SimClock, StableId,
    sim::{Accepted, Arrived, BodyIndex, is_crowd},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    inhabitant::{Conduct, Errand, Inhabitant, Turn},
    talk::{self, Floor},
};

/// What an agent said itself, as far as it was played, goes into its memory and the shared talk.
pub(crate) fn keep_own_words(
    clock: Res<SimClock>,
    index: Res<BodyIndex>,
    mut said: MessageReader<Said>,
    mut minds: Query<&mut Inhabitant>,
) {
    for said in said.read() {
        let Some(mut mind) = index
            .get(said.who)
            .and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        let line = Line {
            who: said.who.0,
            name: mind.0.persona.name.clone(),
            text: said.text.clone(),
            tick: said.tick.0,
            cut: said.cut,
        };
        mind.0
            .said(&line, addressee(said.to).map(|id| id.0), clock.minute());
    }
}

fn addressee(to: SayTo) -> Option<StableId> {
    match to {
        SayTo::Anyone => None,
        SayTo::Body(id) => Some(id),
    }
}

/// Words that reached an ear become percepts, and the mind decides whether it owes an answer.
pub(crate) fn listen(
    mut heard: MessageReader<Heard>,
    mut floor: Floor,
    looks: Query<&Attention, With<Body>>,
) {
    let lines: Vec<Heard> = heard.read().cloned().collect();
    for line in &lines {
        if is_crowd(line.speaker) && !floor.cast.is_agent(line.speaker) {
            // What passers-by murmur is nobody's business.
            continue;
        }
        let for_me = is_for_me(line, &lines, &floor, &looks);
        if floor.cast.is_agent(line.speaker) {
            hear_agent(line, for_me, &mut floor);
        } else if for_me {
            hear_person(line, &mut floor);
        } else if let Some((mut mind, clock)) = mind_and_clock(line.who, &mut floor) {
            perceive_line(&mut mind, line, false, &clock);
        }
    }
}

fn mind_and_clock<'a>(
    who: StableId,
    floor: &'a mut Floor,
) -> Option<(Mut<'a, Inhabitant>, SimClock)> {
    let clock = *floor.clock;
    floor.mind(who).map(|(mind, _)| (mind, clock))
}

/// Whether whoever heard `line` thinks that it asks for their answer. `lines` is everything that was heard by anybody:
/// a name calls only those who hear it.
fn is_for_me(
    line: &Heard,
    lines: &[Heard],
    floor: &Floor,
    looks: &Query<&Attention, With<Body>>,
) -> bool {
    let mind = floor.index.get(line.who);
    let Some((mind, conduct)) = mind.and_then(|entity| floor.minds.get(entity).ok()) else {
        return false;
    };
    let same = |other: &&Heard| {
        other.speaker == line.speaker && other.tick == line.tick && other.text == line.text
    };
    let others: Vec<String> = lines
        .iter()
        .filter(same)
        .filter(|other| other.who != line.who)
        .filter_map(|other| mind.0.name_of(other.who.0).map(str::to_owned))
        .collect();
    let look = floor
        .index
        .get(line.speaker)
        .and_then(|entity| looks.get(entity).ok());
    let hearing = Hearing {
        speaker: line.speaker.0,
        text: &line.text,
        to: addressee(line.to).map(|id| id.0),
        looks_at_me: look.is_some_and(|look| look.target == Some(LookAt::Body(line.who))),
        distance_m: line.distance_m,
    };
    let listening = Listening {
        me: line.who.0,
        my_name: &mind.0.persona.name,
        talk: mind.0.talk.as_ref(),
        asleep: false,
        muted: false,
        busy: conduct.turn.is_some(),
        others: &others,
    };
    matches!(
        should_answer(&hearing, &listening),
        Answer::Now | Answer::Later
    )
}

/// Inhabitants begin their talks by walking up to each other, not by overhearing.
fn hear_agent(line: &Heard, for_me: bool, floor: &mut Floor) {
    let chatting = floor
        .chats
        .of(line.who)
        .is_some_and(|chat| chat.partner(line.who) == line.speaker);
    // What is said in small talk is meant for the partner, whoever's name is in it.
    let for_me = for_me || (chatting && line.to == SayTo::Body(line.who));
    let ours = floor.partners(line.who).contains(&line.speaker);
    if let Some((mut mind, clock)) = mind_and_clock(line.who, floor) {
        perceive_line(&mut mind, line, for_me && ours, &clock);
    }
    if for_me
        && chatting
        && let Some((_, mut conduct)) = floor.mind(line.who)
    {
        conduct.owe(line.speaker, Purpose::Continue);
    }
}

fn hear_person(line: &Heard, floor: &mut Floor) {
    let (me, speaker) = (line.who, line.speaker);
    let Some((_, mut conduct)) = floor.mind(me) else {
        return;
    };
    // A newer line makes the answer to the older one pointless, and whoever speaks over an answer interrupts it; an
    // answer to somebody else of which nothing was said yet is still owed to them.
    let over = |turn: &mut Turn| turn.to == speaker || turn.came > 0;
    if let Some(turn) = conduct.turn.take_if(over) {
        floor.bridge.cancel(turn.ticket);
        if turn.came > 0 {
            // Words of this tick are on their way to the mouth.
            floor.wish(me, Deed::Hush);
        }
    }
    // Small talk ends first, and with it what was owed there.
    floor.attend(me, speaker);
    if let Some((_, mut conduct)) = floor.mind(me) {
        conduct.owe(speaker, Purpose::Answer);
    }
    if let Some((mut mind, clock)) = mind_and_clock(me, floor) {
        perceive_line(&mut mind, line, true, &clock);
    }
}

fn perceive_line(mind: &mut Inhabitant, heard: &Heard, to_me: bool, clock: &SimClock) {
    let line = Line {
        who: heard.speaker.0,
        name: String::new(),
        text: heard.text.clone(),
        tick: heard.tick.0,
        cut: heard.cut,
    };
    let sense = Sense::Heard {
        line,
        to_me,
        distance_m: heard.distance_m,
    };
    mind.0.perceive(&Percept {
        tick: heard.tick.0,
        minute: clock.minute(),
        sense,
    });
}

/// Hails, farewells and waves of others.
pub(crate) fn notice_others(mut accepted: MessageReader<Accepted>, mut floor: Floor) {
    for Accepted { tick, who, deed } in accepted.read() {
        match deed {
            Deed::Hail { whom } if !floor.cast.is_agent(*who) => floor.hailed(*whom, *who),
            Deed::AskAgain { whom } if !floor.cast.is_agent(*who) => {
                floor.asked_again(*whom, *who);
            }
            Deed::Leave { whom } => {
                floor.left(*whom, *who);
                floor.part(*who, *whom, 4);
            }
            Deed::Gesture {
                gesture: Gesture::Wave,
                at: Some(LookAt::Body(whom)),
            } => {
                floor.perceive(*whom, tick.0, Sense::Waved { who: who.0 });
            }
            _ => {}
        }
    }
}

/// What the world refused, and what was reached.
pub(crate) fn notice_own_deeds(
    mut refused: MessageReader<Refused>,
    mut arrived: MessageReader<Arrived>,
    mut floor: Floor,
) {
    for refusal in refused.read() {
        let Some(name) = talk::action_name(&refusal.deed) else {
            continue;
        };
        let introducing = matches!(floor.errand(refusal.who), Some(Errand::Introduce { .. }));
        if introducing && talk::is_walk(&refusal.deed) {
            floor.cannot_introduce(refusal.who, &refusal.cause);
            continue;
        }
        let done = DeedDone {
            action: name.to_owned(),
            target: floor.target_words(&refusal.deed),
            refused: Some(refusal.cause.clone()),
        };
        floor.perceive(refusal.who, refusal.tick.0, Sense::Deed(done));
        floor.refused(refusal.who);
    }
    for arrival in arrived.read() {
        floor.arrived(arrival.who, &arrival.goal);
    }
}

/// Somebody who waits for nobody any more.
pub(crate) fn forget_the_gone(
    index: Res<BodyIndex>,
    cast: Res<Cast>,
    mut bridge: ResMut<MindBridge>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct)>,
    clock: Res<SimClock>,
) {
    let here = |id: StableId| index.get(id).is_some();
    for (id, _) in cast.iter() {
        let Some((mut mind, mut conduct)) =
            index.get(id).and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        conduct.owed.retain(|owed| here(owed.to));
        if let Some(turn) = conduct.turn.take_if(|turn| !here(turn.to)) {
            bridge.cancel(turn.ticket);
        }
        let people = mind.0.talk.iter().flat_map(|talk| &talk.people);
        let gone: Vec<u32> = people
            .copied()
            .filter(|who| !here(StableId(*who)))
            .collect();
        for who in gone {
            mind.0.leave_talk(who, clock.tick.0, clock.minute());
        }
        let alone = mind.0.talk.as_ref();
        if alone.is_some_and(|talk| talk.people.iter().all(|who| *who == id.0)) {
            mind.0.end_talk(clock.tick.0, clock.minute());
        }
        if let Errand::Introduce { guest, to, .. } = conduct.errand
            && !(here(guest) && here(to))
        {
            conduct.errand = Errand::None;
        }
    }
}
