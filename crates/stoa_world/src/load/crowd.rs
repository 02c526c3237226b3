//! The `[crowd]` table: how many come and go, from where, when, and who they are.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use toml_span::Value;

use super::{
    Spans, clock,
    reader::{Fields, Report, as_number, did_you_mean, read_id, shown, wanted},
};
use crate::{CrowdDef, MAX_CROWD, Places, RoleDef, WorldDef, nav::NavGrid, town};

const MAX_ROLES: usize = 16;
const MAX_WITHIN: u32 = 720;
const MAX_FROM: usize = 64;
/// The fastest that a need grows, as a multiple of the usual.
const MAX_WEIGHT: f32 = 4.0;

/// Reads the table.
pub(super) fn read_crowd(value: &Value, spans: &mut Spans, report: &Report) -> Option<CrowdDef> {
    let mut fields = Fields::of(value, report)?;
    spans.crowd = Some(value.span);
    let usual = CrowdDef::default();
    let mut crowd = CrowdDef {
        count: fields.whole("count", 0, MAX_CROWD, Some(usual.count)),
        ..usual
    };
    for value in fields.list("from", MAX_FROM) {
        let Some(id) = read_id(value, "from", report) else {
            continue;
        };
        if crowd.from.contains(&id) {
            let message = format!("the crowd comes from `{id}` twice");
            report.error(value.span, message);
        }
        crowd.from.push(id);
        spans.crowd_from.push(value.span);
    }
    read_times(&mut fields, &mut crowd);
    let mut names = BTreeSet::new();
    for value in fields.list("role", MAX_ROLES) {
        let Some(role) = read_role(value, report) else {
            continue;
        };
        if !names.insert(role.name.clone()) {
            let message = format!("a second role with the name `{}`", shown(&role.name));
            report.error(value.span, message);
        }
        crowd.roles.push(role);
    }
    fields.finish();
    Some(crowd)
}

fn read_times(fields: &mut Fields, crowd: &mut CrowdDef) {
    let comes = clock::read_time(fields, "comes", crowd.comes_minute);
    let leaves = clock::read_time(fields, "leaves", crowd.leaves_minute);
    let within = fields.get("within").map(|v| v.span);
    let minutes = fields.whole("within", 1, MAX_WITHIN, Some(crowd.within_minutes));
    // What can't be read has been reported.
    let (Some(comes), Some(leaves)) = (comes, leaves) else {
        return;
    };
    (crowd.comes_minute, crowd.leaves_minute) = (comes, leaves);
    if leaves <= comes {
        let at = fields.get("leaves").or(fields.get("comes"));
        let message =
            "the crowd leaves before it comes; expected `leaves` to be later than `comes`";
        fields
            .report
            .error(at.map_or(fields.span, |v| v.span), message);
        return;
    }
    let most = (leaves - comes).min(1_440 - leaves).max(1);
    crowd.within_minutes = minutes.min(most);
    if let Some(span) = within.filter(|_| minutes > most) {
        let message = format!(
            "`within` is {minutes}; expected at most {most}, so that the last comes before the first leaves, \
             and is gone by midnight"
        );
        fields.report.error(span, message);
    }
}

fn read_role(value: &Value, report: &Report) -> Option<RoleDef> {
    let mut fields = Fields::of(value, report)?;
    let role = RoleDef {
        name: fields.text("name", 40, None),
        share: fields.whole("share", 1, 100, None),
        grows: ["company", "rest", "curiosity", "food"].map(|need| read_weight(&mut fields, need)),
    };
    fields.finish();
    (!role.name.is_empty()).then_some(role)
}

/// How fast a need grows, in quarters of the usual.
fn read_weight(fields: &mut Fields, need: &'static str) -> u32 {
    let Some(value) = fields.get(need) else {
        return 4;
    };
    let quarters = as_number(value)
        .filter(|n| (0.0..=MAX_WEIGHT).contains(n) && (n * 4.0).fract() == 0.0)
        .map(|n| (n * 4.0) as u32);
    quarters.unwrap_or_else(|| {
        let what = format!("0 to {MAX_WEIGHT} in quarters, like 1.25, for `{need}`");
        fields.report.error(value.span, wanted(&what, value));
        4
    })
}

/// Where the crowd comes from must be a spawn or a place.
pub(super) fn check_from(def: &WorldDef, spans: &Spans, report: &Report) {
    for (id, span) in def.crowd.from.iter().zip(&spans.crowd_from) {
        let spawns = def.spawns.iter().map(|s| s.id.as_str());
        let mut known = spawns.chain(def.places.iter().map(|p| p.id.as_str()));
        if !known.any(|one| one == id) {
            let spawns = def.spawns.iter().map(|s| s.id.as_str());
            let known = spawns.chain(def.places.iter().map(|p| p.id.as_str()));
            let hint = did_you_mean(id, known);
            let message = format!("no spawn and no place has the id `{}`{hint}", shown(id));
            report.error(*span, message);
        }
    }
}

/// What the crowd finds no use for is no mistake, but nobody would know why it stays empty.
pub(super) fn check_town(
    def: &WorldDef,
    nav: &NavGrid,
    places: &Places,
    spans: &Spans,
    report: &Report,
) {
    let span = spans.crowd.unwrap_or_default();
    for what in town::left_out(def, nav, places) {
        report.warning(span, format!("the crowd goes without {what}"));
    }
}
