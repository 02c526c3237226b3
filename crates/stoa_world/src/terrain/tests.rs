mod export;

use bevy_math::{Vec2, Vec3};

use super::{Arrival, Terrain, TerrainError, Triangles};
use crate::{
    WorldDef,
    nav::{CELL_M, NavGrid},
    sim::Walls,
};

/// Triangles, box by box and face by face.
#[derive(Default)]
struct Model(Triangles);

impl Model {
    fn quad(mut self, corners: [[f32; 3]; 4]) -> Self {
        let first = self.0.corners.len() as u32;
        self.0.corners.extend(corners.map(Vec3::from));
        let triangles = [[0, 1, 2], [0, 2, 3]];
        self.0
            .triangles
            .extend(triangles.map(|t| t.map(|i| i + first)));
        self
    }

    /// A level square plate, facing up.
    fn plate(self, low: [f32; 2], high: [f32; 2], y: f32) -> Self {
        let ([a, b], [c, d]) = (low, high);
        self.quad([[a, y, b], [a, y, d], [c, y, d], [c, y, b]])
    }

    fn block(self, low: [f32; 3], high: [f32; 3]) -> Self {
        let ([a, b, c], [d, e, f]) = (low, high);
        self.plate([a, c], [d, f], e)
            .plate([a, c], [d, f], b)
            .quad([[a, b, c], [a, e, c], [d, e, c], [d, b, c]])
            .quad([[a, b, f], [a, e, f], [d, e, f], [d, b, f]])
            .quad([[a, b, c], [a, e, c], [a, e, f], [a, b, f]])
            .quad([[d, b, c], [d, e, c], [d, e, f], [d, b, f]])
    }

    fn world(self, at: [f32; 3], named: bool) -> Result<(WorldDef, NavGrid), TerrainError> {
        let arrival = Arrival {
            at: Vec3::from(at),
            turn_deg: 0.0,
            named,
        };
        let terrain = Terrain::build(self.0, &arrival, &|| true)?;
        let def = WorldDef::of_terrain("My room", terrain, &arrival, Some("guide"))?;
        let grid = NavGrid::build(&def);
        Ok((def, grid))
    }

    fn walk(self, at: [f32; 3]) -> (WorldDef, NavGrid) {
        self.world(at, true).expect("there is ground")
    }
}

fn floor() -> Model {
    Model::default().plate([-10.0, -10.0], [10.0, 10.0], 0.0)
}

#[test]
fn an_open_floor_would_have_holes_or_an_edge_to_walk_off() {
    let (def, grid) = floor().walk([0.0, 0.0, 0.0]);
    assert_eq!((def.id.as_str(), def.name.as_str()), ("my_room", "My room"));
    for x in -38..38 {
        for z in -38..38 {
            let at = Vec2::new(x as f32, z as f32) * CELL_M;
            assert_eq!(grid.floor(at.x, at.y), Some(0.0), "{at}");
        }
    }
    assert_eq!(grid.floor(10.5, 0.0), None);
    assert_eq!(def.spawns[0].at, Vec2::ZERO);
    assert_eq!(def.inhabitants[0].at, def.places[0].id);
    assert!(
        def.places[0].at.y < -1.0,
        "who waits stands ahead: {:?}",
        def.places
    );
}

#[test]
fn a_wall_would_be_walked_through_or_its_door_be_shut() {
    // A wall across the room, with a door of 0.9 m.
    let (_, grid) = floor()
        .block([-10.0, 0.0, 2.0], [-0.45, 3.0, 2.2])
        .block([0.45, 0.0, 2.0], [10.0, 3.0, 2.2])
        .block([-0.45, 2.1, 2.0], [0.45, 3.0, 2.2])
        .walk([0.0, 0.0, -3.0]);
    let at = |x, z| Vec3::new(x, 0.0, z);
    assert_eq!(grid.floor(5.0, 2.1), None, "within the wall");
    assert_eq!(grid.floor(5.0, 1.9), None, "a body would touch it");
    assert_eq!(grid.floor(5.0, 1.4), Some(0.0));
    let way = grid
        .walk_m(at(5.0, 0.0), at(5.0, 4.0))
        .expect("there is a door");
    assert!((9.0..16.0).contains(&way), "through the door: {way} m");
    assert!(!grid.sight_clear(at(5.0, 0.0), at(5.0, 4.0)));
    assert!(
        grid.sight_clear(at(0.0, 0.0), at(0.0, 4.0)),
        "through the door"
    );
}

#[test]
fn a_voice_would_pass_a_wall_as_if_it_were_air() {
    let (def, _) = floor()
        .block([-10.0, 0.0, 2.0], [10.0, 3.0, 2.2])
        .walk([0.0, 0.0, -3.0]);
    let walls = Walls::from_def(&def);
    let (near, far) = (Vec3::new(0.0, 0.0, 1.0), Vec3::new(0.0, 0.0, 3.0));
    assert_eq!(walls.heard_distance_m(near, far), 4.0);
    assert_eq!(walls.heard_distance_m(near, near - Vec3::Z), 1.0);
}

#[test]
fn stairs_and_slopes_would_lead_nowhere_or_cliffs_be_climbed() {
    let mut stairs = floor().block([-2.0, 0.0, 4.4], [2.0, 1.8, 9.0]);
    for step in 0..10 {
        let (z, y) = (1.6 + 0.28 * step as f32, 0.18 * (step + 1) as f32);
        stairs = stairs.block([-2.0, 0.0, z], [2.0, y, z + 0.28]);
    }
    let (_, grid) = stairs.walk([0.0, 0.0, -3.0]);
    let (low, high) = (Vec3::new(0.0, 0.0, -3.0), Vec3::new(0.0, 1.8, 7.0));
    assert_eq!(grid.floor(0.0, 7.0), Some(1.8), "the podium");
    let way = grid.walk_m(low, high).expect("the stairs lead up");
    assert!(way < 13.0, "{way}");
    assert_eq!(
        grid.floor(2.1, 7.0),
        None,
        "at the foot of the podium's side"
    );
    for (rise, walked) in [(2.0, true), (2.9, true), (3.6, false)] {
        let ramp = floor()
            .quad([
                [-2.0, 0.0, 2.0],
                [-2.0, rise, 5.0],
                [2.0, rise, 5.0],
                [2.0, 0.0, 2.0],
            ])
            .plate([-2.0, 5.0], [2.0, 8.0], rise);
        let (_, grid) = ramp.walk([0.0, 0.0, -3.0]);
        let top = Vec3::new(0.0, rise, 6.5);
        let up = grid.floor(0.0, 6.5) == Some(rise) && grid.connected(low, top);
        assert_eq!(up, walked, "a rise of {rise} m in 3 m");
        if walked {
            let height = grid.floor(0.0, 3.5).expect("the ramp");
            assert!(
                (height - rise / 2.0).abs() < 0.15,
                "{height} halfway up {rise}"
            );
        }
    }
}

#[test]
fn one_would_arrive_on_the_roof_or_walk_on_it() {
    let house = || {
        floor()
            .block([-5.0, 3.0, -5.0], [5.0, 3.2, 5.0])
            .block([4.0, 0.0, -5.0], [5.0, 3.0, 5.0])
    };
    let (_, below) = house().walk([0.0, 0.0, 0.0]);
    assert_eq!(below.floor(0.0, 0.0), Some(0.0), "under the roof");
    assert_eq!(below.floor(8.0, 0.0), Some(0.0), "beside the house");
    let (def, above) = house().walk([0.0, 3.3, 0.0]);
    assert_eq!(above.floor(0.0, 0.0), Some(3.2), "on the roof");
    assert_eq!(above.floor(8.0, 0.0), None, "nobody gets down");
    assert!(def.floor_y < 3.2);
    // Under a ceiling that is too low nobody stands, nor does furniture count as ground.
    let (_, low) = floor()
        .plate([2.0, -9.0], [8.0, 9.0], 1.5)
        .block([-6.0, 0.0, -1.0], [-4.0, 0.75, 1.0])
        .walk([0.0, 0.0, 0.0]);
    assert_eq!(low.floor(5.0, 0.0), None, "under the low ceiling");
    assert_eq!(low.floor(-5.0, 0.0), None, "on the table");
    assert_eq!(low.floor(-5.0, 3.0), Some(0.0));
}

#[test]
fn without_a_spawn_one_would_arrive_on_the_statue_at_the_origin() {
    let statue = || floor().block([-0.5, 0.0, -0.5], [0.5, 2.0, 0.5]);
    let (def, grid) = statue()
        .world([0.0, 2.0, 0.0], false)
        .expect("there is ground");
    let at = def.spawns[0].at;
    assert_eq!(grid.floor(at.x, at.y), Some(0.0), "{at}");
    let far = floor();
    let moved = Model(Triangles {
        corners: far
            .0
            .corners
            .iter()
            .map(|p| *p + Vec3::new(40.0, 5.0, 0.0))
            .collect(),
        triangles: far.0.triangles,
    });
    let (def, grid) = moved
        .world([0.0, 0.0, 0.0], false)
        .expect("there is ground");
    let at = def.spawns[0].at;
    assert_eq!(grid.floor(at.x, at.y), Some(5.0), "{at}");
}

#[test]
fn a_scene_without_ground_would_be_opened() {
    let cliff = || {
        Model::default().quad([
            [0.0, 0.0, 0.0],
            [0.0, 9.0, 0.0],
            [9.0, 9.0, 0.0],
            [9.0, 0.0, 0.0],
        ])
    };
    let error = |model: Model, at, named| {
        model
            .world(at, named)
            .map(|_| ())
            .expect_err("there is no ground")
    };
    assert_eq!(error(cliff(), [0.0; 3], false), TerrainError::NoGround);
    assert_eq!(
        error(Model::default(), [0.0; 3], false),
        TerrainError::NoGround
    );
    assert_eq!(error(floor(), [30.0, 0.0, 0.0], true), TerrainError::NoRoom);
    let post = Model::default().plate([0.0, 0.0], [0.1, 0.1], 0.0);
    assert!(post.world([0.0; 3], true).is_err());
    let arrival = Arrival {
        at: Vec3::ZERO,
        turn_deg: 0.0,
        named: true,
    };
    let wide = Model::default().plate([-200.0, -200.0], [200.0, 200.0], 0.0);
    let cancelled = Terrain::build(wide.0, &arrival, &|| false);
    assert_eq!(cancelled.map(|_| ()), Err(TerrainError::Cancelled));
}

/// A person's body is moved by physics over the triangles, an inhabitant's by the grid: both must find the same ground.
#[test]
fn people_would_fall_through_the_floor() {
    use crate::{
        Deed, Intent, Pose,
        sim::{BodyIndex, WorldPlugin, headless, spawn_person, step_many},
    };
    let ramp = floor()
        .quad([
            [-2.0, 0.0, -2.0],
            [-2.0, 1.5, -5.0],
            [2.0, 1.5, -5.0],
            [2.0, 0.0, -2.0],
        ])
        .plate([-2.0, -9.0], [2.0, -5.0], 1.5);
    let (def, _) = ramp.walk([0.0, 0.0, 0.0]);
    let mut app = headless(WorldPlugin::new(def, 1));
    let person = spawn_person(app.world_mut(), "Ada", None);
    let pose = |app: &bevy_app::App| {
        let entity = app
            .world()
            .resource::<BodyIndex>()
            .get(person)
            .expect("she is there");
        app.world().get::<Pose>(entity).expect("a pose").position()
    };
    step_many(&mut app, 30);
    let stands = pose(&app);
    assert!(stands.y.abs() < 0.1, "{stands}");
    for _ in 0..120 {
        let deed = Deed::Move {
            right: 0,
            ahead: 100,
            run: false,
            jump: false,
            crouch: false,
        };
        let intent = Intent { who: person, deed };
        app.world_mut().write_message(intent);
        step_many(&mut app, 1);
    }
    let climbed = pose(&app);
    assert!(
        climbed.z < -5.5 && (climbed.y - 1.5).abs() < 0.1,
        "{climbed}"
    );
}
