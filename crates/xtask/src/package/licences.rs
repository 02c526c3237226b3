//! The licences of everything that is compiled into the program, from the sources that cargo holds.
//!
//! Cargo names the packages (`cargo tree`); the texts lie in their sources. A package without a text of its own is
//! under one that is given below, or nothing is packed.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    build::{cargo, cargo_home},
    step::{self, Failure},
};

const HEAD: &str = "\
Stoa is compiled together with the libraries that are listed here. First each with its licence, where its source is, and
the numbers of its texts; then the texts. Rust's standard library (https://github.com/rust-lang/rust) is used under
Apache-2.0 as well. The fonts in epaint_default_fonts are under the licences that are named there; Fira Mono, in
bevy_text, is Copyright 2012-2015 The Mozilla Foundation and Telefonica S.A., under the SIL Open Font License 1.1, whose
text is among those of epaint_default_fonts.
";

/// Folders of a package that texts may lie in, besides its own.
const FOLDERS: [&str; 5] = ["", "fonts", "licenses", "LICENSES", "third_party"];

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    /// SPDX expression.
    licence: String,
    repository: String,
}

/// Writes the licences of all that the program is made of.
///
/// # Errors
/// Names the package whose source or licence is not there, or the file that can't be written.
pub fn write(file: &Path) -> Result<(), Failure> {
    let packages = packages(&tree()?);
    let mut texts = Texts::default();
    let mut list = String::new();
    for package in &packages {
        let numbers = numbers(package, &mut texts)?;
        // A String takes everything.
        let _ = writeln!(
            list,
            "{} {}: {}. {} {numbers}",
            package.name, package.version, package.licence, package.repository
        );
    }
    let written = fs::write(file, format!("{HEAD}\n{list}{}", texts.shown()));
    written.map_err(|error| Failure::unwritable(file, &error))?;
    step::print(&format!(
        "── licences of {} libraries, {} texts",
        packages.len(),
        texts.0.len()
    ));
    Ok(())
}

/// What is compiled into the program on this system, as cargo tells it: a line for each.
fn tree() -> Result<String, Failure> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = cargo()
        .args(["tree", "--locked", "--package", "stoa", "--target", &target])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none"])
        .args(["--format", "{p}|{l}|{r}"])
        .current_dir(step::root())
        .output();
    let output = output.map_err(|error| {
        Failure::missing(format!("cargo tree: {error}"), "run this through cargo")
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::failed(
            format!("cargo tree: {}", said.trim()),
            "mend what it says",
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The packages of the lines of [`tree`] that come from a registry, each once.
fn packages(tree: &str) -> Vec<Package> {
    let mut packages: Vec<Package> = tree.lines().filter_map(package).collect();
    packages.sort();
    packages.dedup();
    packages
}

/// `NAME vVERSION|LICENCE|REPOSITORY`, and ` (*)` when it came before; our own have their path after the version.
fn package(line: &str) -> Option<Package> {
    let line = line.trim_end_matches(" (*)");
    let mut parts = line.split('|').map(str::trim);
    let (package, licence) = (parts.next()?, parts.next()?);
    let (name, version) = package.split_once(" v")?;
    if version.contains(" (/") {
        return None;
    }
    Some(Package {
        name: name.to_owned(),
        version: version.split(' ').next()?.to_owned(),
        licence: licence.to_owned(),
        repository: parts.next().unwrap_or_default().to_owned(),
    })
}

/// The numbers of a package's texts, as `[1] [5]`.
fn numbers(package: &Package, texts: &mut Texts) -> Result<String, Failure> {
    let source = source(package)?;
    let mut numbers = Vec::new();
    for file in files(&source) {
        let text = fs::read(&file).map_err(|error| {
            Failure::failed(format!("{}: {error}", file.display()), "is it readable?")
        })?;
        numbers.push(texts.number(&String::from_utf8_lossy(&text)));
    }
    if !has_own(package, &numbers) {
        numbers.push(given(package, texts)?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    let shown: Vec<String> = numbers.iter().map(|number| format!("[{number}]")).collect();
    Ok(shown.join(" "))
}

/// Fonts bring texts of their own, but not the one of the code around them.
fn has_own(package: &Package, numbers: &[usize]) -> bool {
    !numbers.is_empty() && !package.licence.contains("OFL-1.1")
}

/// The text for a package that has none, of those its licence lets one choose from.
fn given(package: &Package, texts: &mut Texts) -> Result<usize, Failure> {
    if package.licence.contains("Apache-2.0") {
        let file = step::root().join("LICENSE-APACHE");
        let text = fs::read_to_string(&file).map_err(|error| {
            Failure::failed(format!("{}: {error}", file.display()), "restore it")
        })?;
        return Ok(texts.number(&text));
    }
    if package.licence.contains("CC0-1.0") {
        return Ok(texts.number(
            "Dedicated to the public domain under CC0 1.0 Universal, \
             https://creativecommons.org/publicdomain/zero/1.0/legalcode",
        ));
    }
    Err(Failure::failed(
        format!(
            "{} {} brings no text of its licence, {}",
            package.name, package.version, package.licence
        ),
        "read it, then add the text to crates/xtask/src/package/licences.rs, or drop the dependency",
    ))
}

/// The folder cargo unpacked a package into.
fn source(package: &Package) -> Result<PathBuf, Failure> {
    let registries = cargo_home().join("registry/src");
    let name = format!("{}-{}", package.name, package.version);
    let entries = fs::read_dir(&registries).into_iter().flatten().flatten();
    let mut places = entries.map(|registry| registry.path().join(&name));
    places.find(|place| place.is_dir()).ok_or_else(|| {
        Failure::missing(
            format!("the source of {name} is not in {}", registries.display()),
            "run `cargo fetch --locked`",
        )
    })
}

/// A package's licence files, in a fixed order.
fn files(source: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let entries = fs::read_dir(source.join(folder)).into_iter().flatten();
        let found = entries.flatten().map(|entry| entry.path());
        files.extend(found.filter(|path| path.is_file() && is_licence(path)));
    }
    files.sort();
    files
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let code = [".rs", ".toml", ".py", ".html", ".json"];
    let words = ["license", "licence", "copying", "copyright", "notice"];
    !code.iter().any(|ending| name.ends_with(ending))
        && (words.iter().any(|word| name.contains(word))
            || ["ofl.txt", "ufl.txt"].contains(&&*name))
}

/// Texts, each once, however its lines are broken.
#[derive(Default)]
struct Texts(Vec<String>, BTreeMap<String, usize>);

impl Texts {
    /// The number of a text, from 1.
    fn number(&mut self, text: &str) -> usize {
        let words: Vec<&str> = text.split_whitespace().collect();
        let Self(texts, numbers) = self;
        *numbers.entry(words.join(" ")).or_insert_with(|| {
            texts.push(text.trim().replace("\r\n", "\n"));
            texts.len()
        })
    }

    fn shown(&self) -> String {
        let line = "─".repeat(100);
        let texts = self.0.iter().zip(1..);
        texts
            .map(|(text, number)| format!("\n{line}\n[{number}]\n\n{text}\n"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_crates_would_be_listed_or_others_left_out_or_twice() {
        let tree = "\
stoa v0.1.0 (/here/stoa)|MIT OR Apache-2.0|
serde v1.0.1|MIT OR Apache-2.0|https://example.org/serde
serde v1.0.1|MIT OR Apache-2.0|https://example.org/serde (*)
ash v0.38.0+1.3.281|MIT OR Apache-2.0| (*)
";
        let found: Vec<String> = packages(tree)
            .iter()
            .map(|package| format!("{}-{}", package.name, package.version))
            .collect();
        assert_eq!(found, ["ash-0.38.0+1.3.281", "serde-1.0.1"]);
    }

    #[test]
    fn a_text_would_be_repeated_for_its_line_breaks_or_one_lost() {
        let mut texts = Texts::default();
        assert_eq!(texts.number("MIT\r\nfree\n"), 1);
        assert_eq!(texts.number("other"), 2);
        assert_eq!(texts.number("MIT free"), 1);
        let shown = texts.shown();
        assert!(shown.contains("[1]\n\nMIT\nfree\n") && shown.contains("[2]\n\nother\n"));
    }

    #[test]
    fn a_licence_nobody_has_the_text_of_would_be_packed() {
        let package = |licence: &str| Package {
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.to_owned(),
            repository: String::new(),
        };
        let mut texts = Texts::default();
        assert!(given(&package("MIT/Apache-2.0"), &mut texts).is_ok());
        let failure = given(&package("MIT"), &mut texts).unwrap_err();
        assert!(failure.to_string().contains("a 1.0.0"), "{failure}");
        assert!(!has_own(
            &package("(MIT OR Apache-2.0) AND OFL-1.1"),
            &[1, 2]
        ));
    }

    #[test]
    fn code_would_be_taken_for_a_licence_or_a_licence_for_code() {
        for (name, is) in [
            ("LICENSE-MIT", true),
            ("LICENCE", true),
            ("COPYING", true),
            ("UNLICENSE", true),
            ("OFL.txt", true),
            ("emoji-icon-font-mit-license.txt", true),
            ("NOTICE", true),
            ("license.rs", false),
            ("README.md", false),
        ] {
            assert_eq!(is_licence(Path::new(name)), is, "{name}");
        }
    }
}
