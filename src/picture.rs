//! Pictures of a session without any display.

use bevy::prelude::*;
use image::RgbaImage;
use stoa_render::{
    Model, Quality, StoaRenderPlugin,
    offscreen::{Shot, ShotError, picture},
};
use stoa_world::ViewpointDef;

use crate::{exit::Exit, session::Launch};

/// A picture from `viewpoint` after `ticks` ticks.
///
/// # Errors
/// Exit code 3 without a graphics driver.
pub fn take(
    mut launch: Launch,
    viewpoint: &ViewpointDef,
    size: (u32, u32),
    ticks: u64,
) -> Result<RgbaImage, Exit> {
    let shot = Shot {
        viewpoint: viewpoint.clone(),
        size: UVec2::new(size.0, size.1),
        quality: quality(launch.settings.picture.quality).unwrap_or(Quality::High),
        ticks,
    };
    let scene = launch.content.scene.take();
    let mut furnished = Ok(());
    let image = picture(&shot, |app| {
        app.add_plugins(launch.world());
        if let Some(scene) = scene {
            app.insert_resource(Model::new(scene));
        }
        furnished = launch.furnish(app, true).map(|_| ());
        app.add_plugins(StoaRenderPlugin);
    });
    furnished?;
    image.map_err(|error| match error {
        ShotError::NoGpu(_) => Exit::missing(error),
        ShotError::Size(..) => Exit::bad_input(error),
        other => other.into(),
    })
}

/// The renderer's quality for a setting; `None` leaves the choice to the machine.
pub fn quality(choice: stoa_ui::Quality) -> Option<Quality> {
    match choice {
        stoa_ui::Quality::Auto => None,
        stoa_ui::Quality::Low => Some(Quality::Low),
        stoa_ui::Quality::Medium => Some(Quality::Medium),
        stoa_ui::Quality::High => Some(Quality::High),
    }
}
