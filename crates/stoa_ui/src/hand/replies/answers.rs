//! What is offered for each kind: labels, and what they say.

use super::kind::{Daytime, Kind, starts};

type Pairs = &'static [(&'static str, &'static str)];

/// What an open question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    HowAreYou,
    /// "And you?"
    Returned,
    Name,
    Origin,
    /// What one came for, or may be helped with.
    Purpose,
    /// What one meant by one's last words.
    Meaning,
    /// What to talk about.
    Topic,
    Place,
    Time,
    PastTime,
    Reason,
    Amount,
    Frequency,
    Duration,
    Age,
    Opinion,
    Preference,
    Doing,
    Person,
    Manner,
    Other,
}

/// What is asked for where one of these stands in the question; the first that fits counts.
const PHRASES: [(Open, &str); 9] = [
    (
        Open::HowAreYou,
        "how are you|how do you do|do you feel|are you feeling|how is it going|how's it going|how have you been|\
         how are things",
    ),
    (
        Open::Name,
        "your name|who are you|call you|you called|i speaking|about yourself|about you",
    ),
    (
        Open::Origin,
        "you from|you come from|you came from|your home|you live",
    ),
    (
        Open::Purpose,
        "brings you|brought you|looking for|can i do|may i do|i help|you need|are you here|did you come|you hope",
    ),
    (Open::Meaning, "you mean|you meant|you say|you said"),
    (
        Open::Topic,
        "talk about|speak about|speak of|your question|your questions|like to know|want to know|hear about",
    ),
    (
        Open::Preference,
        "would you like|do you want|you prefer|your favourite|your favorite|like best|like most|which|shall we|\
         should we",
    ),
    (
        Open::Opinion,
        "you think|you like|you find|you enjoy|your opinion",
    ),
    (
        Open::Doing,
        "do you do|you doing|you up to|you been doing|your work|your trade|your job|a living",
    ),
];

impl Open {
    /// By the words of the question, in lower case, from its question word on.
    pub fn of(words: &[String]) -> Self {
        let line = format!(" {} ", words.join(" "));
        let fits = |phrases: &str| {
            let mut phrases = phrases.split('|');
            phrases.any(|phrase| line.contains(&format!(" {phrase} ")))
        };
        PHRASES
            .iter()
            .find(|(_, phrases)| fits(phrases))
            .map_or_else(|| Self::by_question_word(words, &line), |(open, _)| *open)
    }

    fn by_question_word(words: &[String], line: &str) -> Self {
        let past = [" did ", " was ", " were ", " have ", " has "];
        if starts(words, &["what time", "when", "when's"]) {
            match past.iter().any(|word| line.contains(word)) {
                true => Self::PastTime,
                false => Self::Time,
            }
        } else if starts(words, &["where", "where's"]) {
            Self::Place
        } else if starts(words, &["why", "why's", "how come", "what for"]) {
            Self::Reason
        } else if starts(words, &["how many", "how much"]) {
            Self::Amount
        } else if starts(words, &["how often"]) {
            Self::Frequency
        } else if starts(words, &["how long"]) {
            Self::Duration
        } else if starts(words, &["how old"]) {
            Self::Age
        } else if starts(words, &["who", "who's", "whom", "whose"]) {
            Self::Person
        } else if starts(words, &["how was", "how is", "how were"]) {
            Self::Opinion
        } else if starts(words, &["how", "how's"]) {
            Self::Manner
        } else {
            Self::Other
        }
    }
}

/// Short answers; "I don't know." is added to them.
pub(super) fn answers(question: Open) -> Pairs {
    match question {
        Open::HowAreYou => &[
            ("I'm fine.", "I'm fine, thank you."),
            ("Not so well.", "Not so well today."),
            ("And you?", "And how are you?"),
        ],
        Open::Returned => &[
            ("The same.", "The same goes for me."),
            ("Not me.", "Not me, to be honest."),
        ],
        Open::Name => &[
            ("Just a visitor.", "I'm just a visitor."),
            ("And you?", "And who are you?"),
        ],
        Open::Origin => &[
            ("From far away.", "I come from far away."),
            ("From nearby.", "I'm from around here."),
        ],
        Open::Purpose => &[
            ("Just looking.", "I'm just looking around."),
            ("Show me around.", "Could you show me around?"),
            ("A good talk.", "I'd like to talk with somebody."),
        ],
        Open::Meaning => &[
            ("Never mind.", "Never mind."),
            ("What do you think?", "What do you think I mean?"),
        ],
        Open::Topic => &[
            ("This place.", "Tell me about this place."),
            ("You.", "Tell me about yourself."),
            ("The people here.", "Who else is here?"),
        ],
        Open::Place => &[
            ("Right here.", "Right here."),
            ("Over there.", "Over there."),
            ("You choose.", "Wherever you like."),
        ],
        Open::Time => &[
            ("Now.", "Right now."),
            ("Later.", "Later, perhaps."),
            ("Tomorrow.", "Tomorrow."),
        ],
        Open::PastTime => &[("Just now.", "Just now."), ("A while ago.", "A while ago.")],
        Open::Reason => &[
            ("I'm curious.", "I'm just curious."),
            ("No reason.", "For no particular reason."),
        ],
        Open::Amount => &[
            ("A few.", "Only a few."),
            ("A lot.", "Quite a lot."),
            ("None.", "None at all."),
        ],
        Open::Frequency => &[
            ("Often.", "Quite often."),
            ("Now and then.", "Now and then."),
            ("Never.", "Never."),
        ],
        Open::Duration => &[("Not long.", "Not long."), ("A long time.", "A long time.")],
        Open::Age => &[
            ("Guess!", "Guess!"),
            ("That's a secret.", "I'd rather not say."),
        ],
        Open::Opinion => &[
            ("I like it.", "I like it."),
            ("Not so much.", "Not so much, to be honest."),
            ("And you?", "What do you think?"),
        ],
        Open::Preference => &[
            ("You choose.", "You choose."),
            ("Surprise me.", "Surprise me."),
            ("Nothing, thanks.", "Nothing, thank you."),
        ],
        Open::Doing => &[
            ("Just visiting.", "I'm just visiting."),
            ("Not much.", "Not much. And you?"),
        ],
        Open::Person => &[("A friend.", "A friend of mine."), ("Nobody.", "Nobody.")],
        Open::Manner => &[
            ("Somehow.", "Somehow."),
            ("How would you?", "How would you do it?"),
        ],
        Open::Other => &[
            ("Nothing special.", "Nothing special."),
            ("What do you think?", "What do you think?"),
        ],
    }
}

/// What is offered for everything but open questions and choices.
pub(super) fn offers(kind: &Kind) -> Pairs {
    match kind {
        Kind::Opening => &[
            ("Hello!", "Hello!"),
            ("How are you?", "Hello! How are you?"),
            ("Who are you?", "Hello! Who are you?"),
            ("Where am I?", "Hello! What is this place?"),
        ],
        Kind::Greeting(daytime) => match daytime {
            Daytime::Any => &[
                ("Hello!", "Hello!"),
                ("Nice to meet you.", "Nice to meet you."),
                ("How are you?", "How are you?"),
            ],
            Daytime::Morning => &[
                ("Good morning!", "Good morning!"),
                ("Nice to meet you.", "Nice to meet you."),
                ("How are you?", "How are you?"),
            ],
            Daytime::Afternoon => &[
                ("Good afternoon!", "Good afternoon!"),
                ("Nice to meet you.", "Nice to meet you."),
                ("How are you?", "How are you?"),
            ],
            Daytime::Evening => &[
                ("Good evening!", "Good evening!"),
                ("Nice to meet you.", "Nice to meet you."),
                ("How are you?", "How are you?"),
            ],
        },
        Kind::Farewell => &[
            ("See you later.", "See you later."),
            ("Wait a moment!", "Wait a moment, please."),
        ],
        Kind::Thanks => &[
            ("You're welcome.", "You're welcome."),
            ("Tell me more", "Tell me more."),
        ],
        Kind::Regret => &[
            ("That's all right.", "That's all right."),
            ("What happened?", "What happened?"),
        ],
        Kind::YesNo => &[("Yes.", "Yes."), ("No.", "No.")],
        Kind::Invitation => &[
            ("Yes.", "Yes, please."),
            ("No.", "No, thank you."),
            ("Maybe later.", "Maybe later."),
        ],
        Kind::Come => &[
            ("I'm coming.", "I'm coming."),
            ("Not now.", "Not now, thank you."),
            ("Where to?", "Where are we going?"),
        ],
        Kind::Statement => &[("Tell me more", "Tell me more.")],
        Kind::ForeignQuestion => &[
            ("Yes.", "Yes."),
            ("No.", "No."),
            ("In English?", "Could you say that in English, please?"),
        ],
        Kind::ForeignStatement => &[
            ("Tell me more", "Tell me more."),
            ("In English?", "Could you say that in English, please?"),
        ],
        Kind::Open(_) | Kind::Choice(..) => &[],
    }
}
