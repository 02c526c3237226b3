//! What a benchmark ran on.

use std::{env::consts, fs, thread};

use super::figures::quoted;
use crate::step;

/// The machine; what can't be learnt is empty or none.
#[derive(Debug)]
pub struct Hardware {
    pub processor: String,
    /// What this program may use.
    pub threads: usize,
    pub memory_gb: Option<f64>,
    /// Mean number of busy threads in the minute before, others' and a build's included.
    pub load: Option<f64>,
    /// The adapter that was measured, if one was.
    pub graphics: Option<String>,
}

impl Hardware {
    pub fn here() -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let mut processor = field(&read("/proc/cpuinfo"), "model name");
        let mut bytes = field(&read("/proc/meminfo"), "MemTotal")
            .trim_end_matches(" kB")
            .parse::<f64>()
            .ok()
            .map(|kib| kib * 1024.0);
        // Of macOS; Windows names its processor in the environment.
        let sysctl = |name| step::output_of("sysctl", &["-n", name]);
        if processor.is_empty() {
            processor = sysctl("machdep.cpu.brand_string")
                .or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok())
                .map(|name| name.trim().to_owned())
                .unwrap_or_default();
        }
        if bytes.is_none() {
            bytes = sysctl("hw.memsize").and_then(|bytes| bytes.trim().parse().ok());
        }
        Self {
            processor,
            threads: threads(),
            memory_gb: bytes.map(|bytes| bytes / 1e9),
            load: load(&read("/proc/loadavg")),
            graphics: None,
        }
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let name = match self.processor.as_str() {
            "" => "an unnamed processor",
            name => name,
        };
        let memory = self
            .memory_gb
            .map_or_else(String::new, |gb| format!(", {gb:.0} GB of memory"));
        let system = format!("{} on {}", consts::OS, consts::ARCH);
        let graphics = self
            .graphics
            .as_ref()
            .map_or_else(String::new, |adapter| format!("; gpu: {adapter}"));
        let load = self
            .load
            .map_or_else(String::new, |load| format!("; load before: {load:.1}"));
        let threads = self.threads;
        format!("{name}, {threads} threads{memory}, {system}{graphics}{load}")
    }

    pub fn json(&self) -> String {
        let number = |value: Option<f64>| {
            value.map_or_else(|| "null".to_owned(), |value| format!("{value:.1}"))
        };
        let graphics = self.graphics.as_ref();
        format!(
            r#"{{"processor":{},"threads":{},"memory_gb":{},"load":{},"system":{},"architecture":{},"graphics":{}}}"#,
            quoted(&self.processor),
            self.threads,
            number(self.memory_gb),
            number(self.load),
            quoted(consts::OS),
            quoted(consts::ARCH),
            graphics.map_or_else(|| "null".to_owned(), |adapter| quoted(adapter)),
        )
    }
}

/// How many threads run at once here.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Of Linux's file.
fn load(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}

/// The first value of a `name : value` file; empty where there is none.
fn field(text: &str, name: &str) -> String {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_not_named() {
        let text = "processor\t: 0\nmodel\t\t: 143\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(field(text, "model name"), "Some CPU @ 2 GHz");
        assert_eq!(field(text, "flags"), "");
        let mut hardware = Hardware {
            processor: "Some CPU".to_owned(),
            threads: 2,
            memory_gb: Some(8.04),
            load: load("0.52 1.02 1.11 2/345 678"),
            graphics: Some("Some GPU".to_owned()),
        };
        assert!(
            hardware
                .line()
                .starts_with("Some CPU, 2 threads, 8 GB of memory, ")
        );
        assert!(
            hardware
                .json()
                .starts_with(r#"{"processor":"Some CPU","threads":2,"memory_gb":8.0,"load":0.5,"#)
        );
        assert!(
            hardware
                .line()
                .ends_with("; gpu: Some GPU; load before: 0.5")
        );
        assert!(hardware.json().ends_with(r#""graphics":"Some GPU"}"#));
        (hardware.memory_gb, hardware.graphics) = (None, None);
        assert!(hardware.json().contains(r#""memory_gb":null"#));
        assert!(hardware.json().ends_with(r#""graphics":null}"#));
    }
}
