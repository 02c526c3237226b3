//! Words of a person's own files: mistakes in them, and where they lie.

pub const MISTAKES: &str = "Mistakes in your files";
pub const MISTAKES_NOTE: &str =
    "The world goes on as it was. Mend them and save: it follows at once.";
pub const HIDE_MISTAKES: &str = "Hide until the next change";
pub const OWN_FILES: &str = "Worlds and people of your own";
pub const OPEN_FOLDER: &str = "Open folder";
pub const NEW_PERSONA: &str = "New persona…";

/// Where a mistake stands: `iris.toml, line 12, column 3`.
pub fn mistake_at(file: &str, place: Option<(u32, u32)>) -> String {
    match place {
        Some((line, column)) => format!("{file}, line {line}, column {column}"),
        None => file.to_owned(),
    }
}

pub fn more_mistakes(count: usize) -> String {
    format!("and {count} more; `stoa world check` and `stoa persona check` list them all")
}
