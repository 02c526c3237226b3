//! A report on somebody goes into a file of its own in the data folder, and nowhere else.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use bevy::prelude::*;
use stoa_ui::{
    MindPanel, Notice, Problem, ReportReason, ReportWanted, Reported, Severity,
    chat::{ChatLog, Spoken},
    text,
};
use stoa_world::{Body, Places, Pose, SimClock, StableId, WorldDef};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Chosen;
use crate::date::{self, Utc};

/// Bytes of a name in a file's name.
const NAME_BYTES: usize = 40;
/// Reports on one name in one day.
const A_DAY: u32 = 999;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, take_down);
}

/// Everything that a report says.
#[derive(Debug, Clone, PartialEq)]
struct Report {
    wanted: ReportWanted,
    /// Since 1 January 1970, UTC.
    seconds: u64,
    /// The world's id and name.
    world: (String, String),
    /// Where the reporting person stood: the place's name, and metres.
    place: Option<String>,
    at: Vec3,
    away_m: Option<f32>,
    /// World minutes, and the tick.
    minute: u32,
    tick: u64,
    /// What thought for them: empty for a person.
    mind: String,
    /// What was heard from them, oldest first.
    heard: Vec<Spoken>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
enum ReportError {
    #[error("{file}: {cause}, so the report was not written")]
    Io { file: PathBuf, cause: io::Error },
    #[error("{folder}: there are {A_DAY} reports on that name from today already")]
    Full { folder: PathBuf },
}

impl ReportError {
    fn problem(&self) -> Problem {
        let (cause, remedy) = match self {
            Self::Io { file, cause } => (
                text::report_not_written(file, &cause.to_string()),
                text::report_not_written_remedy(),
            ),
            Self::Full { folder } => (
                text::reports_full(folder, A_DAY),
                text::reports_full_remedy(),
            ),
        };
        Problem {
            cause,
            remedy: remedy.to_owned(),
        }
    }
}

fn take_down(
    mut wanted: MessageReader<ReportWanted>,
    chosen: Res<Chosen>,
    person: Option<Res<stoa_ui::LocalPerson>>,
    bodies: Query<(&StableId, &Pose), With<Body>>,
    def: Option<Res<WorldDef>>,
    places: Option<Res<Places>>,
    clock: Option<Res<SimClock>>,
    minds: Res<MindPanel>,
    log: Res<ChatLog>,
    mut reported: ResMut<Reported>,
    mut notices: MessageWriter<Notice>,
) {
    for wanted in wanted.read() {
        let pose = |id| bodies.iter().find(|(other, _)| **other == id);
        let here = person
            .as_deref()
            .and_then(|person| pose(person.0))
            .map(|(_, pose)| *pose);
        let away_m = here
            .zip(pose(wanted.whom))
            .map(|(here, (_, there))| here.distance(there));
        let at = here.unwrap_or_default().position();
        let place = places.as_ref().and_then(|places| places.at(at));
        let minds = minds.0.get(&wanted.whom);
        let report = Report {
            wanted: wanted.clone(),
            seconds: date::now(),
            world: def
                .as_deref()
                .map(|def| (def.id.clone(), def.name.clone()))
                .unwrap_or_default(),
            place: place.map(|place| place.name.clone()),
            at,
            away_m,
            minute: clock.as_deref().map_or(0, SimClock::minute),
            tick: clock.as_deref().map_or(0, |clock| clock.tick.0),
            mind: minds.map_or_else(String::new, |mind| mind.backend.clone()),
            heard: log.last_of(wanted.whom).into_iter().cloned().collect(),
        };
        let outcome = match write(&chosen.paths.data.join("reports"), &report) {
            Ok(file) => {
                notices.write(Notice::new(Severity::Info, text::report_lies_in(&file)));
                Ok(file.display().to_string())
            }
            Err(error) => {
                let problem = error.problem();
                notices.write(
                    Notice::new(Severity::Error, problem.cause.clone())
                        .with_remedy(problem.remedy.clone()),
                );
                Err(problem)
            }
        };
        reported.0 = Some((wanted.whom, outcome));
    }
}

/// Writes it as `DATE-name.toml`, or with a number behind where that is taken.
///
/// # Errors
/// When the file can't be made or written; a part of it is taken away again.
fn write(folder: &Path, report: &Report) -> Result<PathBuf, ReportError> {
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |cause| ReportError::Io { file, cause }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let stem = format!(
        "{}-{}",
        Utc::of(report.seconds).date,
        file_name(&report.wanted.name, report.wanted.whom)
    );
    let text = document(report).to_string();
    for count in 1..=A_DAY {
        let file = match count {
            1 => folder.join(format!("{stem}.toml")),
            count => folder.join(format!("{stem}-{count}.toml")),
        };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        // It holds what people said: for its owner's eyes.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = match options.open(&file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            open => open.map_err(failed(&file))?,
        };
        let written = open
            .write_all(text.as_bytes())
            .and_then(|()| open.sync_all());
        if let Err(cause) = written {
            // Half a report would be taken for a whole one. If even this fails, the first cause is the one to know.
            fs::remove_file(&file).ok();
            return Err(ReportError::Io { file, cause });
        }
        return Ok(file);
    }
    Err(ReportError::Full {
        folder: folder.to_owned(),
    })
}

fn document(report: &Report) -> DocumentMut {
    let wanted = &report.wanted;
    let mut document = DocumentMut::new();
    document["format"] = value(1);
    let written = Utc::of(report.seconds);
    document["written"] = value(format!("{}T{}Z", written.date, written.time));
    document["reason"] = value(reason(wanted.reason));
    document["words"] = value(&wanted.words);
    let mut about = Table::new();
    about["id"] = value(i64::from(wanted.whom.0));
    about["name"] = value(&wanted.name);
    about["kind"] = value(if wanted.agent { "agent" } else { "person" });
    if !report.mind.is_empty() {
        about["mind"] = value(&report.mind);
    }
    if let Some(away_m) = report.away_m {
        about["away_m"] = value(tenths(away_m));
    }
    document["about"] = Item::Table(about);
    let mut world = Table::new();
    world["id"] = value(&report.world.0);
    world["name"] = value(&report.world.1);
    if let Some(place) = &report.place {
        world["place"] = value(place);
    }
    let at: Array = report.at.to_array().into_iter().map(tenths).collect();
    world["at_m"] = value(at);
    world["clock"] = value(stoa_ui::text::clock(report.minute));
    world["tick"] = value(report.tick as i64);
    document["world"] = Item::Table(world);
    let mut heard = ArrayOfTables::new();
    for spoken in &report.heard {
        let mut line = Table::new();
        line["clock"] = value(stoa_ui::text::clock(spoken.minute));
        line["tick"] = value(spoken.tick.0 as i64);
        line["to_me"] = value(spoken.ours);
        line["text"] = value(&spoken.text);
        heard.push(line);
    }
    if !heard.is_empty() {
        document["heard"] = Item::ArrayOfTables(heard);
    }
    document
}

fn reason(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::Harassment => "harassment",
        ReportReason::Hate => "hate",
        ReportReason::Sexual => "sexual",
        ReportReason::Danger => "danger",
        ReportReason::Fraud => "fraud",
        ReportReason::Other => "other",
    }
}

fn tenths(metres: f32) -> f64 {
    (f64::from(metres) * 10.0).round() / 10.0
}

/// What of a name can stand in a file's name anywhere; the number where nothing can.
fn file_name(name: &str, id: StableId) -> String {
    let mut words = String::new();
    for c in name.to_lowercase().chars() {
        if words.len() >= NAME_BYTES {
            break;
        }
        if c.is_ascii_alphanumeric() {
            words.push(c);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    match words.trim_end_matches('-') {
        "" => id.0.to_string(),
        words => words.to_owned(),
    }
}

#[cfg(test)]
mod tests;
