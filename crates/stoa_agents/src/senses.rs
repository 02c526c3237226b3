//! What reaches the minds: what they heard and said, who hails or leaves them, what became of their deeds.

use bevy_ecs::prelude::*;
use stoa_mind::{
    percept::{Percept, Sense},
    turns::{Answer, Attention as Listening, Hearing, should_answer},
};
use stoa_model::{Deed as DeedDone, Line, Purpose};
use stoa_world::{
    Attention, Body, Deed, Gesture, Heard, LookAt, Refused, Said, SayTo, SimClock, StableId,
    sim::{Accepted, Arrived, BodyIndex},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    inhabitant::{Conduct, Errand, Inhabitant},
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
    for heard in heard.read() {
        let Some(entity) = floor.index.get(heard.who) else {
            continue;
        };
        let speaker_looks = floor
            .index
            .get(heard.speaker)
            .and_then(|entity| looks.get(entity).ok());
        let others: Vec<String> = floor
            .cast
            .iter()
            .map(|(_, persona)| persona.name.clone())
            .collect();
        let Ok((mut mind, mut conduct)) = floor.minds.get_mut(entity) else {
            continue;
        };
        let hearing = Hearing {
            speaker: heard.speaker.0,
            text: &heard.text,
            to: addressee(heard.to).map(|id| id.0),
            looks_at_me: speaker_looks
                .is_some_and(|look| look.target == Some(LookAt::Body(heard.who))),
            distance_m: heard.distance_m,
        };
        let listening = Listening {
            me: heard.who.0,
            my_name: &mind.0.persona.name,
            talk: mind.0.talk.as_ref(),
            asleep: false,
            muted: false,
            busy: conduct.turn.is_some(),
            others: &others,
        };
        let for_me = matches!(
            should_answer(&hearing, &listening),
            Answer::Now | Answer::Later
        );
        if floor.cast.is_agent(heard.speaker) {
            // Inhabitants begin their talks by walking up to each other, not by overhearing.
            let chatting = floor
                .chats
                .of(heard.who)
                .is_some_and(|chat| chat.partner(heard.who) == heard.speaker);
            let ours = mind
                .0
                .talk
                .as_ref()
                .is_some_and(|talk| talk.includes(heard.speaker.0));
            perceive_line(&mut mind, heard, for_me && ours, &floor.clock);
            if for_me && chatting {
                conduct.owe(heard.speaker, Purpose::Continue);
            }
            continue;
        }
        if !for_me {
            perceive_line(&mut mind, heard, false, &floor.clock);
            continue;
        }
        // A newer line makes the answer to the older one pointless.
        if let Some(turn) = conduct.turn.take_if(|turn| turn.to == heard.speaker) {
            floor.bridge.cancel(turn.ticket);
        }
        // Small talk ends first, and with it what was owed there.
        floor.attend(heard.who, heard.speaker);
        if let Ok((mut mind, mut conduct)) = floor.minds.get_mut(entity) {
            conduct.owe(heard.speaker, Purpose::Answer);
            perceive_line(&mut mind, heard, true, &floor.clock);
        }
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
            Deed::Leave { whom } => {
                floor.left(*whom, *who);
                floor.left(*who, *whom);
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
    for (id, _) in cast.iter() {
        let Some((mut mind, mut conduct)) =
            index.get(id).and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        let here = |id: StableId| index.get(id).is_some();
        conduct.owed.retain(|owed| here(owed.to));
        if let Some(turn) = conduct.turn.take_if(|turn| !here(turn.to)) {
            bridge.cancel(turn.ticket);
        }
        let alone = mind
            .0
            .talk
            .as_ref()
            .is_some_and(|talk| !talk.people.iter().any(|p| *p != id.0 && here(StableId(*p))));
        if alone {
            mind.0.end_talk(clock.tick.0, clock.minute());
        }
        if let Errand::Introduce { guest, to } = conduct.errand
            && !(here(guest) && here(to))
        {
            conduct.errand = Errand::None;
        }
    }
}
