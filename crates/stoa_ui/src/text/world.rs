//! What the world tells by name: its notices are English, and carry their name and what is filled in.

use crate::language::{say, word};

/// What happened, and what to do about it, for the notice of this name; `of` gives the values that it carries. `None`
/// for a name that is not known.
pub fn told_by_world<'a>(
    name: &str,
    of: impl Fn(&str) -> &'a str,
) -> Option<(String, &'static str)> {
    Some(match name {
        "strangers" => (
            say!(world_strangers, error = of("error")),
            word!(save_beside),
        ),
        "lost_memories" => (
            say!(world_lost_memories, name = of("name"), error = of("error")),
            word!(save_beside),
        ),
        "not_saved" => (
            say!(world_not_saved, cause = of("cause")),
            word!(world_not_saved_remedy),
        ),
        "not_saved_at_end" => (
            say!(world_not_saved, cause = of("cause")),
            word!(world_not_saved_at_end_remedy),
        ),
        "crowd_anew" => (
            say!(world_crowd_anew, cause = of("cause")),
            word!(world_crowd_anew_remedy),
        ),
        "nobody_walks" => (
            say!(world_nobody_walks, cause = of("cause")),
            word!(world_nobody_walks_remedy),
        ),
        "tick_failed" => (
            say!(world_tick_failed, tick = of("tick"), error = of("error")),
            word!(world_tick_failed_remedy),
        ),
        "engine_changed" => (
            say!(world_engine_changed, told = of("told")),
            word!(world_slower_remedy),
        ),
        "no_device" => (
            say!(world_no_device, why = of("why")),
            word!(world_no_device_remedy),
        ),
        "too_many" => (
            say!(world_too_many, people = of("people"), agents = of("agents")),
            word!(world_too_many_remedy),
        ),
        "ground_unseen" => (
            say!(world_ground_unseen, cause = of("cause")),
            word!(world_ground_unseen_remedy),
        ),
        "cut_off" => (
            say!(world_cut_off, count = of("count")),
            word!(world_cut_off_remedy),
        ),
        "recording_gap" => (
            say!(world_recording_gap, file = of("file")),
            word!(world_recording_gap_remedy),
        ),
        "recording_ends" => (
            say!(world_recording_ends, file = of("file"), why = of("why")),
            word!(world_recording_ends_remedy),
        ),
        "recording_failed" => (
            say!(
                world_recording_failed,
                file = of("file"),
                error = of("error")
            ),
            word!(world_recording_failed_remedy),
        ),
        "log_failed" => (
            say!(world_log_failed, file = of("file"), error = of("error")),
            word!(world_log_failed_remedy),
        ),
        "log_slow" => (
            say!(world_log_slow, file = of("file")),
            word!(world_log_slow_remedy),
        ),
        "log_reader_slow" => (
            word!(world_log_reader_slow).to_owned(),
            word!(world_log_slow_remedy),
        ),
        "world_stays" => (
            say!(world_stays, cause = of("cause")),
            word!(world_stays_remedy),
        ),
        _ => return None,
    })
}
