//! What people tell of themselves, taken out of plain English lines.
//!
//! [`told`] turns a line into key and value pairs. It forgives capitals, missing apostrophes, fillers and small typing
//! errors, and leaves questions, hypotheticals and third parties alone. The keys:
//!
//! | key | from | value |
//! |---|---|---|
//! | `name` | my name is / I'm / call me Ada | `Ada` |
//! | `home` | I live in Lyon, my home is … | `Lyon` |
//! | `from` | I come from / I'm from Lyon | `Lyon` |
//! | `work` | I work as / I'm a nurse, my job is … | `a nurse` |
//! | `age` | I'm 34 (years old) | `34` |
//! | `mood` | I'm tired | `tired` |
//! | `self` | I'm a vegetarian, I'm married | `a vegetarian` |
//! | `likes`, `dislikes` | I love roses, I can't stand rain | `roses` (adds up, joined by `; `) |
//! | `looking for` | I'm looking for my sister | `my sister` |
//! | `wants` | I want to learn Greek | `to learn Greek` |
//! | `remember` | remember that the gate is open | `the gate is open` (adds up) |
//! | `here` | I'm here on holiday, I came here to rest | `on holiday` |
//! | `partner`, `good at`, `lived in`, `worked as`, `works on`, `dreams of`, `does not eat` | as said | as said |
//! | `plays`, `speaks`, `studies`, `teaches`, `collects`, `writes`, `allergy`, `fears`, `born` | as said | as said |
//! | `favourite X` | my favourite colour is green | `green` |
//! | anything they have | my sister is Marie; I have a dog called Biscuit | `sister` → `Marie`; `dog` → `a dog called Biscuit` |

mod being;
mod clause;
mod having;
mod lexicon;
mod name;
mod patterns;
#[cfg(test)]
mod tests;

use clause::clauses;

use crate::text::sanitize;

/// One thing somebody told of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is, in the words of the table above, in lower case.
    pub key: String,
    /// What they said, at most 120 characters.
    pub value: String,
    /// True when it joins what was told before under this key; else it replaces it.
    pub adds: bool,
}

/// What was going on when the line was said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint<'a> {
    /// The key of the last thing they told: `no, it's Eda` corrects it.
    pub last_key: Option<&'a str>,
    /// True when they were just asked for their name: a bare `Ada` answers.
    pub asked_name: bool,
}

/// Everything a line tells of its speaker, in the order of the line.
pub fn told(line: &str, hint: Hint) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    let mut had = false;
    for clause in clauses(line) {
        if had && name::all_names(&clause.words) {
            // "I have two dogs, Rex and Max"
            if let Some(last) = found.last_mut() {
                let names = clause
                    .words
                    .iter()
                    .map(|w| w.raw.as_str())
                    .collect::<Vec<_>>()
                    .join(" ");
                last.value = sanitize(&format!("{}, {names}", last.value), 120).text;
            }
            continue;
        }
        had = clause.words.get(1).is_some_and(|w| w.low == "have");
        if let Some(fact) = patterns::read(&clause, hint, &found) {
            found.retain(|f| f.adds || f.key != fact.key);
            found.push(fact);
        } else {
            had = false;
        }
    }
    if found.is_empty()
        && hint.asked_name
        && let Some(name) = name::bare(line)
    {
        found.push(Told {
            key: "name".into(),
            value: name,
            adds: false,
        });
    }
    found
}
