//! Sentences, clauses and words, as far as quick replies need them.

/// Marks after which a sentence may be over.
const ENDS: [char; 11] = [
    '.', '!', '?', '…', '؟', '？', '。', '！', '\u{37e}', '।', '\n',
];
pub(super) const QUESTION_MARKS: [char; 4] = ['?', '؟', '？', '\u{37e}'];

/// The sentences of `text`; what holds no letter or digit (emoji, dots) is none.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if !ENDS.contains(&c) {
            continue;
        }
        // More marks, quotes, brackets and emoji belong to it.
        while chars
            .next_if(|(_, c)| !c.is_alphanumeric() && !c.is_whitespace())
            .is_some()
        {}
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        if c == '\n' || is_over(&text[end..], c) {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found.push(&text[start..]);
    found.retain(|sentence| sentence.contains(char::is_alphanumeric));
    found.iter().map(|sentence| sentence.trim()).collect()
}

/// "3.5", "e.g. this" and "'Who?' he asked" go on.
fn is_over(rest: &str, mark: char) -> bool {
    let wide = matches!(mark, '？' | '。' | '！');
    match rest.chars().next() {
        None => true,
        Some(c) if c.is_whitespace() => {
            let next = rest.chars().find(|c| c.is_alphanumeric());
            !next.is_some_and(char::is_lowercase)
        }
        Some(_) => wide,
    }
}

/// True when `sentence` ends with a question mark, whatever stands behind it.
pub(super) fn is_asked(sentence: &str) -> bool {
    let words = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
    sentence[words.len()..].contains(QUESTION_MARKS)
}

/// The parts of a sentence between commas and the like.
pub(super) fn clauses(sentence: &str) -> Vec<&str> {
    sentence
        .split([',', ';', ':', '—', '–', '،', '(', ')'])
        .filter(|clause| clause.contains(char::is_alphanumeric))
        .collect()
}

/// The words in lower case, without marks; `don't` is one.
pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// True when most letters are of a script other than the Latin one.
pub(super) fn is_foreign(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut own, mut other) = (0, 0);
    for letter in letters {
        match letter {
            ..='\u{24f}' => own += 1,
            _ => other += 1,
        }
    }
    other > own
}

/// `text` in at most `chars` characters, cut with `…`.
pub(super) fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars.saturating_sub(1)).collect();
    kept.trim_end().to_owned() + "…"
}
