//! Lines that are no plain English: signs and emoji, other languages, mashed keys, sums.

use std::collections::BTreeSet;

use crate::{normalise, sums};

/// What a strange line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strange {
    /// Nothing but signs, such as "…" or "???".
    Signs,
    /// Emoji, with their mood.
    Emoji(Mood),
    /// Another language, by its English name.
    Language(&'static str),
    /// Mashed keys.
    Gibberish(String),
    /// A sum and its result.
    Sum(String, String),
}

/// The mood of an emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Happy,
    Sad,
    Love,
    Wave,
    Other,
}

const WORDS: &[(&str, &[&str])] = &[
    (
        "Spanish",
        &[
            "hola", "como", "cómo", "estas", "estás", "está", "donde", "dónde", "gracias",
            "buenos", "buenas", "dias", "días", "tardes", "noches", "que", "qué", "quien", "quién",
            "eres", "soy", "llamo", "llamas", "tu", "te", "por", "favor", "adios", "adiós",
            "amigo", "amiga", "hablas", "español", "el", "la", "es", "muy", "puedes",
        ],
    ),
    (
        "French",
        &[
            "bonjour",
            "salut",
            "bonsoir",
            "où",
            "est",
            "comment",
            "merci",
            "allez",
            "vous",
            "ça",
            "va",
            "je",
            "suis",
            "m'appelle",
            "oui",
            "non",
            "qui",
            "quoi",
            "êtes",
            "le",
            "la",
            "les",
            "parlez",
            "français",
            "s'il",
            "plaît",
            "tu",
            "au",
            "revoir",
            "quel",
            "quelle",
            "heure",
            "parle",
            "pas",
            "anglais",
            "ne",
            "appelles",
            "appelez",
            "ca",
        ],
    ),
    (
        "German",
        &[
            "hallo", "guten", "tag", "morgen", "abend", "wo", "ist", "wie", "geht", "dir", "ihnen",
            "es", "danke", "bitte", "ich", "bin", "heißt", "heisst", "du", "der", "die", "das",
            "wer", "bist", "heiße", "heisse", "tschüss", "sprichst", "deutsch", "nicht", "und",
            "kannst", "wann", "sprechen", "sie", "warum", "brunnen", "spät",
        ],
    ),
    (
        "Italian",
        &[
            "ciao",
            "buongiorno",
            "buonasera",
            "dove",
            "come",
            "stai",
            "grazie",
            "chi",
            "sei",
            "sono",
            "mi",
            "chiamo",
            "prego",
            "parli",
            "italiano",
            "bene",
            "il",
            "è",
            "che",
            "ore",
            "arrivederci",
        ],
    ),
    (
        "Portuguese",
        &[
            "olá", "ola", "bom", "dia", "boa", "noite", "obrigado", "obrigada", "onde", "está",
            "você", "tudo", "bem", "quem",
        ],
    ),
    (
        "Dutch",
        &[
            "hoi",
            "goedemorgen",
            "goedendag",
            "hoe",
            "gaat",
            "het",
            "dank",
            "waar",
            "je",
            "bent",
            "ik",
            "ben",
            "wie",
        ],
    ),
    (
        "Swedish",
        &[
            "hej", "tack", "var", "är", "hur", "mår", "jag", "heter", "vad", "god", "morgon",
        ],
    ),
    (
        "Polish",
        &[
            "cześć",
            "czesc",
            "dzień",
            "dobry",
            "dziękuję",
            "gdzie",
            "jest",
            "jak",
            "się",
            "masz",
            "kim",
            "jesteś",
        ],
    ),
    (
        "Turkish",
        &[
            "merhaba",
            "nasılsın",
            "nasilsin",
            "teşekkürler",
            "nerede",
            "günaydın",
            "kimsin",
        ],
    ),
    (
        "Arabic",
        &[
            "salaam", "salam", "assalamu", "alaikum", "aleikum", "marhaba", "shukran", "ahlan",
            "habibi", "sabah",
        ],
    ),
    (
        "Japanese",
        &[
            "konnichiwa",
            "arigato",
            "ohayo",
            "sayonara",
            "konbanwa",
            "desu",
        ],
    ),
    ("Hindi", &["namaste", "namaskar", "dhanyavad", "kaise"]),
    ("Hebrew", &["shalom", "toda", "shlomcha"]),
    ("Hawaiian", &["aloha", "mahalo"]),
    (
        "Russian",
        &["privet", "spasibo", "zdravstvuyte", "dobry", "poka"],
    ),
    ("Chinese", &["nihao", "xiexie", "ni", "hao"]),
    ("Korean", &["annyeong", "annyeonghaseyo", "kamsahamnida"]),
    (
        "Greek",
        &["kalimera", "yassou", "yassas", "efharisto", "kalispera"],
    ),
    ("Latin", &["salve", "ave", "vale", "gratias"]),
];

/// Words that are both foreign and English: they count for another language only beside clearer ones.
const SHARED: &[&str] = &[
    "come", "die", "tag", "est", "les", "so", "me", "no", "as", "in", "a", "favor", "tu", "te",
    "ist", "non", "sole", "mi", "come", "wie", "je", "van", "god", "dove", "la", "el", "le", "es",
    "il", "das", "que", "por", "va", "est", "var", "dir", "bin", "ben", "je", "ola", "bom", "boa",
    "dia", "the", "chi", "sei", "bene", "ca", "au", "wo", "ne", "pas", "sie", "ni", "ave",
];

/// What is strange about a line, if anything.
pub fn strange(text: &str, known: &BTreeSet<String>) -> Option<Strange> {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        let emoji: Vec<char> = text.chars().filter(|c| is_emoji(*c)).collect();
        return Some(
            emoticon(text)
                .or_else(|| emoji.first().map(|c| mood(*c)))
                .map_or(Strange::Signs, Strange::Emoji),
        );
    }
    if matches!(
        text.trim(),
        ":D" | ":P" | ":p" | "xD" | "XD" | ":O" | ":o" | "<3" | "T_T" | ":3"
    ) {
        return Some(Strange::Emoji(if text.contains("<3") {
            Mood::Love
        } else {
            Mood::Happy
        }));
    }
    if let Some((sum, result)) = sums::sum(text) {
        return Some(Strange::Sum(sum, result));
    }
    if let Some(language) = script(text) {
        return Some(Strange::Language(language));
    }
    let words: Vec<String> = text
        .to_lowercase()
        .replace('\u{2019}', "'")
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .take(40)
        .map(str::to_owned)
        .collect();
    language(&words, known)
        .map(Strange::Language)
        .or_else(|| gibberish(&words, known))
}

/// The text with a foreign greeting at its head, and whom it greets, put into English; `None` when it has none.
///
/// What also takes leave ("ciao") greets only where the talk begins (`opens`).
pub fn greeting_in_english(text: &str, opens: bool) -> Option<String> {
    const GREETINGS: [&str; 38] = [
        "bonjour",
        "bonsoir",
        "salut",
        "coucou",
        "salam",
        "salaam",
        "as salamu alaikum",
        "assalamu alaikum",
        "salam aleikum",
        "selam",
        "merhaba",
        "hola",
        "buenos dias",
        "buenos d\u{ed}as",
        "buenas tardes",
        "buenas noches",
        "buenas",
        "buongiorno",
        "buon giorno",
        "buonasera",
        "guten tag",
        "guten morgen",
        "guten abend",
        "gr\u{fc}\u{df} gott",
        "moin",
        "servus",
        "namaste",
        "shalom",
        "aloha",
        "konnichiwa",
        "ol\u{e1}",
        "bom dia",
        "hej",
        "hoi",
        "goedendag",
        "kalimera",
        "privet",
        "dobry den",
    ];
    const ADDRESSED: [&str; 22] = [
        "madame",
        "monsieur",
        "mademoiselle",
        "signora",
        "signore",
        "signor",
        "signorina",
        "senor",
        "senora",
        "se\u{f1}or",
        "se\u{f1}ora",
        "amigo",
        "amiga",
        "amigos",
        "mon",
        "ma",
        "ami",
        "amie",
        "herr",
        "frau",
        "habibi",
        "ji",
    ];
    let lower = text.trim_start().to_lowercase();
    let known = GREETINGS.iter().chain(opens.then_some(&"ciao"));
    let greeting = known
        .filter(|greeting| {
            lower
                .strip_prefix(*greeting)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
        .max_by_key(|greeting| greeting.len())?;
    // Lower case may change the length of a text: what follows is counted in characters.
    let rest: String = text
        .trim_start()
        .chars()
        .skip(greeting.chars().count())
        .collect();
    let mut rest = rest.as_str();
    loop {
        let trimmed = rest.trim_start_matches([' ', ',']);
        let word: String = trimmed.chars().take_while(|c| c.is_alphabetic()).collect();
        if word.is_empty() || !ADDRESSED.contains(&word.to_lowercase().as_str()) {
            break;
        }
        rest = trimmed.get(word.len()..)?;
    }
    // "Hola, como estas?" goes on in its own tongue.
    let words: Vec<String> = rest
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if language(&words, &BTreeSet::new()).is_some() {
        return None;
    }
    Some(format!("hello{rest}"))
}

fn language(words: &[String], known: &BTreeSet<String>) -> Option<&'static str> {
    let unknown = |word: &String| !normalise::is_english(word) && !known.contains(word);
    let mut best: Option<(usize, &'static str)> = None;
    for (language, list) in WORDS {
        let hits: Vec<&String> = words
            .iter()
            .filter(|word| list.contains(&word.as_str()))
            .collect();
        let sure = hits
            .iter()
            .filter(|word| !SHARED.contains(&word.as_str()) && unknown(word))
            .count();
        let enough = sure >= 1
            && (2 * hits.len() >= words.len() || (sure >= 2 && 3 * hits.len() >= words.len()));
        if enough && best.is_none_or(|(most, _)| hits.len() > most) {
            best = Some((hits.len(), language));
        }
    }
    best.map(|(_, language)| language)
}

fn script(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let among = |ranges: &[(u32, u32)]| {
        let inside = |c: &char| {
            ranges
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&u32::from(*c)))
        };
        2 * text
            .chars()
            .filter(|c| c.is_alphabetic())
            .filter(inside)
            .count()
            > letters
    };
    let scripts: [(&[(u32, u32)], &'static str); 9] = [
        (&[(0x400, 0x52F)], "Russian"),
        (&[(0x370, 0x3FF)], "Greek"),
        (&[(0x590, 0x5FF)], "Hebrew"),
        (&[(0x600, 0x6FF)], "Arabic"),
        (&[(0x900, 0x97F)], "Hindi"),
        (&[(0xE00, 0xE7F)], "Thai"),
        (&[(0xAC00, 0xD7AF)], "Korean"),
        (&[(0x4E00, 0x9FFF)], "Chinese"),
        (&[(0x3040, 0x30FF), (0x4E00, 0x9FFF)], "Japanese"),
    ];
    scripts
        .iter()
        .find(|(ranges, _)| among(ranges))
        .map(|(_, name)| *name)
}

fn gibberish(words: &[String], known: &BTreeSet<String>) -> Option<Strange> {
    let odd = |word: &&String| {
        let length = word.chars().count();
        let plain = word.chars().all(|c| c.is_ascii_alphabetic());
        if !plain || length < 4 || known.contains(word.as_str()) || normalise::is_english(word) {
            return false;
        }
        let vowel = |c: char| "aeiouy".contains(c);
        let run = word.chars().fold((0, 0), |(run, most), c| {
            let run = if vowel(c) { 0 } else { run + 1 };
            (run, most.max(run))
        });
        let keys = [
            "asdf", "sdf", "qwer", "zxc", "hjkl", "jkl", "dfg", "fgh", "wert", "uiop", "vbn",
        ];
        let q_alone = word.contains('q') && !word.contains("qu");
        run.1 >= 5
            || !word.chars().any(vowel)
            || keys.iter().any(|key| word.contains(key))
            || q_alone
    };
    let odd_words = words.iter().filter(odd).count();
    (odd_words > 0 && 2 * odd_words >= words.len()).then(|| {
        let first = words.iter().find(odd).cloned().unwrap_or_default();
        Strange::Gibberish(first.chars().take(20).collect())
    })
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1F300..=0x1FAFF | 0x2600..=0x27BF | 0x2190..=0x21FF | 0x2B00..=0x2BFF | 0x1F1E6..=0x1F1FF)
}

fn emoticon(text: &str) -> Option<Mood> {
    match text.trim() {
        ":)" | ":-)" | ";)" | ";-)" | "(:" | "=)" | "^^" | "^_^" => Some(Mood::Happy),
        ":(" | ":-(" | "):" | ":'(" | "=(" | ":/" | ":-/" => Some(Mood::Sad),
        _ => None,
    }
}

fn mood(c: char) -> Mood {
    match u32::from(c) {
        0x1F44B | 0x1F590 | 0x270B => Mood::Wave,
        0x2764 | 0x1F495..=0x1F49F | 0x1F493 | 0x1F60D | 0x1F618 | 0x1F970 | 0x2665 => Mood::Love,
        0x1F614
        | 0x1F622
        | 0x1F62D
        | 0x1F61E
        | 0x1F613
        | 0x1F625
        | 0x2639
        | 0x1F641
        | 0x1F494
        | 0x1F620..=0x1F621 => Mood::Sad,
        0x1F600..=0x1F60F
        | 0x1F642
        | 0x1F643
        | 0x1F44D
        | 0x1F389
        | 0x1F923
        | 0x1F973
        | 0x263A
        | 0x1F929 => Mood::Happy,
        _ => Mood::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_greeting_is_put_into_english() {
        for (line, english) in [
            ("bonjour madame :)", Some("hello :)")),
            ("Salam! Are you open?", Some("hello! Are you open?")),
            ("guten Tag", Some("hello")),
            ("hola, como estas?", None),
            ("hoist the flag", None),
            ("\u{130}", None),
        ] {
            assert_eq!(
                greeting_in_english(line, true).as_deref(),
                english,
                "{line}"
            );
        }
        assert_eq!(greeting_in_english("ciao", true).as_deref(), Some("hello"));
        assert_eq!(greeting_in_english("ciao", false), None);
    }

    #[test]
    fn strange_lines_are_told_from_plain_ones() {
        let known = BTreeSet::from(["brindlewick".to_owned()]);
        for (line, expected) in [
            ("???", Some(Strange::Signs)),
            ("\u{1F600}", Some(Strange::Emoji(Mood::Happy))),
            ("hola, como estas?", Some(Strange::Language("Spanish"))),
            ("Bonjour!", Some(Strange::Language("French"))),
            ("wo ist der Brunnen?", Some(Strange::Language("German"))),
            ("привет", Some(Strange::Language("Russian"))),
            ("asdf qwerty", Some(Strange::Gibberish("asdf".into()))),
            (
                "what is 6 times 7?",
                Some(Strange::Sum("6 * 7".into(), "42".into())),
            ),
            ("2+2", Some(Strange::Sum("2 + 2".into(), "4".into()))),
            ("come here", None),
            ("where is the well", None),
            ("do you like la dolce vita", None),
            ("I met Brindlewick", None),
            ("the year 1987", None),
        ] {
            assert_eq!(strange(line, &known), expected, "{line}");
        }
    }
}
