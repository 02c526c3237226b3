//! What is kept from one run to the next: keys, settings, reports, pictures, worlds; and what could not be.

use std::path::Path;

use crate::language::{say, words};

words! {
    key_gone,
    key_unread_remedy,
    keyring_locked,
    keyring_late,
    report_not_written_remedy,
    reports_full_remedy,
    crash_told_alone,
    safe_mode,
    open_elsewhere,
}

pub fn key_in_keyring(server: &str) -> String {
    say!(key_in_keyring, server = server)
}

/// `why` it is not in the keyring, if that was wanted.
pub fn key_in_file(server: &str, why: Option<&str>) -> String {
    match why {
        None => say!(key_in_file, server = server),
        Some(why) => say!(key_in_file_since, server = server, why = why),
    }
}

/// `why` it may still lie in the keyring, if it may.
pub fn key_removed(server: &str, why: Option<&str>) -> String {
    match why {
        None => say!(key_removed, server = server),
        Some(why) => say!(key_left, server = server, why = why),
    }
}

pub fn key_unread(server: &str, why: &str) -> String {
    say!(key_unread, server = server, why = why)
}

pub fn key_in_clear(server: &str) -> String {
    say!(key_in_clear, server = server)
}

pub fn keyring_absent(cause: &str) -> String {
    say!(keyring_absent, cause = cause)
}

pub fn keyring_failed(cause: &str) -> String {
    say!(keyring_failed, cause = cause)
}

pub fn settings_broken(file: &Path, cause: &str) -> String {
    say!(settings_broken, file = shown(file), cause = cause)
}

/// `at` is the file, with a line where one is known.
pub fn settings_not_saved(at: &str, cause: &str) -> String {
    say!(settings_not_saved, file = at, cause = cause)
}

pub fn key_of_no_address(url: &str) -> String {
    say!(key_of_no_address, url = url)
}

pub fn report_not_written(file: &Path, cause: &str) -> String {
    say!(report_not_written, file = shown(file), cause = cause)
}

pub fn reports_full(folder: &Path, count: u32) -> String {
    say!(reports_full, folder = shown(folder), count = count)
}

pub fn picture_not_written(file: &Path, cause: &str) -> String {
    say!(picture_not_written, file = shown(file), cause = cause)
}

pub fn picture_not_read(cause: &str) -> String {
    say!(picture_not_read, cause = cause)
}

pub fn pictures_full(folder: &Path, count: u32) -> String {
    say!(pictures_full, folder = shown(folder), count = count)
}

pub fn crash_told(report: &Path) -> String {
    say!(crash_told, file = shown(report))
}

pub fn no_lock(file: &Path, error: &str) -> String {
    say!(no_lock, file = shown(file), error = error)
}

pub fn visit_not_saved(file: &Path, error: &str) -> String {
    say!(visit_not_saved, file = shown(file), error = error)
}

/// What stands in for a save that can't be used: another one, or a fresh world; and under which name it is saved.
pub fn instead_of_save(error: &str, from: Option<&Path>, saved_as: Option<&Path>) -> String {
    let told = match from {
        Some(from) => say!(goes_on_from, error = error, file = shown(from)),
        None => say!(begins_afresh, error = error),
    };
    match saved_as {
        Some(file) => say!(saved_as, told = told, file = shown(file)),
        None => told,
    }
}

pub fn seed_of_save(seed: u64) -> String {
    say!(seed_of_save, seed = seed.to_string())
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}
