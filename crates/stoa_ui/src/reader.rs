//! Panels are described for screen readers while one listens, and cost nobody else a frame's time.

use bevy::{a11y::AccessibilityRequested, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use crate::PanelSystems;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        describe
            .in_set(PanelSystems::Theme)
            .run_if(resource_exists::<AccessibilityRequested>),
    );
}

/// What is set holds from the next pass on.
fn describe(mut contexts: EguiContexts, requested: Res<AccessibilityRequested>) -> Result {
    let ctx = contexts.ctx_mut()?;
    if requested.get() {
        ctx.enable_accesskit();
    } else {
        ctx.disable_accesskit();
    }
    Ok(())
}
