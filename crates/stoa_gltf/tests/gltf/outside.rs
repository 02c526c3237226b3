//! No file outside the scene's folder is read.

use serde_json::json;
use stoa_gltf::{
    ErrorKind::{Damaged, Outside, Unreadable, Unsupported},
    Watch, read, stamp,
};

use crate::build::{Folder, is_refused, square};

/// A folder with a scene that names `uri`, a good buffer beside it, and one outside.
fn naming(uri: &str) -> Folder {
    let folder = Folder::new();
    let (mut json, bin) = square();
    json["buffers"][0]["uri"] = json!(uri);
    folder.put("scene/room.gltf", json.to_string().as_bytes());
    folder.put("scene/room.bin", &bin);
    folder.put("secret.bin", &bin);
    folder
}

#[test]
fn a_scene_could_read_any_file() {
    for (uri, kind) in [
        ("../secret.bin", Outside),
        ("..\\secret.bin", Outside),
        ("./../secret.bin", Outside),
        ("%2e%2e/secret.bin", Outside),
        ("..%2fsecret.bin", Outside),
        ("..%5csecret.bin", Outside),
        ("/etc/hostname", Outside),
        ("%2fetc%2fhostname", Outside),
        ("\\\\server\\share\\a.bin", Outside),
        ("file:///etc/hostname", Outside),
        ("http://127.0.0.1/a.bin", Outside),
        ("C:\\a.bin", Outside),
        ("c%3a/a.bin", Outside),
        ("", Damaged),
        ("a\u{0}b", Damaged),
        ("%00", Damaged),
        ("%ff%fe", Damaged),
        ("%2", Damaged),
        ("%zz", Damaged),
        (".", Unreadable),
        ("none.bin", Unreadable),
        ("data:,hello", Unsupported),
        ("data:;base64,*", Damaged),
        ("data:;base64", Damaged),
        ("data:;base64,AAAA", Damaged),
    ] {
        is_refused(uri, kind, "buffer 0", naming(uri).read("scene/room.gltf"));
    }
    assert!(naming("room.bin").read("scene/room.gltf").is_ok());
    assert!(naming("./room%2Ebin").read("scene/room.gltf").is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_would_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = naming("link.bin");
    let link = folder.at("scene/link.bin");
    symlink(folder.at("secret.bin"), &link).expect("a link");
    is_refused(
        "a link",
        Outside,
        "link.bin",
        folder.read("scene/room.gltf"),
    );
    std::fs::remove_file(&link).expect("it is ours");
    symlink("room.bin", &link).expect("a link");
    assert!(
        folder.read("scene/room.gltf").is_ok(),
        "a link within the folder"
    );
    std::fs::remove_file(&link).expect("it is ours");
    symlink("/dev/zero", &link).expect("a link");
    is_refused(
        "a device",
        Outside,
        "link.bin",
        folder.read("scene/room.gltf"),
    );
    let device = std::path::Path::new("/dev/zero");
    let error = stoa_gltf::read(device, &stoa_gltf::Watch::default()).expect_err("no file");
    assert_eq!(error.kind, Unreadable, "{error}");
}

#[test]
fn a_file_beside_a_scene_could_change_or_come_back_unseen() {
    for (uri, there) in [("room%2Ebin", true), ("gone.bin", false)] {
        let folder = naming(uri);
        let watch = Watch::default();
        let read = read(&folder.at("scene/room.gltf"), &watch);
        assert_eq!(read.is_ok(), there, "{uri}");
        let named = folder.at("scene").canonicalize().expect("a folder");
        let beside = named.join(uri.replace("%2E", "."));
        let main = folder.at("scene/room.gltf");
        let mut wanted = vec![
            (beside.clone(), stamp(&beside)),
            (main.clone(), stamp(&main)),
        ];
        wanted.sort();
        assert_eq!(watch.files(), wanted, "{uri}");
        assert_eq!(stamp(&beside).is_some(), there, "{uri}");
    }
}
