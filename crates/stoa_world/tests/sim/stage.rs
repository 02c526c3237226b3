//! A small world to play in, and hands to play it with.

use bevy_app::App;
use bevy_math::{Vec2, Vec3};
use serde_json::Value;
use stoa_world::{
    Deed, Intent, Looks, Part, PartKind, PlaceDef, Pose, Posture, Region, SpawnDef, StableId,
    Surface, WorldDef,
    sim::{BodyIndex, EventLog, WorldPlugin, headless, spawn_agent, spawn_person, step},
};

pub const IRIS: StableId = StableId(1000);
pub const THEO: StableId = StableId(1001);
pub const MARA: StableId = StableId(1002);

fn part(id: &str, kind: PartKind, at: [f32; 3], turn_deg: f32) -> Part {
    Part {
        id: id.to_owned(),
        kind,
        at: Vec3::from_array(at),
        turn_deg,
    }
}

fn square(id: &str, min: [f32; 2], max: [f32; 2], height: f32) -> Region {
    Region {
        id: id.to_owned(),
        polygon: vec![
            Vec2::new(min[0], min[1]),
            Vec2::new(max[0], min[1]),
            Vec2::new(max[0], max[1]),
            Vec2::new(min[0], max[1]),
        ],
        height,
        surface: Surface::Paving,
        walkable: true,
    }
}

fn place(id: &str, at: [f32; 2], radius_m: f32) -> PlaceDef {
    PlaceDef {
        id: id.to_owned(),
        name: format!("the {id}"),
        at: Vec2::from_array(at),
        radius_m,
        ..PlaceDef::default()
    }
}

/// A plaza 40 m square: a fountain in the middle, a wall in the east, a terrace 0.9 m up in the north with steps before
/// it, one bench with one seat in the south and one with two in the west. One comes in from the south, facing north.
pub fn plaza() -> WorldDef {
    WorldDef {
        id: "plaza".to_owned(),
        start_minute: 600,
        clock_rate: 12,
        floor_y: -5.0,
        regions: vec![square("ground", [-20.0, -20.0], [20.0, 20.0], 0.0)],
        parts: vec![
            part(
                "fountain",
                PartKind::Fountain {
                    radius: 2.5,
                    height: 3.0,
                    seats: 4,
                },
                [0.0, 0.0, 0.0],
                0.0,
            ),
            part(
                "wall",
                PartKind::Wall {
                    width: 12.0,
                    height: 3.0,
                    depth: 0.4,
                    surface: Surface::Plaster,
                },
                [12.0, 0.0, 0.0],
                90.0,
            ),
            part(
                "terrace",
                PartKind::Slab {
                    width: 10.0,
                    depth: 5.0,
                    height: 0.9,
                    surface: Surface::Marble,
                },
                [0.0, 0.0, -16.5],
                0.0,
            ),
            part(
                "steps",
                PartKind::Steps {
                    width: 6.0,
                    count: 6,
                    rise: 0.15,
                    run: 0.3,
                    surface: Surface::Marble,
                },
                [0.0, 0.0, -13.1],
                180.0,
            ),
            part(
                "bench",
                PartKind::Bench {
                    width: 0.8,
                    seats: 1,
                    back: true,
                    surface: Surface::Wood,
                },
                [6.0, 0.0, 12.0],
                0.0,
            ),
            part(
                "pew",
                PartKind::Bench {
                    width: 1.6,
                    seats: 2,
                    back: false,
                    surface: Surface::Wood,
                },
                [-12.0, 0.0, 0.0],
                90.0,
            ),
        ],
        places: vec![
            place("fountain", [0.0, 0.0], 5.0),
            place("gate", [0.0, 16.0], 3.0),
            place("terrace", [0.0, -16.5], 3.0),
            place("corner", [-15.0, 15.0], 3.0),
        ],
        spawns: vec![SpawnDef {
            id: "gate".to_owned(),
            at: Vec2::new(0.0, 17.0),
            turn_deg: 0.0,
        }],
        ..WorldDef::default()
    }
}

/// A world with its log in memory.
pub struct Stage(pub App);

impl Stage {
    pub fn new() -> Self {
        Self::of(WorldPlugin::new(plaza(), 7))
    }

    pub fn of(plugin: WorldPlugin) -> Self {
        let mut app = headless(plugin);
        app.insert_resource(EventLog::in_memory());
        Self(app)
    }

    pub fn person(&mut self, name: &str) -> StableId {
        spawn_person(self.0.world_mut(), name, None)
    }

    pub fn agent(&mut self, id: StableId, place: &str) {
        let name = format!("Agent {}", id.0);
        spawn_agent(self.0.world_mut(), id, &name, Looks::default(), place);
    }

    /// Puts a body somewhere, facing north.
    pub fn put(&mut self, id: StableId, x: f32, z: f32) {
        self.put_at(id, Vec3::new(x, 0.0, z));
    }

    pub fn put_at(&mut self, id: StableId, at: Vec3) {
        let pose = Pose::new(at, 0.0);
        stoa_world::sim::teleport(self.0.world_mut(), id, pose);
    }

    pub fn tell(&mut self, who: StableId, deed: Deed) {
        self.0.world_mut().write_message(Intent { who, deed });
    }

    /// As a line of a script: `{"do": "go", …}`.
    pub fn tell_json(&mut self, who: StableId, deed: Value) {
        let deed = serde_json::from_value(deed).expect("the test's deed is well formed");
        self.tell(who, deed);
    }

    pub fn step(&mut self, ticks: u64) {
        for _ in 0..ticks {
            step(&mut self.0);
        }
    }

    /// Steps until a line of the log fits, for at most `ticks`; the tick's number in this call.
    pub fn step_until(&mut self, ticks: u64, fits: impl Fn(&Value) -> bool) -> u64 {
        let seen = self.log().len();
        for tick in 1..=ticks {
            step(&mut self.0);
            if self.log()[seen..].iter().any(&fits) {
                return tick;
            }
        }
        panic!(
            "nothing of that kind in {ticks} ticks; the log: {:#?}",
            self.log()
        );
    }

    pub fn log(&self) -> Vec<Value> {
        self.lines()
            .iter()
            .map(|line| serde_json::from_str(line).expect("a line of the log is JSON"))
            .collect()
    }

    pub fn lines(&self) -> &[String] {
        self.0.world().resource::<EventLog>().lines()
    }

    /// The lines of a kind by somebody.
    pub fn of_kind(&self, kind: &str, who: StableId) -> Vec<Value> {
        let fits = |v: &Value| v["kind"] == kind && v["who"] == who.0;
        self.log().into_iter().filter(fits).collect()
    }

    pub fn get<C: bevy_ecs::prelude::Component>(&self, id: StableId) -> &C {
        let entity = self
            .0
            .world()
            .resource::<BodyIndex>()
            .get(id)
            .expect("the body is here");
        self.0
            .world()
            .get::<C>(entity)
            .expect("the body has the component")
    }

    pub fn at(&self, id: StableId) -> Vec3 {
        self.get::<Pose>(id).position()
    }

    pub fn posture(&self, id: StableId) -> Posture {
        *self.get::<Posture>(id)
    }
}

pub fn say(text: &str) -> Deed {
    Deed::Say {
        text: text.to_owned(),
        to: stoa_world::SayTo::Anyone,
        volume: stoa_world::Volume::Say,
        source: None,
    }
}

pub fn say_to(text: &str, whom: StableId) -> Deed {
    Deed::Say {
        text: text.to_owned(),
        to: stoa_world::SayTo::Body(whom),
        volume: stoa_world::Volume::Say,
        source: None,
    }
}

pub fn walk(ahead: i8) -> Deed {
    Deed::Move {
        right: 0,
        ahead,
        run: false,
        jump: false,
        crouch: false,
    }
}
