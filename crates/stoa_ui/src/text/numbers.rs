//! Numbers, measures and times, as the language spoken writes them.

use crate::language::{say, word};

/// `12,400`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(word!(group_mark));
        }
        out.push(digit);
    }
    out
}

/// `1.7`, with so many digits after the mark.
pub fn decimal(number: f64, digits: usize) -> String {
    format!("{number:.digits$}").replace('.', word!(decimal_mark))
}

pub fn percent(value: u16) -> String {
    format!("{value} %")
}

/// In whole metres.
pub fn distance(metres: f32) -> String {
    format!("{:.0} m", metres.clamp(0.0, 99_999.0).max(1.0))
}

/// `14:05`, from world minutes.
pub fn clock(minute: u32) -> String {
    let of_day = minute % 1440;
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

/// `2.0 GB`, as model servers count: in powers of ten.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", decimal(bytes as f64 / 1e9, 1)),
    }
}

/// `350 ms`, `1.5 s`.
pub fn short_time(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1.0 => format!("{:.0} ms", (seconds * 1e3).max(1.0)),
        seconds => format!("{} s", decimal(seconds, 1)),
    }
}

/// How far a download has come.
pub fn fetched(done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => say!(fetched, done = bytes(done), total = bytes(total)),
        None => bytes(done),
    }
}
