//! The editor of personas: what the panel asks becomes the body that one sees, and the file when it is kept. The file
//! is the truth: a draft is what the file would be, read as every persona is.

mod draft;

use std::{fs, path::Path};

use bevy::prelude::*;
use stoa_agents::{Cast, NextCast};
use stoa_mind::Persona;
use stoa_ui::{
    EditPersona, Editing, Editor, KeepPersona, Notice, PersonaDrafted, Screen, Screens, Severity,
    TakeBackPersona, text,
};

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
        (open, preview, keep, take_back)
            .chain()
            .run_if(resource_exists::<Cast>),
    );
}

fn open(
    mut asked: MessageReader<EditPersona>,
    cast: Res<Cast>,
    chosen: Res<Chosen>,
    mut original: ResMut<Original>,
    mut editor: ResMut<Editor>,
    mut screens: ResMut<Screens>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(EditPersona { whom }) = asked.read().last() else {
        return;
    };
    let is_changed = |editing: &Editing| editing.draft != editing.kept;
    if editor.0.as_ref().is_some_and(is_changed) {
        // Nothing that was not kept is lost for another one's sake.
        screens.open = Some(Screen::Editor);
        return;
    }
    let Some(persona) = cast.persona(*whom) else {
        return;
    };
    match read(&chosen, &persona.id) {
        Ok(file) => {
            let kept = draft::of(&file.persona);
            editor.0 = Some(Editing {
                whom: *whom,
                draft: kept.clone(),
                kept,
                mistakes: vec![],
            });
            original.0 = Some(file);
            screens.open = Some(Screen::Editor);
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

/// Who is edited becomes what the draft says, as soon as somebody can be that.
fn preview(
    mut asked: MessageReader<PersonaDrafted>,
    original: Res<Original>,
    cast: Res<Cast>,
    mut editor: ResMut<Editor>,
    mut next: ResMut<NextCast>,
) {
    if asked.read().count() == 0 {
        return;
    }
    let (Some(file), Some(editing)) = (&original.0, &mut editor.0) else {
        return;
    };
    match file.with(editing) {
        Ok((_, persona)) => {
            editing.mistakes.clear();
            put(&cast, persona, &mut next);
        }
        Err(mistakes) => editing.mistakes = mistakes,
    }
}

impl File {
    /// The file with the draft in it, and who that is.
    fn with(&self, editing: &Editing) -> Result<(String, Persona), Vec<String>> {
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
            Some(persona) if mistakes.is_empty() => Ok((text, persona)),
            _ => Err(mistakes),
        }
    }
}

/// The whole cast, with one of them as they are now.
fn put(cast: &Cast, persona: Persona, next: &mut NextCast) {
    let all = cast.iter().map(|(_, one)| {
        if one.id == persona.id {
            persona.clone()
        } else {
            Persona::clone(one)
        }
    });
    next.put(all.collect());
}

fn keep(
    mut asked: MessageReader<KeepPersona>,
    chosen: Res<Chosen>,
    cast: Res<Cast>,
    mut original: ResMut<Original>,
    mut editor: ResMut<Editor>,
    mut next: ResMut<NextCast>,
    mut notices: MessageWriter<Notice>,
) {
    if asked.read().count() == 0 {
        return;
    }
    let (Some(file), Some(editing)) = (&mut original.0, &mut editor.0) else {
        return;
    };
    let (text, persona) = match file.with(editing) {
        Ok(kept) => kept,
        Err(mistakes) => {
            editing.mistakes = mistakes;
            return;
        }
    };
    let own = chosen
        .paths
        .data
        .join("personas")
        .join(format!("{}.toml", file.id));
    match write(&own, &text) {
        Ok(()) => {
            let told = text::persona_kept(&persona.name, &own.display().to_string());
            notices.write(Notice::new(Severity::Info, told));
            put(&cast, persona.clone(), &mut next);
            (file.text, file.persona) = (text, persona);
            editing.kept = editing.draft.clone();
        }
        Err(error) => {
            let told = text::persona_not_kept(&persona.name, &error.to_string());
            notices.write(Notice::new(Severity::Error, told));
        }
    }
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    settings::replace(file, text.as_bytes())
}

fn take_back(
    mut asked: MessageReader<TakeBackPersona>,
    original: Res<Original>,
    cast: Res<Cast>,
    mut editor: ResMut<Editor>,
    mut next: ResMut<NextCast>,
) {
    if asked.read().count() == 0 {
        return;
    }
    let (Some(file), Some(editing)) = (&original.0, &mut editor.0) else {
        return;
    };
    editing.draft = editing.kept.clone();
    editing.mistakes.clear();
    put(&cast, file.persona.clone(), &mut next);
}
