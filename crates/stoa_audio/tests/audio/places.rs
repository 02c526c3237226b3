use stoa_world::Species;

use super::*;

pub fn tree(x: f32, z: f32) -> Part {
    let kind = PartKind::Tree {
        species: Species::Olive,
        height: 6.0,
    };
    part(kind, x, z)
}

#[test]
fn what_is_far_away_would_sound_and_what_is_near_be_silent() {
    let parts = vec![
        fountain(-6.0, 0.0),
        tree(5.0, 0.0),
        tree(30.0, 0.0),
        fountain(80.0, 0.0),
    ];
    let (mut app, seen) = noted(parts);
    until(&mut app, &seen, |seen| seen.played.len() == 2);
    for _ in 0..100 {
        app.update();
    }
    let beds = played(&seen, Group::Ambience);
    let at: Vec<Option<[f32; 3]>> = beds.iter().map(|one| one.placing.at).collect();
    assert_eq!(beds.len(), 2, "{at:?}");
    assert!(at.contains(&Some([-6.0, 1.0, 0.0])), "{at:?}");
    assert!(at.contains(&Some([5.0, 0.65 * 6.0, 0.0])), "{at:?}");
    // Away to the other fountain: both end, and it begins.
    listen(&mut app, [70.0, 1.6, 0.0]);
    until(&mut app, &seen, |seen| seen.played.len() == 3);
    let seen = seen.lock().expect("one thread");
    assert_eq!(seen.stopped.len(), 2);
    assert_eq!(seen.played[2].placing.at, Some([80.0, 1.0, 0.0]));
}

#[test]
fn birds_would_sing_at_night_or_never() {
    let songs = |minute: u32| {
        let parts = (0..6).map(|n| tree(20.0 + 2.0 * n as f32, 0.0)).collect();
        let (mut app, seen) = noted(parts);
        app.insert_resource(clock(minute));
        made(&mut app, (0..24).map(Kept::Bird));
        for _ in 0..30 * 60 {
            tick(&mut app);
        }
        played(&seen, Group::Ambience).len()
    };
    // Six trees, each every 22 s: about 16 a minute.
    let by_day = songs(9 * 60);
    assert!((6..32).contains(&by_day), "{by_day} phrases a minute");
    assert_eq!(songs(2 * 60), 0);
    assert_eq!(songs(9 * 60), by_day);
}
