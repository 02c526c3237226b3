//! Scripts that egui's own fonts lack are borrowed from the system's fonts, where there are any. Without them such
//! text shows as boxes: safe, if not readable.

use std::{fs, path::Path, sync::Arc};

use bevy_egui::egui::{FontData, FontDefinitions, FontFamily};

/// For each group of scripts, where systems keep a font for it; the first that is there is taken.
const GROUPS: [(&str, &[&str]); 3] = [
    (
        "system broad",
        &[
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
            "/usr/share/fonts/TTF/DejaVuSans.ttf",
            "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
            "C:\\Windows\\Fonts\\segoeui.ttf",
        ],
    ),
    (
        "system arabic",
        &[
            "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
            "/usr/share/fonts/google-noto/NotoSansArabic-Regular.ttf",
            "/usr/share/fonts/noto/NotoSansArabic-Regular.ttf",
        ],
    ),
    (
        "system east asian",
        &[
            "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
            "/System/Library/Fonts/Hiragino Sans GB.ttc",
            "C:\\Windows\\Fonts\\msgothic.ttc",
        ],
    ),
];

/// Larger files are left alone: they would stay in memory for good.
const LARGEST_BYTES: u64 = 32 << 20;

/// egui's own fonts, then those of the system.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, paths) in GROUPS {
        if let Some(bytes) = paths.iter().find_map(|path| read(Path::new(path))) {
            let data = Arc::new(FontData::from_owned(bytes));
            fonts.font_data.insert(name.to_owned(), data);
            for family in [FontFamily::Proportional, FontFamily::Monospace] {
                fonts
                    .families
                    .entry(family)
                    .or_default()
                    .push(name.to_owned());
            }
        }
    }
    fonts
}

/// A file that is not there, too large or no font is passed over: this is only an offer.
fn read(path: &Path) -> Option<Vec<u8>> {
    let size = fs::metadata(path).ok()?.len();
    if size > LARGEST_BYTES {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let is_font = [&b"\0\x01\0\0"[..], b"OTTO", b"true", b"ttcf"]
        .iter()
        .any(|magic| bytes.starts_with(magic));
    is_font.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_font_would_stop_the_program() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(read(&here.join("Cargo.toml")), None);
        assert_eq!(read(&here.join("no such file.ttf")), None);
        assert_eq!(read(here), None);
        let fonts = definitions();
        assert!(
            fonts
                .families
                .values()
                .flatten()
                .all(|name| fonts.font_data.contains_key(name))
        );
    }
}
