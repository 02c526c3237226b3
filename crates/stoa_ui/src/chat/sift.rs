//! Which keys of a frame are for the line that opens in it, and which were for the game. Where frames are slow, the key
//! that opens the line and the first words can come in one.

use std::collections::BTreeSet;

use bevy_egui::egui::{Event, Key};

/// For the frame in which the line opens: what was typed before the key `by` is dropped with it, what was typed after
/// it stays. Without a key (a click, a gamepad) nothing of that frame was meant for the line. `held` are the keys that
/// were down before; afterwards those that still are.
pub(super) fn sift_opening(events: &mut Vec<Event>, held: &mut BTreeSet<Key>, by: Option<Key>) {
    let opener = by.and_then(|by| {
        let is_press = |event: &Event| press(event) == Some(by) || physical(event) == Some(by);
        events
            .iter()
            .position(|event| is_press(event) && is_pressed(event))
    });
    let end = opener.map_or(events.len(), |at| at + 1);
    for event in &events[..end] {
        follow(event, held);
    }
    let mut index = 0;
    events.retain(|event| {
        index += 1;
        index > end || !is_typing(event)
    });
    sift(events, held);
}

/// Drops what keys repeat that have been down all the while.
pub(super) fn sift(events: &mut Vec<Event>, held: &mut BTreeSet<Key>) {
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events.drain(..) {
        let repeats = is_pressed(&event) && name(&event).is_some_and(|key| held.contains(&key));
        if repeats {
            // The letter comes right before its key.
            if matches!(kept.last(), Some(Event::Text(_))) {
                kept.pop();
            }
            continue;
        }
        if !is_pressed(&event) {
            follow(&event, held);
        }
        kept.push(event);
    }
    *events = kept;
}

fn follow(event: &Event, held: &mut BTreeSet<Key>) {
    let Some(key) = name(event) else { return };
    if is_pressed(event) {
        held.insert(key);
    } else {
        held.remove(&key);
    }
}

/// The key by its place on the keyboard, so that layouts do not matter.
fn name(event: &Event) -> Option<Key> {
    physical(event).or_else(|| press(event))
}

fn press(event: &Event) -> Option<Key> {
    match event {
        Event::Key { key, .. } => Some(*key),
        _ => None,
    }
}

fn physical(event: &Event) -> Option<Key> {
    match event {
        Event::Key { physical_key, .. } => *physical_key,
        _ => None,
    }
}

fn is_pressed(event: &Event) -> bool {
    matches!(event, Event::Key { pressed: true, .. })
}

fn is_typing(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Key { .. } | Event::Paste(_))
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::Modifiers;

    use super::*;

    fn key(key: Key, pressed: bool) -> Event {
        Event::Key {
            key,
            physical_key: Some(key),
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    /// What winit and bevy_egui make of keys: `+x` goes down (a held one repeats), `-x` comes up.
    fn events(keys: &str) -> Vec<Event> {
        let mut events = Vec::new();
        for step in keys.split_whitespace() {
            let (down, name) = (step.starts_with('+'), &step[1..]);
            let pressed = match name {
                "enter" => Key::Enter,
                letter => Key::from_name(&letter.to_uppercase()).expect("a letter"),
            };
            if down && name.len() == 1 {
                events.push(Event::Text(name.to_owned()));
            }
            events.push(key(pressed, down));
        }
        events
    }

    fn text(events: &[Event]) -> String {
        let texts = events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn words_typed_right_after_the_key_would_be_lost_or_the_key_would_be_typed() {
        for (held, opening, by, first, then, second) in [
            ("", "+e", Some(Key::E), "", "-e +h -h", "h"),
            ("", "+e -e", Some(Key::E), "", "+h -h +e -e", "he"),
            ("", "+e -e +h -h +e -e", Some(Key::E), "he", "+l -l", "l"),
            // Walking up while the key is pressed: the walk's letter keeps repeating.
            ("w", "+w +e -e +w", Some(Key::E), "", "+w +h -w +w", "hw"),
            ("w", "-w +e -e +w -w", Some(Key::E), "w", "", ""),
            // The opener itself repeats until it comes up.
            ("", "+e +e +e", Some(Key::E), "", "+e -e +e", "e"),
            (
                "",
                "+a -a +enter -enter +b -b",
                Some(Key::Enter),
                "b",
                "+c",
                "c",
            ),
            ("", "+a -a", None, "", "+b -b", "b"),
        ] {
            let mut down: BTreeSet<Key> = held
                .split_whitespace()
                .filter_map(|letter| Key::from_name(&letter.to_uppercase()))
                .collect();
            let mut frame = events(opening);
            sift_opening(&mut frame, &mut down, by);
            assert_eq!(text(&frame), first, "{held} {opening}");
            let mut frame = events(then);
            sift(&mut frame, &mut down);
            assert_eq!(text(&frame), second, "{held} {opening} | {then}");
        }
    }
}
