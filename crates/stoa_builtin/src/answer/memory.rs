//! What the listener said and told: now, and in talks before.

use crate::{
    phrases, recall, topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{ended, facts, list};

/// Answers a question about what is remembered.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "memory.name" => {
            if turn.listener_name.is_some() {
                turn.say("memory.name")
            } else {
                turn.say("memory.name.unknown")
            }
        }
        "memory.mine" => quote_theirs(turn),
        "memory.yours" if meaning.capture("x").is_some() => quote_mine_about(turn, meaning),
        "memory.yours" => quote_mine(turn),
        "memory.first" => quote_first(turn),
        "memory.me" => recognise(turn),
        "memory.last" => last_talk(turn),
        _ => about(turn, meaning),
    }
}

fn quote_theirs(turn: &mut Turn) -> bool {
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let before = turn
        .ctx
        .transcript
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    let said = before
        .iter()
        .rev()
        .find(|line| Some(line.who) == listener || line.who != turn.ctx.me.id);
    match said {
        Some(line) => {
            let quote = short(&line.text);
            turn.say_with("memory.mine", &[("quote", &quote)])
        }
        None => {
            let remembered = turn
                .ctx
                .memories
                .iter()
                .find(|memory| Some(memory.who) == listener);
            match remembered.map(|memory| short(&memory.text)) {
                Some(quote) => turn.say_with("memory.mine", &[("quote", &quote)]),
                None => turn.say("memory.mine.none"),
            }
        }
    }
}

fn quote_first(turn: &mut Turn) -> bool {
    let first = turn
        .ctx
        .transcript
        .iter()
        .find(|line| line.who != turn.ctx.me.id);
    match first
        .filter(|_| turn.ctx.transcript.len() > 1)
        .map(|line| short(&line.text))
    {
        Some(quote) => turn.say_with("memory.first", &[("quote", &quote)]),
        None => turn.say("memory.mine.none"),
    }
}

/// What I said about a matter: my own words, or what I know of it.
fn quote_mine_about(turn: &mut Turn, meaning: &Meaning) -> bool {
    let asked = topics::stems(meaning.typed("x").unwrap_or_default());
    let mine = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who == turn.ctx.me.id && !line.text.contains('"'));
    let said = mine
        .into_iter()
        .flat_map(|line| turn::sentences(&line.text))
        .find(|sentence| {
            let stems = topics::stems(sentence);
            !asked.is_empty() && asked.iter().all(|word| stems.contains(word))
        });
    match said.map(|sentence| short(&sentence)) {
        Some(quote) => turn.say_with("memory.yours", &[("quote", &quote)]),
        None => facts::about(turn, &meaning.clause.plain(), 0.5) || turn.say("memory.yours.none"),
    }
}

fn quote_mine(turn: &mut Turn) -> bool {
    // The last thing I said that was not itself a repetition.
    let mine = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who == turn.ctx.me.id);
    let said = mine
        .into_iter()
        .find(|line| !line.text.contains('"'))
        .or_else(|| turn.my_last_line());
    // One sentence, or what was said before would be put in other words within the quotation.
    let joined = |text: &str| {
        short(text)
            .replace(". ", "; ")
            .replace("! ", "; ")
            .replace("? ", "; ")
    };
    match said.map(|line| joined(&line.text)) {
        Some(quote) => turn.say_with("memory.yours", &[("quote", &quote)]),
        None => turn.say("memory.yours.none"),
    }
}

fn short(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = one_line.trim_end_matches(['.', ' ']);
    if trimmed.chars().count() <= 220 {
        return trimmed.to_owned();
    }
    let cut: String = trimmed.chars().take(220).collect();
    format!(
        "{}\u{2026}",
        cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head)
    )
}

fn recognise(turn: &mut Turn) -> bool {
    let here_before = turn.ctx.acquaintance.talks > 0;
    if !here_before && turn.tellings.is_empty() {
        return turn.say("memory.me.no");
    }
    let since = since(turn);
    let said = turn.say_with(
        if here_before {
            "memory.me.yes"
        } else {
            "memory.me.now"
        },
        &[("since", &since)],
    );
    tell_some(turn, 1);
    said
}

/// How long ago the last talk was, in words.
pub fn since(turn: &Turn) -> String {
    let Some(last) = turn.ctx.acquaintance.last_minute else {
        return "some time ago".to_owned();
    };
    match turn.ctx.minute.saturating_sub(last) {
        0..=9 => "just a moment ago".to_owned(),
        10..=59 => "a little while ago".to_owned(),
        minutes @ 60..=719 => {
            let hours = minutes / 60;
            if hours == 1 {
                "an hour ago".to_owned()
            } else {
                format!("{hours} hours ago")
            }
        }
        minutes => {
            let days = (turn.ctx.minute / 1440).saturating_sub((turn.ctx.minute - minutes) / 1440);
            match days {
                0 => "earlier today".to_owned(),
                1 => "yesterday".to_owned(),
                2..=6 => format!("{days} days ago"),
                7..=13 => "last week".to_owned(),
                _ => format!("{} weeks ago", days / 7),
            }
        }
    }
}

fn last_talk(turn: &mut Turn) -> bool {
    if turn.ctx.acquaintance.talks > 0 {
        let since = since(turn);
        let said = turn.say_with("memory.last", &[("since", &since)]);
        tell_some(turn, 2);
        return said;
    }
    if turn.tellings.is_empty() {
        turn.say("memory.last.never")
    } else {
        summary(turn)
    }
}

/// Everything told, as far as it fits.
pub fn summary(turn: &mut Turn) -> bool {
    if turn.tellings.is_empty() && turn.listener_name.is_none() {
        return turn.say("memory.me.nothing");
    }
    if turn.listener_name.is_some() {
        turn.say("memory.name");
    }
    tell_some(turn, 3);
    true
}

/// Says up to so many of the things told, in one sentence.
fn tell_some(turn: &mut Turn, most: usize) -> bool {
    let keyed = turn
        .tellings
        .iter()
        .any(|telling| !telling.key.is_empty() && telling.key != "name");
    let mut says: Vec<String> = Vec::new();
    for telling in turn
        .tellings
        .iter()
        .rev()
        .filter(|telling| telling.key != "name" && (!keyed || !telling.key.is_empty()))
    {
        let stale = says.contains(&telling.says)
            || says.iter().any(|said| {
                topics::stems(said)
                    .iter()
                    .filter(|w| telling.about.contains(w))
                    .count()
                    > 1
            });
        if !stale && says.len() < most {
            says.push(telling.says.clone());
        }
    }
    !says.is_empty() && turn.say_with("memory.told", &[("it", &list(&says))])
}

fn about(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let own = words
        .iter()
        .any(|word| ["i", "my", "me", "we"].contains(word));
    let captured = meaning
        .capture("x")
        .map(|words| words.join(" "))
        .unwrap_or_else(|| words.join(" "));
    if ["me", "myself", "us"].contains(&captured.trim()) {
        return summary(turn);
    }
    let mut asked = topics::stems(&captured);
    asked.extend(
        topics::content(&words)
            .into_iter()
            .map(stoa_mind::words::stem),
    );
    for (word, keys) in [
        ("live", &["home", "live", "from"][..]),
        ("from", &["from", "home", "come"]),
        ("work", &["job", "work"]),
        ("old", &["age"]),
        ("like", &["like", "love", "favourite", "enjoy"]),
        ("love", &["like", "love", "favourite", "enjoy"]),
        ("hate", &["hate", "dislike", "do not like"]),
        ("looking", &["look", "search", "want"]),
        ("feel", &["mood", "feeling"]),
        ("pet", &["dog", "cat", "pet", "horse", "rabbit"]),
        ("wife", &["married", "wife"]),
        ("job", &["work", "job"]),
        ("profession", &["work", "job"]),
        ("hometown", &["home", "from", "live"]),
        ("home", &["home", "from", "live"]),
    ] {
        if words.contains(&word) {
            asked.extend(
                keys.iter()
                    .flat_map(|key| topics::stems(key))
                    .chain(keys.iter().map(|key| (*key).to_owned())),
            );
        }
    }
    if words.windows(2).any(|pair| pair == ["i", "do"]) {
        asked.extend(["job", "work"].map(str::to_owned));
    }
    for (now, past) in [
        ("buy", "bought"),
        ("meet", "met"),
        ("see", "saw"),
        ("go", "went"),
        ("eat", "ate"),
        ("find", "found"),
        ("lose", "lost"),
        ("make", "made"),
        ("write", "wrote"),
        ("win", "won"),
        ("come", "came"),
        ("get", "got"),
        ("break", "broke"),
        ("sell", "sold"),
        ("grow", "grew"),
        ("drink", "drank"),
        ("catch", "caught"),
        ("leave", "left"),
        ("bring", "brought"),
        ("read", "read"),
        ("ride", "rode"),
        ("swim", "swam"),
        ("dream", "dreamt"),
        ("sing", "sang"),
        ("build", "built"),
        ("teach", "taught"),
        ("keep", "kept"),
    ] {
        if words.contains(&now) {
            asked.extend(topics::stems(past));
            asked.push(past.to_owned());
        }
    }
    asked.retain(|word| {
        !["name", "remember", "tell", "told", "said", "forgotten"].contains(&word.as_str())
    });
    if asked.is_empty() && !captured.contains("name") {
        return summary(turn);
    }
    if captured.split(' ').any(|word| word == "name") && asked.is_empty() {
        return if turn.listener_name.is_some() {
            turn.say("memory.name")
        } else {
            turn.say("memory.name.unknown")
        };
    }
    let mut best: Option<(usize, recall::Telling)> = None;
    for telling in &turn.tellings {
        let hits = asked
            .iter()
            .filter(|word| {
                telling.about.contains(word)
                    || (word.len() > 3 && telling.key.starts_with(word.as_str()))
            })
            .count();
        if hits > 0 && best.as_ref().is_none_or(|(most, _)| hits >= *most) {
            best = Some((hits, telling.clone()));
        }
    }
    if let Some((_, telling)) = best {
        return turn.say_with("memory.about", &[("it", &telling.says)]);
    }
    // "do you remember the flood": something that I know rather than something told.
    if !own && facts::about(turn, &words, 0.5) {
        return true;
    }
    let heard = turn.ctx.memories.iter().find(|memory| {
        let stems = topics::stems(&memory.text);
        asked.iter().any(|word| stems.contains(word))
    });
    if let Some(memory) = heard {
        let (name, quote, mine) = (memory.name.clone(), short(&memory.text), memory.mine);
        let key = if mine { "memory.yours" } else { "memory.heard" };
        return turn.say_with(key, &[("who", &name), ("quote", &quote)]);
    }
    let topic = facts::topic(meaning);
    let topic = recall::second_person(&topic);
    let mut shown = turn::without_article(&topic).to_owned();
    let first = shown.split(' ').next().unwrap_or_default().to_lowercase();
    if words.windows(2).any(|pair| pair == ["my", first.as_str()]) {
        shown = format!("your {shown}");
    }
    turn.say_with("memory.about.none", &[("x", &shown)])
}

/// "Tell me more": another thing about what was last spoken of.
pub fn more(turn: &mut Turn) -> bool {
    let last = turn
        .my_last_line()
        .map(|line| line.text.clone())
        .unwrap_or_default();
    let clauses = crate::normalise::clauses(&last, &turn.known);
    let words: Vec<String> = clauses
        .iter()
        .flat_map(|clause| {
            clause
                .plain()
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let content: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut wanted: Vec<&str> = topics::content(&content);
    wanted.truncate(12);
    let mut best: Option<(usize, String)> = None;
    let stems: Vec<String> = wanted
        .iter()
        .map(|word| stoa_mind::words::stem(word))
        .collect();
    for fact in turn.ctx.me.facts.iter().chain(&turn.ctx.lore) {
        let about: Vec<String> = fact
            .about
            .iter()
            .flat_map(|topic| topics::stems(topic))
            .chain(topics::stems(&fact.says))
            .collect();
        let hits = stems.iter().filter(|word| about.contains(word)).count();
        if hits > 1
            && turn.is_fresh(&ended(&fact.says))
            && best.as_ref().is_none_or(|(most, _)| hits > *most)
        {
            best = Some((hits, fact.says.clone()));
        }
    }
    if let Some((_, says)) = best {
        turn.tell(&ended(&says));
        return true;
    }
    let person = resolve_person(turn, &last);
    if let Some((name, at)) = person {
        return turn.say_with("more.person", &[("person", &name), ("at", &at)]);
    }
    let fresh: Vec<String> = turn
        .ctx
        .me
        .facts
        .iter()
        .map(|fact| ended(&fact.says))
        .filter(|says| turn.is_fresh(says))
        .collect();
    match turn.dice.pick(&fresh).cloned() {
        Some(says) => {
            turn.say("more.other");
            turn.tell(&says);
            true
        }
        None => turn.say("more.none"),
    }
}

fn resolve_person(turn: &Turn, text: &str) -> Option<(String, String)> {
    let person = crate::resolve::mentioned_person(turn, text)?;
    Some((person.name.clone()?, person.at.clone()?))
}

/// "Why?": a reason from what I want or know, near to what I last said.
pub fn why(turn: &mut Turn) -> bool {
    let last = turn
        .my_last_line()
        .map(|line| turn::sentences(&line.text))
        .unwrap_or_default();
    let question = last
        .iter()
        .rev()
        .find_map(|sentence| phrases::recognise_question(sentence));
    if question.is_some() {
        return turn.say("why.asked");
    }
    let stems: Vec<String> = last
        .iter()
        .flat_map(|sentence| topics::stems(sentence))
        .collect();
    let texts = turn
        .ctx
        .me
        .facts
        .iter()
        .map(|fact| &fact.says)
        .chain(&turn.ctx.me.wants)
        .chain([&turn.ctx.me.about]);
    let mut best: Option<(usize, String)> = None;
    for text in texts.filter(|text| !text.trim().is_empty()) {
        let hits = topics::stems(text)
            .iter()
            .filter(|word| stems.contains(word))
            .count();
        let text = ended(text);
        if hits > 0 && turn.is_fresh(&text) && best.as_ref().is_none_or(|(most, _)| hits > *most) {
            best = Some((hits, text));
        }
    }
    match best {
        Some((_, text)) => {
            turn.say("why.because");
            turn.tell(&text);
            true
        }
        None => turn.say("why"),
    }
}
