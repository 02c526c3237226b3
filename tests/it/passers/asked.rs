//! What passers-by do when they are asked to, and those whom one has blocked.

use stoa::desktop::unseen;
use stoa_render::crowd::CrowdHidden;
use stoa_ui::LocalPerson;
use stoa_world::{Places, Posture, Seat, sim::crowd_index};

use super::*;

#[test]
fn whoever_of_the_crowd_is_asked_to_sit_would_refuse_or_not_say_why() {
    let profile = Profile::new();
    let mut app = open(&profile, 120, Start::Fresh);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    sim::step_many(&mut app, 60);
    let seats = |app: &App| app.world().resource::<Places>().seats.clone();
    let free = seats(&app).into_values().filter(|s| s.taken_by.is_none());
    assert!(free.count() > 4);
    // Somebody who stands near a free seat.
    let near_a_seat = |app: &mut App| {
        let free: Vec<Seat> = seats(app)
            .into_values()
            .filter(|s| s.taken_by.is_none())
            .collect();
        let far = |at: Vec3| {
            let all = free.iter().map(|seat| seat.at.with_y(0.0).distance(at));
            all.fold(f32::INFINITY, f32::min)
        };
        let here = crowd(app).into_iter();
        let nearest = here.min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        nearest.expect("somebody").0
    };
    let whom = near_a_seat(&mut app);
    go_to(&mut app, whom);
    if get::<Posture>(&app, whom) == Some(Posture::Sitting) {
        ask(&mut app, whom, "Please stand up.");
        sim::step_many(&mut app, 90);
        assert_eq!(get::<Posture>(&app, whom), Some(Posture::Standing));
    }
    let answer = ask(&mut app, whom, "Please sit down.");
    assert!(!answer.is_empty());
    let sits = (0..1_200).any(|_| {
        sim::step(&mut app);
        get::<Posture>(&app, whom) == Some(Posture::Sitting)
    });
    assert!(sits, "{answer}");
    // They sit and talk.
    let said = ask(&mut app, whom, "What is your name?");
    assert!(!said.is_empty());
    assert_eq!(get::<Posture>(&app, whom), Some(Posture::Sitting));
    part(&mut app, whom);
    // Where every seat is taken, the next one says so.
    for seat in app.world_mut().resource_mut::<Places>().seats.values_mut() {
        seat.taken_by = Some(StableId(1_000));
    }
    let other = crowd(&mut app).into_iter().find(|(id, _)| {
        let posture = get::<Posture>(&app, *id);
        *id != whom && posture == Some(Posture::Standing)
    });
    let (other, _) = other.expect("somebody on their feet");
    go_to(&mut app, other);
    let mut said = ask(&mut app, other, "Please sit down.");
    for _ in 0..300 {
        sim::step(&mut app);
        said.push_str(&said_by(&logged(&mut app), other.0.into()));
    }
    assert!(said.contains("taken"), "{said}");
    assert_eq!(get::<Posture>(&app, other), Some(Posture::Standing));
}

#[test]
fn somebody_of_the_crowd_who_was_blocked_would_be_back_after_a_restart() {
    let profile = Profile::new();
    let mut app = open(&profile, 200, Start::Saved);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    sim::step_many(&mut app, 60);
    let (whom, _) = crowd(&mut app)[0];
    go_to(&mut app, whom);
    wish(&mut app, Deed::Block { whom, on: true });
    sim::step_many(&mut app, 3);
    let problems = session::finish(app.world_mut());
    assert!(problems.is_empty(), "{problems:?}");
    drop(app);

    let mut app = open(&profile, 200, Start::Saved);
    app.add_plugins(unseen::plugin)
        .insert_resource(LocalPerson(ADA));
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    sim::step(&mut app);
    // Wherever they are.
    let index = crowd_index(whom).expect("one of the crowd");
    assert_eq!(app.world().resource::<CrowdHidden>().0[..], [index]);
    go_to(&mut app, whom);
    logged(&mut app);
    let deed = Deed::Say {
        text: "Good evening.".to_owned(),
        to: SayTo::Anyone,
        volume: Volume::Say,
        source: None,
    };
    app.world_mut().write_message(Intent { who: whom, deed });
    sim::step_many(&mut app, 90);
    let log = logged(&mut app);
    assert!(!said_by(&log, whom.0.into()).is_empty());
    let heard = of_kind(&log, "heard").into_iter();
    let theirs = heard.filter(|event| event["who"] == ADA.0 && event["from"] == whom.0);
    assert_eq!(theirs.count(), 0, "they are heard");
    // And back, wherever they are.
    wish(&mut app, Deed::Block { whom, on: false });
    sim::step_many(&mut app, 2);
    assert!(app.world().resource::<CrowdHidden>().0.is_empty());
}
