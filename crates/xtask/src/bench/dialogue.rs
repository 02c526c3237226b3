//! Dialogues: our client beside a raw socket, the crate async-openai and PyPI's openai. One server replays the same
//! stream to all of them.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{
    Plan, build,
    figures::{middle, number},
    python,
};
use crate::step::{self, Failure};

/// Short answers whose first token counts.
const ASKED: u32 = 1_000;
/// Answers at once, their tokens, and the microseconds from one to the next.
const MANY: [u32; 3] = [32, 100, 20_000];

/// One run of one client.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sample {
    first_token_us: f64,
    token_cpu_us: f64,
    peak_rss_mb: f64,
}

impl Sample {
    /// From the JSON object that a client prints.
    fn parse(json: &str) -> Option<Self> {
        Some(Self {
            first_token_us: number(json, "first_token_us")?,
            token_cpu_us: number(json, "token_cpu_us")?,
            peak_rss_mb: number(json, "peak_rss_mb")?,
        })
    }
}

/// A program that asks the server and prints a sample.
struct Client {
    name: &'static str,
    program: PathBuf,
    /// The first words of its command line; the port and the numbers follow.
    words: &'static [&'static str],
    samples: Vec<Sample>,
}

/// Builds all clients, runs them in turn, and prints one table.
///
/// # Errors
/// When something can't be built, or a client fails.
pub fn peers(plan: &Plan) -> Result<(), Failure> {
    let args = ["--manifest-path", "tests/peers/stoa/Cargo.toml"];
    let ours = build("peer_stoa", &args, "stoa")?;
    let mut clients = clients(plan, &ours)?;
    let server = Server::start(&ours)?;
    for repeat in 0..plan.repeats {
        step::warn(&format!("dialogues, {} of {}", repeat + 1, plan.repeats));
        for client in &mut clients {
            let sample = client.run(server.port)?;
            client.samples.push(sample);
        }
    }
    step::print(&table(&clients));
    Ok(())
}

/// Ours first.
fn clients(plan: &Plan, ours: &Path) -> Result<Vec<Client>, Failure> {
    let client = |name, program, words| Client {
        name,
        program,
        words,
        samples: Vec::new(),
    };
    let mut clients = vec![client("stoa", ours.to_owned(), &["stoa"][..])];
    if plan.wants("raw socket") {
        clients.push(client("raw socket", ours.to_owned(), &["raw"]));
    }
    if plan.wants("async_openai") {
        let args = ["--manifest-path", "tests/peers/async_openai/Cargo.toml"];
        let program = build("peer_async_openai", &args, "async_openai")?;
        clients.push(client("async_openai", program, &[]));
    }
    if plan.wants("openai (python)") {
        let program = python("openai", "import openai")?;
        let words = &["tests/peers/openai/client.py"];
        clients.push(client("openai (python)", program, words));
    }
    Ok(clients)
}

impl Client {
    fn run(&self, port: u16) -> Result<Sample, Failure> {
        let output = Command::new(&self.program)
            .args(self.words)
            .arg(port.to_string())
            .arg(ASKED.to_string())
            .args(MANY.map(|number| number.to_string()))
            .current_dir(step::root())
            .output()
            .map_err(|error| {
                let what = format!("{}: {error}", self.program.display());
                Failure::missing(what, super::BUILD_REMEDY)
            })?;
        let text = String::from_utf8_lossy(&output.stdout);
        match Sample::parse(&text) {
            Some(sample) if output.status.success() => Ok(sample),
            _ => Err(Failure::failed(
                format!(
                    "{} ended with {}: {text}{}",
                    self.name,
                    output.status,
                    String::from_utf8_lossy(&output.stderr)
                ),
                "read what it says above; `--skip NAME` leaves a client out",
            )),
        }
    }
}

/// The replaying server, which ends with this.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(program: &Path) -> Result<Self, Failure> {
        let failed = |what: String| Failure::failed(what, super::BUILD_REMEDY);
        let mut child = Command::new(program)
            .args(["serve", "0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(format!("{}: {error}", program.display())))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out)
                .read_line(&mut line)
                .map_err(|error| failed(format!("the replaying server: {error}")))?;
        }
        let mut server = Self { child, port: 0 };
        let port = line.trim().strip_prefix("listening ");
        server.port = port
            .and_then(|port| port.parse().ok())
            .ok_or_else(|| failed(format!("the replaying server said {line:?}")))?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Medians, and how many times as much as ours each is.
fn table(clients: &[Client]) -> String {
    let mut text = format!(
        "{:<16} {:>20} {:>20} {:>20}\n",
        "client", "first token, us", "CPU of a token, us", "most memory, MB"
    );
    let columns: [fn(&Sample) -> f64; 3] = [
        |sample| sample.first_token_us,
        |sample| sample.token_cpu_us,
        |sample| sample.peak_rss_mb,
    ];
    let median = |client: &Client, column: fn(&Sample) -> f64| {
        let mut values: Vec<f64> = client.samples.iter().map(column).collect();
        values.sort_by(f64::total_cmp);
        middle(&values)
    };
    for client in clients {
        text += &format!("{:<16}", client.name);
        for column in columns {
            let value = median(client, column);
            let ratio = value / median(&clients[0], column);
            text += &format!(" {value:>11.1} {:>8}", format!("({ratio:.2}×)"));
        }
        text.push('\n');
    }
    let [streams, tokens, pace_us] = MANY;
    text += &format!(
        "medians; in brackets how many times ours; {ASKED} short answers one by one, then {streams} at once of {tokens} \
         tokens, one every {} ms\n",
        pace_us / 1_000
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_medians_to_ours() {
        let client = |name, times: &[f64]| Client {
            name,
            program: PathBuf::new(),
            words: &[],
            samples: times
                .iter()
                .map(|time| Sample {
                    first_token_us: *time,
                    token_cpu_us: 10.0,
                    peak_rss_mb: 4.0,
                })
                .collect(),
        };
        let text = table(&[
            client("ours", &[90.0, 10.0, 20.0]),
            client("other", &[50.0]),
        ]);
        let other = text.lines().nth(2).unwrap_or_default();
        let words: Vec<&str> = other.split_whitespace().collect();
        let expected = [
            "other", "50.0", "(2.50×)", "10.0", "(1.00×)", "4.0", "(1.00×)",
        ];
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn a_client_that_says_less_is_taken_for_measured() {
        let json = r#"{"engine":"x","first_token_us":1.5,"peak_rss_mb":7.0,"token_cpu_us":2.5}"#;
        let sample = Sample {
            first_token_us: 1.5,
            token_cpu_us: 2.5,
            peak_rss_mb: 7.0,
        };
        assert_eq!(Sample::parse(json), Some(sample));
        assert_eq!(
            Sample::parse(r#"{"first_token_us":1.5,"peak_rss_mb":7.0}"#),
            None
        );
    }
}
