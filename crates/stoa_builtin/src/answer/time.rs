//! The hour, the day and the weather.

use crate::{
    turn::{self, Turn},
    understand::Meaning,
};

use super::facts;

/// Weather that nobody praises.
const BAD: [&str; 24] = [
    "bad",
    "terrible",
    "awful",
    "miserable",
    "grey",
    "gray",
    "chilly",
    "cold",
    "freezing",
    "rain",
    "raining",
    "rainy",
    "snow",
    "storm",
    "windy",
    "nippy",
    "muggy",
    "humid",
    "boiling",
    "scorching",
    "foggy",
    "hot",
    "dreadful",
    "cloudy",
];

/// Answers a question about time or weather.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "time.now" => {
            // "What time does the sun set" asks for more than the hour.
            let words = meaning.clause.plain();
            let content = crate::topics::content(&words);
            let more = content.iter().any(|word| {
                ![
                    "hour",
                    "clock",
                    "late",
                    "early",
                    "current",
                    "noon",
                    "morning",
                    "evening",
                    "night",
                    "afternoon",
                    "midnight",
                    "watch",
                ]
                .contains(word)
            });
            if more && words.len() > 4 && meaning.asks {
                return facts::on_topic(turn, &words, 0.5) || turn.say("unknown");
            }
            turn.say("time.now")
        }
        "time.day" => {
            let words = meaning.clause.plain();
            if words.contains(&"season") && facts::about(turn, &["season", "weather"], 0.4) {
                return true;
            }
            let day = turn.ctx.minute / 1440 + 1;
            turn.say_with("time.day", &[("day", &turn::ordinal(day as usize))])
        }
        _ => {
            let words = meaning.clause.plain();
            // "What a lovely day" remarks, as does all that asks for no answer.
            let exclaims = !meaning.clause.asks
                && words.first() == Some(&"what")
                && !words
                    .get(1)
                    .is_some_and(|word| ["is", "will", "about"].contains(word));
            let remark = [
                "nice",
                "lovely",
                "gorgeous",
                "beautiful",
                "glorious",
                "looks",
                "chilly",
                "hot",
                "cold",
                "it",
            ]
            .iter()
            .any(|word| words.first() == Some(word));
            let key = if words.iter().any(|word| BAD.contains(word)) {
                "weather.remark.bad"
            } else {
                "weather.remark"
            };
            if (!meaning.asks || exclaims || remark) && turn.say(key) {
                return true;
            }
            let to_come = ["tomorrow", "next", "will", "later", "week", "forecast"];
            if meaning.asks && to_come.iter().any(|word| words.contains(word)) {
                turn.say("future");
                facts::of_mine(turn, &["weather", "rain"], 0.5);
                return true;
            }
            facts::on_topic(turn, &words, 0.75)
                || facts::on_topic(turn, &["weather", "rain", "wind", "season", "sun"], 0.22)
                || turn.say("weather")
        }
    }
}
