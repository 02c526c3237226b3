//! Which format a persona's file is of, and the steps that lift an older one.

use toml_span::Value;

use super::reader::{Report, kind_of};

/// Makes of a file's content the same in the next format; an error says what of it can't be had there.
type Step<T> = fn(T) -> Result<T, String>;

/// A file of an older format becomes one of the newest. `None` where that can't be: nothing in it can be judged then.
pub(super) fn lift<'v>(report: &Report, root: Value<'v>) -> Option<Value<'v>> {
    // The first step will make format 2 of format 1.
    lift_by(&[], report, root)
}

fn lift_by<'v>(
    steps: &[Step<Value<'v>>],
    report: &Report,
    mut root: Value<'v>,
) -> Option<Value<'v>> {
    let newest = steps.len() + 1;
    let expected = format!("`format = {newest}`");
    let format = root.as_table().and_then(|table| table.get("format"));
    let Some((span, found)) = format.map(|format| (format.span, format.as_integer())) else {
        // That it is missing is told where the rest is read.
        return Some(root);
    };
    let Some(found) = found else {
        report.error(span, expected, kind_of(format?));
        return Some(root);
    };
    // How many steps are behind it.
    let done = usize::try_from(found).ok().and_then(|n| n.checked_sub(1));
    let found = format!("format {found}");
    match done {
        Some(done) if done <= steps.len() => {
            for step in &steps[done..] {
                match step(root) {
                    Ok(lifted) => root = lifted,
                    Err(cause) => {
                        report.error(span, expected, format!("{found}: {cause}"));
                        return None;
                    }
                }
            }
            Some(root)
        }
        Some(_) => {
            let remedy = "update Stoa, or open the file with the program that wrote it";
            let newer = format!("newer than this program, which reads up to {newest}: {remedy}");
            report.error(span, expected, format!("{found}, {newer}"));
            None
        }
        None => {
            report.error(span, expected, format!("{found}, which there never was"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use toml_span::value::{Key, ValueInner};

    use super::*;

    /// Renames `nick` to `name`, as a second format might have done.
    fn one_to_two(mut root: Value<'_>) -> Result<Value<'_>, String> {
        let ValueInner::Table(mut table) = root.take() else {
            return Err("a table is wanted".to_owned());
        };
        let nick = table.remove("nick").ok_or("it has no nick")?;
        let key = Key {
            name: "name".into(),
            span: nick.span,
        };
        table.insert(key, nick);
        root.set(ValueInner::Table(table));
        Ok(root)
    }

    /// The name after lifting, or the mistakes.
    fn lifted(text: &str) -> Result<String, Vec<String>> {
        let report = Report::new("x.toml", text);
        let root = toml_span::parse(text).expect("TOML");
        let root = lift_by(&[one_to_two], &report, root);
        let name = root.and_then(|root| root.pointer("/name")?.as_str().map(str::to_owned));
        name.ok_or_else(|| report.finish().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_older_persona_would_be_refused_or_a_newer_one_misread() {
        let bo = Ok("Bo".to_owned());
        assert_eq!(lifted("format = 1\nnick = \"Bo\"\n"), bo);
        assert_eq!(lifted("format = 2\nname = \"Bo\"\n"), bo);
        for (text, told) in [
            (
                "format = 1\n",
                "x.toml:1:10: expected `format = 2`, found format 1: it has no nick",
            ),
            (
                "# new\nformat = 3\nname = \"Bo\"\n",
                "x.toml:2:10: expected `format = 2`, found format 3, newer than this program, which reads up to 2: \
                 update Stoa, or open the file with the program that wrote it",
            ),
            (
                "format = 0\nname = \"Bo\"\n",
                "x.toml:1:10: expected `format = 2`, found format 0, which there never was",
            ),
        ] {
            assert_eq!(lifted(text), Err(vec![told.to_owned()]));
        }
    }
}
