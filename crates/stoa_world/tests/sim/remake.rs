//! A world whose file changes while it runs.

use bevy_ecs::message::Messages;
use bevy_math::Vec3;
use serde_json::json;
use stoa_world::{
    Deed, Mover, Places, Pose, Posture, SeatId, Seated, StableId, WorldDef,
    nav::NavGrid,
    sim::{BodyTick, NextWorld, Notice, Recorder, Recording, Remade, WorldPlugin, finish, record},
};

use crate::stage::{IRIS, MARA, Stage, THEO, plaza};

const BENCH: &str = "bench/1";
const PEW: &str = "pew/1";

fn remake(stage: &mut Stage, def: WorldDef) {
    let world = Remade::prepare(def).expect("a world that fits the tick");
    stage
        .0
        .world_mut()
        .resource_mut::<NextWorld>()
        .put(Box::new(world));
    stage.step(1);
}

fn part<'d>(def: &'d mut WorldDef, id: &str) -> &'d mut stoa_world::Part {
    def.parts
        .iter_mut()
        .find(|part| part.id == id)
        .expect("a part")
}

fn taken_by(stage: &Stage, seat: &str) -> Option<StableId> {
    let places = stage.0.world().resource::<Places>();
    places
        .seats
        .get(&SeatId(seat.to_owned()))
        .and_then(|seat| seat.taken_by)
}

/// Iris sits on the bench, Theo on the pew, Mara is on her way to the terrace, Ada stands in the north-west.
fn scene() -> (Stage, StableId) {
    let mut stage = Stage::new();
    let ada = stage.person("Ada");
    for (id, place) in [(IRIS, "gate"), (THEO, "corner"), (MARA, "fountain")] {
        stage.agent(id, place);
    }
    stage.tell_json(IRIS, json!({"do": "sit", "seat": BENCH}));
    stage.tell_json(THEO, json!({"do": "sit", "seat": PEW}));
    stage.step(900);
    for (id, seat) in [(IRIS, BENCH), (THEO, PEW)] {
        assert_eq!(stage.get::<Seated>(id).0.0, seat);
    }
    stage.put(ada, -8.0, -8.0);
    stage.put(MARA, 15.0, 15.0);
    stage.tell_json(MARA, json!({"do": "go", "to": {"place": "terrace"}}));
    stage.step(30);
    assert!(stage.get::<Mover>(MARA).goal.is_some());
    (stage, ada)
}

#[test]
fn a_changed_world_would_scatter_its_people() {
    let (mut stage, ada) = scene();
    let mut def = plaza();
    part(&mut def, "pew").at.z = 6.0;
    // Where Ada stands.
    let wall = part(&mut def, "wall");
    wall.at = Vec3::new(-8.0, 0.0, -8.0);
    let before = [IRIS, THEO, MARA, ada].map(|id| *stage.get::<Pose>(id));
    remake(&mut stage, def.clone());
    let after = [IRIS, THEO, MARA, ada].map(|id| *stage.get::<Pose>(id));
    assert_eq!(before[0], after[0]);
    assert_eq!(stage.get::<Seated>(IRIS).0.0, BENCH);
    assert_eq!(taken_by(&stage, BENCH), Some(IRIS));
    assert_eq!(
        (stage.posture(THEO), taken_by(&stage, PEW)),
        (Posture::Standing, None)
    );
    for (id, (before, after)) in [IRIS, THEO, MARA, ada]
        .into_iter()
        .zip(before.iter().zip(&after))
    {
        let (from, at) = (before.position(), after.position());
        let free = stage
            .0
            .world()
            .resource::<NavGrid>()
            .floor(at.x, at.z)
            .is_some();
        assert!(free || id == IRIS, "{id:?} stands in something at {at}");
        assert!(from.distance(at) < 2.0, "{id:?} went from {from} to {at}");
    }
    assert_ne!(before[3], after[3]);
    assert_eq!(stage.0.world().resource::<WorldDef>(), &def);
    // Her way goes on; nobody has to be asked again.
    stage.step_until(1_500, |line| {
        line["kind"] == "entered_place" && line["who"] == MARA.0 && line["place"] == "terrace"
    });
    stage.tell_json(THEO, json!({"do": "sit", "seat": PEW}));
    stage.step_until(900, |line| line["kind"] == "sat" && line["who"] == THEO.0);
}

#[test]
fn a_wall_that_is_gone_would_still_be_run_into() {
    let mut stage = Stage::new();
    let ada = stage.person("Ada");
    stage.put(ada, 10.0, 0.0);
    let east = Deed::Move {
        right: 100,
        ahead: 0,
        run: false,
        jump: false,
        crouch: false,
    };
    let walk = |stage: &mut Stage| {
        for _ in 0..90 {
            stage.tell(ada, east.clone());
            stage.step(1);
        }
        stage.at(ada).x
    };
    let stopped = walk(&mut stage);
    assert!((10.5..12.0).contains(&stopped), "{stopped}");
    let mut def = plaza();
    def.parts.retain(|part| part.id != "wall");
    remake(&mut stage, def);
    let through = walk(&mut stage);
    assert!(through > 13.0, "{through}");
}

#[test]
fn other_words_would_move_somebody_or_begin_the_crowd_anew() {
    let (mut stage, ada) = scene();
    let ticks = |stage: &mut Stage| {
        let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
        tick.engine().ticks()
    };
    let before = ticks(&mut stage);
    let mut def = plaza();
    def.name = "Another name".to_owned();
    def.places[0].about = "Water.".to_owned();
    def.lore
        .push((vec!["water".to_owned()], "It's wet.".to_owned()));
    remake(&mut stage, def.clone());
    assert_eq!(ticks(&mut stage), before + 1);
    assert_eq!(stage.at(ada), Vec3::new(-8.0, stage.at(ada).y, -8.0));
    for (id, seat) in [(IRIS, BENCH), (THEO, PEW)] {
        assert_eq!(taken_by(&stage, seat), Some(id));
    }
    let world = stage.0.world();
    assert_eq!(world.resource::<WorldDef>().name, "Another name");
    assert!(
        world
            .resource::<Places>()
            .places
            .values()
            .any(|p| p.about == "Water.")
    );
}

#[test]
fn somebody_whose_ground_is_gone_would_fall_for_ever() {
    let mut stage = Stage::new();
    let ada = stage.person("Ada");
    stage.agent(IRIS, "corner");
    stage.put(ada, -18.0, -18.0);
    stage.step(5);
    let mut def = plaza();
    for corner in &mut def.regions[0].polygon {
        corner.x = corner.x.max(-4.0);
    }
    def.places.retain(|place| place.id != "corner");
    def.parts.retain(|part| part.id != "pew");
    remake(&mut stage, def);
    stage.step(60);
    for id in [ada, IRIS] {
        let at = stage.at(id);
        let floor = stage.0.world().resource::<NavGrid>().floor(at.x, at.z);
        assert!(
            floor.is_some_and(|floor| (floor - at.y).abs() < 0.1),
            "{id:?} at {at}"
        );
    }
}

#[test]
fn a_recording_would_go_on_into_another_world() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("record");
    let header = record::header(&plaza(), 7, None);
    let mut stage = Stage::new();
    stage
        .0
        .insert_resource(Recorder::to_file(&file, &header).expect("a new file"));
    let ada = stage.person("Ada");
    for _ in 0..40 {
        stage.tell(ada, crate::stage::walk(100));
        stage.step(1);
    }
    let there = *stage.get::<Pose>(ada);
    let mut def = plaza();
    part(&mut def, "wall").at.x = 9.0;
    let notices = |stage: &mut Stage| -> Vec<String> {
        let mut notices = stage.0.world_mut().resource_mut::<Messages<Notice>>();
        notices.drain().map(|notice| notice.text).collect()
    };
    assert_eq!(notices(&mut stage), Vec::<String>::new());
    remake(&mut stage, def);
    let ends = format!(
        "The recording {} ends here: the world's file changed",
        file.display()
    );
    assert_eq!(notices(&mut stage), [ends]);
    stage.tell(ada, crate::stage::walk(-100));
    stage.step(20);
    assert_eq!(notices(&mut stage), Vec::<String>::new());
    finish(stage.0.world_mut());
    let text = std::fs::read_to_string(&file).expect("the record");
    let last = text.lines().last().unwrap_or_default();
    assert!(
        last.contains("\"because\":\"the world's file changed\""),
        "{last}"
    );
    let recording = Recording::parse("record", &text).expect("a whole record");
    assert_eq!(recording.end.map(|end| end.0), Some(40));
    // On the world as it was, it is the same again.
    let mut again = Stage::of(WorldPlugin::new(plaza(), 7));
    again.0.insert_resource(recording.script);
    again.step(40);
    assert_eq!(*again.get::<Pose>(ada), there);
}
