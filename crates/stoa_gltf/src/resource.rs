//! The files of a scene: bounded, and none from outside its folder.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use base64::prelude::{BASE64_STANDARD, Engine};

use crate::{
    Watch,
    error::{ErrorKind, Fault, Result, shown},
    limits::MAX_BYTES,
};

/// Bytes that are read between two looks at the watch.
const PIECE: usize = 4 * 1024 * 1024;

/// Reads the files of one scene, and counts their bytes.
pub(crate) struct Resources<'w> {
    /// The folder of the scene, as the system knows it.
    folder: PathBuf,
    left: u64,
    watch: &'w Watch,
}

impl<'w> Resources<'w> {
    /// Opens the scene's own file, and reads it.
    pub fn open(file: &Path, watch: &'w Watch) -> Result<(Self, Vec<u8>)> {
        watch.belongs(file);
        let whole = file
            .canonicalize()
            .map_err(|error| unreadable("", &error))?;
        let folder = whole.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut resources = Self {
            folder,
            left: MAX_BYTES,
            watch,
        };
        let bytes = resources.read(&whole, "", 0.0..0.3)?;
        Ok((resources, bytes))
    }

    /// What a `uri` in the file stands for: data within it, or a file beside it.
    pub fn get(&mut self, uri: &str, place: &str) -> Result<Vec<u8>> {
        if let Some(data) = uri.strip_prefix("data:") {
            return self.embedded(data, place);
        }
        let path = self.beside(uri, place)?;
        self.read(&path, place, 0.3..0.4)
    }

    fn embedded(&mut self, data: &str, place: &str) -> Result<Vec<u8>> {
        let Some((head, body)) = data.split_once(',') else {
            return Err(Fault::damaged(place, "its data has no comma"));
        };
        if !head.ends_with(";base64") {
            let remedy = "Export it as .glb";
            let found = "data that is not in base64";
            return Err(Fault::new(ErrorKind::Unsupported, place, found, remedy));
        }
        self.spend(body.len() as u64, place)?;
        let decoded = BASE64_STANDARD.decode(body);
        decoded.map_err(|error| Fault::damaged(place, format!("its data is not base64: {error}")))
    }

    /// The file of a relative `uri`, if it lies in the scene's folder or below it, links followed.
    fn beside(&self, uri: &str, place: &str) -> Result<PathBuf> {
        let named = format!("it names `{}`", shown(uri));
        let outside = |why: &str| Fault::outside(place, format!("{named}, {why}"));
        let Some(name) = percent_decoded(uri) else {
            return Err(Fault::damaged(
                place,
                format!("{named}, which is no address"),
            ));
        };
        if name.contains(':') || name.starts_with(['/', '\\']) {
            return Err(outside("which is no file beside it"));
        }
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Fault::damaged(
                place,
                format!("{named}, which is no file's name"),
            ));
        }
        if name.split(['/', '\\']).any(|part| part == "..") {
            return Err(outside("which leads out of its folder"));
        }
        let path = self.folder.join(&name);
        self.watch.belongs(&path);
        let whole = path
            .canonicalize()
            .map_err(|error| unreadable(place, &format!("{named}: {error}")))?;
        if !whole.starts_with(&self.folder) {
            return Err(outside("a link that leads out of its folder"));
        }
        Ok(whole)
    }

    fn read(
        &mut self,
        path: &Path,
        place: &str,
        progress: std::ops::Range<f32>,
    ) -> Result<Vec<u8>> {
        let failed = |error: std::io::Error| unreadable(place, &error);
        // A pipe or a device would be waited for.
        let about = std::fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Err(unreadable(place, &format!("{} is no file", path.display())));
        }
        self.spend(about.len(), place)?;
        let mut bytes = Vec::new();
        // It may grow meanwhile.
        let mut file = File::open(path).map_err(failed)?.take(about.len());
        loop {
            let part = bytes.len() as f32 / about.len().max(1) as f32;
            self.watch
                .at(progress.start + (progress.end - progress.start) * part)?;
            let before = bytes.len();
            let piece = file.by_ref().take(PIECE as u64).read_to_end(&mut bytes);
            piece.map_err(failed)?;
            if bytes.len() == before {
                return Ok(bytes);
            }
        }
    }

    fn spend(&mut self, bytes: u64, place: &str) -> Result<()> {
        let left = self.left.checked_sub(bytes);
        let too_large = || {
            let used = MAX_BYTES - self.left;
            let found =
                format!("{bytes} bytes after {used}; a scene's files have at most {MAX_BYTES}");
            Fault::too_large(place, found)
        };
        self.left = left.ok_or_else(too_large)?;
        Ok(())
    }
}

fn unreadable(place: &str, error: &dyn std::fmt::Display) -> Fault {
    let remedy = "Check that the file is there and may be read";
    Fault::new(ErrorKind::Unreadable, place, error.to_string(), remedy)
}

/// `a%20b` as `a b`; `None` for what is no text.
fn percent_decoded(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut from = uri.bytes();
    while let Some(byte) = from.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(from.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}
