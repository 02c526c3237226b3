//! Single parts of the picture that are to be richer or plainer than its quality says.

use bevy::ecs::system::SystemParam;
use bevy::light::ShadowFilteringMethod;
use bevy::prelude::*;

use crate::quality::Quality;

/// `None` goes by the [`Quality`].
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct Switches {
    pub shadows: Option<Shadows>,
    /// Multisampled edges.
    pub smooth_edges: Option<bool>,
    /// Bright things glow over their edges.
    pub glow: Option<bool>,
    /// Leaves, grass and curves.
    pub plants: Option<Quality>,
}

/// How the sun's shadows are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shadows {
    Off,
    As(Quality),
}

/// Of the crowd's usual distances at which people get plainer, this part: above 1 they are drawn in full from farther.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub struct CrowdReach(pub f32);

impl Default for CrowdReach {
    fn default() -> Self {
        Self(1.0)
    }
}

/// The quality with its switches.
#[derive(SystemParam)]
pub struct PictureQuality<'w> {
    quality: Res<'w, Quality>,
    switches: Res<'w, Switches>,
}

impl PictureQuality<'_> {
    pub fn is_changed(&self) -> bool {
        self.quality.is_changed() || self.switches.is_changed()
    }

    /// Without the switches.
    pub fn preset(&self) -> Quality {
        *self.quality
    }

    pub fn has_shadows(&self) -> bool {
        self.switches.shadows != Some(Shadows::Off)
    }

    /// The quality whose shadows are drawn.
    pub fn shadows(&self) -> Quality {
        self.switches.shadows_of(*self.quality)
    }

    pub fn shadow_filter(&self) -> ShadowFilteringMethod {
        self.shadows().shadow_filter()
    }

    pub fn msaa(&self) -> Msaa {
        match self.switches.smooth_edges {
            Some(true) => Msaa::Sample4,
            Some(false) => Msaa::Off,
            None => self.quality.msaa(),
        }
    }

    pub fn bloom(&self) -> bool {
        self.switches.glow.unwrap_or_else(|| self.quality.bloom())
    }

    /// Leaves, grass and curves, as a part of the full number.
    pub fn detail(&self) -> f32 {
        self.switches.plants.unwrap_or(*self.quality).detail()
    }
}

impl Switches {
    pub(crate) fn shadows_of(&self, quality: Quality) -> Quality {
        match self.shadows {
            Some(Shadows::As(other)) => other,
            Some(Shadows::Off) | None => quality,
        }
    }
}

pub fn plugin(app: &mut App) {
    app.init_resource::<Switches>()
        .init_resource::<CrowdReach>();
}

#[cfg(test)]
mod tests {
    use bevy::ecs::system::RunSystemOnce;

    use super::*;

    fn seen(switches: Switches) -> (bool, Quality, Msaa, bool, f32) {
        let mut world = World::new();
        world.insert_resource(Quality::Medium);
        world.insert_resource(switches);
        let look = |quality: PictureQuality| {
            let shadows = (quality.has_shadows(), quality.shadows());
            (
                shadows.0,
                shadows.1,
                quality.msaa(),
                quality.bloom(),
                quality.detail(),
            )
        };
        world
            .run_system_once(look)
            .expect("the resources are there")
    }

    #[test]
    fn a_switch_would_change_something_else_or_nothing() {
        let usual = (
            true,
            Quality::Medium,
            Msaa::Sample4,
            false,
            Quality::Medium.detail(),
        );
        assert_eq!(seen(Switches::default()), usual);
        let switches = Switches {
            shadows: Some(Shadows::Off),
            ..Switches::default()
        };
        assert_eq!(seen(switches), (false, usual.1, usual.2, usual.3, usual.4));
        let switches = Switches {
            shadows: Some(Shadows::As(Quality::High)),
            smooth_edges: Some(false),
            glow: Some(true),
            plants: Some(Quality::Low),
        };
        let all = (true, Quality::High, Msaa::Off, true, Quality::Low.detail());
        assert_eq!(seen(switches), all);
    }
}
