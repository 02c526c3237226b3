//! Whom the processor has drawn in a view: as the device would list them, but no more than it can hand over in a frame.

use crate::crowd::{
    figure::LEVELS,
    stock::LISTS,
    twin::{
        body::Body,
        level::{BORDER, Seen, Sight},
    },
};

/// People drawn in a view, the nearest; those among them that are drawn in full, and as more than shapes.
pub(in crate::crowd) const MOST_DRAWN: usize = 1_200;
const MOST_MIDDLE: usize = 400;
const MOST_NEAR: usize = 120;
/// People who cast shadows.
const MOST_SHADOWS: usize = 600;

/// The entries of each list.
pub(super) fn choose(sight: &Sight, bodies: &[Body]) -> [Vec<u32>; LISTS] {
    let here = (0..).zip(bodies).filter(|(_, body)| body.is_here());
    let seen: Vec<(u32, Seen)> = here
        .map(|(who, body)| (who, sight.see(body)))
        .filter(|(_, seen)| seen.is_seen || seen.is_shade_seen)
        .collect();
    let reach = |counts: fn(&Seen) -> bool, most: usize, wanted: f32| {
        let mut from: Vec<f32> = seen
            .iter()
            .filter(|(_, seen)| counts(seen))
            .map(|(_, seen)| seen.from_m)
            .collect();
        if from.len() <= most {
            return wanted;
        }
        let (_, end, _) = from.select_nth_unstable_by(most, f32::total_cmp);
        wanted.min(*end)
    };
    let middle_m = reach(|seen| seen.is_seen, MOST_MIDDLE, sight.middle_m);
    let near_m = reach(|seen| seen.is_seen, MOST_NEAR, sight.near_m);
    let shaded_m = reach(|seen| seen.is_shade_seen, MOST_SHADOWS, f32::INFINITY);
    let fitted = Sight {
        // The borders of two levels must not lie over each other.
        near_m: near_m.min(middle_m * (1.0 - BORDER)),
        middle_m,
        end_m: reach(|seen| seen.is_seen, MOST_DRAWN, sight.end_m),
        ..*sight
    };
    let mut lists: [Vec<u32>; LISTS] = Default::default();
    for (who, seen) in &seen {
        fitted.list(*who, *seen, |list, entry| {
            if list < LEVELS || seen.from_m <= shaded_m {
                lists[list].push(entry);
            }
        });
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::twin::tests::{in_rows, sight};

    #[test]
    fn a_great_crowd_would_be_handed_over_whole() {
        let all = choose(&sight(), &in_rows(20_000));
        let count = |list: usize| all[list].len();
        assert!(
            count(0) <= MOST_NEAR && count(0) > MOST_NEAR / 2,
            "{}",
            count(0)
        );
        assert!(count(1) <= MOST_MIDDLE, "{}", count(1));
        assert!(
            count(2) <= MOST_DRAWN && count(2) > MOST_DRAWN / 2,
            "{}",
            count(2)
        );
        assert!(count(4) + count(5) <= MOST_SHADOWS + 1);
    }

    #[test]
    fn a_small_crowd_would_be_drawn_otherwise_than_by_the_device() {
        let bodies = in_rows(100);
        let mut expected: [Vec<u32>; LISTS] = Default::default();
        for (who, body) in (0..).zip(&bodies).filter(|(_, body)| body.is_here()) {
            let seen = sight().see(body);
            sight().list(who, seen, |list, entry| expected[list].push(entry));
        }
        assert_eq!(choose(&sight(), &bodies), expected);
        assert!(expected[0].len() > 10);
    }
}
