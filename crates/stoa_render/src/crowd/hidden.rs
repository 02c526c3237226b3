//! Whom the picture does not show: those whom the person has blocked.

use std::sync::Arc;

use bevy::prelude::*;

use super::people::Look;

/// Numbers among the crowd, from 0, of those who are not drawn. The program writes it.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct CrowdHidden(pub Arc<[u32]>);

/// The look of one of the crowd: of those who are not shown, one without a height, and nothing becomes of their bodies.
pub(super) fn look(index: u32, hidden: &[u32]) -> Look {
    let look = Look::of(index);
    let scale = if hidden.contains(&index) {
        0.0
    } else {
        look.scale
    };
    Look { scale, ..look }
}

/// Those whose looks change when others are hidden than before.
pub(super) fn changed(before: &[u32], now: &[u32], count: u32) -> Vec<u32> {
    let only = |one: &[u32], other: &[u32]| {
        let here = one.iter().filter(|index| **index < count);
        here.filter(|index| !other.contains(index))
            .copied()
            .collect::<Vec<u32>>()
    };
    let mut all = only(before, now);
    all.extend(only(now, before));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_would_stay_hidden_for_good_or_another_be_hidden() {
        assert!(changed(&[], &[], 9).is_empty());
        assert_eq!(changed(&[3, 5], &[5, 7, 9], 9), [3, 7]);
        assert_eq!(changed(&[3, 5], &[], 9), [3, 5]);
        assert_eq!(look(3, &[2, 4]), Look::of(3));
        assert_eq!(look(4, &[2, 4]).scale, 0.0);
    }
}
