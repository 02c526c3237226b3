//! Where one goes first: by what one needs, and by how far it is.

use super::*;
use crate::rules::plaza::turn::ARRIVED;

/// Ticks in which everybody has chosen for the first time.
const CHOOSING: u32 = 1;

/// So many bodies 1.6 m apart around a spot (in metres), each with needs of its own.
fn around((x, y): (i32, i32), count: u32, needs: impl Fn(u32) -> u32) -> Vec<Agent> {
    let across = count.isqrt() as i32;
    let one = |id: u32| {
        let (column, row) = (id as i32 % across, id as i32 / across);
        let at = |v: i32, i: i32| v * METRE + MARGIN + (2 * i - across) * METRE * 4 / 5;
        let mut agent = body(at(x, column), at(y, row), id, 0);
        agent.own[0] = needs(id);
        agent
    };
    (0..count).map(one).collect()
}

/// What everybody chose first, by id; [`NOWHERE`] who has not.
fn first_choices(watched: &mut Watched) -> Vec<u32> {
    for _ in 0..CHOOSING {
        watched.run(&[]);
    }
    let mut all = watched.agents();
    all.sort_by_key(|(a, _)| a.id);
    all.iter().map(|(_, s)| s.destination()).collect()
}

/// An open ground of 160 m a side with places to look at, at metres, of these offers.
fn place(places: &[(i32, i32, [u32; 4])]) -> BuiltPlace {
    let mut builder = PlaceBuilder::new(Ground::open(320, 320, 15));
    for (x, y, offers) in places {
        builder.add(Destination {
            offers: *offers,
            ..destination(Use::Look, *x, *y, 16, Vec::new())
        });
    }
    builder.build().unwrap()
}

#[test]
fn each_goes_where_its_need_is_met() {
    // As far from the middle each, and each much of one and a little of all.
    let offers = |need: usize| {
        let mut offers = [1; 4];
        offers[need] = 12;
        offers
    };
    let place = place(&[
        (40, 80, offers(0)),
        (120, 80, offers(1)),
        (80, 40, offers(2)),
        (80, 120, offers(3)),
    ]);
    let needs = |id: u32| 200 << (8 * (id % 4));
    let mut watched = Watched::new(&place, Params::default(), around((80, 80), 400, needs), 21);
    let chosen = first_choices(&mut watched);
    let matching = |to: &[u32], need: u32| {
        let own = (0_u32..).zip(to).filter(|(id, _)| id % 4 == need);
        own.filter(|(_, to)| **to == need).count()
    };
    let shares = [0, 1, 2, 3].map(|need| matching(&chosen, need));
    eprintln!("of 100 with one need each, so many chose what meets it: {shares:?}");
    assert!(shares.iter().all(|share| *share >= 80), "{shares:?}");
    // And they get there.
    for _ in 0..1_500 {
        watched.run(&[]);
    }
    let mut reached = vec![NOWHERE; 400];
    for (_, event) in watched
        .events
        .iter()
        .rev()
        .filter(|(_, e)| e.kind == ARRIVED)
    {
        reached[event.id as usize] = event.argument;
    }
    let shares = [0, 1, 2, 3].map(|need| matching(&reached, need));
    eprintln!("and so many came there first: {shares:?}");
    assert!(shares.iter().all(|share| *share >= 80), "{shares:?}");
}

#[test]
fn of_two_alike_the_nearer_mostly_wins() {
    let alike = [12, 1, 1, 1];
    // How many of a hundred choose the western of two places as far west and as far east as said.
    let western = |west: i32, east: i32| {
        let place = place(&[(80 - west, 80, alike), (80 + east, 80, alike)]);
        let agents = around((80, 80), 100, |_| 150);
        let mut watched = Watched::new(&place, Params::default(), agents, 22);
        let chosen = first_choices(&mut watched);
        assert!(chosen.iter().all(|to| *to < 2));
        chosen.iter().filter(|to| **to == 0).count()
    };
    let found = [western(10, 60), western(60, 10), western(40, 40)];
    eprintln!("of 100 so many go west: nearer by 50 m, farther by 50 m, as near: {found:?}");
    assert!(found[0] >= 75 && found[1] <= 25, "{found:?}");
    assert!((35..=65).contains(&found[2]), "{found:?}");
}
