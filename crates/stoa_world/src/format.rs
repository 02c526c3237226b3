//! The formats of files: whether this program can read the one that a file is of, and the steps that lift an older one.
//!
//! Every file of ours says `format = N`. Whoever changes a format so that older files would be misread adds one step to
//! its table: files of the older one are then read as if they had been written today.

use thiserror::Error;

/// Makes of a file's content the same in the next format; an error says what of it can't be had there.
pub type Step<T> = fn(T) -> Result<T, String>;

/// The formats of one kind of file, whose content is read as `T`.
#[derive(Debug, Clone, Copy)]
pub struct Formats<'a, T> {
    steps: &'a [Step<T>],
}

/// Why a file can't be read by its format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    #[error(
        "format {found} is newer than this program, which reads up to {newest}: update Stoa, or open the file with the \
         program that wrote it"
    )]
    Newer { found: i64, newest: u32 },
    #[error("there never was a format {found}; the newest is {newest}")]
    Never { found: i64, newest: u32 },
    #[error("it is of format {found}, and can't be lifted to the next: {cause}")]
    Step { found: i64, cause: String },
}

impl<'a, T> Formats<'a, T> {
    /// The first step makes format 2 of format 1, the second 3 of 2, and so on; without any, there is only format 1.
    pub const fn new(steps: &'a [Step<T>]) -> Self {
        Self { steps }
    }

    /// The one that is written, to which older ones are lifted.
    pub const fn newest(&self) -> u32 {
        self.steps.len() as u32 + 1
    }

    /// Brings `content`, which is of the format `found`, to the newest.
    ///
    /// # Errors
    /// [`FormatError`].
    pub fn lift(&self, mut content: T, found: i64) -> Result<T, FormatError> {
        let newest = self.newest();
        if found > i64::from(newest) {
            return Err(FormatError::Newer { found, newest });
        }
        let done = usize::try_from(found).ok().and_then(|n| n.checked_sub(1));
        let Some(done) = done else {
            return Err(FormatError::Never { found, newest });
        };
        for (format, step) in (1..).zip(self.steps).skip(done) {
            content = step(content).map_err(|cause| FormatError::Step {
                found: format,
                cause,
            })?;
        }
        Ok(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind of file that has had three formats: an `a` became a `b`, then there had to be at least one.
    const THREE: Formats<String> = Formats::new(&[
        |text| Ok(text.replace('a', "b")),
        |text| match text.contains('b') {
            true => Ok(text + "!"),
            false => Err("it has no b".to_owned()),
        },
    ]);

    #[test]
    fn an_older_file_would_be_refused_or_misread() {
        assert_eq!(THREE.newest(), 3);
        for (found, text, lifted) in [(1, "aa", "bb!"), (2, "ab", "ab!"), (3, "a", "a")] {
            assert_eq!(THREE.lift(text.to_owned(), found).as_deref(), Ok(lifted));
        }
        let error = THREE.lift("x".to_owned(), 1).expect_err("it has no b");
        assert_eq!(
            error.to_string(),
            "it is of format 2, and can't be lifted to the next: it has no b"
        );
    }

    #[test]
    fn a_newer_file_would_be_misread_or_refused_without_a_remedy() {
        let refused = |found| {
            THREE
                .lift("a".to_owned(), found)
                .expect_err("no such format")
        };
        for found in [4, i64::MAX] {
            let told = refused(found).to_string();
            let words = format!(
                "format {found} is newer than this program, which reads up to 3: update Stoa"
            );
            assert!(told.starts_with(&words), "{told}");
        }
        for found in [0, -1, i64::MIN] {
            let told = refused(found).to_string();
            assert!(
                told.contains(&format!("never was a format {found}")),
                "{told}"
            );
        }
    }
}
