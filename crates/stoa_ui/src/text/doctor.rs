//! What the check-up finds, on the page about this machine and in `stoa doctor`.

use std::path::Path;

use crate::language::{say, word, words};

words! { "doctor_":
    no_crowd_remedy,
    software_remedy,
    own_display,
    no_display,
    no_display_remedy,
    no_speakers_remedy,
    speakers_late_remedy,
    quiet_remedy,
    headset_in_use,
    nameless_headset,
    headset_stand_in,
    assets_remedy,
    configuration_remedy,
    data_remedy,
    see_message,
    settings_remedy,
    scenes_remedy,
    shipped_remedy,
    saves_remedy,
    records_remedy,
    crash_remedy,
    built_in,
    no_servers,
    no_servers_built_in,
    no_servers_remedy,
    unlisted_remedy,
    silent_remedy,
    keys_remedy,
    no_key_needed,
    key_place_file,
    key_place_keyring,
    key_given,
    key_in_ring,
    key_in_a_file,
}

/// What was looked at, which `stoa doctor --json` names in English: `picture`, `own worlds`.
pub fn subject(what: &str) -> &str {
    match what {
        "picture" => word!(subject_picture),
        "display" => word!(subject_display),
        "sound" => word!(subject_sound),
        "headset" => word!(subject_headset),
        "assets" => word!(subject_assets),
        "configuration" => word!(subject_configuration),
        "data folder" => word!(subject_data_folder),
        "key file" => word!(subject_key_file),
        "settings" => word!(subject_settings),
        "worlds" => word!(subject_worlds),
        "own worlds" => word!(subject_own_worlds),
        "own scenes" => word!(subject_own_scenes),
        "personas" => word!(subject_personas),
        "own personas" => word!(subject_own_personas),
        "saves" => word!(subject_saves),
        "records" => word!(subject_records),
        "crashes" => word!(subject_crashes),
        "bodies" => word!(subject_bodies),
        "model servers" => word!(subject_model_servers),
        "model server" => word!(subject_model_server),
        "keys" => word!(subject_keys),
        "chosen mind" => word!(subject_chosen_mind),
        "folders" => word!(subject_folders),
        other => other,
    }
}

pub fn no_crowd(name: &str, driver: &str, lacks: &str) -> String {
    say!(doctor_no_crowd, name = name, driver = driver, lacks = lacks)
}

pub fn software(name: &str, driver: &str) -> String {
    say!(doctor_software, name = name, driver = driver)
}

pub fn moved_by(why: &str) -> String {
    say!(doctor_moved_by, why = why)
}

pub fn speakers(name: &str, rate: u32, channels: u32) -> String {
    say!(
        doctor_speakers,
        name = name,
        rate = rate,
        channels = channels
    )
}

pub fn speakers_late(seconds: f32) -> String {
    say!(doctor_speakers_late, seconds = seconds.to_string())
}

pub fn no_headset(cause: &str, found: &str) -> String {
    say!(doctor_no_headset, cause = cause, found = found)
}

pub fn no_headset_remedy(remedy: &str) -> String {
    say!(doctor_no_headset_remedy, remedy = remedy)
}

pub fn folder_empty(folder: &Path) -> String {
    say!(doctor_folder_empty, folder = folder.display().to_string())
}

pub fn keys_open_remedy(file: &Path) -> String {
    say!(doctor_keys_open_remedy, file = file.display().to_string())
}

pub fn own_files_remedy(command: &str) -> String {
    say!(doctor_own_files_remedy, command = command)
}

pub fn no_utf8(file: &Path, line: usize) -> String {
    say!(
        doctor_no_utf8,
        file = file.display().to_string(),
        line = line
    )
}

pub fn crash(file: &Path) -> String {
    say!(doctor_crash, file = file.display().to_string())
}

pub fn files_in(count: usize, folder: &Path) -> String {
    say!(
        doctor_files_in,
        count = count,
        folder = folder.display().to_string()
    )
}

pub fn more(count: usize) -> String {
    say!(doctor_more, count = count)
}

pub fn server(label: &str, url: &str) -> String {
    say!(doctor_server, label = label, url = url)
}

pub fn answers(name: &str) -> String {
    say!(doctor_answers, name = name)
}

pub fn unlisted(name: &str) -> String {
    say!(doctor_unlisted, name = name)
}

pub fn silent(name: &str, seconds: f32) -> String {
    say!(doctor_silent, name = name, seconds = seconds.to_string())
}

pub fn no_key_yet(place: &str) -> String {
    say!(doctor_no_key_yet, place = place)
}

pub fn key_lies(server: &str, place: &str) -> String {
    say!(doctor_key_lies, server = server, place = place)
}

/// `mode` is that of Unix.
pub fn keys_open(file: &Path, mode: u32) -> String {
    let mode = format!("{mode:o}");
    say!(
        doctor_keys_open,
        file = file.display().to_string(),
        mode = mode
    )
}

/// A headset with its runtime, the runtime's file, the pixels of an eye, and the loader.
pub fn headset_found(
    name: &str,
    runtime: &str,
    file: Option<&Path>,
    eye: Option<[u32; 2]>,
    loader: &str,
) -> String {
    let from = file.map(|file| say!(doctor_headset_from, file = file.display().to_string()));
    let pixels =
        eye.map(|[width, height]| say!(doctor_headset_pixels, width = width, height = height));
    let more: String = from.into_iter().chain(pixels).collect();
    say!(
        doctor_headset_found,
        name = name,
        runtime = runtime,
        more = more,
        loader = loader
    )
}
