//! Passers-by look at a person who comes close, and now and then greet them.

use std::collections::VecDeque;

use bevy_ecs::{prelude::*, system::SystemParam};
use stoa_mind::life::greeting;
use stoa_world::{
    Controller, Deed, Intent, LookAt, Pose, SayTo, SimClock, StableId, Tick, Volume,
    sim::{BodyIndex, CrowdDeed, CrowdEvent, Minded, Mirrored},
};

use crate::inhabitant::Inhabitant;

/// Who speaks for passers-by.
const SOURCE: &str = "built-in mind";
/// One in so many greets.
const ONE_IN: u64 = 4;
/// Seconds between two greetings, whoever gives them: people are not cheered.
const PAUSE_S: u64 = 6;
/// A look lasts so many seconds.
const LOOK_S: u64 = 2;
/// The tick has told of who was nearer than 2 m some ticks ago; they are not farther than this, in metres.
const CLOSE_M: f32 = 3.5;

/// Looks that are to end, the oldest first, and when the last greeting was.
#[derive(Resource, Debug, Default)]
pub(crate) struct Glances {
    looks: VecDeque<(Tick, StableId)>,
    next_greeting: Tick,
}

/// Who is where, of people and passers-by.
#[derive(SystemParam)]
pub(crate) struct Street<'w, 's> {
    index: Res<'w, BodyIndex>,
    people:
        Query<'w, 's, (&'static StableId, &'static Controller, &'static Pose), Without<Mirrored>>,
    passers: Query<'w, 's, &'static Pose, (With<Mirrored>, Without<Minded>, Without<Inhabitant>)>,
}

impl Street<'_, '_> {
    /// The person whom one of the crowd has come close to.
    fn met(&self, passer: StableId) -> Option<StableId> {
        let here = self.passers.get(self.index.get(passer)?).ok()?;
        let people = self.people.iter();
        let people = people.filter(|(_, controller, _)| **controller == Controller::Person);
        let close = people
            .map(|(id, _, pose)| (pose.distance(here), *id))
            .filter(|(metres, _)| *metres <= CLOSE_M);
        let nearest = close.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        nearest.map(|(_, id)| id)
    }
}

/// Whoever comes close to a person looks at them; one in a few greets.
pub(crate) fn greet(
    clock: Res<SimClock>,
    street: Street,
    mut happened: MessageReader<CrowdEvent>,
    mut glances: ResMut<Glances>,
    mut intents: MessageWriter<Intent>,
) {
    let now = clock.tick;
    while glances
        .looks
        .front()
        .is_some_and(|(until, _)| *until <= now)
    {
        let over = glances.looks.pop_front().map(|(_, who)| who);
        let over = over.filter(|who| {
            let entity = street.index.get(*who);
            entity.is_some_and(|entity| street.passers.contains(entity))
        });
        intents.write_batch(over.map(|who| Intent {
            who,
            deed: Deed::Look { at: None },
        }));
    }
    for event in happened.read() {
        if event.deed != CrowdDeed::NearPerson {
            continue;
        }
        let who = event.who;
        let Some(person) = street.met(who) else {
            continue;
        };
        let at = Some(LookAt::Body(person));
        intents.write(Intent {
            who,
            deed: Deed::Look { at },
        });
        glances.looks.push_back((now.plus_seconds(LOOK_S), who));
        let chance = clock.roll(who.0, 0x6EE7);
        if now < glances.next_greeting || !chance.is_multiple_of(ONE_IN) {
            continue;
        }
        glances.next_greeting = now.plus_seconds(PAUSE_S);
        intents.write(Intent {
            who,
            deed: Deed::Say {
                text: greeting(clock.minute(), chance / ONE_IN).to_owned(),
                to: SayTo::Body(person),
                volume: Volume::Say,
                source: Some(SOURCE.to_owned()),
            },
        });
    }
}
