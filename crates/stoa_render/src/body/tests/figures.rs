use std::time::Duration;

use bevy::{
    asset::AssetPlugin, camera::visibility::RenderLayers,
    mesh::skinning::SkinnedMeshInverseBindposes, prelude::*, time::TimeUpdateStrategy,
};
use stoa_world::{
    Attention, Body, Controller, LookAt, Looks, Pose, Posture, PreviousPose, SimClock, StableId,
    Tick, looks::Hair,
};

use crate::body::{Anchors, Faded, Figure, FirstPersonHidden, HasFigure, HiddenFigure, rig::Joint};

/// An app that draws nothing but has everything that figures are made of.
fn stage() -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, AssetPlugin::default(), TransformPlugin))
        .init_asset::<Mesh>()
        .init_asset::<Image>()
        .init_asset::<StandardMaterial>()
        .init_asset::<SkinnedMeshInverseBindposes>()
        .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
            33,
        )))
        .insert_resource(SimClock {
            tick: Tick(100),
            start_minute: 0,
            rate: 1,
            seed: 7,
        })
        .add_plugins(crate::body::plugin)
        .add_systems(FixedUpdate, |mut clock: ResMut<SimClock>| clock.tick.0 += 1);
    app
}

fn join(app: &mut App, id: u32, controller: Controller, at: Vec3) -> Entity {
    let pose = Pose::new(at, 0.0);
    app.world_mut()
        .spawn((
            Body,
            StableId(id),
            controller,
            Looks::default(),
            pose,
            PreviousPose(pose),
        ))
        .id()
}

fn figure_of(app: &App, body: Entity) -> Entity {
    app.world()
        .get::<HasFigure>(body)
        .expect("a body that was drawn has a figure")
        .0
}

#[test]
fn agents_carry_the_mark_and_people_do_not() {
    let mut app = stage();
    for (id, controller, marked) in [
        (1, Controller::Person, false),
        (1000, Controller::Agent, true),
    ] {
        let body = join(&mut app, id, controller, Vec3::ZERO);
        app.update();
        let root = figure_of(&app, body);
        let figure = app.world().get::<Figure>(root).expect("a figure");
        assert_eq!(figure.mark.is_some(), marked, "{controller:?}");
    }
}

#[test]
fn figures_leave_with_their_bodies() {
    let mut app = stage();
    let placed = |app: &mut App| {
        app.world_mut()
            .query::<&Transform>()
            .iter(app.world())
            .count()
    };
    let before = placed(&mut app);
    let body = join(&mut app, 1000, Controller::Agent, Vec3::ZERO);
    app.update();
    assert!(placed(&mut app) > before + Joint::COUNT);
    app.world_mut().despawn(body);
    app.update();
    assert_eq!(placed(&mut app), before, "something of the figure stayed");
}

#[test]
fn new_looks_make_a_new_figure() {
    let mut app = stage();
    let body = join(&mut app, 1000, Controller::Agent, Vec3::ZERO);
    app.update();
    let old = figure_of(&app, body);
    app.world_mut().entity_mut(body).insert(Looks {
        hair: Hair::Long,
        ..Looks::default()
    });
    app.update();
    let new = figure_of(&app, body);
    assert_ne!(old, new);
    assert!(
        app.world().get_entity(old).is_err(),
        "the old figure stayed"
    );
}

#[test]
fn own_body_leaves_only_its_shadow() {
    let mut app = stage();
    let sun = app.world_mut().spawn(DirectionalLight::default()).id();
    let body = join(&mut app, 1, Controller::Person, Vec3::ZERO);
    app.update();
    let skin = app
        .world()
        .get::<Figure>(figure_of(&app, body))
        .expect("a figure")
        .skin;
    let seen = |app: &App| {
        let layers = app
            .world()
            .get::<RenderLayers>(skin)
            .cloned()
            .unwrap_or_default();
        let light = app
            .world()
            .get::<RenderLayers>(sun)
            .cloned()
            .unwrap_or_default();
        (
            layers.intersects(&RenderLayers::default()),
            layers.intersects(&light),
        )
    };
    app.update();
    assert_eq!(seen(&app), (true, true), "seen from outside");
    app.world_mut().entity_mut(body).insert(FirstPersonHidden);
    app.update();
    assert_eq!(seen(&app), (false, true), "in first person");
    app.world_mut()
        .entity_mut(body)
        .remove::<FirstPersonHidden>();
    app.update();
    assert_eq!(seen(&app), (true, true), "seen again");
}

#[test]
fn hidden_bodies_are_not_drawn() {
    let mut app = stage();
    let body = join(&mut app, 1000, Controller::Agent, Vec3::ZERO);
    app.world_mut().entity_mut(body).insert(HiddenFigure);
    app.update();
    app.update();
    let root = figure_of(&app, body);
    assert_eq!(
        app.world().get::<Visibility>(root),
        Some(&Visibility::Hidden)
    );
}

#[test]
fn somebody_too_near_would_cover_the_view_or_lose_their_mark() {
    let mut app = stage();
    let body = join(&mut app, 1000, Controller::Agent, Vec3::ZERO);
    app.update();
    let figure = app.world().get::<Figure>(figure_of(&app, body));
    let figure = figure.expect("a figure");
    let (skin, mark) = (figure.skin, figure.mark.expect("an agent's mark"));
    let alpha = |app: &App, part: Entity| {
        let material = app.world().get::<MeshMaterial3d<StandardMaterial>>(part);
        let all = app.world().resource::<Assets<StandardMaterial>>();
        let material = all.get(&material.expect("a material").0).expect("loaded");
        material.base_color.alpha()
    };
    let marked = alpha(&app, mark);
    for (seen, is) in [(0.0, 0.12), (0.7, 0.78), (0.9, 1.0)] {
        let mut body = app.world_mut().entity_mut(body);
        body.remove::<Faded>();
        if let Some(faded) = Faded::by(seen) {
            body.insert(faded);
        }
        app.update();
        assert_eq!(alpha(&app, skin), is, "{seen}");
        assert_eq!(alpha(&app, mark), marked, "{seen}");
    }
}

#[test]
fn figures_stand_where_bodies_are_and_look_where_they_look() {
    let mut app = stage();
    let body = join(&mut app, 1000, Controller::Agent, Vec3::new(3.0, 0.5, -2.0));
    let other = join(&mut app, 1001, Controller::Agent, Vec3::new(1.5, 0.5, -4.0));
    app.world_mut().entity_mut(body).insert(Attention {
        target: Some(LookAt::Body(StableId(1001))),
        pitch_rad: 0.0,
    });
    for _ in 0..40 {
        app.update();
    }
    let eyes = app.world().get::<Anchors>(body).expect("anchors").eyes;
    let goal = app.world().get::<Anchors>(other).expect("anchors").eyes;
    assert!(
        (eyes - Vec3::new(3.0, 2.1, -2.0)).length() < 0.25,
        "eyes at {eyes}"
    );
    let figure = app
        .world()
        .get::<Figure>(figure_of(&app, body))
        .expect("a figure");
    let eye = figure.joints[Joint::EyeL as usize];
    let ahead = app
        .world()
        .get::<GlobalTransform>(eye)
        .expect("a transform")
        .forward();
    assert!(
        ahead.dot((goal - eyes).normalize()) > 0.96,
        "looks {ahead:?}, not at {goal}"
    );
}

#[test]
fn sitting_brings_the_eyes_down() {
    let mut app = stage();
    let body = join(&mut app, 1000, Controller::Agent, Vec3::ZERO);
    for _ in 0..5 {
        app.update();
    }
    let standing = app.world().get::<Anchors>(body).expect("anchors").eyes.y;
    app.world_mut().entity_mut(body).insert(Posture::Sitting);
    for _ in 0..40 {
        app.update();
    }
    let sitting = app.world().get::<Anchors>(body).expect("anchors").eyes.y;
    assert!(
        (0.3..0.6).contains(&(standing - sitting)),
        "eyes from {standing} to {sitting}"
    );
}
