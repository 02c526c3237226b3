//! How a speaker says they feel, in whatever words: "so nervous", "I'm not feeling great", "bit down today".

const LOW: &[&str] = &[
    "sad",
    "lonely",
    "alone",
    "depressed",
    "unhappy",
    "anxious",
    "scared",
    "afraid",
    "upset",
    "stressed",
    "worried",
    "heartbroken",
    "miserable",
    "hopeless",
    "exhausted",
    "overwhelmed",
    "nervous",
    "frightened",
    "terrified",
    "homesick",
    "tired",
    "knackered",
    "shattered",
    "weary",
    "awful",
    "terrible",
    "horrible",
    "dreadful",
    "rubbish",
    "lousy",
    "rotten",
    "crappy",
    "low",
    "blue",
    "gloomy",
    "grumpy",
    "cranky",
    "moody",
    "fed",
    "angry",
    "furious",
    "mad",
    "annoyed",
    "frustrated",
    "jealous",
    "ashamed",
    "embarrassed",
    "guilty",
    "hurt",
    "empty",
    "numb",
    "lost",
    "useless",
    "worthless",
    "sick",
    "poorly",
    "ill",
    "unwell",
    "drained",
    "sleepless",
    "disappointed",
    "devastated",
    "grieving",
    "restless",
    "insecure",
    "helpless",
    "desperate",
    "crying",
    "heartsick",
    "bereft",
    "rough",
    "down",
    "meh",
    "sleepy",
    "bad",
];

const HIGH: &[&str] = &[
    "happy",
    "glad",
    "great",
    "wonderful",
    "fantastic",
    "excited",
    "thrilled",
    "delighted",
    "cheerful",
    "joyful",
    "content",
    "relieved",
    "proud",
    "relaxed",
    "marvellous",
    "brilliant",
    "amazing",
    "overjoyed",
    "ecstatic",
    "chuffed",
    "peaceful",
    "calm",
    "better",
    "good",
    "fine",
    "well",
    "splendid",
    "super",
    "ok",
    "okay",
    "alright",
];

/// Words that may stand around a mood without changing what it says.
const AROUND: &[&str] = &[
    "i",
    "am",
    "feel",
    "feeling",
    "felt",
    "been",
    "have",
    "so",
    "very",
    "really",
    "quite",
    "pretty",
    "rather",
    "too",
    "a",
    "bit",
    "little",
    "kind",
    "of",
    "sort",
    "kinda",
    "just",
    "still",
    "now",
    "today",
    "tonight",
    "lately",
    "right",
    "terribly",
    "awfully",
    "all",
    "such",
    "and",
    "but",
    "honestly",
    "actually",
    "super",
    "totally",
    "completely",
    "extremely",
    "incredibly",
    "always",
    "always",
    "sometimes",
    "these",
    "days",
    "again",
    "moment",
    "morning",
    "evening",
    "afternoon",
    "bloody",
    "damn",
    "god",
    "oh",
    "more",
    "somewhat",
    "slightly",
    "to",
    "be",
    "honest",
    "about",
    "up",
    "inside",
    "myself",
    "me",
    "absolutely",
    "utterly",
    "week",
    "weeks",
    "year",
    "not",
    "never",
    "no",
    "longer",
    "anymore",
    "here",
    "man",
    "im",
    "well",
    "as",
    "usual",
    "doing",
    "life",
    "stuff",
    "everything",
    "things",
    "ugh",
    "sigh",
    "much",
    "since",
    "then",
    "because",
    "like",
    "crap",
    "tbh",
    "ngl",
    "shit",
    "in",
    "heart",
    "get",
    "getting",
    "got",
];

/// Whether a plain statement is of a low or a high mood: `trouble`, `joy`, or nothing of the kind.
pub fn of(words: &[&str]) -> Option<&'static str> {
    if words.is_empty() || words.len() > 14 {
        return None;
    }
    let own = words
        .iter()
        .position(|word| ["feel", "feeling", "felt"].contains(word))
        .is_some_and(|at| words[..at].iter().all(|word| AROUND.contains(word)));
    let mood = words
        .iter()
        .position(|word| LOW.contains(word) || (HIGH.contains(word) && !AROUND.contains(word)))
        .or_else(|| words.iter().position(|word| HIGH.contains(word)))?;
    let plain = |word: &&str| AROUND.contains(word) || LOW.contains(word) || HIGH.contains(word);
    // "I feel awful since my cat ran away": what follows a felt mood is its cause.
    let framed = words[..mood].iter().all(&plain) && (own || words[mood..].iter().all(plain));
    if !framed || words.len() == 1 && AROUND.contains(&words[0]) {
        return None;
    }
    // A lone "fine" or "good" answers or agrees; it is no news of a mood.
    let first_person = words
        .iter()
        .any(|word| ["i", "feel", "feeling"].contains(word));
    let high = HIGH.contains(&words[mood]) && !LOW.contains(&words[mood]);
    if high && !first_person {
        return None;
    }
    if !high
        && words.len() == 1
        && [
            "bad", "down", "mad", "lost", "hurt", "terrible", "awful", "horrible", "rubbish",
            "fed", "sick", "rough", "alone", "low", "blue", "useless", "meh",
        ]
        .contains(&words[0])
    {
        return None;
    }
    let denied = words[..mood]
        .iter()
        .any(|word| ["not", "never", "no"].contains(word));
    Some(if high == denied { "trouble" } else { "joy" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moods_are_told_from_news() {
        for (line, mood) in [
            ("so nervous", Some("trouble")),
            ("i am not feeling great", Some("trouble")),
            ("bit down today", Some("trouble")),
            ("i feel awful since my cat ran away", Some("trouble")),
            ("i am so happy today", Some("joy")),
            ("i am not sad anymore", Some("joy")),
            ("fine", None),
            ("i have a sad dog", None),
            ("where is the well", None),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(of(&words), mood, "{line}");
        }
    }
}
