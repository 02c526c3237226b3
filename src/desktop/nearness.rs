//! Whoever comes nearer than the person likes fades for them. Nobody else sees it, and nothing in the world changes.

use bevy::prelude::*;
use stoa_render::body::Faded;
use stoa_ui::{LocalPerson, UiSettings};
use stoa_world::{Body, Pose, StableId};

/// At the edge somebody is whole; at this share of the distance only a trace of them is left.
const TRACE_AT: f32 = 0.5;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, fade);
}

fn fade(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    settings: Res<UiSettings>,
    bodies: Query<(Entity, &StableId, &Pose, Option<&Faded>), With<Body>>,
) {
    let Some(person) = person else { return };
    let Some((_, _, own, _)) = bodies.iter().find(|(_, id, ..)| **id == person.0) else {
        return;
    };
    let space = f32::from(settings.controls.personal_space_cm) / 100.0;
    for (entity, id, pose, before) in &bodies {
        let now = match *id == person.0 {
            true => None,
            false => Faded::by(seen(own.distance(pose), space)),
        };
        if now == before.copied() {
            continue;
        }
        let mut entity = commands.entity(entity);
        match now {
            Some(faded) => entity.insert(faded),
            None => entity.remove::<Faded>(),
        };
    }
}

/// How much is seen of somebody `away_m` metres away with so much `space_m` around oneself: from 0 to 1.
fn seen(away_m: f32, space_m: f32) -> f32 {
    if space_m <= 0.0 {
        return 1.0;
    }
    let share = away_m / space_m;
    ((share - TRACE_AT) / (1.0 - TRACE_AT)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_far_away_would_fade_or_somebody_near_would_not() {
        let me = StableId(1);
        let mut app = App::new();
        app.add_plugins(plugin)
            .insert_resource(LocalPerson(me))
            .init_resource::<UiSettings>();
        for (id, x) in [(1, 0.0), (2, 0.4), (1000, 0.8), (1001, 1.2)] {
            let pose = Pose::new(Vec3::new(x, 0.0, 0.0), 0.0);
            app.world_mut().spawn((Body, StableId(id), pose));
        }
        let faded = |app: &mut App, space_cm: u16| {
            let mut settings = app.world_mut().resource_mut::<UiSettings>();
            settings.controls.personal_space_cm = space_cm;
            app.update();
            let mut bodies = app.world_mut().query::<(&StableId, &Faded)>();
            let mut all: Vec<_> = bodies
                .iter(app.world())
                .map(|(id, faded)| (id.0, faded.seen()))
                .collect();
            all.sort_by_key(|(id, _)| *id);
            all
        };
        assert_eq!(faded(&mut app, 0), []);
        let within_a_metre = faded(&mut app, 100);
        let [(2, near), (1000, farther)] = within_a_metre[..] else {
            panic!("{within_a_metre:?}");
        };
        assert!(near < farther && farther < 1.0, "{near} {farther}");
        assert_eq!(faded(&mut app, 0), []);
    }
}
