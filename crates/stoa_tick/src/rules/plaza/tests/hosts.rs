//! Bodies that hosts steer.

use super::*;
use crate::rules::plaza::{
    bodies::host,
    town::town,
    turn::ARRIVED,
    words::{CROWD, NAMED, PERSON, PLACED, STEERED},
};

#[test]
fn a_steered_body_walks_as_wished_and_stops_at_a_wall() {
    let place = open_place(30).build().unwrap();
    let mut watched = Watched::new(&place, Params::default(), vec![host(3, PERSON)], 1);
    watched.run(&[(3, placed(15, 10))]);
    // Towards the bench, from south of it.
    watched.run(&[(3, Order::Walk { vx: 0, vy: -6_000 })]);
    let mut fastest = 0;
    for _ in 0..150 {
        watched.run(&[]);
        let (body, state) = watched.agent(3);
        assert_eq!(state.activity, STEERED);
        fastest = fastest.min(body.velocity().1);
        assert_eq!(watched.in_walls(), Vec::<u32>::new());
    }
    assert_eq!(fastest, -6_000);
    let (body, _) = watched.agent(3);
    let off = f64::from(body.y - world(0, 5).1) / f64::from(METRE);
    assert!(
        (0.4..0.8).contains(&off),
        "it stands {off:.2} m from the bench's middle"
    );
    watched.run(&[(3, Order::Walk { vx: 0, vy: 0 })]);
    for _ in 0..40 {
        watched.run(&[]);
    }
    assert_eq!(watched.agent(3).0.velocity, 0);
    assert_eq!(watched.count(ARRIVED), 0);
}

#[test]
fn a_wish_is_cut_to_what_bodies_can_do() {
    for (wish, most) in [(i32::MAX, 8_000), (i32::MIN, -8_000), (7_999, 7_999)] {
        let words = Order::Walk { vx: wish, vy: 0 }.words();
        assert_eq!(crate::rules::unpack(words[1]), (most, 0));
    }
    // And where the words themselves ask for more, as the fastest diagonal.
    let place = open_place(60).build().unwrap();
    let mut watched = Watched::new(&place, Params::default(), vec![host(0, NAMED)], 1);
    watched.run(&[(0, placed(5, 20))]);
    let words = [Order::Walk { vx: 0, vy: 0 }.words()[0], 0x7fff_7fff, 0];
    watched.tick.tick(&[Command { id: 0, words }]).unwrap();
    for _ in 0..100 {
        watched.run(&[]);
    }
    let (vx, vy) = watched.agent(0).0.velocity();
    assert!(
        (7_900..=8_000).contains(&vx) && (7_900..=8_000).contains(&vy),
        "{vx} {vy}"
    );
}

#[test]
fn steered_bodies_do_not_walk_through_each_other() {
    let place = open_place(40).build().unwrap();
    let all = vec![host(0, PERSON), host(1, NAMED)];
    let mut watched = Watched::new(&place, Params::default(), all, 1);
    watched.run(&[(0, placed(10, 20)), (1, placed(30, 20))]);
    let walk = |vx| Order::Walk { vx, vy: 0 };
    watched.run(&[(0, walk(3_000)), (1, walk(-3_000))]);
    let mut nearest: f64 = 9.0;
    for _ in 0..400 {
        watched.run(&[]);
        nearest = nearest.min(metres(&watched.agent(0).0, &watched.agent(1).0));
    }
    assert!(nearest > 0.45, "{nearest} m");
    assert!(watched.agent(0).0.x > world(25, 0).0, "they passed");
}

#[test]
fn a_body_steered_without_a_wish_makes_room_for_a_person() {
    let place = open_place(30).build().unwrap();
    let all = vec![host(0, PERSON), host(1, NAMED)];
    let mut watched = Watched::new(&place, Params::default(), all, 1);
    watched.run(&[(0, placed(10, 20)), (1, placed(20, 20))]);
    watched.run(&[(1, Order::Walk { vx: 0, vy: 0 })]);
    let mut nearest: f64 = 9.0;
    for tick in 0..200 {
        let (x, y) = (world(10, 0).0 + tick * 2_900, world(0, 20).1);
        watched.run(&[(0, Order::Place { x, y, heading: 0 })]);
        nearest = nearest.min(metres(&watched.agent(0).0, &watched.agent(1).0));
    }
    assert!(nearest > 0.3, "{nearest} m");
}

#[test]
fn those_made_for_a_host_come_and_go_as_it_says() {
    let place = town(10, 0.05).unwrap();
    let mut watched = Watched::new(
        &place,
        Params::default(),
        vec![host(0, PERSON), host(1, CROWD)],
        1,
    );
    for _ in 0..300 {
        watched.run(&[]);
    }
    assert!(
        watched
            .agents()
            .iter()
            .all(|(a, s)| s.activity == AWAY && a.x < MARGIN)
    );
    watched.run(&[(0, placed(20, 20)), (1, Order::Walk { vx: 2_000, vy: 0 })]);
    assert_eq!(
        (watched.agent(0).0.x, watched.agent(0).1.activity),
        (world(20, 0).0, PLACED)
    );
    assert_eq!(watched.agent(1).1.activity, STEERED);
    assert!(watched.agent(1).0.x < MARGIN, "it starts where it is");
    watched.run(&[(0, Order::Leave), (1, Order::Leave)]);
    assert!(
        watched
            .agents()
            .iter()
            .all(|(a, s)| s.activity == AWAY && a.x < MARGIN)
    );
    for _ in 0..300 {
        watched.run(&[]);
    }
    assert!(watched.agents().iter().all(|(_, s)| s.activity == AWAY));
}
