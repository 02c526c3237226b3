//! `cargo xtask check-windows`: are the types right for Windows? Without tests, which are for Unix, and without linking.

use std::{path::Path, process::Command};

use crate::{
    build::cargo,
    step::{self, Failure},
    system,
};

const TARGET: &str = "x86_64-pc-windows-gnu";
/// Build scripts compile C for the target (aws-lc, ring), and C++ (OpenXR's loader, by CMake).
const TOOLS: [&str; 3] = ["x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-g++", "cmake"];

/// Debian and Ubuntu have each MinGW compiler twice, and under its plain name the one whose C++ library knows no threads;
/// OpenXR's loader needs those of `std`.
const WITH_THREADS: [(&str, &str); 2] = [
    ("CC_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-gcc-posix"),
    ("CXX_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-g++-posix"),
];

/// Checks `packages`, or the whole workspace.
///
/// # Errors
/// Code 3 with what to install, else what cargo found.
pub fn check(packages: &[String]) -> Result<(), Failure> {
    let sysroot = step::output_of("rustc", &["--print", "sysroot"]).unwrap_or_default();
    let has_target = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir();
    // Single packages may have no C in them.
    let missing = TOOLS.into_iter().find(|name| !system::on_path(name));
    let missing = missing.filter(|_| packages.is_empty());
    if let Some(failure) = lacking(has_target, missing) {
        return Err(failure);
    }
    step::print(
        "The first check goes through the engine's code as well: on two cores ten minutes.",
    );
    step::run(
        "check for Windows",
        &mut command(packages, system::on_path),
        "read the first `error` above: code for one system stands under `#[cfg(unix)]`, with another way beside it",
    )
}

fn command(packages: &[String], on_path: fn(&str) -> bool) -> Command {
    let mut command = cargo();
    let set = |variable: &str| std::env::var_os(variable).is_some();
    for (variable, compiler) in WITH_THREADS {
        if on_path(compiler) && !set(variable) {
            command.env(variable, compiler);
        }
    }
    command.args(["check", "--locked", "--target", TARGET]);
    if packages.is_empty() {
        command.arg("--workspace");
    }
    for package in packages {
        command.args(["--package", package]);
    }
    command
}

fn lacking(has_target: bool, compiler: Option<&str>) -> Option<Failure> {
    if !has_target {
        return Some(Failure::missing(
            format!("this Rust has no standard library for {TARGET}"),
            format!("run `rustup target add {TARGET}`"),
        ));
    }
    compiler.map(|compiler| {
        Failure::missing(
            format!("{compiler} is not there, which build scripts of dependencies compile C or C++ with"),
            "install cmake with gcc-mingw-w64-x86-64 and g++-mingw-w64-x86-64 (Debian, Ubuntu), mingw64-gcc and mingw64-gcc-c++ \
             (Fedora) or mingw-w64-gcc (Arch); or name packages without C: `cargo xtask check-windows stoa_tick stoa_mind`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_would_show_as_an_error_of_a_dependency() {
        for (target, compiler, remedy) in [
            (false, None, Some("rustup target add")),
            (false, Some("g++"), Some("rustup target add")),
            (true, Some("g++"), Some("mingw")),
            (true, None, None),
        ] {
            let failure = lacking(target, compiler);
            assert_eq!(failure.is_some(), remedy.is_some());
            if let (Some(failure), Some(remedy)) = (failure, remedy) {
                assert_eq!(failure.code, 3);
                assert!(failure.to_string().contains(remedy), "{failure}");
            }
        }
    }

    #[test]
    fn one_package_would_bring_all_others_along() {
        let args = |packages: &[String]| {
            let command = command(packages, |_| false);
            assert_eq!(command.get_envs().count(), cargo().get_envs().count());
            let args = command.get_args().map(|arg| arg.to_string_lossy());
            args.collect::<Vec<_>>().join(" ")
        };
        assert!(args(&[]).ends_with("--workspace"));
        assert!(args(&["stoa_tick".to_owned()]).ends_with("windows-gnu --package stoa_tick"));
    }

    #[test]
    fn a_compiler_without_threads_cannot_compile_the_loader() {
        let command = command(&[], |name| name.ends_with("-posix"));
        for (variable, compiler) in WITH_THREADS {
            if std::env::var_os(variable).is_none() {
                let given = command.get_envs().find(|(name, _)| *name == variable);
                let given = given.and_then(|(_, value)| value).map(|v| v.to_str());
                assert_eq!(given, Some(Some(compiler)));
            }
        }
    }
}
