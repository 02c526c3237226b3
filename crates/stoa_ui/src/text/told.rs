//! What notices say of a person's own deeds, and what happened to them meanwhile.

use std::path::Path;

use crate::language::{Language, say, spoken, word, words};

words! {
    files_not_followed,
    mended,
    enters_anew,
    enters_anew_remedy,
    remedy_drop_scene,
    remedy_not_safe,
    remedy_open_again,
    remedy_name_in_unicode,
    remedy_start_with_scene,
    remedy_close_programs,
    nobody_made_remedy,
}

pub fn picture_taken(file: &Path) -> String {
    say!(picture_taken, file = shown(file))
}

pub fn pictures_taken(first: &Path, more: usize) -> String {
    say!(pictures_taken, first = shown(first), more = more)
}

pub fn report_lies_in(file: &Path) -> String {
    say!(report_lies_in, file = shown(file))
}

pub fn folder_shown(folder: &Path) -> String {
    say!(folder_shown, folder = shown(folder))
}

pub fn folder_not_shown(cause: &str) -> String {
    say!(folder_not_shown, cause = cause)
}

pub fn crash_report_shown(file: &Path) -> String {
    say!(crash_report_shown, file = shown(file))
}

pub fn crash_report_not_shown(cause: &str) -> String {
    say!(crash_report_not_shown, cause = cause)
}

pub fn crash_report_lies_in(file: &Path) -> String {
    say!(crash_report_lies_in, file = shown(file))
}

pub fn folder_is(folder: &Path) -> String {
    say!(folder_is, folder = shown(folder))
}

pub fn persona_begun(file: &Path) -> String {
    say!(persona_begun, file = shown(file))
}

pub fn persona_begun_remedy(name: &str) -> String {
    say!(persona_begun_remedy, name = name)
}

pub fn nobody_made(cause: &str) -> String {
    say!(nobody_made, cause = cause)
}

/// A world, or somebody in it, follows its file.
pub fn as_its_file_says(name: &str) -> String {
    say!(as_its_file_says, name = name)
}

pub fn as_their_files_say(first: &str, more: usize) -> String {
    say!(as_their_files_say, first = first, more = more)
}

pub fn server_in_trouble(label: &str, trouble: &str) -> String {
    say!(server_in_trouble, label = label, trouble = trouble)
}

pub fn server_now_thinks(label: &str) -> String {
    say!(server_now_thinks, label = label)
}

pub fn headset_gone(cause: &str) -> String {
    say!(headset_gone, cause = cause)
}

/// Why the picture is plainer than the settings say.
pub fn drawn_by_processor(name: &str) -> String {
    say!(drawn_by_processor, name = name)
}

/// The graphics device has no `what`.
pub fn crowd_chosen_plainly(what: &str, most: usize) -> String {
    say!(crowd_chosen_plainly, what = what, most = most)
}

/// The graphics device has no `what`, or another one computes the crowd.
pub fn crowd_unseen(what: Option<&str>) -> String {
    match what {
        None => word!(crowd_unseen).to_owned(),
        Some(what) => say!(crowd_unseen_without, what = what),
    }
}

/// While a world is made ready.
pub fn building(world: &str) -> String {
    say!(building, world = world)
}

pub fn reading_scene(file: &Path) -> String {
    say!(reading_scene, file = shown(file))
}

pub fn scene_read(file: &Path, percent: u32) -> String {
    say!(scene_read, file = shown(file), percent = percent)
}

pub fn scene_left(file: &Path) -> String {
    say!(scene_left, file = shown(file))
}

pub fn no_scene(file: &Path) -> String {
    say!(no_scene, file = shown(file))
}

pub fn scene_in_safe_mode(file: &Path) -> String {
    say!(scene_in_safe_mode, file = shown(file))
}

pub fn scene_of_strange_name(file: &Path) -> String {
    say!(scene_of_strange_name, file = shown(file))
}

pub fn scene_starts_anew(file: &Path) -> String {
    say!(scene_starts_anew, file = shown(file))
}

pub fn scene_not_read(file: &Path, cause: &str) -> String {
    say!(scene_not_read, file = shown(file), cause = cause)
}

/// What is wrong with a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SceneTrouble {
    Unreadable,
    Damaged,
    TooLarge,
    /// It names a file outside its own folder.
    Outside,
    Unsupported,
    /// It has no ground that could be walked on.
    Ground,
}

/// A scene that can't be opened. The error is English and names the file, the place in it and what to do: where
/// another language is spoken, it is quoted.
pub fn scene_failed(file: &Path, of: SceneTrouble, error: &str) -> String {
    if spoken() == Language::English {
        return error.to_owned();
    }
    let what = match of {
        SceneTrouble::Unreadable => word!(scene_unreadable),
        SceneTrouble::Damaged => word!(scene_damaged),
        SceneTrouble::TooLarge => word!(scene_too_large),
        SceneTrouble::Outside => word!(scene_outside),
        SceneTrouble::Unsupported => word!(scene_unsupported),
        SceneTrouble::Ground => word!(scene_ground),
    };
    say!(scene_failed, file = shown(file), what = what, error = error)
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}
