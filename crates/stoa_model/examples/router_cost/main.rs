//! What the router itself costs, without a server: `cargo run -p stoa_model --example router_cost [-- --json]`.
//!
//! - Time to the first word and processor time of a token, asked directly and through the router, from a backend in
//!   memory.
//! - Memory of 10,000 dialogues that wait in the queue of one server, each in a task of its own with its timer.

#![allow(
    clippy::print_stdout,
    reason = "this program prints what it has measured"
)]

mod memory;
mod speed;

use peak_alloc::PeakAlloc;
use serde_json::{Value, json};

/// Counts what is allocated.
#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let as_json = std::env::args().any(|argument| argument == "--json");
    let report = json!({
        "first_token": speed::first_token()?,
        "tokens": speed::tokens()?,
        "queued": memory::queued(&|| ALLOCATED.current_usage())?,
    });
    if as_json {
        println!("{report}");
    } else {
        print_lines("", &report);
    }
    Ok(())
}

/// One figure a line.
fn print_lines(path: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                print_lines(&format!("{path} {name}"), value);
            }
        }
        value => println!("{}: {value}", path.trim_start()),
    }
}
