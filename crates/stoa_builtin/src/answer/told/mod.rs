//! Questions of the listener about themselves: what they told is found by who, what, where and when.

use crate::{
    recall, resolve,
    told::{
        Said,
        words::{self as lists, kin, lemma, may_stand_for},
    },
    turn::Turn,
    understand::Meaning,
};

mod admit;
mod asked;
mod score;

use admit::admit;
use asked::{Asked, asks_plainly, practical, read};
use score::best;

/// Answers a question about something that the listener told; false when it is no such question.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    let settled = [
        "memory.first",
        "memory.last",
        "own.name",
        "crisis",
        "harm",
        "inject",
    ];
    if settled.contains(&meaning.kind) || meaning.kind.starts_with("deed.") {
        return false;
    }
    let plain = meaning.clause.plain();
    let Some(mut asked) = read(&plain, meaning.asks) else {
        return false;
    };
    // The clause may have lost its "do you remember" on the way here.
    asked.reminds |= meaning.asks
        && turn.line().is_some_and(|line| {
            let line = line.text.to_lowercase();
            ["remember", "recall", "still know", "remind", "forgot"]
                .iter()
                .any(|word| line.contains(word))
        });
    if asked.mine {
        return of_them(turn, meaning, &asked);
    }
    match asked.pronoun {
        Some(pronoun) => of_theirs(turn, meaning, &asked, pronoun),
        None => of_matter(turn, &asked),
    }
}

/// A question with "I" or "my".
fn of_them(turn: &mut Turn, meaning: &Meaning, asked: &Asked) -> bool {
    if let ["is", "my", "name", name] = asked.words.as_slice()
        && let Some(known) = turn.listener_name.clone()
    {
        let right = known.to_lowercase().split(' ').any(|part| part == *name);
        return turn.say(if right {
            "memory.name.yes"
        } else {
            "memory.name.no"
        });
    }
    if asked.of_name && asked.content.is_empty() {
        if turn.listener_name.is_some() {
            return turn.say("memory.name");
        }
        return turn.say("memory.name.unknown");
    }
    if practical(&asked.words)
        && !asked.reminds
        && asked.content.iter().all(|(_, weight)| *weight < 0.5)
        && meaning.kind.starts_with("memory.a")
    {
        let words = meaning.clause.plain();
        return super::discourse::lean(turn, meaning)
            || super::discourse::of_last_fact(turn, &words, &[])
            || super::facts::answer(turn, meaning);
    }
    // "How many of us are there?"
    let us = asked.words.iter().any(|word| ["we", "us"].contains(word));
    if asked.counts && us && asked.content.is_empty() {
        let ours = turn.said.iter().rev().find(|said| {
            let of_us = said
                .words
                .iter()
                .any(|word| ["we", "us", "our"].contains(&word.as_str()));
            said.has_number && of_us && !said.just_now
        });
        return match ours.map(|said| said.says.clone()) {
            Some(says) => turn.say_with("memory.about", &[("it", &says)]),
            None => turn.say("memory.told.none"),
        };
    }
    if asked.content.is_empty() && !asked.of_work && !asked.of_home && !asked.of_age {
        return whatever(turn, meaning, asked);
    }
    let sure = asked.reminds || (asks_plainly(&asked.words) && !practical(&asked.words));
    let must = if sure { 0.5 } else { 0.79 };
    if let Some(says) = best(&turn.said, asked, must, None) {
        let key = if asked.yes_no {
            "memory.about.yes"
        } else {
            "memory.about"
        };
        return turn.say_with(key, &[("it", &says)]);
    }
    if asked.yes_no && asked.reminds {
        return turn.say("memory.told.no");
    }
    if practical(&asked.words) && !asked.reminds && meaning.kind.starts_with("memory") {
        let words = meaning.clause.plain();
        return super::discourse::lean(turn, meaning)
            || super::facts::on_topic(turn, &words, 0.4)
            || super::facts::answer(turn, meaning);
    }
    // "My throat is sore, what do I do?" asks for help, not for a trade.
    if matches!(asked.words.as_slice(), ["what", "do", "i", "do"])
        && turn.said.iter().any(|said| said.just_now)
    {
        return !turn.out.is_empty() || super::facts::answer(turn, meaning);
    }
    // "What is my best option for lunch": what I know of lunch.
    let topic = asked.words.get(3).copied().unwrap_or_default();
    let personal = kin(topic).is_some()
        || [
            "name",
            "job",
            "work",
            "favourite",
            "favorite",
            "birthday",
            "age",
            "home",
            "trade",
            "profession",
            "hobby",
            "address",
            "plan",
            "hometown",
        ]
        .contains(&topic);
    if !asked.reminds
        && !personal
        && matches!(asked.words.as_slice(), [_, "is" | "are", "my", ..])
        && super::facts::about(turn, &asked.words, 0.7)
    {
        return true;
    }
    // What I know myself comes before "you have not told me": "do you remember the flood at my arrival".
    sure && admit(turn, meaning, asked)
}

/// "Remember what I told you?": the latest thing told.
fn whatever(turn: &mut Turn, meaning: &Meaning, asked: &Asked) -> bool {
    let told = meaning
        .clause
        .plain()
        .iter()
        .any(|word| ["told", "tell", "mention", "mentioned"].contains(word));
    let about_me = meaning
        .clause
        .plain()
        .windows(2)
        .any(|w| w == ["about", "me"]);
    if !told || about_me || !(asked.reminds || asks_plainly(&asked.words)) {
        return false;
    }
    let latest = turn.said.iter().rev().find(|said| !said.just_now);
    match latest.map(|said| said.says.clone()) {
        Some(says) => turn.say_with("memory.about", &[("it", &says)]),
        None if turn.listener_name.is_some() => turn.say("memory.name"),
        None => turn.say("memory.me.nothing"),
    }
}

/// A question with "she", "it" and their like, where it means somebody of theirs.
fn of_theirs(turn: &mut Turn, _meaning: &Meaning, asked: &Asked, pronoun: &str) -> bool {
    let Some(kin) = last_of_theirs(turn, pronoun, asked.reminds) else {
        return false;
    };
    let nothing = asked.content.is_empty() && !asked.of_name && !asked.of_age && !asked.of_work;
    if asked.wh.is_empty() && !asked.reminds {
        return false;
    }
    // "What was he?"
    let being = matches!(
        asked.words.as_slice(),
        ["what", "was" | "is" | "were" | "are", _]
    );
    if nothing && !being && asked.wh != "who" && !asked.reminds && asked.wh != "where" {
        return false;
    }
    if let Some(says) = best(&turn.said, asked, 0.6, Some(&kin)) {
        return turn.say_with("memory.about", &[("it", &says)]);
    }
    let living = !["it", "its", "they", "them", "their"].contains(&pronoun);
    if !living && !asked.of_name {
        return false;
    }
    let shown = if kin == "little" { "little one" } else { &kin };
    turn.say_with("memory.kin.none", &[("x", shown)])
}

/// A question for what they told with neither "I" nor "my": "who is coming at noon?"
fn of_matter(turn: &mut Turn, asked: &Asked) -> bool {
    let heavy = asked.content.iter().filter(|(_, weight)| *weight > 0.5);
    let known = |word: &str| {
        let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
        facts
            .flat_map(|fact| &fact.about)
            .any(|topic| topic.split(' ').any(|part| lemma(part) == word))
    };
    // "How old is Nina?", after "my daughter Nina".
    let named = asked.content.iter().any(|(word, _)| {
        let named = |said: &Said| {
            said.names
                .iter()
                .any(|name| lemma(&name.to_lowercase()) == *word)
        };
        let lives_here = turn
            .people()
            .filter_map(|person| person.name.as_deref())
            .any(|name| {
                name.to_lowercase()
                    .split(' ')
                    .any(|part| lemma(part) == *word)
            });
        turn.said.iter().any(named) && !lives_here
    });
    // "Who are the flowers for?", after "I need flowers for my mother".
    if let ["who" | "whom", .., "for"] = asked.words.as_slice() {
        let meant: Vec<Said> = turn
            .said
            .iter()
            .filter(|said| said.words.iter().any(|word| word == "for"))
            .cloned()
            .collect();
        if let Some(says) = best(&meant, asked, 0.85, None) {
            return turn.say_with("memory.about", &[("it", &says)]);
        }
    }
    let strange = heavy.clone().any(|(word, _)| !known(word));
    let enough = (strange && ["when", "where"].contains(&asked.wh))
        || heavy.count() >= 2
        || (strange && asked.reminds)
        || named
        || (asked.of_name && !asked.content.is_empty());
    let how = asked.wh == "how" && !(asked.of_age || asked.counts);
    if asked.wh.is_empty() || !(enough && strange) || how {
        return false;
    }
    match best(&turn.said, asked, if named { 0.6 } else { 0.85 }, None) {
        Some(says) => turn.say_with("memory.about", &[("it", &says)]),
        None => false,
    }
}

/// Whom of theirs a pronoun means: the last one they spoke of, unless somebody of this place was named since.
fn last_of_theirs(turn: &Turn, pronoun: &str, reminds: bool) -> Option<String> {
    let fits = |word: &str| kin(word).is_some_and(|kind| may_stand_for(pronoun, kind));
    let told = turn
        .said
        .iter()
        .rev()
        .find_map(|said| said.kin.clone().filter(|kin| fits(kin)))?;
    if reminds {
        return Some(told);
    }
    let before = turn.ctx.transcript.split_last()?.1;
    let here = before.iter().rev().take(4).find_map(|line| {
        let theirs = line.who != turn.ctx.me.id;
        let words = line.text.to_lowercase();
        let names_kin = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == told);
        if theirs && names_kin {
            return Some(false);
        }
        resolve::mentioned_person(turn, &line.text).map(|_| true)
    });
    (here == Some(false)).then_some(told)
}

/// A word about what was told in this clause, where no pattern of the table understood it.
pub fn acknowledge(turn: &mut Turn, meaning: &Meaning) -> bool {
    let Some((it, words)) = just_told(turn, meaning) else {
        return false;
    };
    // A clause before this one brought it already.
    if turn.out.iter().any(|said| said.contains(&it)) {
        return true;
    }
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let kind = recall::kind_of(&plain);
    turn.say_with(&format!("tell.{kind}"), &[("it", &it)])
}

/// What this clause told, turned to its speaker, with its words; none for a clause that told nothing.
pub fn just_told(turn: &Turn, meaning: &Meaning) -> Option<(String, Vec<String>)> {
    let words = meaning.clause.plain();
    let within = |said: &&Said| {
        let told: Vec<&str> = said.words.iter().map(String::as_str).collect();
        let (long, part) = if words.len() < told.len() {
            (&told, &words)
        } else {
            (&words, &told)
        };
        said.just_now
            && !part.is_empty()
            && (part.len() > 1 || told.len() < 3)
            && long
                .windows(part.len())
                .any(|window| window == part.as_slice())
    };
    let told: Vec<&Said> = turn.said.iter().filter(within).take(2).collect();
    let says: Vec<String> = told.iter().map(|said| said.says.clone()).collect();
    let it = super::list(&says);
    let it = if it.chars().count() > 110 {
        says.first()?.clone()
    } else {
        it
    };
    let all = told.iter().flat_map(|said| said.words.clone()).collect();
    (!it.is_empty() && it.chars().count() <= 110).then_some((it, all))
}

/// A plain account of their own that a pattern took for a question: "I burnt my bread at home yesterday".
pub fn account(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let wishes = |word: &&str| lists::of("wishes").contains(word);
    let family = meaning.kind.split('.').next().unwrap_or_default();
    let taken = ["own", "place", "people", "world", "time", "weather", "why"].contains(&family);
    let mine = matches!(words.first(), Some(&("i" | "my" | "we" | "our")))
        || (words.first() == Some(&"there")
            && words.iter().any(|word| ["my", "our", "us"].contains(word)));
    taken && mine && !meaning.asks && !words.iter().any(wishes) && acknowledge(turn, meaning)
}
