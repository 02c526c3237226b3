//! Greetings, farewells and thanks at the head of a clause, and whom they address.

use crate::normalise;

/// What one greets, takes leave and thanks with, in plain words, by the kind of meaning.
const HEADS: &[(&str, &[&str])] = &[
    (
        "greet",
        &[
            "hello",
            "hello hello",
            "hi",
            "hi hi",
            "hey",
            "hey ho",
            "hey hey",
            "hiya",
            "heya",
            "hallo",
            "hullo",
            "howdy",
            "howdy do",
            "yo",
            "yoo hoo",
            "yoohoo",
            "oi",
            "oy",
            "ahoy",
            "arr",
            "yarr",
            "yar",
            "ar",
            "ahoy ahoy",
            "hail",
            "well met",
            "hark",
            "greetings",
            "greetings and salutations",
            "salutations",
            "welcome",
            "good morning",
            "good evening",
            "good afternoon",
            "good day",
            "good morrow",
            "a good day",
            "a good morning",
            "a very good morning",
            "a very good day",
            "very good day",
            "morning",
            "evening",
            "afternoon",
            "top of the morning",
            "long time no see",
            "peace be with you",
            "peace be upon you",
            "blessings",
            "how now",
            "knock knock anybody home",
        ],
    ),
    (
        "bye",
        &[
            "bye",
            "bye bye",
            "goodbye",
            "good bye",
            "farewell",
            "cya",
            "ciao",
            "cheerio",
            "ta ta",
            "tata",
            "toodle oo",
            "toodles",
            "toodle pip",
            "adieu",
            "adios",
            "au revoir",
            "auf wiedersehen",
            "so long",
            "godspeed",
            "laters",
            "peace",
            "later",
            "see you",
            "see you later",
            "see you soon",
            "see you around",
            "see you tomorrow",
            "see you again",
            "be seeing you",
            "catch you later",
            "talk to you later",
            "talk later",
            "until next time",
            "till next time",
            "until later",
            "until tomorrow",
            "until we meet again",
            "till we meet again",
            "take care",
            "take it easy",
            "good night",
            "goodnight",
            "night night",
            "nighty night",
            "sleep well",
            "sleep tight",
            "peace out",
            "off i go",
            "time to go",
            "time for me to go",
            "gtg",
            "g2g",
            "ttyl",
            "brb",
            "have a good one",
            "have a good day",
            "have a nice day",
            "have a great day",
            "have a lovely day",
            "have a good evening",
            "have a nice evening",
            "have a good night",
            "bye for now",
            "bye now",
            "bye then",
            "that will be all",
            "that is all from me",
            "no more questions",
            "god bless",
            "stay safe",
            "keep well",
            "fare thee well",
            "i bid you farewell",
            "i bid you good day",
        ],
    ),
    ("called", &["excuse me", "pardon me", "i say"]),
    (
        "thanks",
        &[
            "thanks",
            "thank you",
            "thanks a lot",
            "thanks a bunch",
            "thanks a million",
            "thanks so much",
            "thanks very much",
            "thank you so much",
            "thank you very much",
            "thank you kindly",
            "many thanks",
            "much obliged",
            "much appreciated",
            "cheers",
            "ta",
            "ta very much",
            "ty",
            "tysm",
            "i thank you",
            "ta muchly",
            "danke",
            "gracias",
            "merci",
        ],
    ),
];

/// Words by which one addresses somebody.
const ADDRESS: &[&str] = &[
    "there",
    "again",
    "all",
    "you",
    "my",
    "dear",
    "dearest",
    "fair",
    "good",
    "old",
    "young",
    "kind",
    "fine",
    "sweet",
    "maiden",
    "maid",
    "lady",
    "ladies",
    "gentlemen",
    "gentleman",
    "lord",
    "sir",
    "madam",
    "ma'am",
    "miss",
    "mister",
    "mr",
    "mrs",
    "ms",
    "captain",
    "cap",
    "skipper",
    "matey",
    "mate",
    "mates",
    "friend",
    "friends",
    "lovely",
    "people",
    "everyone",
    "everybody",
    "everyone",
    "beautiful",
    "gorgeous",
    "handsome",
    "cutie",
    "stranger",
    "strangers",
    "doc",
    "doctor",
    "chef",
    "boss",
    "chief",
    "professor",
    "maestro",
    "master",
    "mistress",
    "folks",
    "fellow",
    "fellows",
    "guys",
    "guy",
    "pal",
    "buddy",
    "bro",
    "bruh",
    "dude",
    "man",
    "men",
    "woman",
    "girl",
    "boy",
    "lad",
    "lass",
    "lassie",
    "love",
    "darling",
    "sweetie",
    "sweetheart",
    "honey",
    "hun",
    "babe",
    "baby",
    "sailor",
    "grandpa",
    "grandma",
    "granny",
    "uncle",
    "auntie",
    "neighbour",
    "neighbor",
    "traveller",
    "world",
    "town",
    "team",
    "gang",
    "mum",
    "dad",
    "the",
    "house",
    "o",
    "oh",
    "wise",
    "great",
    "mighty",
    "noble",
    "little",
    "one",
    "ones",
    "to",
    "and",
    "today",
    "this",
    "morning",
    "evening",
    "afternoon",
    "day",
    "now",
    "then",
    "for",
    "so",
    "very",
    "much",
    "bot",
    "robot",
    "ai",
    "human",
    "humans",
    "y'all",
    "ye",
    "pretty",
    "big",
    "from",
    "me",
    "everywhere",
    "hello",
    "hi",
    "hey",
    "too",
    "also",
    "indeed",
    "right",
    "ok",
    "okay",
    "well",
    "please",
    "is",
    "anybody",
    "home",
];

/// Every word of the lists.
pub fn words() -> impl Iterator<Item = &'static str> {
    HEADS
        .iter()
        .flat_map(|(_, phrases)| phrases.iter())
        .chain(ADDRESS)
        .flat_map(|phrase| phrase.split(' '))
}

/// The courtesy that a clause begins with, and how many words it takes.
pub fn head(words: &[&str]) -> Option<(&'static str, usize)> {
    const LEADS: [&str; 12] = [
        "well", "oh", "ah", "ok", "okay", "so", "and", "um", "why", "right", "alright", "haha",
    ];
    let lead = words.iter().take_while(|word| LEADS.contains(word)).count();
    if lead > 0 {
        return head(words.get(lead..)?).map(|(kind, length)| (kind, length + lead));
    }
    let mut best: Option<(&'static str, usize)> = None;
    for (kind, phrases) in HEADS {
        for phrase in *phrases {
            let parts: Vec<&str> = phrase.split(' ').collect();
            let longer = best.is_none_or(|(_, length)| parts.len() > length);
            if longer && words.starts_with(&parts) {
                best = Some((kind, parts.len()));
            }
        }
    }
    best
}

/// True when somebody says that they have to go, with or without a reason: "got to go, my mother is calling".
pub fn leaves(words: &[&str]) -> bool {
    const MUST: [&str; 14] = [
        "i", "we", "have", "got", "need", "must", "should", "better", "had", "ought", "to",
        "really", "just", "now",
    ];
    const GO: [&str; 12] = [
        "go", "run", "dash", "leave", "rush", "bounce", "fly", "going", "off", "getting", "moving",
        "heading",
    ];
    // "I have to go to the market, where is it" does not take leave.
    const ON: [&str; 12] = [
        "to", "there", "through", "with", "see", "find", "into", "and", "around", "down", "up",
        "where",
    ];
    const HOME: [&str; 14] = [
        "bed", "work", "school", "sleep", "lunch", "dinner", "class", "catch", "meet", "pick",
        "church", "town", "home", "my",
    ];
    let lead = words
        .iter()
        .take_while(|word| {
            ["well", "oh", "ok", "so", "right", "sorry", "anyway", "but"].contains(word)
        })
        .count();
    let words = words.get(lead..).unwrap_or_default();
    let obliged = words.iter().take_while(|word| MUST.contains(word)).count();
    let urged = words[..obliged]
        .iter()
        .any(|word| ["have", "got", "need", "must", "should", "better"].contains(word));
    let mut at = obliged;
    if words.get(at) == Some(&"be") || words.get(at) == Some(&"get") {
        at += 1;
    }
    let goes = words.get(at).is_some_and(|word| GO.contains(word));
    if !urged || !goes {
        return false;
    }
    match words.get(at + 1) {
        None => true,
        Some(&"to") => words.get(at + 2).is_some_and(|word| HOME.contains(word)),
        Some(next) => !ON.contains(next),
    }
}

/// True when `rest`, after a courtesy, only says whom it is for: "hello" to "my fair lady", to "Marta".
pub fn addresses(rest: &[&str]) -> bool {
    rest.len() <= 5
        && rest.iter().all(|word| {
            ADDRESS.contains(word)
                || (rest.len() <= 3 && !normalise::is_english(word))
                || trade(word)
        })
}

/// "Hello, gardener": a single word that names somebody by what they do.
fn trade(word: &str) -> bool {
    ["er", "or", "ist", "ian", "smith", "poet", "cook", "nurse"]
        .iter()
        .any(|ending| word.len() > 4 && word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_courtesy_is_told_from_what_follows_it() {
        for (line, kind, bare) in [
            ("good morrow fair maiden", Some("greet"), true),
            ("ahoy captain", Some("greet"), true),
            ("hello gardener", Some("greet"), true),
            ("morning all", Some("greet"), true),
            ("bye then got to catch my bus", Some("bye"), false),
            ("many thanks", Some("thanks"), true),
            ("where is the well", None, false),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let found = head(&words);
            assert_eq!(found.map(|(kind, _)| kind), kind, "{line}");
            if let Some((_, length)) = found {
                assert_eq!(addresses(&words[length..]), bare, "{line}");
            }
        }
    }
    #[test]
    fn taking_leave_is_told_from_going_somewhere() {
        for (line, leave) in [
            ("got to go my mother is calling", true),
            ("i have to run", true),
            ("i must be going now", true),
            ("i have to go to bed", true),
            ("i have to go to the market", false),
            ("go away", false),
            ("i should go and see the well", false),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(leaves(&words), leave, "{line}");
        }
    }
}
