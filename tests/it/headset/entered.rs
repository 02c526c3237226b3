//! In, out, in again, and the runtime's end: the desktop goes on.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{
    parallax,
    worn::{IN, OUT, PATIENCE, Worn},
};
use crate::support::{Profile, monado::Driver, of_kind};

/// Frames after which somebody has really been there.
const FRAMES: usize = 60;

#[test]
fn a_headset_is_entered_left_entered_again_and_lost() {
    let Some(mut worn) = Worn::put_on(Driver::Simulated, Profile::new(), "stoa", &[]) else {
        return;
    };
    let entered = worn.wait_for_states(0, &IN);
    worn.wait(&format!("{FRAMES} frames"), |worn| {
        (worn.frames() >= FRAMES).then_some(())
    });
    sees_the_world(&mut worn, "headset_world");
    worn.silent();

    worn.key_in_window("F8");
    let left = worn.wait_for_states(entered, &OUT);
    worn.wait_for_ticks("on the desktop");
    let frames = worn.frames();
    worn.key_in_window("F8");
    let entered = worn.wait_for_states(left, &IN);
    worn.wait("frames of the second session", |worn| {
        (worn.frames() >= frames + 5).then_some(())
    });
    sees_the_world(&mut worn, "headset_world_again");
    worn.silent();

    worn.monado.kill();
    worn.wait_for_states(entered, &["NONE"]);
    let events = worn.events();
    let failed = of_kind(&events, "xr_failed");
    assert_eq!(failed.len(), 1, "told once: {failed:?}");
    tells_why(failed[0]);
    worn.wait_for_ticks("without the runtime");
    worn.end();
}

/// The world fades in: it is there in the end.
fn sees_the_world(worn: &mut Worn, name: &str) {
    let begun = Instant::now();
    loop {
        let [left, right] = worn.eyes(name);
        match parallax::check(&left, &right) {
            Ok(()) => return,
            Err(why) => assert!(
                begun.elapsed() < PATIENCE,
                "{why}; what was seen lies in target/pictures/{name}.png"
            ),
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// The call, its answer, and what to do: start the service that was killed.
fn tells_why(failed: &Value) {
    let word = |key: &str| failed[key].as_str().unwrap_or_default();
    assert!(word("call").starts_with("xr"), "{failed}");
    let answer = format!("{} answered XR_ERROR_", word("call"));
    assert!(word("cause").contains(&answer), "{failed}");
    assert!(word("remedy").contains("Monado"), "{failed}");
}
