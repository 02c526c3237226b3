//! Talks among inhabitants: how one begins, goes on and ends.
//!
//! A turn answers what was said and then brings something of its own: a fact, a place, somebody both know, a wish, an
//! hour of the day, or a question. Each sentence holds a name, a place or an hour, so that it is rarely said twice.

use stoa_model::{PersonView, PlaceView};

use crate::{
    answer, phrases, resolve,
    topics::Source,
    turn::{self, Turn},
    understand::{self, Meaning},
};

/// Begins a conversation with the listener.
pub fn open(turn: &mut Turn) {
    let person = turn
        .ctx
        .listener
        .as_ref()
        .is_some_and(|listener| !listener.agent);
    if person {
        answer::greet(turn);
        return;
    }
    if turn.ctx.listener.is_none() {
        bring_up(turn);
        return;
    }
    let known = turn.ctx.acquaintance.talks > 0
        || turn
            .ctx
            .listener
            .as_ref()
            .is_some_and(|l| l.relation.is_some());
    let at = said_place(turn);
    let slots = listener_slots(turn);
    let mut all: Vec<(&'static str, &str)> = slots
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    if let Some(at) = &at {
        all.push(("at", at));
    }
    say_fresh(
        turn,
        if known {
            "chat.open"
        } else {
            "chat.open.first"
        },
        &all,
    );
    if turn.dice.one_in(3) && recollect(turn) {
        return;
    }
    if turn.dice.one_in(2) {
        bring_up(turn)
    } else {
        ask(turn)
    }
}

/// Answers what the other said and carries the talk on.
pub fn go_on(turn: &mut Turn) {
    let Some(line) = turn.line().filter(|line| line.who != turn.ctx.me.id) else {
        bring_up(turn);
        return;
    };
    let asked = line.text.contains('?');
    let last = last_question(&line.text);
    if asked {
        reply_to_question(turn, &last);
    } else {
        react(turn, &line.text);
    }
    // Hand over: something of mine, a question, or both.
    let room = turn.out.len() < 3;
    match turn.dice.roll(5) {
        0 | 1 if room => ask(turn),
        2 | 3 if room => bring_up(turn),
        _ if turn.out.is_empty() => bring_up(turn),
        _ if room && turn.dice.one_in(2) => {
            recollect(turn);
        }
        _ => {}
    }
}

/// Ends a conversation.
pub fn close(turn: &mut Turn) {
    if turn
        .ctx
        .listener
        .as_ref()
        .is_some_and(|listener| !listener.agent)
    {
        answer::farewell(turn);
        return;
    }
    let asked = turn
        .line()
        .filter(|line| line.who != turn.ctx.me.id && line.text.contains('?'));
    if let Some(line) = asked {
        let last = last_question(&line.text);
        reply_to_question(turn, &last);
        turn.out.truncate(1);
    }
    let slots = listener_slots(turn);
    let mut all: Vec<(&'static str, &str)> = slots
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    let next = place_of_day(turn).map(|place| place.name.clone());
    if let Some(next) = &next {
        all.push(("place", next));
    }
    say_fresh(turn, "chat.close", &all);
    if turn.can("end_talk") {
        turn.call("end_talk", &[]);
    }
}

/// The last sentence that asks; all of the text when none does.
fn last_question(text: &str) -> String {
    let mut sentences = turn::sentences(text);
    let at = sentences
        .iter()
        .rposition(|sentence| sentence.trim_end_matches('"').ends_with('?'));
    at.map_or_else(|| text.to_owned(), |at| sentences.swap_remove(at))
}

/// Says a phrase that is new; false when every one was said already.
fn say_fresh(turn: &mut Turn, key: &str, slots: &[(&'static str, &str)]) -> bool {
    for _ in 0..4 {
        if let Some(text) = turn.fresh_phrase(key, slots) {
            turn.tell(&text);
            return true;
        }
    }
    false
}

/// The other inhabitant in a talk among inhabitants: `{you}`, `{yrole}`, `{ytrade}`.
pub fn listener_slots(turn: &Turn) -> Vec<(&'static str, String)> {
    let mut slots = Vec::new();
    if let Some(listener) = turn.ctx.listener.as_ref().filter(|listener| listener.agent) {
        if let Some(name) = &listener.name {
            slots.push(("you", name.split(' ').next().unwrap_or(name).to_owned()));
        }
        if let Some(role) = &listener.role {
            slots.push(("yrole", role.clone()));
            if let Some(trade) = trade_of(role) {
                slots.push(("ytrade", trade.to_owned()));
            }
        }
    }
    slots
}

/// What somebody of a role busies themselves with.
fn trade_of(role: &str) -> Option<&'static str> {
    const TRADES: &[(&str, &str)] = &[
        ("gard", "the beds"),
        ("bak", "the oven"),
        ("cook", "the kitchen"),
        ("librar", "the shelves"),
        ("scholar", "your books"),
        ("teach", "your pupils"),
        ("philosoph", "your great questions"),
        ("smith", "the forge"),
        ("carpent", "the workbench"),
        ("mason", "the stones"),
        ("sculpt", "the marble"),
        ("paint", "your canvases"),
        ("music", "your songs"),
        ("sing", "your songs"),
        ("poet", "your verses"),
        ("writ", "your pages"),
        ("merchant", "the stall"),
        ("trad", "the stall"),
        ("shop", "the shop"),
        ("fish", "the nets"),
        ("sail", "the sea"),
        ("guard", "your watch"),
        ("watch", "your rounds"),
        ("doctor", "your patients"),
        ("heal", "your remedies"),
        ("herb", "your herbs"),
        ("nurse", "your patients"),
        ("astronom", "the stars"),
        ("clock", "your clocks"),
        ("weav", "the loom"),
        ("tailor", "your needles"),
        ("potter", "the wheel"),
        ("bee", "the hives"),
        ("farm", "the fields"),
        ("shepherd", "the flock"),
        ("build", "the scaffold"),
        ("architect", "your plans"),
        ("keeper", "your charge"),
        ("messenger", "your letters"),
        ("post", "your letters"),
        ("story", "your stories"),
        ("actor", "your lines"),
        ("danc", "your steps"),
        ("student", "your studies"),
        ("judge", "your cases"),
        ("map", "your maps"),
        ("courier", "your errands"),
        ("athlet", "your training"),
        ("run", "your running"),
        ("vintner", "the vines"),
        ("wine", "the vines"),
    ];
    let role = role.to_lowercase();
    TRADES
        .iter()
        .find(|(part, _)| role.contains(part))
        .map(|(_, trade)| *trade)
}

fn said_place(turn: &Turn) -> Option<String> {
    turn.ctx.here.as_ref().map(|here| here.name.clone())
}

/// Answers a question that another inhabitant asked.
fn reply_to_question(turn: &mut Turn, question: &str) {
    if answers_our_question(turn, question) || answers_as_to_a_visitor(turn, question) {
        return;
    }
    if !say_fresh(turn, "chat.answer", &[]) {
        bring_up(turn);
    }
}

/// Answers a question of the phrase book; false when it is none or nothing new is left to say to it.
fn answers_our_question(turn: &mut Turn, question: &str) -> bool {
    let Some((key, slots)) = phrases::recognise_question(question) else {
        return false;
    };
    let value = |name: &str| {
        slots
            .iter()
            .find(|(slot, _)| slot == name)
            .map(|(_, value)| value.clone())
    };
    let done = match key {
        "ask.chat.place" => value("place").is_some_and(|name| think_of_place(turn, &name)),
        "ask.chat.person" => value("person").is_some_and(|name| think_of_person(turn, &name)),
        "ask.chat.work" => own_work(turn),
        "ask.chat.plans" => plans(turn),
        "ask.chat.fact" => share_fact(turn),
        _ => return false,
    };
    done || say_fresh(turn, "chat.answer", &[]) || share_fact(turn)
}

/// Answers as a visitor would be answered, where there is something to answer with.
fn answers_as_to_a_visitor(turn: &mut Turn, question: &str) -> bool {
    let known = turn.known.clone();
    let meanings = understand::understand(question, &known, &turn.ctx.me.name.to_lowercase());
    let Some(meaning) = meanings.iter().find(|meaning| meaning.kind != "greet") else {
        return false;
    };
    if meaning.kind == "none" {
        let words = meaning.clause.plain();
        let found = turn.index().find_at_least(&words, 0.6).first().copied();
        let says = found.and_then(|found| match found.source {
            Source::Fact(at) => turn.fact(false, at),
            Source::Lore(at) => turn.fact(true, at),
            _ => None,
        });
        let Some(says) = says
            .map(|fact| finished(&fact.says))
            .filter(|says| turn.is_fresh(says))
        else {
            return false;
        };
        turn.tell(&says);
        return true;
    }
    // Of what is said among neighbours only plain questions are taken at their word.
    let family = meaning.kind.split('.').next().unwrap_or_default();
    if !["own", "people", "place", "time", "weather", "how", "story"].contains(&family) {
        return false;
    }
    let answered = answer_meaning(turn, meaning);
    turn.out.truncate(2);
    answered
}

fn answer_meaning(turn: &mut Turn, meaning: &Meaning) -> bool {
    let before = turn.out.len();
    answer::one(turn, meaning);
    turn.out.len() > before
}

fn think_of_place(turn: &mut Turn, name: &str) -> bool {
    let Some(place) = turn.place_named(name) else {
        return false;
    };
    let name = place.name.clone();
    let said = say_fresh(turn, "chat.place.answer", &[("place", &name)]);
    if turn.dice.one_in(2) {
        let about = place_fact(turn, place);
        if let Some(text) = about {
            turn.tell(&text);
        }
    }
    said
}

fn think_of_person(turn: &mut Turn, name: &str) -> bool {
    let person = turn.people().find(|person| {
        person
            .name
            .as_deref()
            .is_some_and(|full| full == name || full.split(' ').next() == Some(name))
    });
    let Some(person) = person else { return false };
    let slots = person_slots(person);
    let all: Vec<(&'static str, &str)> = slots
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    say_fresh(turn, "chat.person.answer", &all)
}

fn person_slots(person: &PersonView) -> Vec<(&'static str, String)> {
    let mut slots = Vec::new();
    if let Some(name) = &person.name {
        slots.push(("person", name.clone()));
    }
    if let Some(role) = &person.role {
        slots.push(("prole", role.clone()));
        if let Some(trade) = trade_of(role) {
            slots.push((
                "ptrade",
                trade.replace("your ", "those ").replace("the ", "that "),
            ));
        }
    }
    if let Some(at) = &person.at {
        slots.push(("at", at.clone()));
    }
    if let Some(doing) = &person.doing {
        slots.push(("doing", doing.trim_end_matches('.').to_owned()));
    }
    let relation = person
        .relation
        .as_ref()
        .map(|relation| relation.split([';', '.']).next().unwrap_or(relation).trim());
    if let Some(relation) = relation.filter(|relation| {
        let lower = relation.to_lowercase();
        !relation.is_empty()
            && !["i ", "we ", "she ", "he ", "they "]
                .iter()
                .any(|start| lower.starts_with(start))
    }) {
        slots.push(("relation", relation.to_owned()));
    }
    slots
}

fn own_work(turn: &mut Turn) -> bool {
    let round: Vec<String> = turn
        .ctx
        .me
        .round
        .iter()
        .map(|part| finished(part))
        .filter(|part| turn.is_fresh(part))
        .collect();
    if let Some(text) = turn.dice.pick(&round).cloned() {
        turn.tell(&text);
        return true;
    }
    say_fresh(turn, "chat.work", &[])
}

fn plans(turn: &mut Turn) -> bool {
    let wants: Vec<String> = turn
        .ctx
        .me
        .wants
        .iter()
        .map(|want| finished(want))
        .filter(|want| turn.is_fresh(want))
        .collect();
    if let Some(text) = turn.dice.pick(&wants).cloned() {
        turn.tell(&text);
        return true;
    }
    let next = place_of_day(turn).map(|place| place.name.clone());
    match next {
        Some(place) => say_fresh(turn, "chat.plans", &[("place", &place)]),
        None => own_work(turn),
    }
}

/// A fact of mine or of the world that was not told lately.
fn share_fact(turn: &mut Turn) -> bool {
    let facts: Vec<String> = turn
        .ctx
        .me
        .facts
        .iter()
        .chain(&turn.ctx.lore)
        .map(|fact| finished(&fact.says))
        .filter(|says| turn.is_fresh(says) && !says.contains('?'))
        .collect();
    match turn.dice.pick(&facts).cloned() {
        Some(says) => {
            turn.tell(&says);
            true
        }
        None => false,
    }
}

fn place_fact(turn: &Turn, place: &PlaceView) -> Option<String> {
    let about = finished(&place.about);
    (!place.about.trim().is_empty() && turn.is_fresh(&about)).then_some(about)
}

/// A word about what the other said.
fn react(turn: &mut Turn, text: &str) {
    let slots = listener_slots(turn);
    let person = resolve::mentioned_person(turn, text);
    let place = resolve::mentioned_place(turn, text);
    let mut all: Vec<(&'static str, String)> = slots;
    let key = match (person, place) {
        (Some(person), _) if turn.dice.roll(3) > 0 => {
            all.extend(person_slots(person));
            "chat.react.person"
        }
        (_, Some(place)) => {
            all.push(("place", place.name.clone()));
            "chat.react.place"
        }
        _ => {
            if let Some(topic) = topic_word(turn, text) {
                all.push(("topic", topic));
                "chat.react.topic"
            } else {
                "chat.react"
            }
        }
    };
    let all: Vec<(&'static str, &str)> = all
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    if !say_fresh(turn, key, &all) {
        say_fresh(turn, "chat.react", &all);
    }
    // What I know of the same matter.
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_owned)
        .collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    if turn.dice.one_in(3)
        && let Some(found) = turn.index().find(&words).first().copied()
        && let Source::Fact(at) = found.source
        && let Some(says) = turn.fact(false, at).map(|fact| finished(&fact.says))
        && turn.is_fresh(&says)
    {
        turn.tell(&says);
    }
}

/// A matter of the other's line that is worth naming: one of my own topics, said in so many words.
fn topic_word(turn: &Turn, text: &str) -> Option<String> {
    let text = format!(" {} ", turn::fold(text));
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let people: Vec<String> = turn
        .people()
        .filter_map(|person| person.name.as_ref())
        .map(|name| name.to_lowercase())
        .collect();
    let me = turn.ctx.me.name.to_lowercase();
    let mine = facts.flat_map(|fact| &fact.about).filter(|topic| {
        let lower = topic.to_lowercase();
        let name = me.contains(&lower) || people.iter().any(|name| name.contains(&lower));
        let thing = topic.contains(' ') || (lower.ends_with('s') && lower.len() > 5);
        thing
            && !name
            && topic.split(' ').count() < 4
            && text.contains(&format!(" {} ", turn::fold(topic)))
    });
    mine.max_by_key(|topic| topic.len()).cloned()
}

/// Brings something up: a fact, a place, a person, a wish, the hour.
fn bring_up(turn: &mut Turn) {
    let mut kinds = [0, 1, 2, 3, 4, 5, 0, 2];
    turn.dice.shuffle(&mut kinds);
    let tried = kinds.iter().any(|kind| match kind {
        0 => {
            let opened = turn.dice.one_in(2);
            let at = turn.out.len();
            if opened {
                say_fresh(turn, "chat.fact.open", &[]);
            }
            let told = share_fact(turn);
            if !told {
                turn.out.truncate(at);
            }
            told
        }
        1 => {
            let places = &turn.ctx.places;
            let index = turn.dice.roll(places.len());
            places.get(index).is_some_and(|place| {
                let kind = place.kind.clone();
                say_fresh(
                    turn,
                    "chat.place",
                    &[("place", &place.name), ("kind", &kind)],
                )
            })
        }
        2 => third_person(turn).is_some_and(|person| {
            let seen = turn.ctx.present.iter().any(|other| other.id == person.id);
            let slots = person_slots(person);
            let all: Vec<(&'static str, &str)> = slots
                .iter()
                .map(|(key, value)| (*key, value.as_str()))
                .collect();
            say_fresh(
                turn,
                if seen {
                    "chat.person.seen"
                } else {
                    "chat.person"
                },
                &all,
            )
        }),
        3 => own_work(turn),
        4 => plans(turn),
        _ => {
            let at = said_place(turn);
            let all: Vec<(&'static str, &str)> = at.iter().map(|at| ("at", at.as_str())).collect();
            say_fresh(turn, "chat.hour", &all)
        }
    });
    if !tried {
        let at = said_place(turn).unwrap_or_else(|| turn.ctx.world.clone());
        turn.say_with("chat.last", &[("at", &at)]);
    }
}

/// A question to the other.
fn ask(turn: &mut Turn) {
    let mut kinds = [
        "ask.chat.place",
        "ask.chat.person",
        "ask.chat.work",
        "ask.chat.plans",
        "ask.chat.fact",
        "ask.chat.place",
    ];
    turn.dice.shuffle(&mut kinds);
    let mut slots = listener_slots(turn);
    let places = &turn.ctx.places;
    let index = turn.dice.roll(places.len());
    if let Some(place) = places.get(index) {
        slots.push(("place", place.name.clone()));
    }
    if let Some(person) = third_person(turn) {
        slots.extend(person_slots(person));
    }
    let all: Vec<(&'static str, &str)> = slots
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    if !kinds.iter().any(|kind| say_fresh(turn, kind, &all)) {
        bring_up(turn);
    }
}

/// Something that the other said in an earlier talk.
fn recollect(turn: &mut Turn) -> bool {
    let Some(listener) = turn.ctx.listener.as_ref() else {
        return false;
    };
    let heard: Vec<String> = turn
        .ctx
        .memories
        .iter()
        .filter(|memory| {
            memory.who == listener.id && !memory.mine && memory.text.chars().count() < 140
        })
        .filter(|memory| {
            !turn
                .ctx
                .transcript
                .iter()
                .any(|line| line.text.contains(&memory.text))
        })
        .filter_map(|memory| topic_word(turn, &memory.text))
        .collect();
    let Some(topic) = turn.dice.pick(&heard).cloned() else {
        return false;
    };
    let slots = listener_slots(turn);
    let mut all: Vec<(&'static str, &str)> = slots
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    all.push(("topic", &topic));
    say_fresh(turn, "chat.recall", &all)
}

/// Somebody both of us may know, neither of us two.
fn third_person<'a>(turn: &mut Turn<'a>) -> Option<&'a PersonView> {
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let others: Vec<&PersonView> = turn
        .people()
        .filter(|person| Some(person.id) != listener && person.agent && person.name.is_some())
        .collect();
    turn.dice.pick(&others).copied()
}

/// A place that my day names.
fn place_of_day<'a>(turn: &mut Turn<'a>) -> Option<&'a PlaceView> {
    let round = turn.ctx.me.round.clone();
    let places: Vec<&PlaceView> = round
        .iter()
        .filter_map(|part| resolve::mentioned_place(turn, part))
        .collect();
    turn.dice.pick(&places).copied().or_else(|| {
        let index = turn.dice.roll(turn.ctx.places.len());
        turn.ctx.places.get(index)
    })
}

fn finished(text: &str) -> String {
    let text = turn::raised(text);
    if text.ends_with(['.', '!', '?', '\u{2026}']) {
        text
    } else {
        format!("{text}.")
    }
}
