//! The editor of personas: what the panel asks becomes the body that one sees, and the file when it is kept. The file
//! is the truth: a draft is what the file would be, read as every persona is.

mod draft;

use std::{fs, path::PathBuf};

use bevy::prelude::*;
use stoa_agents::{Cast, NextCast};
use stoa_mind::Persona;
use stoa_ui::{
    EditPersona, Editing, Editor, EditorAsks, LocalPerson, Notice, Screen, Screens, Severity, text,
};
use stoa_world::{Deed, Intent};

use super::Chosen;
use crate::settings;

/// The file of whoever is in the editor, as it is.
#[derive(Resource, Default)]
struct Original(Option<File>);

struct File {
    id: String,
    text: String,
    persona: Persona,
}

pub fn plugin(app: &mut App) {
    app.init_resource::<Original>().add_systems(
        Update,
        (open, answer).chain().run_if(resource_exists::<Cast>),
    );
}

fn open(
    mut asked: MessageReader<EditPersona>,
    cast: Res<Cast>,
    chosen: Res<Chosen>,
    mut original: ResMut<Original>,
    mut editor: ResMut<Editor>,
    mut screens: ResMut<Screens>,
    me: Option<Res<LocalPerson>>,
    mut intents: MessageWriter<Intent>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(EditPersona { whom }) = asked.read().last() else {
        return;
    };
    if editor.0.as_ref().is_some_and(Editing::is_changed) {
        // Nothing that was not kept is lost for another one's sake.
        screens.open = Some(Screen::Editor);
        return;
    }
    let Some(persona) = cast.persona(*whom) else {
        return;
    };
    match read(&chosen, &persona.id) {
        Ok(file) => {
            editor.0 = Some(Editing::new(*whom, draft::of(&file.persona)));
            original.0 = Some(file);
            screens.open = Some(Screen::Editor);
            // They stay, and turn to whoever changes them.
            let deed = Deed::Hail { whom: *whom };
            intents.write_batch(me.map(|me| Intent { who: me.0, deed }));
        }
        Err(cause) => {
            let text = text::persona_not_editable(&persona.name, &cause);
            notices.write(Notice::new(Severity::Warning, text));
        }
    }
}

fn read(chosen: &Chosen, id: &str) -> Result<File, String> {
    let file = chosen.paths.content("personas", id);
    let file = file.map_err(|error| error.to_string())?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (persona, problems) = Persona::parse(&file.display().to_string(), &text);
    let persona = persona.ok_or_else(|| {
        let first = problems.first();
        first.map_or_else(String::new, |problem| {
            format!("{}: {problem}", file.display())
        })
    })?;
    Ok(File {
        id: id.to_owned(),
        text,
        persona,
    })
}

/// Does what the panel asks of the draft.
fn answer(
    mut asked: MessageReader<EditorAsks>,
    chosen: Res<Chosen>,
    cast: Res<Cast>,
    mut original: ResMut<Original>,
    mut editor: ResMut<Editor>,
    mut next: ResMut<NextCast>,
    mut notices: MessageWriter<Notice>,
) {
    for what in asked.read() {
        let (Some(file), Some(editing)) = (&mut original.0, &mut editor.0) else {
            return;
        };
        match what {
            EditorAsks::Show => match file.with(editing) {
                Ok(shown) => {
                    editing.mistakes.clear();
                    put(&cast, &shown.persona, &mut next);
                }
                Err(mistakes) => editing.mistakes = mistakes,
            },
            EditorAsks::Keep => match keep(&chosen, file, editing) {
                Ok(own) => {
                    put(&cast, &file.persona, &mut next);
                    let told = text::persona_kept(&file.persona.name, &own.display().to_string());
                    notices.write(Notice::new(Severity::Info, told));
                }
                Err(cause) => {
                    let told = text::persona_not_kept(&editing.draft.name, &cause);
                    notices.write(Notice::new(Severity::Error, told));
                }
            },
            EditorAsks::TakeBack => {
                // A file that can't be read now is in the panel of mistakes: they are as it was read last.
                if let Ok(now) = read(&chosen, &file.id) {
                    *file = now;
                }
                *editing = Editing::new(editing.whom, draft::of(&file.persona));
                put(&cast, &file.persona, &mut next);
            }
        }
    }
}

/// Writes the draft among the person's own files, and tells where. What was written into the file beside the editor
/// stays: it is read once more.
fn keep(chosen: &Chosen, file: &mut File, editing: &mut Editing) -> Result<PathBuf, String> {
    let now = read(chosen, &file.id)?;
    let kept = now.with(editing).map_err(|mistakes| mistakes.join("; "))?;
    let folder = chosen.paths.data.join("personas");
    let own = folder.join(format!("{}.toml", file.id));
    let written =
        fs::create_dir_all(&folder).and_then(|()| settings::replace(&own, kept.text.as_bytes()));
    written.map_err(|error| format!("{}: {error}", own.display()))?;
    *editing = Editing::new(editing.whom, draft::of(&kept.persona));
    *file = kept;
    Ok(own)
}

impl File {
    /// The file with the draft in it, and who that is.
    fn with(&self, editing: &Editing) -> Result<Self, Vec<String>> {
        let text = draft::write(&self.text, &editing.kept, &editing.draft)
            .map_err(|mistake| vec![mistake])?;
        let (persona, problems) = Persona::parse(&format!("{}.toml", self.id), &text);
        // Line and column are those of a file that nobody sees: what stands there tells more.
        let mistakes: Vec<String> = problems
            .iter()
            .filter(|problem| problem.level == stoa_mind::persona::Level::Error)
            .map(|problem| {
                format!(
                    "{}: {}",
                    draft::key_at(&text, problem.line),
                    problem.message()
                )
            })
            .collect();
        match persona {
            Some(persona) if mistakes.is_empty() => Ok(Self {
                id: self.id.clone(),
                text,
                persona,
            }),
            _ => Err(mistakes),
        }
    }
}

/// The whole cast, with one of them as they are now.
fn put(cast: &Cast, persona: &Persona, next: &mut NextCast) {
    let all = cast.iter().map(|(_, one)| {
        let now = if one.id == persona.id { persona } else { one };
        now.clone()
    });
    next.put(all.collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{paths::Paths, settings::Settings};

    /// Iris of the shipped personas, in the editor of somebody whose own files lie in `data`.
    fn iris(data: &std::path::Path) -> (Chosen, File, Editing) {
        let mut paths = Paths::find(Some(data)).expect("the assets");
        paths.data = data.to_owned();
        let chosen = Chosen {
            settings: Settings::default(),
            paths,
        };
        let file = read(&chosen, "iris").expect("the shipped one");
        let editing = Editing::new(stoa_world::StableId(1000), draft::of(&file.persona));
        (chosen, file, editing)
    }

    #[test]
    fn keeping_would_change_a_shipped_file_or_lose_what_was_written_beside_the_editor() {
        let data = tempfile::tempdir().expect("a folder");
        let (chosen, mut file, mut editing) = iris(data.path());
        let shipped = file.text.clone();
        editing.draft.role = "head gardener".into();
        assert!(editing.is_changed());
        let own = keep(&chosen, &mut file, &mut editing).expect("it is kept");
        assert!(own.starts_with(data.path()) && !editing.is_changed());
        let (_, again, _) = iris(data.path());
        assert_eq!(again.persona.role, "head gardener");
        // Somebody writes into it with something else meanwhile.
        let beside = again.text.replace("\"dry\"", "\"wry\"");
        assert_ne!(beside, again.text);
        fs::write(&own, beside).expect("it is written");
        editing.draft.looks.height_m = 1.9;
        keep(&chosen, &mut file, &mut editing).expect("it is kept");
        let (chosen, again, _) = iris(data.path());
        assert!(again.text.contains("\"wry\"") && again.text.contains("height_m = 1.9"));
        let assets = chosen.paths.assets.join("personas/iris.toml");
        assert_eq!(fs::read_to_string(assets).expect("it is there"), shipped);
    }

    #[test]
    fn a_file_that_broke_meanwhile_would_be_overwritten() {
        let data = tempfile::tempdir().expect("a folder");
        let (chosen, mut file, mut editing) = iris(data.path());
        editing.draft.role = "head gardener".into();
        let own = keep(&chosen, &mut file, &mut editing).expect("it is kept");
        fs::write(&own, "name = ").expect("it is written");
        editing.draft.role = "baker".into();
        assert!(keep(&chosen, &mut file, &mut editing).is_err());
        assert_eq!(fs::read_to_string(&own).expect("it is there"), "name = ");
        assert!(editing.is_changed(), "the draft is lost");
    }
}
