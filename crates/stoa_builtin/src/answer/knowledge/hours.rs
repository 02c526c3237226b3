//! My hours and meals, and where I am at an hour of the day.

use crate::{topics, turn::Turn};

use super::{Asked, life::tell};

/// Where and when I eat.
pub fn meal(turn: &mut Turn, clause: &Asked) -> bool {
    const MEALS: [(&str, f32); 9] = [
        ("breakfast", 8.0),
        ("lunch", 12.5),
        ("dinner", 19.0),
        ("supper", 19.0),
        ("dine", 19.0),
        ("eat", 12.5),
        ("meal", 12.5),
        ("meals", 12.5),
        ("midday", 12.5),
    ];
    let Some((meal, hour)) = MEALS.iter().find(|(word, _)| clause.has(word)) else {
        return false;
    };
    let mine = clause.any(&[
        "do you",
        "you have",
        "you eat",
        "you take",
        "your",
        "you usually",
        "you normally",
        "you get",
        "you go",
        "you having",
        "you like to",
    ]);
    let asks = clause.any(&[
        "where",
        "when",
        "what time",
        "what hour",
        "who",
        "whom",
        "somewhere",
    ]);
    if !mine
        || !asks
        || clause.any(&[
            "recommend",
            "suggest",
            "can i",
            "can we",
            "could we",
            "should",
        ])
    {
        return false;
    }
    let said = turn.ctx.me.round.iter().find(|part| {
        let stems = topics::stems(part);
        let eats = ["eat", "soup", "supper", "breakfast", "dine", "meal"];
        stems
            .iter()
            .any(|word| *word == topics::stems(meal).concat())
            && !part.to_lowercase().contains("after lunch")
            || *meal != "breakfast"
                && *hour < 13.0
                && eats.iter().any(|e| stems.iter().any(|s| s == e))
    });
    let text = said
        .cloned()
        .or_else(|| part_at(turn, named_hour(clause).unwrap_or(*hour)));
    tell(turn, text)
}

/// When I get up, open, stop, go to bed.
pub fn hours(turn: &mut Turn, clause: &Asked) -> bool {
    if clause.any(&[
        "closing time",
        "opening hours",
        "opening times",
        "opening time",
    ]) {
        let closing = clause.has("closing time");
        let round = &turn.ctx.me.round;
        let text = if closing { round.last() } else { round.first() }.cloned();
        return tell(turn, text);
    }
    let when = clause.any(&[
        "when",
        "what time",
        "what hour",
        "which hour",
        "how early",
        "how late",
        "until when",
        "till when",
        "early riser",
        "morning person",
        "night owl",
    ]);
    // "Is it true that you get up at three?"
    let early = clause.any(&[
        "get up",
        "wake up",
        "out of bed",
        "up so early",
        "rise at",
        "up at",
    ]);
    let when =
        when || early && clause.any(&["you get", "you wake", "you rise", "you up", "you are up"]);
    if !when || clause.any(&["did you", "were you", "will you"]) {
        return false;
    }
    let rise = [
        "get up",
        "wake",
        "wake up",
        "rise",
        "out of bed",
        "start",
        "begin",
        "up in the morning",
        "open",
        "start work",
        "early riser",
        "morning person",
        "be up",
        "are you up",
        "awake",
    ];
    let rest = [
        "go to bed",
        "sleep",
        "to sleep",
        "turn in",
        "close",
        "shut",
        "finish",
        "knock off",
        "call it a day",
        "go home",
        "stop working",
        "stop",
        "to bed",
        "night owl",
        "stay up",
    ];
    let speaks = |turn: &Turn, words: &[&str]| {
        let me = &turn.ctx.me;
        let facts = me.facts.iter().map(|fact| &fact.says);
        facts
            .chain(&me.round)
            .find(|says| {
                let said: Vec<String> = says
                    .to_lowercase()
                    .split(|c: char| !c.is_alphanumeric())
                    .map(str::to_owned)
                    .collect();
                said.windows(2)
                    .any(|pair| pair[0] == "i" && words.contains(&pair[1].as_str()))
            })
            .cloned()
    };
    if clause.any(&rise) && !clause.has("get up to") {
        let text = if clause.any(&["open", "start", "begin"]) {
            speaks(turn, &["open", "rise"])
        } else {
            speaks(turn, &["rise", "wake"])
        };
        let first = turn.ctx.me.round.first().cloned();
        return tell(turn, text.or(first));
    }
    if clause.any(&rest) {
        let text = clause
            .has("sleep")
            .then(|| speaks(turn, &["sleep"]))
            .flatten();
        let last = turn.ctx.me.round.last().cloned();
        return tell(turn, text.or(last));
    }
    false
}

/// What I do, or where I am, at an hour of the day.
pub fn at_hour(turn: &mut Turn, clause: &Asked) -> bool {
    let asks = clause.any(&[
        "do you do",
        "you do",
        "you up to",
        "get up to",
        "are you doing",
        "you doing",
        "find you",
        "will you be",
        "are you",
        "you usually",
        "you spend",
        "you go",
        "you be",
        "your evenings",
        "your mornings",
        "your nights",
        "your plans",
        "catch you",
        "meet you",
        "you work",
        "see you",
        "you rest",
        "you do all",
        "you sit",
        "your afternoons",
        "keep you busy",
    ]);
    let what = clause.any(&["what", "where", "how"]);
    let now = clause.any(&["now", "right now", "good morning", "this morning"]);
    if !asks || !what || now || clause.any(&["how are", "did you", "were you"]) {
        return false;
    }
    let Some(hour) = named_hour(clause) else {
        return false;
    };
    let text = part_at(turn, hour);
    tell(turn, text)
}

/// The part of my day at an hour: the nearest.
fn part_at(turn: &Turn, hour: f32) -> Option<String> {
    let mut last = 5.0;
    let dated = turn.ctx.me.round.iter().map(|part| {
        last = hour_of(part).unwrap_or(last + 2.0);
        (last, part)
    });
    let best = dated.min_by(|a, b| (a.0 - hour).abs().total_cmp(&(b.0 - hour).abs()))?;
    ((best.0 - hour).abs() < 3.5).then(|| best.1.clone())
}

/// The hour that a question names.
fn named_hour(clause: &Asked) -> Option<f32> {
    const NAMED: [(&str, f32); 40] = [
        ("before dawn", 4.0),
        ("at dawn", 5.5),
        ("sunrise", 6.0),
        ("first thing", 6.0),
        ("before breakfast", 6.0),
        ("early morning", 6.0),
        ("mornings", 9.0),
        ("morning", 9.0),
        ("after lunch", 14.0),
        ("lunchtime", 12.5),
        ("lunch time", 12.5),
        ("at lunch", 12.5),
        ("noon", 12.5),
        ("midday", 12.5),
        ("afternoons", 15.5),
        ("afternoon", 15.5),
        ("after work", 18.0),
        ("dusk", 18.5),
        ("sunset", 18.5),
        ("evenings", 19.0),
        ("evening", 19.0),
        ("tonight", 20.0),
        ("after dark", 21.5),
        ("gets dark", 21.5),
        ("is dark", 21.5),
        ("after dinner", 20.5),
        ("nights", 22.0),
        ("night", 22.0),
        ("midnight", 24.0),
        ("late in the day", 18.0),
        ("end of the day", 21.0),
        ("before bed", 22.0),
        ("o'clock", -1.0),
        ("oclock", -1.0),
        ("am", -1.0),
        ("pm", -1.0),
        ("at", -1.0),
        ("around", -1.0),
        ("about", -1.0),
        ("by", -1.0),
    ];
    const NUMBERS: [&str; 13] = [
        "midnight", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let number = clause.words.windows(2).find_map(|pair| {
        let before = ["at", "around", "about", "by", "past", "until"].contains(&pair[0]);
        let digits = pair[1].split(':').next().and_then(|n| n.parse::<u8>().ok());
        let spelt = NUMBERS.iter().position(|name| *name == pair[1]);
        let hour = digits.map(usize::from).or(spelt)?;
        (before && hour < 25).then_some(hour as f32)
    });
    let Some(mut hour) = number else {
        let named = NAMED.iter().find(|(words, _)| clause.has(words));
        return named.map(|(_, hour)| *hour).filter(|hour| *hour > 0.0);
    };
    let late = clause.any(&["evening", "night", "afternoon", "pm", "tonight"]);
    let early = clause.any(&["morning", "am"]);
    if hour < 12.5 && (late || (!early && hour < 7.0)) && hour < 12.0 {
        hour += 12.0;
    }
    Some(hour)
}

/// The hour of which a part of the day speaks, in hours from midnight; parts without one follow the part before.
fn hour_of(part: &str) -> Option<f32> {
    const HOURS: [(&str, f32); 22] = [
        ("before dawn", 4.0),
        ("before sunrise", 5.5),
        ("first light", 6.0),
        ("at dawn", 6.0),
        ("early", 7.0),
        ("first shadow", 7.5),
        ("mid-morning", 10.5),
        ("late morning", 10.0),
        ("before ten", 9.5),
        ("before noon", 11.0),
        ("morning", 8.5),
        ("after lunch", 14.0),
        ("at noon", 12.5),
        ("midday", 12.5),
        ("at one", 13.0),
        ("afternoon", 15.5),
        ("slow hour", 15.5),
        ("after work", 18.0),
        ("dusk", 18.5),
        ("evening", 19.0),
        ("at night", 22.0),
        ("late", 21.5),
    ];
    let lower = part.to_lowercase();
    // What stands first in the sentence dates it.
    HOURS
        .iter()
        .filter_map(|(words, hour)| lower.find(words).map(|at| (at, *hour)))
        .min_by_key(|(at, _)| *at)
        .map(|(_, hour)| hour)
}
