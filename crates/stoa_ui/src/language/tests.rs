use std::{collections::BTreeMap, fs, path::Path};

use fluent_syntax::{
    ast::{Expression, InlineExpression, Pattern, Resource},
    parser,
};

use super::*;

/// The variables of each message, with those of its choices.
fn messages(source: &str) -> BTreeMap<String, Vec<String>> {
    let resource: Resource<&str> = parser::parse(source).expect("a file of texts can be read");
    let mut all = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let mut variables = Vec::new();
        let pattern = message.value.as_ref().expect("a message says something");
        look_for_variables(pattern, &mut variables);
        variables.sort();
        variables.dedup();
        let id = message.id.name.to_owned();
        assert!(
            all.insert(id, variables).is_none(),
            "{} twice",
            message.id.name
        );
    }
    all
}

fn look_for_variables(pattern: &Pattern<&str>, found: &mut Vec<String>) {
    let mut inline = |expression: &InlineExpression<&str>| {
        if let InlineExpression::VariableReference { id } = expression {
            found.push(id.name.to_owned());
        }
    };
    let mut choices = Vec::new();
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(expression) => inline(expression),
            Expression::Select { selector, variants } => {
                inline(selector);
                choices.extend(variants.iter().map(|variant| &variant.value));
            }
        }
    }
    for choice in choices {
        look_for_variables(choice, found);
    }
}

/// The messages that the sources ask for, with the variables that they fill in.
fn asked() -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in ["text", "hand"].map(|folder| root.join(folder)) {
        let files = fs::read_dir(&file).expect("the folder of texts is there");
        for file in files.map(|file| file.expect("a file").path()) {
            if file.is_file() {
                ask(
                    &fs::read_to_string(&file).expect("a source is text"),
                    &mut all,
                );
            }
        }
    }
    let source = fs::read_to_string(root.join("text.rs")).expect("a source is text");
    ask(&source, &mut all);
    all
}

fn ask(source: &str, all: &mut BTreeMap<String, Vec<String>>) {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let source: String = lines.flat_map(|line| [line, "\n"]).collect();
    for (start, _) in source.match_indices("words! {") {
        let inside = &source[start + "words! {".len()..];
        let inside = &inside[..inside.find('}').expect("a list ends")];
        let (prefix, names) = match inside.trim_start().strip_prefix('"') {
            Some(rest) => rest.split_once("\":").expect("a prefix ends"),
            None => ("", inside),
        };
        for name in names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            all.insert(format!("{prefix}{name}"), vec![]);
        }
    }
    for (start, _) in source.match_indices("word!(") {
        let inside = &source[start + "word!(".len()..];
        let id = &inside[..inside.find(')').expect("a word ends")];
        all.insert(id.trim().to_owned(), vec![]);
    }
    for (start, _) in source.match_indices("say!(") {
        let inside = &source[start + "say!(".len()..];
        let id: String = inside.trim_start().chars().take_while(is_of_name).collect();
        let mut variables = variables_of_call(inside);
        variables.sort();
        all.insert(id, variables);
    }
}

fn is_of_name(c: &char) -> bool {
    c.is_ascii_alphanumeric() || *c == '_'
}

/// The names before `=` in a call, up to its end.
fn variables_of_call(call: &str) -> Vec<String> {
    let mut depth = 1;
    let mut part = String::new();
    let mut parts = Vec::new();
    for c in call.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 1 => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
        if depth == 0 {
            break;
        }
    }
    parts.push(part);
    let names = parts
        .iter()
        .filter_map(|part| Some(part.split_once('=')?.0.trim().to_owned()));
    names.collect()
}

/// What one has and the other has not, or not with the same variables.
fn differences<'a>(
    one: &'a BTreeMap<String, Vec<String>>,
    other: &'a BTreeMap<String, Vec<String>>,
) -> Vec<&'a str> {
    let ids = one.keys().chain(other.keys());
    let differ = ids.filter(|id| one.get(*id) != other.get(*id));
    differ.map(String::as_str).collect()
}

#[test]
fn a_text_would_be_asked_for_that_no_language_has_or_kept_that_nobody_asks_for() {
    let (asked, there) = (asked(), messages(SOURCES[0].1));
    assert_eq!(differences(&asked, &there), [""; 0]);
    assert!(asked.len() > 350, "{}", asked.len());
}

#[test]
fn a_language_would_lack_a_text_or_what_is_filled_into_it() {
    let english = messages(SOURCES[0].1);
    for (tag, source) in &SOURCES[1..] {
        let there = messages(source);
        assert_eq!(differences(&english, &there), [""; 0], "{tag}");
    }
}

#[test]
fn a_text_would_stay_english_in_another_language() {
    // Names, and words that both languages share.
    const SHARED: &[&str] = &[
        "server_name",
        "persona_name",
        "hair_bob",
        "top_robe",
        "timbre_warm",
        "hand_teleport",
        "subject_headset",
        "subject_personas",
        "hand_letters",
        "hand_symbols",
        "key_alt",
        "key_super",
        "key_escape",
        "key_tab",
        "key_pause",
    ];
    let (english, german) = (&TABLES[0], &TABLES[1]);
    let equal: Vec<&str> = english
        .words
        .iter()
        .filter(|(id, text)| german.words.get(*id) == Some(text) && text.chars().count() > 1)
        .map(|(id, _)| *id)
        .filter(|id| !SHARED.contains(id))
        .collect();
    assert!(equal.is_empty(), "{equal:?}");
}

#[test]
fn the_system_s_language_would_be_misread() {
    for (tag, expected) in [
        ("de_AT.UTF-8", Some(Language::German)),
        ("DE-ch", Some(Language::German)),
        ("en_GB@euro", Some(Language::English)),
        ("C", None),
        ("", None),
        ("fr-FR", None),
        ("deu", None),
    ] {
        assert_eq!(Language::of_tag(tag), expected, "{tag}");
    }
}

#[test]
fn one_and_many_would_be_mixed_up() {
    let users = |users: usize| say!(remove_server, name = "home", users = users);
    assert_eq!(users(0), "Remove home from the settings?");
    assert!(users(1).starts_with("Remove home? One mind thinks"));
    assert!(users(2).starts_with("Remove home? 2 minds think"));
}
