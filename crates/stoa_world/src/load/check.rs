//! What only shows between the things of a world: ids, ground under feet, ways between places.

use std::collections::BTreeMap;

use bevy_math::{Vec2, Vec3};
use toml_span::Span;

use super::{
    Spans, crowd,
    reader::{Report, did_you_mean, shown},
};
use crate::{
    Places, WorldDef,
    geometry::{region_height, solids},
    nav::NavGrid,
};

/// A navigation grid covers at most this many metres a side.
pub(crate) const MAX_WALKABLE_M: f32 = 512.0;

/// Puts parts on the ground, then checks the world as a whole.
pub(super) fn check(def: &mut WorldDef, spans: &Spans, report: &Report) {
    if !report.has_errors() {
        // Otherwise something may be there that could not be read.
        check_presence(def, report);
    }
    check_ids(def, spans, report);
    check_inhabitants(def, spans, report);
    crowd::check_from(def, spans, report);
    settle(def, spans, report);
    if report.has_errors() || !check_extent(def, spans, report) {
        // What follows would only repeat the mistakes found so far in other words.
        return;
    }
    let grid = NavGrid::build(def);
    let places = Places::from_def(def, &grid);
    check_ways(def, &grid, &places, spans, report);
    crowd::check_town(def, &grid, &places, spans, report);
    check_viewpoints(def, spans, report);
}

fn check_ids(def: &WorldDef, spans: &Spans, report: &Report) {
    fn unique<'i>(
        what: &str,
        ids: impl Iterator<Item = &'i String>,
        spans: &[Span],
        report: &Report,
    ) {
        let mut seen = BTreeMap::new();
        for (id, span) in ids.zip(spans) {
            // An empty id has been reported as missing.
            if !id.is_empty() && seen.insert(id, ()).is_some() {
                report.error(*span, format!("a second {what} with the id `{id}`"));
            }
        }
    }
    unique(
        "region",
        def.regions.iter().map(|r| &r.id),
        &spans.regions,
        report,
    );
    unique(
        "part",
        def.parts.iter().map(|p| &p.id),
        &spans.parts,
        report,
    );
    unique(
        "place",
        def.places.iter().map(|p| &p.id),
        &spans.places,
        report,
    );
    unique(
        "spawn",
        def.spawns.iter().map(|s| &s.id),
        &spans.spawns,
        report,
    );
    let viewpoints = def.viewpoints.iter().map(|v| &v.id);
    unique("viewpoint", viewpoints, &spans.viewpoints, report);
    let inhabitants = def.inhabitants.iter().map(|i| &i.persona);
    let starts: Vec<Span> = spans.inhabitants.iter().map(|s| s.0).collect();
    unique("inhabitant", inhabitants, &starts, report);
}

fn check_presence(def: &WorldDef, report: &Report) {
    let start = Span::default();
    if !def.regions.iter().any(|r| r.walkable) {
        report.error(
            start,
            "no walkable ground: expected at least one `[[region]]`",
        );
    }
    if def.spawns.is_empty() {
        report.error(
            start,
            "nowhere to arrive: expected at least one `[[spawn]]`",
        );
    }
    if def.places.is_empty() {
        report.error(start, "nowhere to go: expected at least one `[[place]]`");
    }
}

fn check_inhabitants(def: &WorldDef, spans: &Spans, report: &Report) {
    for (inhabitant, (_, span)) in def.inhabitants.iter().zip(&spans.inhabitants) {
        let at = &inhabitant.at;
        if at.is_empty() || def.places.iter().any(|p| p.id == *at) {
            continue;
        }
        let hint = did_you_mean(at, def.places.iter().map(|p| p.id.as_str()));
        let message = format!("no place has the id `{}`{hint}", shown(at));
        report.error(*span, message);
    }
}

/// Gives parts that were placed by (x, z) alone the height of what lies beneath: regions and the podiums before them.
fn settle(def: &mut WorldDef, spans: &Spans, report: &Report) {
    let mut floors: Vec<crate::geometry::Solid> = Vec::new();
    for number in 0..def.parts.len() {
        let at = def.parts[number].at;
        let point = Vec2::new(at.x, at.z);
        if spans.on_ground.binary_search(&number).is_ok() {
            let tops = floors
                .iter()
                .filter(|s| s.distance(point) == 0.0)
                .map(|s| s.top());
            let height = tops.chain(region_height(def, point)).max_by(f32::total_cmp);
            match height {
                Some(y) => def.parts[number].at.y = y,
                None if def.regions.is_empty() => {}
                None => {
                    let span = spans.parts.get(number).copied().unwrap_or_default();
                    report.error(
                        span,
                        format!(
                            "no ground at [{}, {}]; expected a point within a region, or [x, y, z]",
                            at.x, at.z
                        ),
                    );
                }
            }
        }
        floors.extend(solids(&def.parts[number]).into_iter().filter(|s| s.floor));
    }
}

fn check_extent(def: &WorldDef, spans: &Spans, report: &Report) -> bool {
    let Some((min, max)) = crate::nav::walkable_bounds(def) else {
        return false;
    };
    let size = max - min;
    if size.x <= MAX_WALKABLE_M && size.y <= MAX_WALKABLE_M {
        return true;
    }
    let message = format!(
        "the walkable ground spans {:.0} × {:.0} m; at most {MAX_WALKABLE_M} × {MAX_WALKABLE_M}",
        size.x, size.y
    );
    let walkable = def.regions.iter().zip(&spans.regions);
    let first = walkable.filter(|(r, _)| r.walkable).map(|(_, s)| *s).next();
    report.error(first.unwrap_or_default(), message);
    false
}

fn check_ways(def: &WorldDef, grid: &NavGrid, places: &Places, spans: &Spans, report: &Report) {
    let mut start = None;
    for (spawn, span) in def.spawns.iter().zip(&spans.spawns) {
        let Some(floor) = grid.floor(spawn.at.x, spawn.at.y) else {
            let message = format!(
                "spawn `{}` is not on free walkable ground{}",
                spawn.id,
                nearest_hint(grid, spawn.at)
            );
            report.error(*span, message);
            continue;
        };
        let here = Vec3::new(spawn.at.x, floor, spawn.at.y);
        match start {
            None => start = Some(here),
            Some(first) if !grid.connected(first, here) => {
                let message = format!("spawn `{}` cannot be reached from the first", spawn.id);
                report.error(*span, message);
            }
            Some(_) => {}
        }
    }
    for ((place, def), span) in places.places.values().zip(&def.places).zip(&spans.places) {
        for (at, _) in &def.stands {
            if grid.floor(at.x, at.y).is_none() {
                let hint = nearest_hint(grid, *at);
                let message = format!(
                    "place `{}`: the stand [{}, {}] is not on free walkable ground{hint}",
                    def.id, at.x, at.y
                );
                report.error(*span, message);
            }
        }
        let Some(start) = start else { continue };
        if !place
            .stands
            .iter()
            .any(|(at, _)| grid.connected(start, *at))
        {
            let message = format!(
                "nobody can get to place `{}` from the first spawn: expected a free spot within {} m of it",
                def.id, def.radius_m
            );
            report.error(*span, message);
        }
    }
}

fn nearest_hint(grid: &NavGrid, point: Vec2) -> String {
    let near = grid.nearest_free(Vec3::new(point.x, 0.0, point.y));
    near.map_or_else(String::new, |p| {
        format!("; the nearest is [{:.2}, {:.2}]", p.x, p.z)
    })
}

fn check_viewpoints(def: &WorldDef, spans: &Spans, report: &Report) {
    for (viewpoint, span) in def.viewpoints.iter().zip(&spans.viewpoints) {
        let id = &viewpoint.id;
        if viewpoint.at.distance(viewpoint.look_at) < 0.1 {
            report.error(*span, format!("viewpoint `{id}` looks at itself"));
        }
        let eye = Vec2::new(viewpoint.at.x, viewpoint.at.z);
        let ground = region_height(def, eye);
        if ground.is_some_and(|g| viewpoint.at.y < g) {
            report.error(*span, format!("viewpoint `{id}` lies under the ground"));
        }
        let inside = |p: &&crate::Part| {
            let within = |s: &crate::geometry::Solid| {
                s.distance(eye) == 0.0 && (s.bottom()..s.top()).contains(&viewpoint.at.y)
            };
            solids(p).iter().any(within)
        };
        if let Some(part) = def.parts.iter().find(inside) {
            let message = format!("viewpoint `{id}` lies inside `{}`", part.id);
            report.error(*span, message);
        }
    }
}

/// The first two edges of a polygon that cross or touch where they should not, as the indices of their first corners.
pub(super) fn crossing(polygon: &[Vec2]) -> Option<(usize, usize)> {
    let n = polygon.len();
    let edge = |i: usize| (polygon[i % n], polygon[(i + 1) % n]);
    for i in 0..n {
        let (a, b) = edge(i);
        if a == b {
            return Some((i, i));
        }
        for j in i + 1..n {
            let (c, d) = edge(j);
            let neighbours = j == i + 1 || (i == 0 && j == n - 1);
            if neighbours {
                let (before, corner, after) = if j == i + 1 { (a, b, d) } else { (c, a, b) };
                // Running back along the same line.
                let (u, v) = (before - corner, after - corner);
                if u.perp_dot(v) == 0.0 && u.dot(v) > 0.0 {
                    return Some((i, j));
                }
            } else if meet(a, b, c, d) {
                return Some((i, j));
            }
        }
    }
    None
}

fn meet(a: Vec2, b: Vec2, c: Vec2, d: Vec2) -> bool {
    let side = |p: Vec2, q: Vec2, r: Vec2| (q - p).perp_dot(r - p);
    let on = |p: Vec2, q: Vec2, r: Vec2| {
        side(p, q, r) == 0.0 && r.cmpge(p.min(q)).all() && r.cmple(p.max(q)).all()
    };
    let crosses = side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0;
    crosses || on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b)
}
