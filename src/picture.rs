//! Pictures of a session without any display.

use bevy::prelude::*;
use image::RgbaImage;
use stoa_render::{
    Model, Quality, Shadows, StoaRenderPlugin, Switches,
    offscreen::{Shot, ShotError, picture},
};
use stoa_ui::settings::{Detail, ShadowKind, Switch};
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
    let switches = switches(&launch.settings.detail);
    let mut furnished = Ok(());
    let image = picture(&shot, |app| {
        app.add_plugins(launch.world());
        if let Some(scene) = scene {
            app.insert_resource(Model::new(scene));
        }
        furnished = launch.furnish(app, true).map(|_| ());
        app.add_plugins(StoaRenderPlugin).insert_resource(switches);
    });
    furnished?;
    image.map_err(|error| match error {
        ShotError::NoGpu(_) => Exit::missing(error),
        ShotError::Size(..) => Exit::bad_input(error),
        other => other.into(),
    })
}

/// What the renderer makes of the settings' details.
pub fn switches(detail: &Detail) -> Switches {
    let shadows = match detail.shadows {
        ShadowKind::Auto => None,
        ShadowKind::Off => Some(Shadows::Off),
        ShadowKind::Low => Some(Shadows::As(Quality::Low)),
        ShadowKind::Medium => Some(Shadows::As(Quality::Medium)),
        ShadowKind::High => Some(Shadows::As(Quality::High)),
    };
    let chosen = |switch| match switch {
        Switch::Auto => None,
        Switch::On => Some(true),
        Switch::Off => Some(false),
    };
    Switches {
        shadows,
        smooth_edges: chosen(detail.smooth_edges),
        glow: chosen(detail.glow),
        plants: quality(detail.plants),
    }
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
