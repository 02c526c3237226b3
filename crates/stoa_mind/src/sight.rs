//! Whom a mind has seen, where and when: it knows nothing of what it did not witness.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Somebody is thought to be still about until they were out of sight for this long, in ticks.
const GONE_TICKS: u64 = 20 * 30;

/// Everybody ever seen, by stable id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sightings {
    by_id: BTreeMap<u32, Seen>,
}

/// Where and when somebody was seen last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// The id of the place.
    pub place: String,
    /// 1/30 s.
    pub tick: u64,
    /// They have not been out of sight for long since.
    #[serde(default)]
    about: bool,
}

/// Somebody in sight now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glimpse<'a> {
    pub who: u32,
    /// The id of the place they are at or near.
    pub place: &'a str,
}

/// Who came into sight and who went out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    pub came: Vec<u32>,
    pub went: Vec<u32>,
}

impl Sightings {
    /// Where somebody was seen last.
    pub fn last(&self, who: u32) -> Option<&Seen> {
        self.by_id.get(&who)
    }

    /// Everybody knows where the others live: that is where they are looked for until they are seen.
    pub fn lives_at(&mut self, who: u32, place: &str) {
        self.by_id.entry(who).or_insert_with(|| Seen {
            place: place.to_owned(),
            ..Seen::default()
        });
    }

    /// Takes in who is in sight at `tick`.
    pub fn look(&mut self, seen: &[Glimpse], tick: u64) -> Changes {
        let mut changes = Changes::default();
        for glimpse in seen {
            let entry = self.by_id.entry(glimpse.who).or_default();
            if !std::mem::replace(&mut entry.about, true) {
                changes.came.push(glimpse.who);
            }
            if entry.place != glimpse.place {
                glimpse.place.clone_into(&mut entry.place);
            }
            entry.tick = tick;
        }
        for (who, seen) in &mut self.by_id {
            if seen.about && tick.saturating_sub(seen.tick) > GONE_TICKS {
                seen.about = false;
                changes.went.push(*who);
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_witnessed_is_known_or_a_corner_makes_people_come_and_go() {
        let mut s = Sightings::default();
        s.lives_at(2, "bakery");
        let place = |s: &Sightings| s.last(2).map(|seen| (seen.place.clone(), seen.tick));
        assert_eq!(place(&s), Some(("bakery".into(), 0)));
        let at = |place| [Glimpse { who: 2, place }];
        assert_eq!(s.look(&at("market"), 100).came, [2]);
        s.lives_at(2, "bakery");
        assert_eq!(place(&s), Some(("market".into(), 100)));
        assert_eq!(s.look(&[], 200), Changes::default());
        assert_eq!(s.look(&at("well"), 300), Changes::default(), "a corner");
        assert_eq!(s.look(&[], 300 + GONE_TICKS), Changes::default());
        assert_eq!(s.look(&[], 301 + GONE_TICKS).went, [2]);
        assert_eq!(s.look(&[], 900 + GONE_TICKS), Changes::default());
        assert_eq!(place(&s), Some(("well".into(), 300)));
        let json = serde_json::to_string(&s).expect("plain data");
        assert_eq!(
            serde_json::from_str::<Sightings>(&json).expect("as written"),
            s
        );
    }
}
