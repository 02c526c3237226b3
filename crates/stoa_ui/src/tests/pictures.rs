//! The committed pictures of panels, at two sizes of text.

use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn a_panel_would_have_no_picture_to_look_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/panels");
    let source = fs::read_to_string(folder.join("main.rs")).expect("the scenes");
    let scenes: BTreeSet<String> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.split_once("\", "))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert!(scenes.len() > 30, "{scenes:?}");
    for percent in ["100", "150"] {
        let pictures = fs::read_dir(folder.join("pictures").join(percent)).expect("a folder");
        let pictures: BTreeSet<String> = pictures
            .map(|file| file.expect("a file").file_name())
            .map(|name| name.to_string_lossy().replace(".jpg", ""))
            .collect();
        assert_eq!(pictures, scenes, "at {percent} %");
    }
}
