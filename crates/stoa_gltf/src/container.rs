//! The outer shape: a `.glb` with its chunks, or plain JSON.

use std::ops::Range;

use crate::{
    error::{ErrorKind, Fault, Result, shown},
    json::Document,
    limits::MAX_JSON_BYTES,
};

const MAGIC: &[u8] = b"glTF";
const JSON: u32 = 0x4E4F_534A;
const BIN: u32 = 0x004E_4942;
const HEADER: usize = 12;

/// Extensions without which a scene can still be read as it is meant, but perhaps looks plainer.
const ONLY_LOOKS: [&str; 3] = [
    "KHR_materials_",
    "KHR_lights_punctual",
    "KHR_texture_transform",
];
/// Extensions that are read.
const READ: [&str; 1] = ["KHR_mesh_quantization"];

/// The document of a file, and where in the file its binary chunk lies.
pub(crate) fn open(bytes: &[u8]) -> Result<(Document, Option<Range<usize>>)> {
    let is_text = !bytes.starts_with(MAGIC) && !bytes.is_empty();
    let (json, bin) = if bytes.starts_with(MAGIC) {
        chunks(bytes)?
    } else {
        (0..bytes.len(), None)
    };
    let json = &bytes[json];
    if json.len() as u64 > MAX_JSON_BYTES {
        let found = format!("{} bytes; at most {MAX_JSON_BYTES}", json.len());
        return Err(Fault::too_large("JSON", found));
    }
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let document = serde_json::from_slice(json);
    let document: Document = document.map_err(|error| wrong_json(&error, is_text))?;
    check(&document)?;
    Ok((document, bin))
}

/// What is wrong with a document's JSON; with line and column where that is the file's own text.
fn wrong_json(error: &serde_json::Error, is_text: bool) -> Fault {
    let mut found = error.to_string();
    let (line, column) = (error.line(), error.column());
    if is_text {
        let place = format!(" at line {line} column {column}");
        found.truncate(found.strip_suffix(&place).map_or(found.len(), str::len));
    }
    let fault = if found.contains("a list of more than") {
        Fault::too_large("JSON", found)
    } else {
        // serde quotes the file's own words.
        let found = found.chars().filter(|c| !c.is_control()).take(200);
        Fault::damaged("JSON", found.collect::<String>())
    };
    match (u32::try_from(line), u32::try_from(column)) {
        // At a line's end, serde has counted none of it.
        (Ok(line), Ok(column)) if is_text => fault.at(line, column.max(1)),
        _ => fault,
    }
}

/// The JSON chunk and the binary one.
fn chunks(bytes: &[u8]) -> Result<(Range<usize>, Option<Range<usize>>)> {
    let header = |at: usize| word(bytes, at).ok_or_else(|| truncated(bytes.len(), HEADER));
    let version = header(4)?;
    if version != 2 {
        let found = format!("version {version} of the format; expected 2");
        let remedy = "Export it as glTF 2.0";
        return Err(Fault::new(ErrorKind::Unsupported, "header", found, remedy));
    }
    let length = header(8)? as usize;
    if length > bytes.len() || length < HEADER {
        return Err(truncated(bytes.len(), length));
    }
    let (mut json, mut bin) = (None, None);
    let mut at = HEADER;
    while at < length {
        let place = || format!("chunk at byte {at}");
        let (Some(size), Some(kind)) = (word(bytes, at), word(bytes, at + 4)) else {
            return Err(Fault::damaged(place(), "it ends within its head"));
        };
        let begins = at + 8;
        let ends = begins
            .checked_add(size as usize)
            .filter(|ends| *ends <= length);
        let Some(ends) = ends else {
            let found = format!(
                "it says {size} bytes; {} are left",
                length.saturating_sub(begins)
            );
            return Err(Fault::damaged(place(), found));
        };
        match kind {
            JSON if json.is_none() => json = Some(begins..ends),
            BIN if bin.is_none() => bin = Some(begins..ends),
            _ => {}
        }
        at = ends;
    }
    match json {
        Some(json) => Ok((json, bin)),
        None => Err(Fault::damaged("", "it has no JSON chunk")),
    }
}

fn truncated(has: usize, says: usize) -> Fault {
    Fault::damaged(
        "header",
        format!("the file has {has} bytes and should have {says}"),
    )
}

/// Four bytes, little end first.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn check(document: &Document) -> Result<()> {
    let asset = &document.asset;
    let version = asset.min_version.as_ref().unwrap_or(&asset.version);
    if !(version == "2" || version.starts_with("2.")) {
        let found = format!("version `{}` of the format; expected 2.0", shown(version));
        let remedy = "Export it as glTF 2.0";
        return Err(Fault::new(ErrorKind::Unsupported, "asset", found, remedy));
    }
    let unknown = document.extensions_required.iter().find(|name| {
        let looks = ONLY_LOOKS.iter().any(|known| name.starts_with(known));
        !looks && !READ.contains(&name.as_str())
    });
    if let Some(name) = unknown {
        let found = format!("the file requires the extension `{}`", shown(name));
        let remedy =
            "Export it without this extension (compressed meshes and pictures are not read)";
        return Err(Fault::new(
            ErrorKind::Unsupported,
            "extensionsRequired",
            found,
            remedy,
        ));
    }
    Ok(())
}
