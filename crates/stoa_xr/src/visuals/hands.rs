//! The person's hands: two gloves where the controllers are held, closing with what is pressed.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{
    glove::{glove, index_finger},
    paint::{Workshop, hidden, show},
};
use crate::{
    Placement,
    bindings::Side,
    hand_input::{XrHands, in_world},
    hands::{Hand, Pose},
    motion::ease::toward,
};

/// Meshes from an open hand to a closed one.
const STEPS: usize = 6;
/// Time to close or open, to come or go (95 % of the way).
const CURL_S: f32 = 0.09;
const SHOW_S: f32 = 0.12;
/// A hand that nobody has seen for so long is a guess, and looks like one.
const GUESSED_AFTER_S: f32 = 0.4;
const GUESSED_OPAQUE: f32 = 0.35;
/// What a pressed trigger does to the other fingers of a controller that can't tell how they lie.
const PRESS_CURLS: f32 = 0.35;

/// One of the two pieces of a hand.
#[derive(Component, Debug, Clone, Copy)]
pub struct Piece {
    side: Side,
    is_index: bool,
}

#[derive(Resource)]
pub struct Gloves {
    /// By side and curl.
    hands: [[Handle<Mesh>; STEPS]; 2],
    fingers: [[Handle<Mesh>; STEPS]; 2],
    seen: Handle<StandardMaterial>,
    guessed: Handle<StandardMaterial>,
    state: [Held; 2],
}

/// How a hand is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Held {
    at: Option<Pose>,
    /// 0 gone to 1 there.
    shown: f32,
    /// 0 at rest to 1 closed: all fingers but the index, and the index.
    curl: f32,
    press: f32,
    unseen_s: f32,
}

impl Held {
    fn follow(&mut self, hand: &Hand, dt_s: f32) {
        // Hands that are somebody else's now are gone at once; one that was only lost sight of shrinks away.
        if !hand.active {
            *self = Self::default();
            return;
        }
        if hand.grip.is_some() {
            self.at = hand.grip;
        }
        let there = if hand.grip.is_some() { 1.0 } else { 0.0 };
        self.shown = toward(self.shown, there, SHOW_S, dt_s);
        let grab = hand.grab.clamp(0.0, 1.0);
        let pressed = if hand.select { 1.0_f32 } else { 0.0 };
        self.curl = toward(self.curl, grab.max(pressed * PRESS_CURLS), CURL_S, dt_s);
        self.press = toward(self.press, pressed.max(grab), CURL_S, dt_s);
        self.unseen_s = if hand.tracked {
            0.0
        } else {
            (self.unseen_s + dt_s).min(60.0)
        };
    }

    fn is_guessed(&self) -> bool {
        self.unseen_s > GUESSED_AFTER_S
    }
}

/// The mesh for a curl from 0 to 1.
fn step(curl: f32) -> usize {
    ((curl.clamp(0.0, 1.0) * (STEPS - 1) as f32).round() as usize).min(STEPS - 1)
}

pub fn make(workshop: &mut Workshop) {
    let curls: [f32; STEPS] = core::array::from_fn(|step| step as f32 / (STEPS - 1) as f32);
    let hands = Side::BOTH.map(|side| curls.map(|curl| workshop.lit_mesh(&glove(side, curl))));
    let fingers =
        Side::BOTH.map(|side| curls.map(|curl| workshop.lit_mesh(&index_finger(side, curl))));
    let cloth = StandardMaterial {
        perceptual_roughness: 0.88,
        reflectance: 0.25,
        fog_enabled: false,
        ..default()
    };
    let guessed = workshop.lit.add(StandardMaterial {
        base_color: Color::WHITE.with_alpha(GUESSED_OPAQUE),
        alpha_mode: AlphaMode::Blend,
        ..cloth.clone()
    });
    let seen = workshop.lit.add(cloth);
    for side in Side::BOTH {
        for is_index in [false, true] {
            let meshes = if is_index { &fingers } else { &hands };
            workshop.commands.spawn((
                hidden("hand"),
                Piece { side, is_index },
                Mesh3d(meshes[side.index()][0].clone()),
                MeshMaterial3d(seen.clone()),
                // The boxes around it would be those of another curl.
                NoFrustumCulling,
            ));
        }
    }
    workshop.commands.insert_resource(Gloves {
        hands,
        fingers,
        seen,
        guessed,
        state: default(),
    });
}

pub fn place(
    hands: Res<XrHands>,
    placement: Res<Placement>,
    time: Res<Time>,
    gloves: ResMut<Gloves>,
    mut pieces: Query<(
        &Piece,
        &mut Transform,
        &mut Visibility,
        &mut Mesh3d,
        &mut MeshMaterial3d<StandardMaterial>,
    )>,
) {
    let gloves = gloves.into_inner();
    for side in Side::BOTH {
        gloves.state[side.index()].follow(hands.0.of(side), time.delta_secs());
    }
    for (piece, mut transform, mut visibility, mut mesh, mut material) in &mut pieces {
        let side = piece.side.index();
        let held = gloves.state[side];
        let at = held.at.filter(|_| held.shown > 0.0);
        show(&mut visibility, at.is_some());
        let Some(at) = at else { continue };
        *transform = in_world(&placement, &at).with_scale(Vec3::splat(held.shown));
        let wanted = if piece.is_index {
            &gloves.fingers[side][step(held.press)]
        } else {
            &gloves.hands[side][step(held.curl)]
        };
        if mesh.0 != *wanted {
            mesh.0 = wanted.clone();
        }
        let wanted = if held.is_guessed() {
            &gloves.guessed
        } else {
            &gloves.seen
        };
        if material.0 != *wanted {
            material.0 = wanted.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DT: f32 = 1.0 / 90.0;
    const POSE: Pose = Pose {
        position: [0.2, 1.1, -0.3],
        orientation: [0.0, 0.0, 0.0, 1.0],
    };

    fn hand() -> Hand {
        Hand {
            active: true,
            grip: Some(POSE),
            tracked: true,
            ..Hand::default()
        }
    }

    fn after(held: &mut Held, hand: &Hand, frames: usize) -> Held {
        for _ in 0..frames {
            held.follow(hand, DT);
        }
        *held
    }

    #[test]
    fn a_hand_would_stay_when_it_is_not_ours_or_pop_when_it_is_lost() {
        let mut held = Held::default();
        assert!(after(&mut held, &hand(), 1).shown < 0.4, "it comes gently");
        assert_eq!(after(&mut held, &hand(), 60).shown, 1.0);
        let lost = Hand {
            grip: None,
            ..hand()
        };
        let going = after(&mut held, &lost, 3);
        assert!((0.3..0.9).contains(&going.shown) && going.at == Some(POSE));
        assert_eq!(after(&mut held, &lost, 60).shown, 0.0);
        after(&mut held, &hand(), 60);
        assert_eq!(after(&mut held, &Hand::default(), 1), Held::default());
    }

    #[test]
    fn fingers_would_not_do_what_is_pressed() {
        for (grab, select, curl, press) in [
            (0.0, false, 0.0, 0.0),
            (1.0, false, 1.0, 1.0),
            (0.0, true, PRESS_CURLS, 1.0),
            (0.5, false, 0.5, 0.5),
            (0.8, true, 0.8, 1.0),
        ] {
            let pressing = Hand {
                grab,
                select,
                ..hand()
            };
            let held = after(&mut Held::default(), &pressing, 90);
            assert_eq!((held.curl, held.press), (curl, press));
        }
        for (curl, mesh) in [(0.0, 0), (0.5, 3), (1.0, 5), (-1.0, 0), (9.0, 5)] {
            assert_eq!(step(curl), mesh);
        }
        assert_eq!(step(f32::NAN), 0);
    }

    #[test]
    fn a_guess_would_look_like_a_hand_that_is_seen() {
        let mut held = Held::default();
        let guess = Hand {
            tracked: false,
            ..hand()
        };
        assert!(!after(&mut held, &guess, 30).is_guessed());
        assert!(after(&mut held, &guess, 10).is_guessed());
        assert!(!after(&mut held, &hand(), 1).is_guessed());
    }
}
