use std::collections::BTreeSet;

use stoa_audio::plugin::{Audibles, Sounding};
use stoa_world::{Body, Mover, Pose, SayTo, Volume, sim::Doing};

use super::*;

/// What is told within 40 s in the morning between a fountain and six trees, while somebody walks north of the listener
/// and Iris says a line, without a sound device.
fn told(wanted: bool) -> BTreeSet<(Sounding, Option<StableId>)> {
    let mut parts = vec![fountain(-6.0, 0.0), fountain(80.0, 0.0)];
    parts.extend((0..6).map(|n| places::tree(8.0 + n as f32, 3.0)));
    let (mut app, seen) = noted(parts);
    seen.lock().expect("one thread").state = DeviceState::Missing("unplugged".to_owned());
    app.insert_resource(clock(9 * 60));
    app.world_mut().resource_mut::<Audibles>().wanted = wanted;
    throng::pave(&mut app, Surface::Paving);
    let body = app.world_mut().spawn((Body, StableId(2000))).id();
    speech::iris(&mut app, SayTo::Anyone, Volume::Say);
    let mut told = BTreeSet::new();
    for n in 0..40 * 30 {
        let at = [-8.0 + 0.04 * (n % 400) as f32, 0.0, -3.0];
        let mover = Mover {
            speed: 1.2,
            ..Mover::default()
        };
        let pose = Pose::new(at.into(), 0.0);
        app.world_mut().entity_mut(body).insert((pose, mover));
        tick(&mut app);
        let audibles = app.world().resource::<Audibles>();
        told.extend(audibles.now.iter().map(|one| (one.what, one.who)));
        for one in &audibles.now {
            assert!(one.at[0] < 20.0, "the fountain 80 m away: {one:?}");
        }
    }
    assert!(seen.lock().expect("one thread").played.is_empty());
    told
}

#[test]
fn whoever_reads_sounds_would_need_a_sound_device_or_be_told_what_nobody_hears() {
    let all = [
        (Sounding::Voice, Some(speech::IRIS)),
        (Sounding::Steps, Some(StableId(2000))),
        (Sounding::Fountain, None),
        (Sounding::Leaves, None),
        (Sounding::Bird, None),
    ];
    assert_eq!(told(true), BTreeSet::from(all));
    assert!(told(false).is_empty());
}

#[test]
fn a_crowd_would_be_told_of_when_nobody_is_there_or_when_it_is_far() {
    let told = |people: u32, away_m: f32| {
        let (mut app, _) = throng::noted_crowd(Surface::Paving);
        app.world_mut().resource_mut::<Audibles>().wanted = true;
        throng::put(&mut app, 0, people, [away_m, 0.0], Doing::Gathers);
        (0..60).any(|_| {
            tick(&mut app);
            let audibles = app.world().resource::<Audibles>();
            audibles.now.iter().any(|one| one.what == Sounding::Crowd)
        })
    };
    assert!(told(200, 10.0));
    assert!(!told(0, 10.0));
    assert!(!told(200, 100.0));
}
