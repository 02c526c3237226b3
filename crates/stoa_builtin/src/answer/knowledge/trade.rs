//! Who does a thing: by trade, by what is known of people, by what they are told to have done.

use std::sync::OnceLock;

use stoa_mind::words::stem;
use stoa_model::PersonView;

use crate::{normalise, resolve, topics, turn::Turn};

use super::{
    super::{ended, facts, people},
    Asked,
};

struct Row {
    trade: Vec<String>,
    matter: Vec<String>,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let stems = |text: &str| text.split_whitespace().map(stem).collect();
        include_str!("../../data/trades.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(':'))
            .map(|(trade, matter)| Row {
                trade: stems(trade),
                matter: stems(matter),
            })
            .collect()
    })
}

/// The row of a role: all words of the row's trade stand in it.
fn row_of(role: &str) -> Option<&'static Row> {
    let role: Vec<String> = role.to_lowercase().split_whitespace().map(stem).collect();
    rows()
        .iter()
        .find(|row| row.trade.iter().all(|word| role.contains(word)))
}

/// True when one of the stems is a matter of the role's trade.
pub fn matter_of(role: &str, stems: &[String]) -> bool {
    row_of(role).is_some_and(|row| stems.iter().any(|word| row.matter.contains(word)))
}

/// Words around what a person is asked for.
const FRAME: &[&str] = &[
    "best",
    "good",
    "better",
    "great",
    "proper",
    "decent",
    "find",
    "look",
    "after",
    "town",
    "place",
    "round",
    "person",
    "people",
    "man",
    "woman",
    "guy",
    "lady",
    "girl",
    "boy",
    "fellow",
    "chap",
    "bloke",
    "lives",
    "live",
    "help",
    "charge",
    "responsible",
    "care",
    "take",
    "takes",
    "keep",
    "keeps",
    "little",
    "old",
    "young",
    "nearby",
    "might",
    "local",
    "resident",
    "run",
    "runs",
    "morning",
    "could",
    "player",
    "name",
    "called",
    "recommend",
    "whoever",
    "job",
    "work",
    "works",
    "hour",
    "square",
    "inhabitants",
    "stoa",
    "told",
    "met",
    "hi",
    "hello",
    "sir",
    "tonight",
    "days",
    "day",
    "lot",
    "also",
    "currently",
    "trust",
    "quick",
    "quickly",
    "urgently",
    "turn",
    "teach",
    "learn",
    "lesson",
    "lessons",
    "whom",
    "should",
    "broken",
    "broke",
    "neighbours",
    "here",
    "use",
    "looks",
    "see",
    "meet",
    "visit",
    "word",
    "deal",
    "deals",
    "handle",
    "handles",
    "play",
    "plays",
    "friend",
    "friends",
    "throw",
    "most",
    "new",
    "pair",
    "night",
    "tall",
    "button",
    "friendly",
    "getting",
    "sent",
    "send",
    "sending",
    "helping",
    "looking",
    "searching",
    "trying",
    "wanted",
    "hoping",
    "thing",
    "stuff",
    "part",
    "expert",
    "master",
    "skilled",
    "clever",
    "enough",
    "willing",
    "able",
];

/// How one addresses somebody of a trade: "doctor", "captain".
pub fn addresses(trade: &str) -> &'static str {
    match trade {
        "physician" => "doctor doc",
        "sailor" => "captain skipper",
        "librarian" => "professor",
        "painter" => "artist",
        "singer" => "musician",
        "baker" => "chef",
        _ => "",
    }
}

/// Answers "who …", "is there a …", "where is the …" by trade; false when it asks for nobody.
pub fn answer(turn: &mut Turn, clause: &Asked) -> bool {
    let seeks = clause.any(&[
        "who",
        "whom",
        "whose",
        "whoever",
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "one of you",
        "which of you",
        "which of your",
        "which of the",
        "no one",
        "person who",
        "person that",
    ]);
    let trade = clause.any(&[
        "is there a",
        "is there an",
        "are there any",
        "need a",
        "need an",
        "need the",
        "want a",
        "looking for a",
        "looking for the",
        "looking for an",
        "where is the",
        "where is a",
        "find the",
        "find a",
        "find an",
        "got a",
        "have a",
        "know a",
        "see the",
        "see a",
        "the",
        "any",
        "a good",
        "talk to the",
    ]);
    // "I am told of a woman who sells flowers. Where is she?"
    let pronoun = clause.words.len() <= 5
        && clause.any(&["she", "he"])
        && clause.any(&["where", "find"])
        && turn
            .line()
            .is_some_and(|line| line.text.split_whitespace().count() > clause.words.len() + 3);
    let seeks = seeks || pronoun;
    if clause.any(&[
        "whose idea",
        "whose fault",
        "who invented",
        "who started",
        "who came up",
        "who won",
        "who discovered",
    ]) {
        return false;
    }
    let seeks = seeks
        && (pronoun
            || clause.any(&["who", "whom"])
            || !clause.any(&["someone else", "somebody else", "anyone else"]));
    let wanted = clause.asks || clause.wishes;
    if !wanted || !(seeks || trade) || clause.names_a_stranger(turn) {
        return false;
    }
    let kind = clause.meaning.kind;
    // "Can anyone here repair them" asks for more than who is about.
    let able = clause.any(&[
        "can anyone",
        "can anybody",
        "can someone",
        "can somebody",
        "could anyone",
        "could anybody",
        "could someone",
        "could somebody",
        "does anyone",
        "does anybody",
        "who can",
        "who could",
    ]) && !clause.any(&["see", "hear"]);
    if kind.starts_with("people.here") && !able
        || kind == "people.count"
        || kind == "people.dislike"
    {
        return false;
    }
    if resolve::mentioned_person(turn, &clause.words.join(" ")).is_some() || clause.has("my name") {
        return false;
    }
    let where_asked = clause.any(&["where", "find", "whereabouts"]);
    if !seeks {
        return by_role(turn, clause, where_asked);
    }
    // "Who is she": somebody just spoken of; "who are you": me.
    if clause.of_you() && clause.any(&["who are you", "are you someone", "with you"]) {
        return false;
    }
    let mut words = asked_words(clause);
    let whole = turn
        .line()
        .map(|line| line.text.to_lowercase())
        .unwrap_or_default();
    // "My chair is broken, who can fix it", "I was told of a poet, who is that": the rest of the line tells.
    let leans = clause.words.len() < 7 && clause.has("i")
        || clause.any(&[
            "it", "that", "them", "him", "her", "this", "ask", "she", "he",
        ]);
    if words.is_empty() || words.len() == 1 && leans && clause.words.len() < 7 {
        if !leans {
            return false;
        }
        let whole = if whole.split_whitespace().count() > clause.words.len() + 1 {
            whole
        } else {
            spoken_before(turn)
        };
        let all: Vec<&str> = whole
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| !word.is_empty())
            .collect();
        words = topics::content(&all)
            .into_iter()
            .filter(|word| !FRAME.contains(word))
            .map(stem)
            .filter(|word| {
                rows()
                    .iter()
                    .any(|row| row.matter.contains(word) || row.trade.contains(word))
            })
            .collect();
        words.dedup();
    }
    if words.is_empty() {
        return false;
    }
    match best(turn, clause, &words) {
        // "Who reads your poems": hardly I.
        Some(Found::Me) if clause.any(&["your", "you", "who else"]) => false,
        Some(Found::Me) => {
            turn.say("people.is.me");
            facts::of_mine(turn, &clause.words, 0.6);
            true
        }
        Some(Found::Person(person, says)) => {
            name(turn, person, where_asked, says);
            true
        }
        None => false,
    }
}

/// The two lines before this one, in lower case.
fn spoken_before(turn: &Turn) -> String {
    let lines = turn.ctx.transcript.iter().rev().skip(1).take(2);
    let texts: Vec<String> = lines.map(|line| line.text.to_lowercase()).collect();
    texts.join(" ")
}

/// Somebody whose matter some words are, for the pointer of an admission.
pub fn somebody<'a>(turn: &Turn<'a>, text: &str) -> Option<&'a PersonView> {
    let stems = topics::stems(text);
    turn.people().filter(|person| person.agent).find(|person| {
        let role = person.role.as_deref().unwrap_or_default();
        let named = topics::stems(role);
        stems.iter().any(|word| named.contains(word)) || matter_of(role, &stems)
    })
}

/// The content words that tell whom is asked for.
fn asked_words(clause: &Asked) -> Vec<String> {
    let mut words: Vec<String> = topics::content(&clause.words)
        .into_iter()
        .filter(|word| !FRAME.contains(word))
        .map(stem)
        .collect();
    words.dedup();
    words
}

/// "Is there a doctor": the trade itself is named.
fn by_role(turn: &mut Turn, clause: &Asked, where_asked: bool) -> bool {
    let words = asked_words(clause);
    if words.is_empty() || words.len() > 2 || clause.of_you() && !clause.has("do you know") {
        return false;
    }
    // The trade is a noun here: a "doctor", not "medicine"; a place of that name is no person.
    let names = |role: &str| {
        // Of a flower seller the seller is the trade.
        let own: Vec<String> = topics::stems(role).pop().into_iter().collect();
        let nouns: &[&str] = &[
            "doctor",
            "healer",
            "nurse",
            "medic",
            "florist",
            "postman",
            "handyman",
            "joiner",
            "captain",
            "seaman",
            "writer",
            "artist",
            "musician",
            "scholar",
            "courier",
            "professor",
            "barista",
            "innkeeper",
            "landlord",
            "lamplighter",
            "surgeon",
            "waiter",
            "poetess",
            "runner",
            "dentist",
            "pharmacy",
            "chemist",
            "clinic",
            "hospital",
        ];
        words.iter().any(|word| {
            own.contains(word)
                || (nouns.iter().any(|noun| stem(noun) == *word)
                    && row_of(role).is_some_and(|row| row.matter.contains(word)))
        })
    };
    if resolve::place(
        turn,
        &clause
            .words
            .iter()
            .map(|w| (*w).to_owned())
            .collect::<Vec<_>>(),
    )
    .is_some()
    {
        return false;
    }
    if names(&turn.ctx.me.role) {
        return (clause.asks || clause.wishes) && turn.say("people.is.me");
    }
    let person = turn
        .people()
        .find(|person| person.agent && person.role.as_deref().is_some_and(names));
    let Some(person) = person else { return false };
    name(turn, person, where_asked, None);
    true
}

enum Found<'a> {
    Me,
    /// Somebody, with what tells it.
    Person(&'a PersonView, Option<String>),
}

/// Who has most to do with the words.
fn best<'a>(turn: &Turn<'a>, clause: &Asked, words: &[String]) -> Option<Found<'a>> {
    let share = |hits: usize| hits as f32 / words.len() as f32;
    let hits_in = |stems: &[String]| words.iter().filter(|word| stems.contains(word)).count();
    let in_trade = |role: &str| {
        let own = topics::stems(role);
        let row = row_of(role);
        let hits = words
            .iter()
            .filter(|word| own.contains(word) || row.is_some_and(|row| row.matter.contains(word)))
            .count();
        (share(hits), words.iter().any(|word| own.contains(word)))
    };
    // "Who sells flowers" is the seller, not the gardener: the trade that covers more, its own word first.
    let mut found: Option<(f32, Found<'a>)> = None;
    let mut offer = |score: f32, who: Found<'a>| {
        if found.as_ref().is_none_or(|(most, _)| score > *most) {
            found = Some((score, who));
        }
    };
    // What is told of somebody counts when it covers the question; "who plays backgammon" has no trade.
    let told = turn
        .ctx
        .me
        .facts
        .iter()
        .map(|fact| (fact, true))
        .chain(turn.ctx.lore.iter().map(|fact| (fact, false)));
    for (fact, mine) in told {
        let mut stems = topics::stems(&fact.says);
        stems.extend(fact.about.iter().flat_map(|topic| topics::stems(topic)));
        let covered = share(hits_in(&stems));
        if covered < 0.6 {
            continue;
        }
        // A single word must be the fact's own topic.
        let topical = fact.about.iter().flat_map(|topic| topics::stems(topic));
        if words.len() == 1 && !topical.into_iter().any(|word| words.contains(&word)) {
            continue;
        }
        if mine
            && topics::deeds(&fact.says)
                .iter()
                .any(|deed| words.contains(deed))
        {
            offer(0.9 * covered, Found::Me);
        }
        let lower: Vec<String> = fact
            .says
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        // "Theo's bread at the back" is told of the market, "it is not Dario" of somebody else.
        let spoken = |person: &PersonView| {
            let name = person.name.as_deref().unwrap_or_default();
            let first = name.split(' ').next().unwrap_or(name);
            let denied = fact.says.contains(&format!("not {first}"));
            let owned =
                fact.says.contains(&format!("{first}'s")) && fact.says.matches(first).count() == 1;
            !denied && (mine || !owned)
        };
        let named = resolve::person_named(turn, &lower).filter(|person| spoken(person));
        if let Some(person) = named {
            let bonus = if mine { 0.1 } else { 0.0 };
            offer(
                0.7 * covered + bonus,
                Found::Person(person, Some(fact.says.clone())),
            );
        }
    }
    for person in turn.people().filter(|person| person.agent) {
        let role = person.role.as_deref().unwrap_or_default();
        let (covered, own) = in_trade(role);
        let relation = share(hits_in(&topics::stems(
            person.relation.as_deref().unwrap_or_default(),
        )));
        let near = f32::from(u8::from(person.relation.is_some())) * 0.01;
        // Of "mends pots" the pots tell more.
        let last = words
            .last()
            .is_some_and(|word| row_of(role).is_some_and(|row| row.matter.contains(word)));
        let score = covered + if own { 0.15 } else { 0.0 } + if last { 0.05 } else { 0.0 };
        if covered > 0.5 || covered >= 0.5 && words.len() == 2 && common(clause) {
            offer(score + near, Found::Person(person, None));
        }
        if relation >= 0.6 {
            offer(0.75 * relation, Found::Person(person, None));
        }
        // "Who is your most difficult patient": the one whom I call my most obstinate.
        let text = person
            .relation
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        let most = [
            "my most",
            "my best",
            "my favourite",
            "favourite",
            "my oldest",
        ];
        let named = words
            .last()
            .is_some_and(|word| topics::stems(&text).contains(word));
        if named && clause.has("your") && most.iter().any(|most| text.contains(most)) {
            offer(1.2, Found::Person(person, None));
        }
    }
    let (covered, own) = in_trade(&turn.ctx.me.role);
    if covered > 0.5 || covered >= 0.5 && words.len() == 2 && common(clause) {
        offer(covered + if own { 0.2 } else { 0.05 }, Found::Me);
    }
    found.map(|(_, who)| who)
}

/// True when all words of the clause are ordinary ones: no name of something outside.
fn common(clause: &Asked) -> bool {
    const OUTSTANDING: [&str; 6] = ["oldest", "youngest", "first", "last", "richest", "biggest"];
    if clause.any(&OUTSTANDING) {
        return false;
    }
    clause.words.iter().all(|word| {
        let matter = rows().iter().any(|row| row.matter.contains(&stem(word)));
        matter || normalise::is_english(word)
    })
}

fn name(turn: &mut Turn, person: &PersonView, where_asked: bool, says: Option<String>) {
    let (Some(name), Some(role)) = (person.name.clone(), person.role.clone()) else {
        people::describe_briefly(turn, person);
        return;
    };
    turn.say_with("people.is", &[("person", &name), ("prole", &role)]);
    let fresh = says.filter(|says| turn.is_fresh(says));
    if let Some(says) = fresh {
        turn.tell(&ended(&says));
    }
    if turn.out.len() < 3 || where_asked {
        people::whereabouts(turn, person, &name);
    }
}
