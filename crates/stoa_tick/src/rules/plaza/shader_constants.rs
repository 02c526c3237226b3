//! The constants of `shaders/tick/plaza*.wgsl` by name, each with that of the same meaning here.

use super::{absent, order, patience, sense, tables, turn, visit, walk, words};
use crate::board::UNCLAIMED;

/// Constants that have one name in both languages.
macro_rules! same {
    ($($module:ident: $($name:ident)*;)*) => {
        [$($((stringify!($name), $module::$name as i64),)*)*]
    };
}

pub(crate) fn table() -> Vec<(&'static str, i64)> {
    let same = same! {
        words: WALK STAND QUEUE SIT SIT_DOWN GET_UP AWAY PLACED STEERED CROWD NAMED PERSON WATCHED;
        words: OWN TOLD POINT STAY NO_WAY UNKNOWN_WAY NOWHERE NO_SLOT COUNTS;
        tables: COLUMNS ROWS SHIFT ORIGIN_X ORIGIN_Y GROUND STRIDE ESCAPE DESTINATIONS DESTINATION_COUNT;
        tables: POINTS DISTRICTS DISTRICT_COLUMNS DISTRICT_ROWS DISTRICT_SHIFT CLAIMS ENTRANCES;
        tables: ENTRANCE_COUNT ROLES ROLE_COUNT FINE UNIT DESTINATION_WORDS USE RADIUS FIELD WINDOW_AT;
        tables: WINDOW_SIZE FIRST_POINT POINT_COUNT FIRST_CLAIM DWELL ROOM POINT_WORDS LOOK SEATS LINE;
        tables: GROUPS ENTRANCE GROUP_SLOTS;
        sense: REACH TOUCH PERSONAL ARM HORIZON FOLLOW HALF_WIDTH SQUEEZE FAST WIDE_GAP AGAINST;
        walk: MOST_WISH TURN HEADWAY MOST_PUSH LEAST_WISH PATIENCE CREEP INERTIA CHANGE FASTEST MOST_PRESS;
        turn: PACE GROWTH COMING LEAVING CHOICE SPOT STAY_LENGTH WIGGLE DOOR FRESH LIMBO CIRCLE PAUSE TURNS;
        turn: ARRIVED SAT MET NEAR_PERSON LEFT CAME UP LOOKERS LONGEST_WAY;
        visit: THERE AT_HAND WAITING SITTING_DOWN GOOD_ENOUGH HOPELESS STILL_HELD_UP ASIDE;
        patience: LEAST_PATIENCE YIELDING ASIDE_PACE;
        absent: LEAST_GETTING_UP GETTING_UP OFF_SEAT DOOR_TICKS;
        order: GO_TO VISIT TAKE_SEAT REMAIN PLACE STEER HOLD WATCH LEAVE;
    };
    let others = [
        ("MOST_STEP", i64::from(super::MOST_STEP)),
        ("GROUP_UP", words::GROUP.into()),
        ("AT_X", tables::X as i64),
        ("AT_Y", tables::Y as i64),
        ("NOBODY", sense::ALONE.person.into()),
        ("PATIENCE_HABIT", turn::PATIENCE.into()),
        ("SEEN_X", turn::AT_X.into()),
        ("SEEN_Y", turn::AT_Y.into()),
        ("NEAR_SQUARE", turn::NEAR.into()),
        ("NOBODY_CLAIMS", UNCLAIMED.into()),
    ];
    same.into_iter().chain(others).collect()
}
