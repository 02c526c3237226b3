//! Single people of the crowd: those whom the picture does not show, since the person has blocked them, and those who act.

use std::sync::Arc;

use bevy::prelude::*;

use super::{acts::Acts, people::Look};

/// Numbers among the crowd, from 0, of those who are not drawn. The program writes it.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct CrowdHidden(pub Arc<[u32]>);

/// What the renderer is told of single people of the crowd.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Marked {
    pub(super) hidden: CrowdHidden,
    pub(super) acts: Acts,
}

impl Marked {
    /// The look of one of the crowd. Those who are hidden have no height, and nothing becomes of their bodies; in the
    /// first colour's fourth byte is the slot of those who act, or 255.
    pub(super) fn look(&self, index: u32) -> Look {
        let mut look = Look::of(index);
        if self.hidden.0.contains(&index) {
            look.scale = 0.0;
        }
        let slot = self.acts.slot(index).map_or(NO_SLOT, |slot| slot as u32);
        look.colours[0] = look.colours[0] & 0xff_ffff | slot << 24;
        look
    }

    /// Those of so many whose looks are others than before.
    pub(super) fn changed(&self, before: &Self, count: u32) -> Vec<u32> {
        let (old, new) = (&before.hidden.0, &self.hidden.0);
        let mut all: Vec<u32> = Vec::new();
        if old != new {
            all.extend(old.iter().filter(|index| !new.contains(index)));
            all.extend(new.iter().filter(|index| !old.contains(index)));
        }
        let slots = before.acts.who.iter().zip(&self.acts.who);
        let others = slots.filter(|(old, new)| old != new);
        all.extend(others.flat_map(|(old, new)| old.iter().chain(new)));
        all.retain(|index| *index < count);
        all
    }
}

const NO_SLOT: u32 = 255;

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(hidden: &[u32], acting: &[u32]) -> Marked {
        let mut acts = Acts::default();
        for (slot, index) in acting.iter().enumerate() {
            acts.who[slot] = Some(*index);
        }
        Marked {
            hidden: CrowdHidden(hidden.into()),
            acts,
        }
    }

    #[test]
    fn somebody_would_stay_hidden_for_good_or_another_act_for_them() {
        let rows: [(&[u32], &[u32], &[u32], &[u32], &[u32]); 4] = [
            (&[], &[], &[], &[], &[]),
            (&[3, 5], &[5, 7, 9], &[], &[], &[3, 7]),
            (&[3, 5], &[], &[], &[], &[3, 5]),
            (&[], &[], &[1, 2], &[1, 4], &[2, 4]),
        ];
        for (hidden, hides, acting, acts, expected) in rows {
            let (before, now) = (marked(hidden, acting), marked(hides, acts));
            assert_eq!(now.changed(&before, 9), expected, "{hides:?}, {acts:?}");
        }
        let now = marked(&[2, 4], &[8, 3]);
        assert_eq!(now.look(6), Look::of(6));
        assert_eq!(
            (now.look(4).scale, now.look(3).scale),
            (0.0, Look::of(3).scale)
        );
        let slots = [8, 3, 6].map(|index| now.look(index).colours[0] >> 24);
        assert_eq!(slots, [0, 1, NO_SLOT]);
        assert_eq!(now.look(3).colours[1..], Look::of(3).colours[1..]);
    }
}
