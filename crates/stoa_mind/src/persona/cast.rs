//! What can only be checked when every persona and the world's places are known.

use std::collections::BTreeMap;

use super::{Level, Persona, Problem, Spot};
use crate::words::nearest;

/// Reports names that two inhabitants share, and, as warnings, relations to personas that are not in the cast and places
/// of daily rounds that the world lacks: a persona may live in several worlds. In the order of the cast.
///
/// Call it wherever a world's cast is loaded, with the ids of its places.
pub fn check_cast(cast: &[Persona], known_places: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for p in cast {
        if let Some(other) = names.insert(p.name.to_lowercase(), &p.id) {
            let found = format!("\"{}\", which `{other}` has too", p.name);
            let expected = "a name of its own".into();
            let spot = Spot { line: 1, column: 1 };
            problems.push(problem(p, spot, Level::Error, expected, found));
        }
        let ids = || cast.iter().map(|c| c.id.as_str()).filter(|id| *id != p.id);
        for r in p.relations.iter().filter(|r| !ids().any(|id| id == r.who)) {
            problems.push(problem(
                p,
                r.spot,
                Level::Warning,
                one_of("persona", ids()),
                proposal(&r.who, ids()),
            ));
        }
        let places = || known_places.iter().map(String::as_str);
        for r in p.round.iter().filter(|r| !known_places.contains(&r.place)) {
            problems.push(problem(
                p,
                r.spot,
                Level::Warning,
                one_of("place", places()),
                proposal(&r.place, places()),
            ));
        }
    }
    problems
}

fn problem(p: &Persona, spot: Spot, level: Level, expected: String, found: String) -> Problem {
    Problem {
        file: p.file.clone(),
        line: spot.line.max(1),
        column: spot.column.max(1),
        level,
        expected,
        found,
    }
}

fn one_of<'a>(what: &str, all: impl Iterator<Item = &'a str>) -> String {
    format!("the id of a {what}: {}", all.collect::<Vec<_>>().join(", "))
}

fn proposal<'a>(word: &str, all: impl Iterator<Item = &'a str>) -> String {
    match nearest(word, all) {
        Some(near) => format!("\"{word}\" (did you mean \"{near}\"?)"),
        None => format!("\"{word}\""),
    }
}
