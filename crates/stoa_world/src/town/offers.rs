//! What a place has to offer, by its kind.

/// What one finds at a place: needs met (company, rest, curiosity, food; 0 to 15) and stays (least, spread; seconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub look: [u32; 4],
    pub look_s: (u32, u32),
    pub sit: [u32; 4],
    pub sit_s: (u32, u32),
    /// Whether people stand together there and talk.
    pub sociable: bool,
}

/// One row for kinds that offer the same.
struct Row(&'static [&'static str], Offer);

const fn offer(
    look: [u32; 4],
    look_s: (u32, u32),
    sit: [u32; 4],
    sit_s: (u32, u32),
    sociable: bool,
) -> Offer {
    Offer {
        look,
        look_s,
        sit,
        sit_s,
        sociable,
    }
}

/// What is found at a place of a kind that nobody thought of, and on seats that belong to no place.
const USUAL: Offer = offer([3, 1, 6, 0], (12, 35), [3, 13, 2, 0], (45, 75), false);

const KINDS: &[Row] = &[
    Row(
        &["fountain"],
        offer([4, 1, 9, 0], (15, 40), [5, 12, 4, 0], (40, 70), true),
    ),
    Row(
        &["square", "plaza", "yard", "court"],
        offer([5, 0, 6, 0], (10, 30), [4, 13, 2, 0], (40, 70), true),
    ),
    Row(
        &["portico", "stoa", "hall", "arcade"],
        offer([5, 2, 8, 0], (20, 50), [5, 13, 3, 0], (60, 90), true),
    ),
    Row(
        &["library", "school", "museum"],
        offer([1, 1, 12, 0], (30, 60), [1, 12, 10, 0], (90, 120), false),
    ),
    Row(
        &["workshop", "studio", "smithy"],
        offer([2, 0, 11, 0], (20, 50), [3, 11, 6, 0], (60, 90), false),
    ),
    Row(
        &["garden", "park", "orchard"],
        offer([2, 4, 9, 0], (20, 50), [3, 14, 4, 0], (60, 100), true),
    ),
    Row(
        &["tree", "grove"],
        offer([2, 3, 6, 0], (15, 35), [4, 14, 2, 0], (60, 100), false),
    ),
    Row(
        &["terrace", "viewpoint", "lookout", "beach", "pier"],
        offer([4, 3, 10, 0], (25, 60), [5, 14, 5, 0], (60, 100), true),
    ),
    Row(
        &["market", "shop", "bazaar"],
        offer([4, 0, 11, 3], (10, 30), [3, 13, 3, 0], (30, 60), true),
    ),
    Row(
        &["bakery", "kitchen"],
        offer([2, 0, 5, 4], (8, 20), [3, 12, 1, 6], (40, 70), false),
    ),
    Row(
        &["cafe", "café", "tavern", "inn", "bar", "restaurant"],
        offer([5, 0, 4, 2], (10, 25), [8, 11, 1, 11], (80, 140), true),
    ),
    Row(
        &["well", "spring"],
        offer([5, 0, 5, 1], (12, 30), [4, 12, 2, 0], (40, 70), true),
    ),
    Row(
        &["statue", "monument", "tower"],
        offer([1, 0, 9, 0], (12, 30), [3, 13, 4, 0], (40, 70), false),
    ),
    Row(
        &["temple", "shrine", "church", "mosque"],
        offer([1, 5, 9, 0], (30, 60), [1, 13, 5, 0], (60, 120), false),
    ),
    Row(
        &["stage", "theatre", "arena"],
        offer([4, 1, 12, 0], (30, 80), [5, 11, 10, 0], (90, 150), true),
    ),
    Row(
        &["gate", "door", "bridge", "harbour", "station"],
        offer([3, 0, 5, 0], (6, 15), [3, 12, 2, 0], (30, 60), false),
    ),
];

/// What a place of this kind offers; `None`: no place.
pub(super) fn of_kind(kind: Option<&str>) -> Offer {
    let kind = kind.map(str::to_lowercase).unwrap_or_default();
    let known = KINDS.iter().find(|row| row.0.contains(&kind.as_str()));
    known.map_or(USUAL, |row| row.1)
}

/// What one finds at the head of a line, and how long one is served in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    pub offers: [u32; 4],
    pub dwell_s: (u32, u32),
    /// Places in line at most.
    pub line: usize,
}

pub(super) const MEAL: Service = Service {
    offers: [2, 0, 2, 15],
    dwell_s: (5, 8),
    line: 8,
};
pub(super) const GOODS: Service = Service {
    offers: [2, 0, 12, 0],
    dwell_s: (8, 14),
    line: 5,
};

/// Standing together: needs met and stay.
pub(super) const TALK: [u32; 4] = [15, 0, 3, 0];
pub(super) const TALK_S: (u32, u32) = (30, 70);
