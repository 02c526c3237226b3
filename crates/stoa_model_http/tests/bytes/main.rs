//! Decoders against bytes: recorded answers, mutations of them, and bodies without end. No sockets.

mod bounds;
#[path = "../../fuzz/entries.rs"]
mod entries;
mod fixtures;
mod mutations;

use std::{fs, path::PathBuf};

use stoa_model_http::ServerKind;

const KINDS: [(&str, ServerKind); 3] = [
    ("openai", ServerKind::OpenAi),
    ("ollama", ServerKind::Ollama),
    ("anthropic", ServerKind::Anthropic),
];

/// A folder of this crate, wherever its clone lies when the test runs.
fn folder(name: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the crate is");
    PathBuf::from(root).join(name)
}

/// Names and bytes of the files in a folder, in the order of their names.
fn files(folder: &PathBuf) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (name.into_owned(), fs::read(&path).expect("a readable file"))
    };
    let mut files = entries.map(read).collect::<Vec<_>>();
    files.sort();
    files
}
