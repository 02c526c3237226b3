//! What the two eyes have in common is found once, for the left eye: what is in view, and the sun's shadows.
//!
//! The left eye's projection reckons with both eyes (`EyeProjection::beside`), so its list of visible things and its
//! shadow cascades hold for the right one, too. In the main world the right eye gets copies. In the render world all
//! views share one shadow map, which each view's cascades overwrite: the left eye is drawn first, and what its cascades
//! left there is what the right eye's would be. So the right eye's are not drawn at all.

use bevy::{
    camera::{
        CameraUpdateSystems,
        primitives::CascadesFrusta,
        visibility::{VisibilitySystems, VisibleEntities},
    },
    light::{Cascades, SimulationLightSystems},
    pbr::{Shadow, ViewLightEntities},
    prelude::*,
    render::{
        Render, RenderApp, RenderSystems, render_phase::ViewBinnedRenderPhases, view::ExtractedView,
    },
};

use super::EyeCamera;

/// The eyes' cameras, left first, while both draw.
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct Pair(pub Option<[Entity; 2]>);

pub fn plugin(app: &mut App) {
    use SimulationLightSystems as Light;
    app.init_resource::<Pair>().add_systems(
        PostUpdate,
        (
            rest_right
                .after(CameraUpdateSystems)
                .before(VisibilitySystems::CheckVisibility),
            wake_right
                .after(VisibilitySystems::CheckVisibility)
                .before(VisibilitySystems::MarkNewlyHiddenEntitiesInvisible)
                .before(Light::AssignLightsToClusters),
            share_cascades
                .after(Light::UpdateDirectionalLightCascades)
                .before(Light::UpdateLightFrusta),
            withhold_frusta
                .after(Light::UpdateLightFrusta)
                .before(Light::CheckLightVisibility),
            share_frusta.after(Light::CheckLightVisibility),
        ),
    );
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        render.add_systems(
            Render,
            share_shadows
                .after(RenderSystems::CreateViews)
                .before(RenderSystems::Specialize),
        );
    }
}

/// A camera that does not draw is not asked what it sees.
fn rest_right(pair: Res<Pair>, mut cameras: Query<&mut Camera>) {
    if let Some([_, right]) = pair.0
        && let Ok(mut camera) = cameras.get_mut(right)
    {
        camera.bypass_change_detection().is_active = false;
    }
}

/// The right eye draws what was found for both.
fn wake_right(pair: Res<Pair>, mut cameras: Query<(&mut Camera, &mut VisibleEntities)>) {
    let Some(pair) = pair.0 else { return };
    if let Ok([(_, found), (mut camera, mut seen)]) = cameras.get_many_mut(pair) {
        camera.bypass_change_detection().is_active = true;
        seen.entities.clone_from(&found.entities);
    }
}

fn share_cascades(pair: Res<Pair>, mut lights: Query<&mut Cascades>) {
    let Some([left, right]) = pair.0 else { return };
    for mut light in &mut lights {
        if let Some(found) = light.cascades.get(&left).cloned() {
            light.cascades.insert(right, found);
        }
    }
}

/// Nobody looks for what casts shadows into the right eye's cascades: it is the same.
fn withhold_frusta(pair: Res<Pair>, mut lights: Query<&mut CascadesFrusta>) {
    let Some([left, right]) = pair.0 else { return };
    for mut light in &mut lights {
        if light.frusta.contains_key(&left) {
            light.frusta.remove(&right);
        }
    }
}

/// The render world wants to know of every view's.
fn share_frusta(pair: Res<Pair>, mut lights: Query<&mut CascadesFrusta>) {
    let Some([left, right]) = pair.0 else { return };
    for mut light in &mut lights {
        if let Some(found) = light.frusta.get(&left).cloned() {
            light.frusta.insert(right, found);
        }
    }
}

/// The right eye's cascades are neither queued nor drawn.
fn share_shadows(
    mut eyes: Query<(&EyeCamera, &mut ViewLightEntities), With<ExtractedView>>,
    cascades: Query<&ExtractedView>,
    mut phases: ResMut<ViewBinnedRenderPhases<Shadow>>,
) {
    let drawn = |(eye, lights): (&EyeCamera, &ViewLightEntities)| {
        (eye.0 == 0).then_some(lights.lights.len())
    };
    let Some(count) = eyes.iter().find_map(drawn) else {
        return;
    };
    for (_, mut lights) in eyes.iter_mut().filter(|(eye, _)| eye.0 == 1) {
        // Were there others than the left eye's, they could not do without their own.
        if lights.lights.len() != count {
            continue;
        }
        for cascade in std::mem::take(&mut lights.lights) {
            if let Ok(view) = cascades.get(cascade) {
                phases.remove(&view.retained_view_entity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy::{camera::primitives::Frustum, ecs::system::RunSystemOnce, light::cascade::Cascade};

    use super::*;

    #[test]
    fn the_right_eye_would_see_less_or_be_asked_for_itself() {
        let mut world = World::new();
        let thing = world.spawn_empty().id();
        let mut found = VisibleEntities::default();
        found.push(thing, core::any::TypeId::of::<Mesh3d>());
        let left = world.spawn((Camera::default(), found)).id();
        let right = world
            .spawn((Camera::default(), VisibleEntities::default()))
            .id();
        world.insert_resource(Pair(Some([left, right])));
        let draws = |world: &World, eye| world.get::<Camera>(eye).map(|camera| camera.is_active);
        world.run_system_once(rest_right).expect("it runs");
        assert_eq!(
            [left, right].map(|eye| draws(&world, eye)),
            [Some(true), Some(false)]
        );
        world.run_system_once(wake_right).expect("it runs");
        assert_eq!(draws(&world, right), Some(true));
        let seen = world.get::<VisibleEntities>(right).expect("its list");
        assert_eq!(seen.get(core::any::TypeId::of::<Mesh3d>()), [thing]);
    }

    #[test]
    fn the_right_eye_would_have_other_shadows() {
        let mut world = World::new();
        let [left, right, window] = [(); 3].map(|()| world.spawn_empty().id());
        let cascade = |texel_size| {
            vec![Cascade {
                texel_size,
                ..default()
            }]
        };
        let mut cascades = Cascades::default();
        cascades.cascades.insert(left, cascade(1.0));
        cascades.cascades.insert(window, cascade(2.0));
        let mut frusta = CascadesFrusta::default();
        for view in [left, right, window] {
            frusta.frusta.insert(view, vec![Frustum::default()]);
        }
        let light = world.spawn((cascades, frusta)).id();
        world.insert_resource(Pair(Some([left, right])));

        world.run_system_once(share_cascades).expect("it runs");
        let shared = &world.get::<Cascades>(light).expect("the light").cascades;
        let texel = |view| shared.get(&view).map(|found| found[0].texel_size);
        assert_eq!(
            [left, right, window].map(texel),
            [Some(1.0), Some(1.0), Some(2.0)]
        );

        let has = |world: &World| {
            let frusta = &world
                .get::<CascadesFrusta>(light)
                .expect("the light")
                .frusta;
            [left, right, window].map(|view| frusta.contains_key(&view))
        };
        world.run_system_once(withhold_frusta).expect("it runs");
        assert_eq!(has(&world), [true, false, true]);
        world.run_system_once(share_frusta).expect("it runs");
        assert_eq!(has(&world), [true; 3]);
    }

    #[test]
    fn one_eye_alone_would_lose_its_shadows() {
        let mut world = World::new();
        world.init_resource::<Pair>();
        let [left, right] = [(); 2].map(|()| world.spawn_empty().id());
        let mut frusta = CascadesFrusta::default();
        frusta.frusta.insert(left, vec![Frustum::default()]);
        frusta.frusta.insert(right, vec![Frustum::default()]);
        let light = world.spawn(frusta).id();
        world.run_system_once(withhold_frusta).expect("it runs");
        let left_over = world.get::<CascadesFrusta>(light).expect("the light");
        assert_eq!(left_over.frusta.len(), 2);
    }
}
