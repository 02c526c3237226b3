//! What one says whose words were cut off from outside: the thread is lost, not the talk.

use crate::words::roll;

const LOST: &[&str] = &[
    "Forgive me, I lost my thread.",
    "Hm. Now the rest of it has slipped my mind.",
    "There, the words have gone again. Forgive me.",
    "Sorry, I can't find the end of that thought.",
    "What was I going to say? It's gone, forgive me.",
    "Pardon me, my mind went blank just then.",
    "Oh, I've lost it. Ask me again, would you?",
    "Excuse me, I forgot what I was saying.",
];

/// A line for a turn of this seed that is new here, or any when all were said already.
pub fn lost_thread(seed: u64, is_new: impl Fn(&str) -> bool) -> &'static str {
    let first = roll(seed, 0, 0, "lost thread") as usize % LOST.len();
    let mut in_turn = (0..LOST.len()).map(|i| LOST[(first + i) % LOST.len()]);
    in_turn.find(|line| is_new(line)).unwrap_or(LOST[first])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_loses_the_thread_in_the_same_words() {
        let seeds: BTreeSet<&str> = (0..100).map(|seed| lost_thread(seed, |_| true)).collect();
        assert!(seeds.len() > 4, "{seeds:?}");
        let mut said: Vec<&str> = Vec::new();
        for _ in LOST {
            said.push(lost_thread(7, |line| !said.contains(&line)));
        }
        assert_eq!(BTreeSet::from_iter(&said).len(), LOST.len(), "{said:?}");
        assert!(LOST.contains(&lost_thread(7, |_| false)));
    }
}
