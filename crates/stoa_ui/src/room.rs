//! Room between what stands beside the game: where something goes that would lie on a card that is there already.

use bevy_egui::egui;
use egui::{Id, Order, Pos2, Rect, pos2, vec2};

/// Points between two of them.
const GAP: f32 = 8.0;

/// What gives way to all others, and none to it.
pub(crate) const LAST: &str = "stoa sounds";

/// Where cards and panels stand now, `but` that one.
pub(crate) fn taken(ctx: &egui::Context, but: &str) -> Vec<Rect> {
    let but = [but, LAST].map(Id::new);
    ctx.memory(|memory| {
        let areas = memory.areas().visible_layer_ids().into_iter();
        let others = areas.filter(|layer| layer.order == Order::Middle && !but.contains(&layer.id));
        others
            .filter_map(|layer| memory.area_rect(layer.id))
            .filter(|rect| rect.is_positive())
            .collect()
    })
}

/// Whether nothing of `taken` lies there.
pub(crate) fn is_free(place: Rect, taken: &[Rect]) -> bool {
    taken.iter().all(|other| !place.intersects(*other))
}

/// The place nearest to `wanted`, as large and within `screen`, where nothing of `taken` lies; `wanted` when there is none.
pub(crate) fn beside(wanted: Rect, screen: Rect, taken: &[Rect]) -> Rect {
    let size = wanted.size();
    let edges = |axis: usize| {
        let mut at = vec![wanted.min[axis]];
        for other in taken {
            at.push(other.min[axis] - GAP - size[axis]);
            at.push(other.max[axis] + GAP);
        }
        at
    };
    let (across, down) = (edges(0), edges(1));
    let places = across
        .iter()
        .flat_map(|x| down.iter().map(move |y| pos2(*x, *y)))
        .map(|corner: Pos2| Rect::from_min_size(corner, size))
        .filter(|place| screen.contains_rect(*place) && is_free(*place, taken));
    // Aside rather than up, where somebody is who is looked at.
    let far = |place: &Rect| {
        let way = place.min - wanted.min;
        vec2(way.x, 2.0 * way.y).length_sq()
    };
    places
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(width, height))
    }

    #[test]
    fn a_pill_would_lie_on_a_card_or_go_farther_than_it_must() {
        let screen = rect(0.0, 0.0, 850.0, 480.0);
        let pill = rect(265.0, 360.0, 320.0, 48.0);
        let chat = rect(16.0, 290.0, 430.0, 174.0);
        let card = rect(450.0, 290.0, 386.0, 174.0);
        assert_eq!(beside(pill, screen, &[]), pill);
        // Beside the chat, at the same height.
        let place = beside(pill, screen, &[chat]);
        assert_eq!(place, rect(454.0, 360.0, 320.0, 48.0));
        // Over both.
        let place = beside(pill, screen, &[chat, card]);
        assert_eq!(place, rect(265.0, 234.0, 320.0, 48.0));
        // No room anywhere: where it was to be.
        let all = rect(0.0, 0.0, 850.0, 480.0);
        assert_eq!(beside(pill, screen, &[all]), pill);
    }
}
