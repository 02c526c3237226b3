use bevy_egui::egui::{Pos2, Rect, Vec2, pos2};

/// Points between two blocks.
pub const GAP: f32 = 6.0;
/// What is said may float this far above its head, in points, before it is left out.
pub const REACH: f32 = 260.0;
/// A name alone would soon be taken for somebody else's.
pub const NAME_REACH: f32 = 60.0;

/// A name tag with its bubble, to be placed over a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Where the middle of its lower edge wants to be, in points.
    pub anchor: Pos2,
    pub size: Vec2,
    /// How far it may float above its head, in points.
    pub reach: f32,
    /// Placed first and always within the screen: whom the person talks to, or looks at.
    pub keep: bool,
}

/// Places `blocks` (nearest first) on `screen` so that none lies upon another: the nearer one stays at its head, the
/// others move up. Those to keep stay below `clear`, where the compass ends. `None` where there is no room.
pub fn place(blocks: &[Block], screen: Rect, clear: f32) -> Vec<Option<Rect>> {
    let mut placed: Vec<Rect> = Vec::new();
    let mut out = vec![None; blocks.len()];
    let kept_first = |keep| (0..blocks.len()).filter(move |&i| blocks[i].keep == keep);
    for index in kept_first(true).chain(kept_first(false)) {
        let spot = spot(&blocks[index], screen, clear, &placed);
        placed.extend(spot);
        out[index] = spot;
    }
    out
}

fn spot(block: &Block, screen: Rect, clear: f32, placed: &[Rect]) -> Option<Rect> {
    if !(block.anchor.x.is_finite() && block.anchor.y.is_finite()) {
        return None;
    }
    if !block.keep && !screen.expand(GAP).contains(block.anchor) {
        return None;
    }
    let half = block.size.x / 2.0;
    // A block wider than the screen is put at its left edge rather than nowhere.
    let right = (screen.right() - half).max(screen.left() + half);
    let x = block.anchor.x.clamp(screen.left() + half, right);
    let wanted = block.anchor.y.clamp(screen.top(), screen.bottom());
    let at = |bottom: f32| Rect::from_min_size(pos2(x - half, bottom - block.size.y), block.size);
    let mut bottom = wanted;
    if block.keep {
        bottom = bottom.max((clear.max(screen.top()) + block.size.y).min(screen.bottom()));
    }
    // Each step clears one of the placed blocks for good, since it only goes up.
    for _ in 0..=placed.len() {
        let rect = at(bottom);
        let Some(other) = placed
            .iter()
            .find(|other| other.expand(GAP - 0.5).intersects(rect))
        else {
            let fits = rect.top() >= screen.top() && wanted - bottom <= block.reach;
            return (fits || block.keep).then_some(rect);
        };
        bottom = other.top() - GAP;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy_egui::egui::vec2;

    const SCREEN: Rect = Rect {
        min: Pos2 { x: 0.0, y: 0.0 },
        max: Pos2 {
            x: 1280.0,
            y: 720.0,
        },
    };

    const CLEAR: f32 = 40.0;

    fn block(x: f32, y: f32, keep: bool) -> Block {
        Block {
            anchor: pos2(x, y),
            size: vec2(240.0, 90.0),
            reach: REACH,
            keep,
        }
    }

    /// A reproducible crowd of heads.
    fn crowd(seed: u64, count: u64) -> Vec<Block> {
        let roll = |i: u64, range: f32| {
            let z = (seed * 1000 + i).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            ((z ^ (z >> 31)) % 10_000) as f32 / 10_000.0 * range
        };
        (0..count)
            .map(|i| Block {
                anchor: pos2(roll(i * 4, 1400.0) - 60.0, roll(i * 4 + 1, 800.0) - 40.0),
                size: vec2(80.0 + roll(i * 4 + 2, 260.0), 30.0 + roll(i * 4 + 3, 120.0)),
                reach: REACH,
                keep: i == 3,
            })
            .collect()
    }

    #[test]
    fn bubbles_would_cover_each_other() {
        for seed in 0..200 {
            let blocks = crowd(seed, 24);
            let rects = place(&blocks, SCREEN, CLEAR);
            let shown: Vec<_> = rects.iter().flatten().collect();
            for (i, a) in shown.iter().enumerate() {
                assert!(
                    SCREEN.expand(0.5).contains_rect(**a),
                    "seed {seed}: {a:?} leaves the screen"
                );
                for b in &shown[i + 1..] {
                    assert!(!a.intersects(**b), "seed {seed}: {a:?} and {b:?}");
                }
            }
            assert!(
                rects[3].is_some(),
                "seed {seed}: the partner's bubble is gone"
            );
            assert!(
                shown.len() >= 6,
                "seed {seed}: only {} of 24 are shown",
                shown.len()
            );
        }
    }

    #[test]
    fn the_nearer_bubble_would_leave_its_head() {
        let rects = place(
            &[block(640.0, 400.0, false), block(660.0, 410.0, false)],
            SCREEN,
            CLEAR,
        );
        let (near, far) = (rects[0].expect("room"), rects[1].expect("room"));
        assert_eq!(near.center_bottom(), pos2(640.0, 400.0));
        assert!(far.bottom() <= near.top(), "{far:?} is not above {near:?}");
    }

    #[test]
    fn a_name_would_hang_far_above_whose_it_is() {
        let at = |y, size, reach| Block {
            size: vec2(90.0, size),
            reach,
            ..block(640.0, y, false)
        };
        // One over two others: what is said, or a name.
        for (reach, shown) in [(REACH, true), (NAME_REACH, false)] {
            let blocks = [
                at(400.0, 40.0, reach),
                at(398.0, 40.0, reach),
                at(396.0, 40.0, reach),
            ];
            let rects = place(&blocks, SCREEN, CLEAR);
            assert!(rects[0].is_some() && rects[1].is_some());
            assert_eq!(rects[2].is_some(), shown, "{rects:?}");
        }
    }

    #[test]
    fn what_the_partner_says_would_lie_on_the_compass() {
        let rects = place(&[block(640.0, 70.0, true)], SCREEN, CLEAR);
        assert_eq!(rects[0].map(|rect| rect.top()), Some(CLEAR));
    }

    #[test]
    fn odd_anchors_would_panic_or_vanish() {
        for (block, shown) in [
            (block(-500.0, 300.0, false), false),
            (block(-500.0, 300.0, true), true),
            (block(640.0, -900.0, true), true),
            (block(640.0, 30.0, false), false),
            (block(f32::NAN, 30.0, true), false),
            (
                Block {
                    size: vec2(3000.0, 90.0),
                    ..block(640.0, 300.0, false)
                },
                true,
            ),
        ] {
            assert_eq!(
                place(&[block], SCREEN, CLEAR)[0].is_some(),
                shown,
                "{block:?}"
            );
        }
    }
}
