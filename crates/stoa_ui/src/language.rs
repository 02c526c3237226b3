//! The language of the panels. Every text that they show is a message of `assets/translations/*.ftl`, in the
//! syntax of [Project Fluent](https://projectfluent.org); [`crate::text`] has a function for each.
//!
//! One language is spoken at a time, by the whole process: [`speak`] changes it, and the next frame shows it.

use std::{collections::HashMap, sync::LazyLock};

use bevy::prelude::*;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Message, PatternElement};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::{UiSettings, bindings::BindingSystems};

/// What a person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// That of the system where we have it, else English.
    #[default]
    Auto,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Auto, Self::English, Self::German];

    /// How it is called by those who speak it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => crate::text::language_auto(),
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag as systems give it: `de_AT.UTF-8`, `de-CH`.
    fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['_', '-', '.', '@']).next()?;
        match language.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            _ => None,
        }
    }

    fn index(self) -> u8 {
        match self {
            Self::English => 0,
            Self::German => 1,
            Self::Auto => OF_SYSTEM.index(),
        }
    }
}

const SOURCES: [(&str, &str); 2] = [
    ("en", include_str!("../../../assets/translations/en.ftl")),
    ("de", include_str!("../../../assets/translations/de.ftl")),
];

static OF_SYSTEM: LazyLock<Language> = LazyLock::new(|| {
    // Tests say the same everywhere.
    let tag = (!cfg!(test)).then(sys_locale::get_locale).flatten();
    let language = tag.as_deref().and_then(Language::of_tag);
    language.unwrap_or(Language::English)
});

static TABLES: LazyLock<[Table; 2]> =
    LazyLock::new(|| SOURCES.map(|(tag, source)| Table::new(tag, source)));

pub(crate) fn plugin(app: &mut App) {
    // Before anything of the frame writes words.
    app.add_systems(PreUpdate, follow.before(BindingSystems::Read));
}

/// Speaks what is chosen in the settings.
fn follow(settings: Res<UiSettings>) {
    if settings.is_changed() {
        speak(settings.picture.language);
    }
}

/// From now on every text is in this language.
pub fn speak(language: Language) {
    process::choose(language.index());
}

/// The language that every text is in now; never [`Language::Auto`].
pub fn spoken() -> Language {
    match process::chosen() {
        1 => Language::German,
        _ => Language::English,
    }
}

/// A text with nothing to fill in.
pub(crate) fn given(id: &'static str) -> &'static str {
    let tables = in_order();
    let found = tables.iter().find_map(|table| table.words.get(id));
    process::shown_word(found.copied().unwrap_or(id))
}

/// A text, filled in.
pub(crate) fn filled_in(id: &'static str, values: &[(&'static str, FluentValue<'_>)]) -> String {
    let mut args = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        args.set(*name, value.clone());
    }
    let tables = in_order();
    let found = tables.iter().find_map(|table| table.filled(id, &args));
    process::shown(found.unwrap_or_else(|| id.to_owned()))
}

/// What is spoken, then English for what it lacks.
fn in_order() -> [&'static Table; 2] {
    let spoken = usize::from(process::chosen());
    let [english, _] = &*TABLES;
    [TABLES.get(spoken).unwrap_or(english), english]
}

/// One language's messages.
struct Table {
    bundle: FluentBundle<FluentResource>,
    /// Those with nothing to fill in. They live as long as the process, as languages do.
    words: HashMap<&'static str, &'static str>,
}

impl Table {
    fn new(tag: &str, source: &'static str) -> Self {
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, errors)| {
                tracing::error!("{tag}.ftl has mistakes, and lacks what is near them: {errors:?}");
                rest
            });
        let ids: Vec<String> = resource.entries().filter_map(constant).collect();
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The panels' own layout looks after the direction of names.
        bundle.set_use_isolating(false);
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!("{tag}.ftl says things twice: {errors:?}");
        }
        let mut table = Self {
            bundle,
            words: HashMap::new(),
        };
        for id in ids {
            if let Some(text) = table.filled(&id, &FluentArgs::new()) {
                table.words.insert(id.leak(), text.leak());
            }
        }
        table
    }

    fn filled(&self, id: &str, args: &FluentArgs) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if !errors.is_empty() {
            tracing::error!("the text `{id}` can't be filled in: {errors:?}");
        }
        Some(text)
    }
}

/// The id of a message with nothing to fill in.
fn constant(entry: &Entry<&str>) -> Option<String> {
    let Entry::Message(Message {
        id,
        value: Some(value),
        ..
    }) = entry
    else {
        return None;
    };
    let is_text =
        |element: &PatternElement<_>| matches!(element, PatternElement::TextElement { .. });
    (value.elements.iter().all(is_text)).then(|| id.name.to_owned())
}

/// Texts without anything to fill in, as functions that give them in the language spoken; after `"prefix":` their
/// messages' names begin with it.
macro_rules! words {
    ($prefix:literal: $($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $($(#[$doc])* pub fn $name() -> &'static str {
            $crate::language::given(concat!($prefix, stringify!($name)))
        })*
    };
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { words! { "": $($(#[$doc])* $name),* } };
}

/// One such text, where several belong to one function.
macro_rules! word {
    ($id:ident) => {
        $crate::language::given(stringify!($id))
    };
}

/// A text with values for its variables: `say!(report_on, name = name)`.
macro_rules! say {
    ($id:ident $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::filled_in(stringify!($id), &[$((stringify!($name), $value.into())),*])
    };
}

pub(crate) use {say, word, words};

/// What is spoken, for the whole process.
#[cfg(not(test))]
mod process {
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Index into [`super::TABLES`].
    static SPOKEN: AtomicU8 = AtomicU8::new(0);

    pub(super) fn choose(index: u8) {
        SPOKEN.store(index, Ordering::Relaxed);
    }

    pub(super) fn chosen() -> u8 {
        SPOKEN.load(Ordering::Relaxed)
    }

    pub(super) fn shown(text: String) -> String {
        text
    }

    pub(super) fn shown_word(text: &'static str) -> &'static str {
        text
    }
}

/// In tests each thread speaks for itself, and can mark the texts that come from here.
#[cfg(test)]
pub(crate) mod process {
    use std::cell::Cell;

    /// Stands before every text while they are marked.
    pub(crate) const MARK: char = '¤';

    thread_local! {
        static SPOKEN: Cell<u8> = const { Cell::new(0) };
        static MARKED: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn mark() {
        MARKED.set(true);
    }

    pub(super) fn choose(index: u8) {
        SPOKEN.set(index);
    }

    pub(super) fn chosen() -> u8 {
        SPOKEN.get()
    }

    pub(super) fn shown(text: String) -> String {
        match MARKED.get() {
            true => format!("{MARK}{text}"),
            false => text,
        }
    }

    pub(super) fn shown_word(text: &'static str) -> &'static str {
        match MARKED.get() {
            true => shown(text.to_owned()).leak(),
            false => text,
        }
    }
}

#[cfg(test)]
mod tests;
