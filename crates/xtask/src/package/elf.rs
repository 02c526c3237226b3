//! What a program of Linux asks its system for: shared libraries, and the versions of their symbols.
//!
//! Read from the sections `.dynamic` and `.gnu.version_r` of a 64-bit little-endian ELF file, as the System V ABI and
//! the Linux Standard Base (chapter 10.7, symbol versioning) lay them out.

use std::fmt;

/// glibc of Ubuntu 22.04.
const NEWEST: (u32, u32) = (2, 35);

/// What every desktop of that age has.
const SYSTEM: [&str; 12] = [
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libgcc_s.so.1",
    "libasound.so.2",
    "libudev.so.1",
    "libwayland-client.so.0",
    "libxkbcommon.so.0",
];

const SECTION_DYNAMIC: u32 = 6;
const SECTION_VERSIONS: u32 = 0x6fff_fffe;
const TAG_NEEDED: u64 = 1;
const TAG_RPATH: u64 = 15;
const TAG_RUNPATH: u64 = 29;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asks {
    libraries: Vec<String>,
    /// As `GLIBC_2.34`, of all libraries.
    versions: Vec<String>,
    /// Folders of the machine it was built on, that libraries would be looked for in.
    folders: Vec<String>,
}

/// Reads a whole program.
///
/// # Errors
/// What is not as it should be in a 64-bit little-endian ELF file with shared libraries.
pub fn read(bytes: &[u8]) -> Result<Asks, String> {
    let file = File(bytes);
    if !bytes.starts_with(b"\x7fELF\x02\x01") {
        return Err("is no 64-bit little-endian ELF file".to_owned());
    }
    let table = file.offset(0x28)?;
    let size = usize::from(file.half(0x3a)?);
    let count = usize::from(file.half(0x3c)?);
    let mut asks = Asks::default();
    for index in 0..count {
        let head = table + index * size;
        let kind = file.word(head + 4)?;
        if kind != SECTION_DYNAMIC && kind != SECTION_VERSIONS {
            continue;
        }
        let names = table + file.word(head + 40)? as usize * size;
        let section = Section {
            file: &file,
            start: file.offset(head + 24)?,
            size: file.offset(head + 32)?,
            names: file.offset(names + 24)?,
        };
        if kind == SECTION_DYNAMIC {
            section.dynamic(&mut asks)?;
        } else {
            section.versions(&mut asks)?;
        }
    }
    if asks.libraries.is_empty() {
        return Err("names no shared libraries".to_owned());
    }
    asks.versions.sort();
    asks.versions.dedup();
    Ok(asks)
}

/// A section with entries whose names lie in another.
struct Section<'a> {
    file: &'a File<'a>,
    start: usize,
    size: usize,
    names: usize,
}

impl Section<'_> {
    fn dynamic(&self, asks: &mut Asks) -> Result<(), String> {
        for at in (self.start..self.start.saturating_add(self.size)).step_by(16) {
            let to = match self.file.long(at)? {
                0 => break,
                TAG_NEEDED => &mut asks.libraries,
                TAG_RPATH | TAG_RUNPATH => &mut asks.folders,
                _ => continue,
            };
            to.push(self.file.text(self.names + self.file.offset(at + 8)?)?);
        }
        Ok(())
    }

    fn versions(&self, asks: &mut Asks) -> Result<(), String> {
        let mut library = self.start;
        loop {
            let mut entry = library + self.file.word(library + 8)? as usize;
            for _ in 0..self.file.half(library + 2)? {
                let name = self.names + self.file.word(entry + 8)? as usize;
                asks.versions.push(self.file.text(name)?);
                entry += self.file.word(entry + 12)? as usize;
            }
            match self.file.word(library + 12)? {
                0 => return Ok(()),
                next => library += next as usize,
            }
        }
    }
}

/// Numbers and texts by their place in bytes.
struct File<'a>(&'a [u8]);

impl File<'_> {
    fn number<const N: usize>(&self, at: usize) -> Result<[u8; N], String> {
        let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk());
        bytes
            .copied()
            .ok_or_else(|| format!("ends before byte {at}"))
    }

    fn half(&self, at: usize) -> Result<u16, String> {
        self.number(at).map(u16::from_le_bytes)
    }

    fn word(&self, at: usize) -> Result<u32, String> {
        self.number(at).map(u32::from_le_bytes)
    }

    fn long(&self, at: usize) -> Result<u64, String> {
        self.number(at).map(u64::from_le_bytes)
    }

    /// A place or length in this file: what lies beyond its end is none.
    fn offset(&self, at: usize) -> Result<usize, String> {
        usize::try_from(self.long(at)?)
            .ok()
            .filter(|offset| *offset <= self.0.len())
            .ok_or_else(|| format!("byte {at} points out of the file"))
    }

    fn text(&self, at: usize) -> Result<String, String> {
        let rest = self.0.get(at..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == 0);
        let end = end.ok_or_else(|| format!("the text at byte {at} has no end"))?;
        Ok(String::from_utf8_lossy(&rest[..end]).into_owned())
    }
}

impl Asks {
    /// What a system as old as Ubuntu 22.04 could not give, for people.
    pub fn problems(&self) -> Vec<String> {
        let foreign = self
            .libraries
            .iter()
            .filter(|name| !SYSTEM.contains(&name.as_str()))
            .map(|name| format!("it needs {name}, which is no part of the system"));
        let new = self
            .versions
            .iter()
            .filter(|version| is_too_new(version))
            .map(|version| {
                format!(
                    "it needs {version}, newer than GLIBC_{}.{}",
                    NEWEST.0, NEWEST.1
                )
            });
        let folders = self
            .folders
            .iter()
            .map(|folder| format!("it looks for libraries in {folder}"));
        foreign.chain(new).chain(folders).collect()
    }

    fn newest(&self) -> Option<(u32, u32)> {
        self.versions.iter().filter_map(|name| glibc(name)).max()
    }
}

/// Versions of other libraries than glibc are as old as these libraries' names.
fn is_too_new(version: &str) -> bool {
    match glibc(version) {
        Some(version) => version > NEWEST,
        // Packed relocations, which came with 2.36, and whatever comes after them.
        None => version.starts_with("GLIBC_ABI_"),
    }
}

/// `GLIBC_2.34` or `GLIBC_2.3.4`, as numbers.
fn glibc(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix("GLIBC_")?.split('.');
    let mut part = || parts.next()?.parse().ok();
    Some((part()?, part()?))
}

impl fmt::Display for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((major, minor)) = self.newest() {
            write!(f, "glibc {major}.{minor} and ")?;
        }
        write!(f, "{}", self.libraries.join(", "))
    }
}

#[cfg(all(test, target_os = "linux", target_pointer_width = "64"))]
mod tests {
    use super::*;

    /// This very test, as the compiler made it.
    fn own() -> Vec<u8> {
        std::fs::read(std::env::current_exe().expect("its path")).expect("its bytes")
    }

    /// The same with every `from` written over.
    fn with(from: &str, to: &str) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut bytes = own();
        let mut found = 0;
        for at in 0..bytes.len() - from.len() {
            if &bytes[at..at + from.len()] == from.as_bytes() {
                bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
                found += 1;
            }
        }
        assert!(found > 0, "{from}");
        bytes
    }

    #[test]
    fn a_program_that_runs_only_on_the_newest_systems_would_be_packed() {
        let asks = read(&own()).unwrap();
        assert!(asks.libraries.contains(&"libc.so.6".to_owned()), "{asks:?}");
        assert_eq!(asks.problems(), Vec::<String>::new());
        let newest = asks.newest().unwrap();
        // Its text is nowhere in the program but among what it asks for: made here of its numbers.
        let newest = format!("GLIBC_{}.{}\0", newest.0, newest.1);
        let new = read(&with(&newest, &newest.replace("2.", "9."))).unwrap();
        let problems = new.problems().join("\n");
        assert!(problems.contains("_9."), "{problems}");
    }

    #[test]
    fn a_library_that_only_the_build_machine_has_would_be_needed() {
        let known = ["libc", ".so.6\0"].concat();
        let foreign = read(&with(&known, &known.replace("libc", "lib9"))).unwrap();
        assert!(
            foreign.problems().join("\n").contains("lib9.so.6"),
            "{foreign:?}"
        );
        let asks = Asks {
            folders: vec!["/opt/lib".to_owned()],
            ..Asks::default()
        };
        assert_eq!(asks.problems().len(), 1);
    }

    #[test]
    fn versions_would_be_compared_as_text() {
        for (version, too_new) in [
            ("GLIBC_2.2.5", false),
            ("GLIBC_2.4", false),
            ("GLIBC_2.35", false),
            ("GLIBC_2.36", true),
            ("GLIBC_2.100", true),
            ("GLIBC_3.0", true),
            ("GLIBC_ABI_DT_RELR", true),
            ("GCC_4.2.0", false),
            ("ALSA_0.9", false),
        ] {
            assert_eq!(is_too_new(version), too_new, "{version}");
        }
    }

    #[test]
    fn a_file_cut_short_would_bring_the_check_down_or_pass() {
        let bytes = own();
        for part in 0..200 {
            let length = bytes.len() * part / 200;
            assert!(read(&bytes[..length]).is_err(), "{length} bytes");
        }
        assert!(read(b"#!/bin/sh\n").is_err());
    }
}
