//! Which views show the crowd, and two views that look for it once: a headset's eyes.

use bevy::camera::visibility::RenderLayers;
use bevy::prelude::*;
use bevy::render::render_resource::CachedRenderPipelineId;
use bevy::render::sync_world::RenderEntity;
use bevy::render::{Extract, ExtractSchedule};

use super::prepare::CrowdView;

/// On a camera: the crowd is looked for in the view of this other camera, which is drawn before and whose frustum holds
/// both, and drawn from what was found there.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrowdAsIn(pub Entity);

/// The same in the render world.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SharedFrom(pub(super) Entity);

pub(super) fn plugin(render: &mut SubApp) {
    render.add_systems(ExtractSchedule, extract);
}

fn extract(
    mut commands: Commands,
    cameras: Extract<Query<(RenderEntity, Option<&CrowdAsIn>), With<Camera3d>>>,
) {
    for (entity, shared) in &cameras {
        let owner = shared.and_then(|CrowdAsIn(other)| cameras.get(*other).ok());
        match owner {
            Some((owner, _)) => commands.entity(entity).insert(SharedFrom(owner)),
            None => commands.entity(entity).remove::<SharedFrom>(),
        };
    }
}

/// Whether a view shows what the crowd is among.
pub(super) fn shows_crowd(layers: Option<&RenderLayers>) -> bool {
    layers.is_none_or(|layers| layers.intersects(&RenderLayers::default()))
}

/// Views of this frame, and what draws the crowd in them.
#[derive(Default)]
pub(super) struct Made(Vec<(Entity, CrowdView)>);

impl Made {
    pub(super) fn add(&mut self, view: Entity, crowd: CrowdView) {
        self.0.push((view, crowd));
    }

    /// What draws the crowd in a view that shares what was found for `owner`.
    pub(super) fn share(
        &self,
        owner: Entity,
        pipeline: Option<CachedRenderPipelineId>,
    ) -> Option<CrowdView> {
        let (_, crowd) = self.0.iter().find(|(view, _)| *view == owner)?;
        Some(CrowdView {
            lists: crowd.lists.shared(),
            pipeline,
            ..crowd.clone()
        })
    }

    pub(super) fn hand_out(self, commands: &mut Commands) {
        for (view, crowd) in self.0 {
            commands.entity(view).insert(crowd);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resting_window_of_a_headset_would_show_people_in_nothing() {
        assert!(shows_crowd(None));
        assert!(shows_crowd(Some(&RenderLayers::from_layers(&[0, 7]))));
        assert!(!shows_crowd(Some(&RenderLayers::layer(31))));
    }
}
