//! The search for the runtime's manifest, on folders made for each test.

use tempfile::TempDir;

use super::*;

const MONADO: &str = r#"{"file_format_version":"1.0.0","runtime":{"name":"Monado","library_path":"libopenxr_monado.so"}}"#;

/// A root folder with files, and the environment that sees only it.
fn world(files: &[(&str, &str)]) -> (TempDir, Environment) {
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let file = root.path().join(name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        fs::write(file, text).expect("a file");
    }
    let environment = Environment {
        os: Os::Linux,
        loader: None,
        beside: None,
        runtime_json: None,
        xdg_config_home: None,
        home: Some(root.path().join("home")),
        xdg_config_dirs: Vec::new(),
        root: root.path().to_owned(),
        arch: "x86_64",
    };
    (root, environment)
}

#[test]
fn the_first_file_in_the_loaders_order_wins() {
    let all = [
        "home/.config/openxr/1/active_runtime.x86_64.json",
        "home/.config/openxr/1/active_runtime.json",
        "etc/xdg/openxr/1/active_runtime.x86_64.json",
        "etc/xdg/openxr/1/active_runtime.json",
        "usr/local/etc/openxr/1/active_runtime.x86_64.json",
        "usr/local/etc/openxr/1/active_runtime.json",
        "etc/openxr/1/active_runtime.x86_64.json",
        "etc/openxr/1/active_runtime.json",
    ];
    for first in 0..all.len() {
        let files: Vec<_> = all[first..].iter().map(|file| (*file, MONADO)).collect();
        let (root, environment) = world(&files);
        let search = search(&environment);
        let active = search.active.expect("a runtime");
        assert_eq!(active.file, root.path().join(all[first]));
        assert_eq!(active.name.as_deref(), Some("Monado"));
        assert_eq!(search.fault, None);
        assert_eq!(
            search.looked.len(),
            first + 1,
            "every place up to it is listed"
        );
        assert!(search.looked[..first].iter().all(|place| !place.exists));
    }
}

#[test]
fn the_xdg_variables_replace_their_defaults() {
    let (root, mut environment) = world(&[
        ("home/.config/openxr/1/active_runtime.json", MONADO),
        ("etc/xdg/openxr/1/active_runtime.json", MONADO),
        ("second/openxr/1/active_runtime.json", MONADO),
    ]);
    environment.xdg_config_home = Some(root.path().join("empty"));
    environment.xdg_config_dirs = vec![root.path().join("first"), root.path().join("second")];
    let active = search(&environment).active.expect("a runtime");
    assert_eq!(
        active.file,
        root.path().join("second/openxr/1/active_runtime.json")
    );
}

#[test]
fn xr_runtime_json_is_the_only_place_when_it_is_set() {
    let (root, mut environment) = world(&[("etc/openxr/1/active_runtime.json", MONADO)]);
    let missing = root.path().join("nowhere.json");
    environment.runtime_json = Some(missing.clone());
    let search = search(&environment);
    assert_eq!(search.active, None);
    assert_eq!(search.fault, Some(Fault::NoSuchFile(missing)));
    assert_eq!(search.looked.len(), 1);
    assert_eq!(search.looked[0].rule, "XR_RUNTIME_JSON");
}

#[test]
fn a_broken_manifest_is_reported_and_not_passed_over() {
    for (text, words) in [
        ("{", "line 1 column 1"),
        ("", "EOF"),
        ("{}", "file_format_version is missing"),
        (r#"{"file_format_version":"2.0.0"}"#, "is 2.0.0, not 1.0.0"),
        (
            r#"{"file_format_version":"1.0.0","runtime":{}}"#,
            "runtime.library_path is missing",
        ),
        (
            r#"{"file_format_version":"1.0.0","runtime":{"library_path":7}}"#,
            "runtime.library_path is missing",
        ),
    ] {
        let (root, environment) = world(&[
            ("home/.config/openxr/1/active_runtime.json", text),
            ("etc/openxr/1/active_runtime.json", MONADO),
        ]);
        let search = search(&environment);
        assert_eq!(search.active, None, "{text}");
        let said = search.fault.expect("a fault").to_string();
        assert!(said.contains(words), "{said}");
        let file = root
            .path()
            .join("home/.config/openxr/1/active_runtime.json");
        assert!(said.contains(&file.display().to_string()), "{said}");
    }
}

#[test]
fn a_library_that_is_gone_is_reported_with_the_runtimes_name() {
    let text = r#"{"file_format_version":"1.0.0",
        "runtime":{"name":"SteamVR","library_path":"../bin/vrclient.so"}}"#;
    let (root, environment) = world(&[("etc/openxr/1/active_runtime.json", text)]);
    let gone = search(&environment);
    let said = gone.fault.expect("a fault").to_string();
    assert!(said.starts_with("SteamVR ("), "{said}");
    assert!(said.contains("vrclient.so"), "{said}");

    fs::create_dir_all(root.path().join("etc/openxr/bin")).expect("a folder");
    fs::write(root.path().join("etc/openxr/bin/vrclient.so"), "").expect("a file");
    assert_eq!(search(&environment).fault, None);
}

#[cfg(unix)]
#[test]
fn a_relative_library_is_sought_beside_the_real_manifest_and_dangling_links_are_passed_over() {
    use std::os::unix::fs::symlink;

    let text = r#"{"file_format_version":"1.0.0","runtime":{"library_path":"./lib.so"}}"#;
    let (root, environment) = world(&[("opt/xr/runtime.json", text), ("opt/xr/lib.so", "")]);
    let folder = root.path().join("etc/openxr/1");
    fs::create_dir_all(&folder).expect("a folder");
    let dangling = folder.join("active_runtime.x86_64.json");
    symlink(root.path().join("gone.json"), &dangling).expect("a link");
    symlink(
        root.path().join("opt/xr/runtime.json"),
        folder.join("active_runtime.json"),
    )
    .expect("a link");
    let search = search(&environment);
    assert_eq!(search.fault, None);
    let active = search.active.expect("a runtime");
    assert_eq!(active.file, folder.join("active_runtime.json"));
    let real = root.path().canonicalize().expect("the folder");
    assert_eq!(active.library, real.join("opt/xr/lib.so"));
}

#[test]
fn runtimes_that_are_installed_but_not_active_are_named() {
    let (root, environment) = world(&[
        ("usr/share/openxr/1/openxr_monado.json", MONADO),
        ("usr/share/openxr/1/notes.txt", ""),
        ("usr/share/openxr/1/broken.json", "{"),
    ]);
    let search = search(&environment);
    assert_eq!(search.fault, Some(Fault::NoneActive));
    let names: Vec<_> = search.installed.iter().map(|other| &other.file).collect();
    assert_eq!(
        names,
        [&root.path().join("usr/share/openxr/1/openxr_monado.json")]
    );
}

#[test]
fn on_windows_the_registry_is_named_and_no_fault_is_claimed() {
    let (_root, mut environment) = world(&[("etc/openxr/1/active_runtime.json", MONADO)]);
    environment.os = Os::Windows;
    let search = search(&environment);
    assert_eq!(search.looked.len(), 1);
    assert_eq!(search.looked[0].rule, "the registry");
    assert_eq!((search.active, search.fault), (None, None));
}

#[test]
fn a_person_is_told_where_it_was_sought() {
    let (root, mut environment) = world(&[]);
    let root = root.path().display();
    assert_eq!(
        search(&environment).sought(),
        format!(
            "active_runtime.json in {root}/home/.config/openxr/1, {root}/etc/xdg/openxr/1, \
             {root}/usr/local/etc/openxr/1, {root}/etc/openxr/1"
        )
    );
    environment.runtime_json = Some("/opt/x.json".into());
    assert_eq!(search(&environment).sought(), "/opt/x.json");
}
