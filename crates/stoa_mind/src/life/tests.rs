use std::collections::BTreeSet;

use super::*;
use crate::persona::check_cast;

const TEN_THOUSAND: u32 = 10_000;

fn places() -> Vec<(String, String, String)> {
    let rows = [
        ("fountain", "the fountain", "fountain"),
        ("garden", "the garden", "garden"),
        ("cafe", "the café", "cafe"),
        ("market", "the market", "market"),
        ("library", "the library", "library"),
    ];
    rows.map(|(id, name, kind)| (id.to_owned(), name.to_owned(), kind.to_owned()))
        .to_vec()
}

fn inhabitants() -> Vec<CastMember> {
    let rows = [
        (1000, "iris", "Iris", "gardener"),
        (1001, "theo", "Theo", "baker"),
        (1002, "mara", "Mara", "potter"),
    ];
    rows.map(|(id, persona, name, role)| CastMember {
        id,
        persona: persona.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
    })
    .to_vec()
}

fn seen(number: u32) -> Seen {
    [Seen::Woman, Seen::Man, Seen::Either][number as usize % 3]
}

/// The life of one, for a place of its own.
fn check(seed: u64, number: u32, seen: Seen, see: impl FnOnce(Persona)) {
    let (places, inhabitants) = (places(), inhabitants());
    let birth = Birth {
        seed,
        number,
        seen,
        grey: number.is_multiple_of(4),
        places: &places,
        inhabitants: &inhabitants,
    };
    see(birth.life());
}

#[test]
fn two_of_ten_thousand_would_be_alike() {
    for seed in [0, 7] {
        let (mut names, mut lives) = (BTreeSet::new(), BTreeSet::new());
        for number in 0..TEN_THOUSAND {
            check(seed, number, seen(number), |life| {
                assert!(names.insert(life.name.clone()), "{number}: {}", life.name);
                let told = format!("{} {:?} {:?}", life.about, life.knows, life.opinions);
                assert!(lives.insert(told), "{number}: {}", life.about);
            });
        }
    }
    // However they all look.
    for all in [Seen::Woman, Seen::Man, Seen::Either] {
        let names: BTreeSet<String> = (0..TEN_THOUSAND).map(|n| name(3, n, all)).collect();
        assert_eq!(names.len(), TEN_THOUSAND as usize, "{all:?}");
    }
}

#[test]
fn somebody_would_be_somebody_else_the_next_time_or_in_another_world_the_same() {
    for number in [0, 17, 9_999, 999_999] {
        let one = |seed| {
            let mut kept = None;
            check(seed, number, seen(number), |life| kept = Some(life));
            kept
        };
        assert_eq!(one(7), one(7));
        assert_ne!(one(7), one(8));
        let called = one(7).map(|life| life.name);
        assert_eq!(called, Some(name(7, number, seen(number))));
    }
}

#[test]
fn a_life_would_be_no_persona() {
    for number in 0..500 {
        check(7, number, seen(number), |life| {
            assert!(life.name.chars().count() <= 40 && life.role.chars().count() <= 60);
            assert!(
                (16..=120).contains(&life.age.unwrap_or(0)),
                "{:?}",
                life.age
            );
            assert!((1..=8).contains(&life.temperament.len()));
            assert!((1..=64).contains(&life.knows.len()));
            for fact in life.knows.iter().chain(&life.opinions) {
                assert!((1..=12).contains(&fact.about.len()), "{fact:?}");
                assert!(fact.says.chars().count() <= 400, "{fact:?}");
            }
            let mut texts: Vec<&str> = vec![&life.about, &life.style];
            texts.extend(life.knows.iter().map(|fact| fact.says.as_str()));
            texts.extend(life.opinions.iter().map(|fact| fact.says.as_str()));
            texts.extend(life.round.iter().map(|round| round.says.as_str()));
            texts.extend(life.relations.iter().map(|relation| relation.is.as_str()));
            for text in texts {
                assert!(
                    !text.is_empty() && !text.contains(['{', '}', '|']),
                    "{text}"
                );
            }
            let at: Vec<String> = places().into_iter().map(|(id, ..)| id).collect();
            let theirs = |who: &str| inhabitants().iter().any(|i| i.persona == who);
            assert!(life.relations.iter().all(|relation| theirs(&relation.who)));
            let problems = check_cast(
                &[Persona {
                    relations: Vec::new(),
                    ..life
                }],
                &at,
            );
            assert_eq!(problems, []);
        });
    }
}

#[test]
fn somebody_would_wish_a_good_morning_at_night() {
    for (hour, section) in [
        (5, "greeting morning"),
        (12, "greeting day"),
        (20, "greeting evening"),
        (1, "greeting evening"),
    ] {
        for chance in 0..9 {
            let said = greeting(2 * 1_440 + hour * 60, chance);
            assert!(lines(section).contains(&said), "{said} at {hour}");
        }
    }
}

#[test]
fn an_empty_place_would_break_a_life() {
    let birth = Birth {
        seed: 7,
        number: 3,
        seen: Seen::Either,
        grey: false,
        places: &[],
        inhabitants: &[],
    };
    let life = birth.life();
    assert!(life.relations.is_empty() && life.round.is_empty());
    assert!(life.knows.len() >= 6);
}

#[test]
fn an_entry_of_the_lists_would_lack_a_part() {
    for (section, parts) in [
        ("trade", 3),
        ("pastime", 2),
        ("opinion", 2),
        ("acquaintance", 2),
    ] {
        for line in lines(section) {
            assert_eq!(fields(line).len(), parts, "{section}: {line}");
        }
    }
    for line in lines("family") {
        let parts = fields(line);
        let bounds: Vec<u32> = parts[..2].iter().filter_map(|p| p.parse().ok()).collect();
        assert!(
            parts.len() == 3 && bounds.len() == 2 && bounds[0] < bounds[1],
            "{line}"
        );
    }
    for age in 18..=85 {
        let fits = |line: &&&'static str| {
            let parts = fields(line);
            let bound = |at: usize| parts[at].parse::<u32>().unwrap_or_default();
            (bound(0)..=bound(1)).contains(&age)
        };
        assert!(lines("family").iter().filter(fits).count() >= 3, "at {age}");
    }
    for line in lines("acquaintance") {
        assert!(fields(line)[1].parse::<i8>().is_ok(), "{line}");
    }
    let mut all: Vec<&str> = [Gender::Her, Gender::Him, Gender::Them]
        .into_iter()
        .flat_map(|gender| first_names(gender).iter().copied())
        .collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "a first name stands twice");
}
