//! Small sums in a line: "what is 2 plus 2 times 3", "15% of 200", "the square root of 81".

/// The longest row of numbers that is reckoned.
const MOST_NUMBERS: usize = 8;

/// The sum in a line as it was meant, and its result; none where a line holds none, or much besides one.
pub fn sum(text: &str) -> Option<(String, String)> {
    let tokens = tokens(text);
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let wordy = |part: &[&str]| {
        part.iter()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    if let Some((said, result, used)) = phrase(&words) {
        return (wordy(&words) <= used + 6).then(|| (said, shown(result)));
    }
    let at = words
        .windows(3)
        .position(|w| number(w[0]).is_some() && is_sign(w[1]) && number(w[2]).is_some())?;
    let mut numbers = vec![number(words[at])?];
    let mut signs: Vec<char> = Vec::new();
    let mut end = at + 1;
    while let (Some(sign), Some(next)) = (words.get(end), words.get(end + 1)) {
        let (true, Some(value)) = (is_sign(sign), number(next)) else {
            break;
        };
        signs.push(sign.chars().next()?);
        numbers.push(value);
        end += 2;
    }
    if wordy(&words) > 8 || words.len() > end + 3 || numbers.len() > MOST_NUMBERS {
        return None;
    }
    let said = numbers
        .iter()
        .skip(1)
        .zip(&signs)
        .fold(format!("{}", numbers[0]), |text, (value, sign)| {
            format!("{text} {sign} {value}")
        });
    match reckon(&numbers, &signs) {
        Some(result) => Some((said, shown(result))),
        None => Some((said, "nothing that I could name".to_owned())),
    }
}

/// Products before sums, otherwise from left to right; none for a division by nothing.
fn reckon(numbers: &[f64], signs: &[char]) -> Option<f64> {
    let mut total = 0.0;
    let mut term = *numbers.first()?;
    for (sign, value) in signs.iter().zip(numbers.iter().skip(1)) {
        match sign {
            '*' => term *= value,
            '/' if *value == 0.0 => return None,
            '/' => term /= value,
            _ => {
                total += term;
                term = if *sign == '-' { -value } else { *value };
            }
        }
    }
    Some(total + term)
}

/// Sums that are said in words of their own: what was meant, the result, and how many words it took.
fn phrase(words: &[&str]) -> Option<(String, f64, usize)> {
    let value = |at: usize| words.get(at).and_then(|word| number(word));
    for at in 0..words.len() {
        let rest = &words[at..];
        let found = match rest {
            ["square", "root", "of", ..] => value(at + 3)
                .filter(|x| *x >= 0.0)
                .map(|x| (format!("the square root of {x}"), x.sqrt(), 3)),
            ["half", "of", ..] => value(at + 2).map(|x| (format!("half of {x}"), x / 2.0, 2)),
            ["double" | "twice", ..] => value(at + 1).map(|x| (format!("2 * {x}"), 2.0 * x, 1)),
            [part, "percent" | "%", "of", ..] => number(part)
                .zip(value(at + 3))
                .map(|(part, x)| (format!("{part} percent of {x}"), part * x / 100.0, 2)),
            [base, "squared", ..] => number(base).map(|x| (format!("{x} squared"), x * x, 1)),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn shown(result: f64) -> String {
    format!("{}", (result * 1000.0).round() / 1000.0)
}

fn is_sign(token: &str) -> bool {
    matches!(token, "+" | "-" | "*" | "/")
}

/// The line in small words, numbers and signs.
fn tokens(text: &str) -> Vec<String> {
    let lower = [
        ("plus", "+"),
        ("minus", "-"),
        ("times", "*"),
        ("multiplied by", "*"),
        ("divided by", "/"),
        ("percent", "%"),
        ("per cent", "%"),
    ]
    .iter()
    .fold(text.to_lowercase(), |text, (word, sign)| {
        text.replace(word, sign)
    });
    let chars: Vec<char> = lower.chars().collect();
    // "Eighty-one" is a number and no difference.
    let letter = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphabetic())
    };
    let mut spaced = String::with_capacity(lower.len() + 8);
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '-' if letter(at.checked_sub(1)) && letter(Some(at + 1)) => spaced.push(c),
            '\u{d7}' => spaced.push_str(" * "),
            '\u{f7}' => spaced.push_str(" / "),
            '+' | '*' | '/' | '=' | '?' | '-' | '%' | '!' => {
                spaced.push(' ');
                spaced.push(c);
                spaced.push(' ');
            }
            _ => spaced.push(c),
        }
    }
    spaced
        .split_whitespace()
        .filter(|token| !["=", "?", "!"].contains(token))
        .map(|token| if token == "x" { "*" } else { token }.to_owned())
        .collect()
}

fn number(token: &str) -> Option<f64> {
    const NUMBERS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [(&str, f64); 8] = [
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("seventy", 70.0),
        ("eighty", 80.0),
        ("ninety", 90.0),
        ("hundred", 100.0),
    ];
    let token = token.trim_end_matches([',', '.']);
    let word = NUMBERS
        .iter()
        .position(|number| *number == token)
        .map(|value| value as f64);
    let ten = TENS.iter().find(|(name, _)| *name == token);
    if let Some((tens, ones)) = token.split_once('-')
        && let (Some(tens), Some(ones)) = (number(tens), number(ones))
        && (20.0..100.0).contains(&tens)
        && (1.0..10.0).contains(&ones)
    {
        return Some(tens + ones);
    }
    let figures = || {
        token
            .parse::<f64>()
            .ok()
            .filter(|value| value.abs() < 1e9 && token.len() < 12)
    };
    word.or(ten.map(|(_, value)| *value))
        .or_else(figures)
        .filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_reckoned_as_at_school() {
        for (line, result) in [
            ("what is 6 times 7?", Some("42")),
            ("2+2", Some("4")),
            ("what is 2 plus 2 times 3", Some("8")),
            ("10 - 4 - 3", Some("3")),
            ("15% of 200", Some("30")),
            ("whats the square root of 81", Some("9")),
            ("5 / 0", Some("nothing that I could name")),
            ("five plus twenty", Some("25")),
            ("twenty-one plus one", Some("22")),
            ("i am eighty-one, you see", None),
            ("the year 1987", None),
            ("one or two of them", None),
        ] {
            assert_eq!(
                sum(line).map(|(_, result)| result).as_deref(),
                result,
                "{line}"
            );
        }
    }
}
