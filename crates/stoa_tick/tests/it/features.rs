//! What the crate is built with.

use std::process::Command;

fn tree(features: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "tree",
            "-p",
            "stoa_tick",
            "-e",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--offline", "--locked"])
        .args(features)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn without_the_feature_gpu_nothing_of_wgpu_is_left() {
    let graphics = ["wgpu ", "wgpu-", "naga ", "bytemuck ", "pollster "];
    let has = |tree: &str, name: &str| tree.lines().any(|line| line.starts_with(name));
    let (with, without) = (tree(&[]), tree(&["--no-default-features"]));
    for name in graphics {
        assert!(has(&with, name), "{name} is not in\n{with}");
        assert!(!has(&without, name), "{name} is in\n{without}");
    }
}
