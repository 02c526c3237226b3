//! Letters with accents: which belong to which, and how to see them without.

/// What a long press on `c` offers.
pub fn accents(c: char) -> &'static str {
    match c {
        'a' => "àáâäãåæ",
        'c' => "ç",
        'd' => "ð",
        'e' => "èéêë",
        'i' => "ìíîï",
        'n' => "ñ",
        'o' => "òóôöõøœ",
        's' => "ßš",
        'u' => "ùúûü",
        'y' => "ýÿ",
        'z' => "ž",
        'ß' => "ẞ",
        '?' => "¿",
        '!' => "¡",
        '\'' => "\"’",
        _ => "",
    }
}

/// `c` in lower case and without its accent: `é` and `E` are `e`.
pub fn plain(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        '’' => '\'',
        'æ' | 'œ' | 'ß' => lower,
        lower => ('a'..='z')
            .find(|letter| accents(*letter).contains(lower))
            .unwrap_or(lower),
    }
}

/// The capital of `c`.
pub fn capital(c: char) -> String {
    match c {
        'ß' => "ẞ".to_owned(),
        c => c.to_uppercase().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_would_not_be_found_without_its_accents() {
        for (c, expected) in [
            ('é', 'e'),
            ('É', 'e'),
            ('E', 'e'),
            ('ñ', 'n'),
            ('ü', 'u'),
            ('’', '\''),
            ('ß', 'ß'),
            ('œ', 'œ'),
            ('x', 'x'),
            ('ж', 'ж'),
            ('ש', 'ש'),
        ] {
            assert_eq!(plain(c), expected, "{c}");
        }
        assert_eq!((capital('é').as_str(), capital('ß').as_str()), ("É", "ẞ"));
    }
}
