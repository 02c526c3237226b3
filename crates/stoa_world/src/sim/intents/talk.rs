//! Saying something, and falling silent.

use super::{ActorItem, Outcome, Scene};
use crate::{
    Controller, SayTo, TICKS_PER_SECOND, Volume,
    sim::{
        Notice,
        speech::Line,
        text::{MAX_NAME, MAX_UTTERANCE, clean},
    },
};

/// Lines of a person within [`RATE_TICKS`] at most.
const RATE: usize = 5;
const RATE_TICKS: u64 = 5 * TICKS_PER_SECOND;
/// Sentences that wait behind the one being spoken, at most.
const QUEUE: usize = 8;

pub(super) fn say(
    scene: &mut Scene,
    actor: &mut ActorItem,
    text: &str,
    to: SayTo,
    volume: Volume,
    source: Option<&str>,
) -> Outcome {
    let cleaned = clean(text, MAX_UTTERANCE).ok_or("there is nothing to say in that")?;
    let now = scene.clock.tick;
    let line = Line {
        text: cleaned.text,
        to,
        volume,
        source: source.and_then(|s| clean(s, MAX_NAME * 2)).map(|c| c.text),
    };
    match actor.controller {
        Controller::Person => {
            let lately = &mut actor.mouth.lately;
            while lately.front().is_some_and(|t| now.since(*t) >= RATE_TICKS) {
                lately.pop_front();
            }
            if lately.len() >= RATE {
                return Err("slow down: five lines in five seconds are enough".to_owned());
            }
            lately.push_back(now);
            actor.mouth.interrupt(line);
        }
        Controller::Agent => {
            // Speech takes its time, so the queue is the rate.
            if actor.mouth.queue.len() >= QUEUE {
                return Err("there is too much to say at once".to_owned());
            }
            actor.mouth.queue.push_back(line);
        }
    }
    if cleaned.cut && *actor.controller == Controller::Person {
        let notice = Notice::warning(
            format!("Only the first {MAX_UTTERANCE} characters were said."),
            "Say the rest in a second line.",
        );
        let count = MAX_UTTERANCE.to_string();
        scene
            .notices
            .write(notice.named("cut_off", [("count", count)]));
    }
    Ok(())
}

pub(super) fn hush(_scene: &Scene, actor: &mut ActorItem) -> Outcome {
    actor.mouth.hush = true;
    Ok(())
}
