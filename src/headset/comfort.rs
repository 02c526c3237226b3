//! The hand menu's words about comfort become the headset's settings.

use bevy::prelude::*;
use stoa_ui::{
    UiSettings,
    hand::comfort::{Comfort as Chosen, Movement, Turn, Vignette},
};
use stoa_xr::{
    Placement, XrComfort,
    motion::comfort::{self, Comfort},
};

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        apply.run_if(resource_exists_and_changed::<UiSettings>),
    );
}

fn apply(
    chosen: Res<UiSettings>,
    mut comfort: ResMut<XrComfort>,
    mut placement: ResMut<Placement>,
) {
    let wanted = settings(chosen.comfort, comfort.0);
    // Who sits down, gets up or says how tall they are has their eyes at another height.
    if (wanted.seated, wanted.height_m) != (comfort.0.seated, comfort.0.height_m) {
        placement.recentre = true;
    }
    if comfort.0 != wanted {
        comfort.0 = wanted;
    }
}

/// Degrees a second of a smooth turn, and the pace of smooth walking with and without the vignette.
const SMOOTH_DEG_PER_S: f32 = 90.0;
const SLOW: f32 = 0.6;

fn settings(chosen: Chosen, before: Comfort) -> Comfort {
    let vignette = match chosen.vignette {
        Vignette::Off => 0.0,
        Vignette::Light => 0.5,
        Vignette::Strong => 1.0,
    };
    Comfort {
        movement: match chosen.movement {
            Movement::Teleport => comfort::Movement::Teleport,
            Movement::Smooth => comfort::Movement::Smooth,
        },
        turn: match chosen.turn {
            Turn::Snap(degrees) => comfort::Turn::Snap {
                degrees: f32::from(degrees),
            },
            Turn::Smooth => comfort::Turn::Smooth {
                deg_per_s: SMOOTH_DEG_PER_S,
            },
        },
        pace: if chosen.vignette == Vignette::Off {
            1.0
        } else {
            SLOW
        },
        run: chosen.vignette == Vignette::Off,
        vignette,
        seated: chosen.seated,
        left_handed: chosen.left_handed,
        by_gaze: chosen.by_gaze,
        height_m: chosen.height_cm.map(|cm| f32::from(cm) / 100.0),
        ..before
    }
}

#[cfg(test)]
mod tests {
    use stoa_ui::hand::comfort::{ComfortChange, Preset};

    use super::*;

    #[test]
    fn a_chosen_preset_would_move_the_person_otherwise() {
        for (preset, teleports, smooth_turn, vignette) in [
            (Preset::Comfortable, true, false, 1.0),
            (Preset::Balanced, false, false, 0.5),
            (Preset::Free, false, true, 0.0),
        ] {
            let chosen = Chosen::default().with(ComfortChange::Preset(preset));
            let now = settings(chosen, Comfort::default());
            assert_eq!(now.movement == comfort::Movement::Teleport, teleports);
            assert_eq!(
                matches!(now.turn, comfort::Turn::Smooth { .. }),
                smooth_turn
            );
            assert_eq!(now.vignette, vignette);
            assert!(
                {
                    let mut now = now;
                    now.validate()
                }
                .is_empty(),
                "{now:?}"
            );
        }
    }
}
