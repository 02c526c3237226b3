use stoa_audio::plugin::Manners;
use stoa_audio::synth::voice::{self, Colour, Manner, Timbre};
use stoa_world::{
    Body, Controller, Looks, Muted, Pose, SayTo, Voice, Volume,
    body::Utterance,
    sim::{Line, Mouth},
};

use super::*;

const TEXT: &str = "Mind the beds, please.";
const LINE_TICKS: u64 = 45;
pub const IRIS: StableId = StableId(1000);

fn utterance(now: Tick) -> Utterance {
    Utterance {
        text: TEXT.to_owned(),
        spoken: 0,
        since: now,
        until: Tick(now.0 + LINE_TICKS),
        source: None,
    }
}

fn mouth(to: SayTo, volume: Volume) -> Mouth {
    let mut mouth = Mouth::default();
    mouth.current = Some(Line {
        text: TEXT.to_owned(),
        to,
        volume,
        source: None,
    });
    mouth
}

/// Iris, 3 m north, begins to say a line.
pub fn iris(app: &mut App, to: SayTo, volume: Volume) -> Entity {
    let now = app.world().resource::<SimClock>().tick;
    let voice = Voice {
        utterance: Some(utterance(now)),
        thinking: false,
    };
    let pose = Pose::new([0.0, 0.0, -3.0].into(), 0.0);
    let body = (
        Body,
        IRIS,
        Controller::Agent,
        pose,
        voice,
        mouth(to, volume),
    );
    app.world_mut().spawn(body).id()
}

fn spoken() -> Sound {
    let timbre = Timbre::new(1000, None, Looks::default().height_m);
    Sound::once(&voice::line(TEXT, &timbre, 1.5))
}

fn hush(app: &mut App, body: Entity) {
    app.world_mut()
        .entity_mut(body)
        .insert((Voice::default(), Mouth::default()));
}

#[test]
fn a_line_would_not_be_heard_while_it_is_said() {
    let (mut app, seen) = noted(Vec::new());
    let body = iris(&mut app, SayTo::Body(ME), Volume::Say);
    until(&mut app, &seen, |seen| !seen.played.is_empty());
    let voices = played(&seen, Group::Voices);
    assert_eq!(voices.len(), 1);
    assert_eq!(voices[0].sound, spoken());
    // From the mouth, in time with the text.
    let at = voices[0].placing.at.expect("a place");
    assert!(
        (1.4..1.7).contains(&at[1]) && (at[2] + 3.1).abs() < 0.01,
        "{at:?}"
    );
    assert_eq!(voices[0].placing.from_s, 0.0);
    assert_eq!(voices[0].placing.reach_m, 16.0);
    assert!(seen.lock().expect("one thread").ducked);
    // It goes where she goes, and is not begun twice.
    let pose = Pose::new([2.0, 0.0, -3.0].into(), 0.0);
    app.world_mut().entity_mut(body).insert(pose);
    for _ in 0..LINE_TICKS {
        tick(&mut app);
    }
    let carried = seen.lock().expect("one thread").carried.last().copied();
    assert!(carried.is_some_and(|(_, at)| at[0] == 2.0), "{carried:?}");
    assert_eq!(played(&seen, Group::Voices).len(), 1);
    // It is over: it is left to end by itself, and the ambience comes back.
    let seen = seen.lock().expect("one thread");
    assert!(seen.stopped.is_empty() && !seen.ducked);
}

#[test]
fn a_line_that_is_cut_off_would_go_on() {
    let (mut app, seen) = noted(Vec::new());
    let body = iris(&mut app, SayTo::Anyone, Volume::Say);
    until(&mut app, &seen, |seen| !seen.played.is_empty());
    // To nobody in particular: the ambience stays.
    assert!(!seen.lock().expect("one thread").ducked);
    tick(&mut app);
    hush(&mut app, body);
    tick(&mut app);
    let stopped = seen.lock().expect("one thread").stopped.len();
    assert_eq!(stopped, 1);
    // The same for one who leaves, with another line.
    let now = app.world().resource::<SimClock>().tick;
    let voice = Voice {
        utterance: Some(utterance(now)),
        thinking: false,
    };
    app.world_mut().entity_mut(body).insert(voice);
    until(&mut app, &seen, |seen| seen.played.len() == 2);
    app.world_mut().despawn(body);
    tick(&mut app);
    assert_eq!(seen.lock().expect("one thread").stopped.len(), 2);
}

#[test]
fn one_who_comes_late_would_hear_a_line_from_its_beginning() {
    let (mut app, seen) = noted(Vec::new());
    listen(&mut app, [0.0, 1.6, 40.0]);
    iris(&mut app, SayTo::Anyone, Volume::Say);
    for _ in 0..30 {
        tick(&mut app);
    }
    assert!(seen.lock().expect("one thread").played.is_empty());
    listen(&mut app, [0.0, 1.6, 0.0]);
    until(&mut app, &seen, |seen| !seen.played.is_empty());
    assert_eq!(played(&seen, Group::Voices)[0].placing.from_s, 1.0);
}

#[test]
fn one_who_is_muted_or_a_person_would_be_heard() {
    for muted in [true, false] {
        let (mut app, seen) = noted(Vec::new());
        if muted {
            app.world_mut().spawn((Body, ME, Muted(vec![IRIS])));
        }
        let body = iris(&mut app, SayTo::Body(ME), Volume::Say);
        if !muted {
            app.world_mut().entity_mut(body).insert(Controller::Person);
        }
        // What was ordered first is made first: after the bird, her line would be there.
        for _ in 0..2 {
            app.update();
        }
        let start = Instant::now();
        while app
            .world_mut()
            .resource_mut::<Stage>()
            .studio
            .get(Kept::Bird(0))
            .is_none()
        {
            assert!(start.elapsed() < SOON, "never made");
            app.update();
        }
        tick(&mut app);
        let seen = seen.lock().expect("one thread");
        assert!(seen.played.is_empty() && !seen.ducked, "muted: {muted}");
    }
}

#[test]
fn a_whisper_would_carry_like_a_shout() {
    let heard = |volume| {
        let (mut app, seen) = noted(Vec::new());
        listen(&mut app, [0.0, 1.5, -1.5]);
        iris(&mut app, SayTo::Anyone, volume);
        until(&mut app, &seen, |seen| !seen.played.is_empty());
        played(&seen, Group::Voices)[0].placing
    };
    let [whisper, say, shout] = [Volume::Whisper, Volume::Say, Volume::Shout].map(heard);
    assert!(whisper.reach_m < say.reach_m && say.reach_m < shout.reach_m);
    assert!(whisper.gain_db < say.gain_db && say.gain_db < shout.gain_db);
}

#[test]
fn a_persona_would_not_sound_as_it_is_written() {
    let manner = Manner {
        pitch: 0.1,
        pace_wpm: 120.0,
        colour: Colour::Deep,
    };
    let (mut app, seen) = noted(Vec::new());
    app.world_mut()
        .resource_mut::<Manners>()
        .0
        .insert(IRIS, manner);
    iris(&mut app, SayTo::Anyone, Volume::Say);
    until(&mut app, &seen, |seen| !seen.played.is_empty());
    let timbre = Timbre::new(1000, Some(manner), Looks::default().height_m);
    let expected = Sound::once(&voice::line(TEXT, &timbre, 1.5));
    assert_eq!(played(&seen, Group::Voices)[0].sound, expected);
    assert_ne!(expected, spoken());
}
