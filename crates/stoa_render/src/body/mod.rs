//! Bodies: people in a clean, slightly stylised manner, sculpted in code from [`stoa_world::Looks`] and moved by
//! arithmetic. One skinned mesh and one shared material each; agents also carry the AI mark.
//!
//! [`figure`] makes the drawn side of each body, [`drive`] moves it, [`motion`] is the animation itself (pure), [`rig`]
//! the skeleton, [`sculpture`] the surface, built with the kit in [`clay`].

pub(crate) mod arms;
pub mod clay;
pub mod drive;
mod extras;
mod features;
pub mod figure;
mod hair;
mod hats;
pub(crate) mod head;
pub(crate) mod legs;
pub mod mark;
pub mod material;
pub mod motion;
pub(crate) mod outfit;
pub mod rig;
pub mod sculpture;
mod tops;
mod trims;

#[cfg(test)]
mod tests;

use bevy::prelude::*;

pub use drive::Anchors;
pub use figure::{Figure, HasFigure};
pub use mark::AiMark;

/// On a body: not drawn, since the camera looks out of its eyes; its shadow stays.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct FirstPersonHidden;

/// On a body: not drawn at all, for example because the viewer blocked them.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct HiddenFigure;

/// On a body: less of it is seen, since it stands too near to the viewer. An agent's mark stays.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faded(
    /// A step of [`material::FADED`].
    pub(crate) usize,
);

impl Faded {
    /// How much is to be seen, from 0 to 1; `None` where it is everything.
    pub fn by(seen: f32) -> Option<Self> {
        let steps = material::FADED.len();
        let step = (seen * (steps + 1) as f32) as usize;
        (step < steps).then_some(Self(step))
    }

    /// How much is seen, from 0 to 1.
    pub fn seen(self) -> f32 {
        material::FADED[self.0]
    }
}

/// Draws every [`stoa_world::Body`].
pub fn plugin(app: &mut App) {
    app.add_plugins((figure::plugin, drive::plugin));
}
