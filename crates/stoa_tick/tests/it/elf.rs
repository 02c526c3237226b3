//! What the small program needs of the machine that it is carried to: the C library, and the Vulkan loader only once it
//! is asked for.

/// A little-endian ELF file of 64 bits (System V ABI, "Object Files" and "Dynamic Linking").
struct Elf(Vec<u8>);

/// Type of a section with dynamic entries.
const DYNAMIC: u64 = 6;
/// Tag of an entry that names a library.
const NEEDED: u64 = 1;

impl Elf {
    fn read(path: &str) -> Self {
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(bytes[..6], *b"\x7fELF\x02\x01", "{path}");
        Self(bytes)
    }

    fn number(&self, at: u64, bytes: usize) -> u64 {
        let part = &self.0[at as usize..at as usize + bytes];
        part.iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    fn text(&self, at: u64) -> String {
        let rest = &self.0[at as usize..];
        let end = rest.iter().position(|byte| *byte == 0).unwrap();
        String::from_utf8(rest[..end].to_vec()).unwrap()
    }

    /// Where the header of a section lies.
    fn section(&self, index: u64) -> u64 {
        self.number(0x28, 8) + index * self.number(0x3a, 2)
    }

    /// The libraries that are loaded with it.
    fn needed(&self) -> Vec<String> {
        let count = self.number(0x3c, 2);
        let dynamic = (0..count).map(|index| self.section(index));
        let dynamic: Vec<u64> = dynamic
            .filter(|at| self.number(at + 4, 4) == DYNAMIC)
            .collect();
        assert_eq!(dynamic.len(), 1, "dynamic sections");
        let (at, size) = (
            self.number(dynamic[0] + 24, 8),
            self.number(dynamic[0] + 32, 8),
        );
        // The section that it links to has the names.
        let names = self.section(self.number(dynamic[0] + 40, 4));
        let names = self.number(names + 24, 8);
        let entries = (0..size / 16).map(|entry| at + 16 * entry);
        let needed = entries.filter(|entry| self.number(*entry, 8) == NEEDED);
        needed
            .map(|entry| self.text(names + self.number(entry + 8, 8)))
            .collect()
    }
}

#[test]
fn the_small_program_would_need_a_library_that_a_machine_may_lack() {
    let elf = Elf::read(env!("CARGO_BIN_EXE_stoa-tick"));
    let needed = elf.needed();
    let of_the_system = [
        "libc.",
        "libm.",
        "libdl.",
        "libpthread.",
        "librt.",
        "libgcc_s.",
        "ld-linux",
        "ld-musl",
    ];
    for name in &needed {
        let known = of_the_system.iter().any(|known| name.starts_with(known));
        assert!(known, "{name} among {needed:?}");
    }
    assert!(
        needed.iter().any(|name| name.starts_with("libc.")),
        "{needed:?}"
    );
    // The loader is opened by its name when a graphics device is asked for.
    let loader = b"libvulkan.so.1";
    let named = elf.0.windows(loader.len()).any(|part| part == loader);
    assert!(named, "the loader's name is not in the program");
}
