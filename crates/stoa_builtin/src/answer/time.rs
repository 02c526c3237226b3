//! The hour, the day and the weather.

use crate::{
    turn::{self, Turn},
    understand::Meaning,
};

use super::facts;

/// Answers a question about time or weather.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "time.now" => turn.say("time.now"),
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
            if !meaning.asks && turn.say("weather.remark") {
                return true;
            }
            facts::on_topic(turn, &words, 0.75)
                || facts::on_topic(turn, &["weather", "rain", "wind", "season", "sun"], 0.22)
                || turn.say("weather")
        }
    }
}
