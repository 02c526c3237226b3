//! Mutations of recorded answers, from a fixed seed.

use super::{KINDS, entries, files, folder};

/// Mutations of each file of the corpus.
const ROUNDS: usize = 60;

/// Numbers from a fixed seed (xorshift64*), so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(mixed).unwrap_or(0) % most.max(1)
    }
}

/// What servers and broken servers send between the lines.
const PIECES: [&[u8]; 14] = [
    b"data: ",
    b"\n\n",
    b"\r",
    b"event: error\n",
    b"[DONE]",
    b"{",
    b"}",
    b"\"",
    b"\\u0000",
    b"null",
    b"\xff",
    b"<think>",
    b"\"tool_calls\":[{}]",
    b"-1e999",
];

fn mutate(body: &[u8], others: &[(String, Vec<u8>)], dice: &mut Dice) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(body.len() + 1);
        match dice.below(6) {
            0 if !body.is_empty() => {
                let at = dice.below(body.len());
                body[at] ^= 1 << dice.below(8);
            }
            1 => body.truncate(at),
            2 => {
                let end = (at + dice.below(40)).min(body.len());
                body.drain(at..end);
            }
            3 => {
                let end = (at + dice.below(200)).min(body.len());
                let copy = body[at..end].to_vec();
                body.splice(at..at, copy);
            }
            4 => {
                let other = &others[dice.below(others.len())].1;
                let from = dice.below(other.len() + 1);
                body.truncate(at);
                body.extend_from_slice(&other[from..]);
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                body.splice(at..at, piece.iter().copied());
            }
        }
    }
    body
}

/// The same entry functions as the fuzz targets, without a nightly compiler.
#[test]
fn mutations_of_recorded_answers_break_a_decoder() {
    let mut dice = Dice(0x5707_a5ee_d000_0001);
    let mut runs = 0;
    for (name, kind) in KINDS {
        let corpus = files(&folder(&format!("fuzz/corpus/{name}")));
        for (_, body) in &corpus {
            entries::answer(kind, body);
            for _ in 0..ROUNDS {
                entries::answer(kind, &mutate(body, &corpus, &mut dice));
                runs += 1;
            }
        }
    }
    let thoughts = files(&folder("fuzz/corpus/think"));
    for (_, text) in &thoughts {
        for _ in 0..ROUNDS * 10 {
            let text = mutate(text, &thoughts, &mut dice);
            entries::think(&String::from_utf8_lossy(&text));
        }
    }
    assert!(runs >= 3000, "{runs} mutations");
}
