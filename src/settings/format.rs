//! The formats of the settings and of the file of keys: what this program can read, and older files lifted to it.

use std::borrow::Cow;

use stoa_world::{FormatError, Formats};
use toml_edit::{Document, DocumentMut, Item};

use super::read::place;

/// Steps get the file with its comments, and leave them where they can.
pub(super) const SETTINGS: Formats<DocumentMut> = Formats::new(&[]);
pub(super) const KEYS: Formats<DocumentMut> = Formats::new(&[]);

/// Why a file can't be read by its format, and where it names that.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub(super) struct Foreign {
    /// From 1, as the column.
    pub line: usize,
    pub column: usize,
    pub cause: String,
}

/// The text as a file of the newest format. One that names none is of the first; one that is no TOML stays as it is, for
/// whoever reads it to complain of.
///
/// # Errors
/// [`Foreign`]; then nothing is to be written into the file.
pub(super) fn lift<'t>(
    formats: &Formats<DocumentMut>,
    text: &'t str,
) -> Result<Cow<'t, str>, Foreign> {
    let Ok(document) = Document::parse(text) else {
        return Ok(Cow::Borrowed(text));
    };
    let named = document.get("format");
    let foreign = |cause: String| {
        let at = named.and_then(Item::span).map_or(0, |span| span.start);
        let (line, column) = place(text, at);
        Foreign {
            line,
            column,
            cause,
        }
    };
    let newest = i64::from(formats.newest());
    let found = match named.map(Item::as_integer) {
        None => 1,
        Some(Some(found)) => found,
        Some(None) => return Err(foreign(format!("`format` should be {newest}"))),
    };
    if found == newest {
        return Ok(Cow::Borrowed(text));
    }
    let lifted = formats.lift(document.clone().into_mut(), found);
    let mut lifted = lifted.map_err(|error: FormatError| foreign(error.to_string()))?;
    lifted["format"] = toml_edit::value(newest);
    Ok(Cow::Owned(lifted.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if `[mind] url` had been called `address` once.
    const TWO: Formats<DocumentMut> = Formats::new(&[|mut document| {
        let mind = document.get_mut("mind").and_then(Item::as_table_mut);
        if let Some(mind) = mind
            && let Some(address) = mind.remove("address")
        {
            mind.insert("url", address);
        }
        Ok(document)
    }]);

    #[test]
    fn settings_of_an_older_format_would_be_lost_or_their_comments() {
        let old =
            "# mine\nformat = 1\n\n[mind]\n# which\nmodel = \"m\"\naddress = \"http://h:1\"\n";
        let new = "# mine\nformat = 2\n\n[mind]\n# which\nmodel = \"m\"\nurl = \"http://h:1\"\n";
        assert_eq!(lift(&TWO, old).as_deref(), Ok(new));
        assert_eq!(lift(&TWO, new).as_deref(), Ok(new));
        // Such files there are: whoever writes one by hand may leave the format out.
        let bare = lift(&TWO, "[mind]\naddress = \"http://h:1\"\n").expect("the first format");
        assert!(bare.contains("url = \"http://h:1\"") && bare.contains("format = 2"));
        assert_eq!(lift(&TWO, "[mind").as_deref(), Ok("[mind"));
    }

    #[test]
    fn settings_of_a_newer_format_would_be_refused_without_their_place() {
        for (text, line, column, cause) in [
            (
                "# a\nformat = 3\n",
                2,
                10,
                "format 3 is newer than this program, which reads up to 2: update Stoa",
            ),
            ("format = 0", 1, 10, "there never was a format 0"),
            ("format = \"2\"", 1, 10, "`format` should be 2"),
        ] {
            let foreign = lift(&TWO, text).expect_err(text);
            assert_eq!((foreign.line, foreign.column), (line, column), "{text}");
            assert!(foreign.cause.starts_with(cause), "{foreign}");
        }
    }
}
