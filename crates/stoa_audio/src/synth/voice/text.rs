//! What a voice without words takes from a text: syllables, their vowels and onsets, the melody of sentences.

/// The place of a vowel in the mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vowel {
    A,
    E,
    I,
    O,
    U,
}

/// What leads into a vowel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onset {
    Open,
    /// p t k b d g and their like: a stop.
    Stop,
    /// f s h and their like: a breath of noise, and where it lies in Hz.
    Breath(u16),
    /// m n l r and their like: a hum.
    Hum,
}

/// How a sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    #[default]
    Statement,
    Question,
    Exclamation,
}

/// One vowel group and what leads into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Syllable {
    /// Where its vowel stands, in characters of the text.
    pub at: usize,
    pub vowel: Vowel,
    pub onset: Onset,
    /// First of its word.
    pub first: bool,
    /// 0 at the beginning of its sentence, 1 at the end.
    pub part: f32,
    /// How many syllables of the sentence follow.
    pub left: usize,
    pub ending: Ending,
    /// Last before a comma or the like.
    pub pause: bool,
}

/// A syllable for every group of vowels; for every sign in scripts of syllables, and for every second letter where
/// vowels are not written; one for a digit.
pub fn syllables(text: &str) -> Vec<Syllable> {
    let mut all: Vec<Syllable> = Vec::new();
    let mut sentence = 0;
    let mut onset = Onset::Open;
    let mut first = true;
    // Within a group of vowels, and letters since the last syllable where vowels are not written.
    let mut in_group = false;
    let mut bare = 0;
    for (at, sign) in text.chars().enumerate() {
        let (vowel, alone) = match kind(sign) {
            Kind::Vowel(vowel) => (Some(vowel), false),
            Kind::Sign(vowel) => (Some(vowel), true),
            Kind::Bare(vowel) => {
                bare += 1;
                ((bare % 2 == 1).then_some(vowel), true)
            }
            Kind::Consonant(kind) => {
                onset = kind;
                (None, false)
            }
            Kind::Between => {
                (onset, first, bare) = (Onset::Open, true, 0);
                match sign {
                    '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '\n' => {
                        close(&mut all[sentence..], ending(sign));
                        sentence = all.len();
                    }
                    ',' | ';' | ':' | '—' | '–' | '、' | '，' | '،' => {
                        if let Some(last) = all[sentence..].last_mut() {
                            last.pause = true;
                        }
                    }
                    _ => {}
                }
                (None, false)
            }
        };
        if let Some(vowel) = vowel
            && (alone || !in_group)
        {
            all.push(Syllable {
                at,
                vowel,
                onset,
                first,
                part: 0.0,
                left: 0,
                ending: Ending::Statement,
                pause: false,
            });
            (onset, first) = (Onset::Open, false);
        }
        in_group = vowel.is_some();
    }
    close(&mut all[sentence..], Ending::Statement);
    all
}

fn ending(sign: char) -> Ending {
    match sign {
        '?' | '？' | '؟' => Ending::Question,
        '!' | '！' => Ending::Exclamation,
        _ => Ending::Statement,
    }
}

/// Gives the syllables of a sentence their places in it.
fn close(sentence: &mut [Syllable], ending: Ending) {
    let count = sentence.len();
    for (at, one) in sentence.iter_mut().enumerate() {
        one.part = at as f32 / count.saturating_sub(1).max(1) as f32;
        one.left = count - 1 - at;
        one.ending = ending;
    }
}

enum Kind {
    Vowel(Vowel),
    /// A syllable by itself.
    Sign(Vowel),
    /// A letter of a script that writes few vowels, or of one not known here.
    Bare(Vowel),
    Consonant(Onset),
    Between,
}

fn kind(sign: char) -> Kind {
    let lower = sign.to_lowercase().next().unwrap_or(sign);
    let vowel = match lower {
        'a' | 'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' | 'α' | 'ά' | 'а' | 'я' => {
            Vowel::A
        }
        'e' | 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'æ' | 'ε' | 'έ' | 'е' | 'ё' | 'э' => {
            Vowel::E
        }
        'i' | 'ì' | 'í' | 'î' | 'ï' | 'ı' | 'y' | 'ý' | 'η' | 'ή' | 'ι' | 'ί' | 'и' | 'й' | 'ы' => {
            Vowel::I
        }
        'o' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'œ' | 'ő' | 'ο' | 'ό' | 'ω' | 'ώ' | 'о' => {
            Vowel::O
        }
        'u' | 'ù' | 'ú' | 'û' | 'ü' | 'ű' | 'ů' | 'υ' | 'ύ' | 'у' | 'ю' => Vowel::U,
        _ => return other(lower),
    };
    Kind::Vowel(vowel)
}

fn other(sign: char) -> Kind {
    let chosen = [Vowel::A, Vowel::E, Vowel::I, Vowel::O, Vowel::U][sign as usize % 5];
    match sign {
        'p' | 't' | 'k' | 'c' | 'q' | 'b' | 'd' | 'g' | 'π' | 'τ' | 'κ' | 'п' | 'т' | 'к' | 'б'
        | 'д' | 'г' => Kind::Consonant(Onset::Stop),
        's' | 'z' | 'x' | 'ß' | 'ç' | 'σ' | 'ς' | 'ζ' | 'ξ' | 'с' | 'з' | 'ц' => {
            Kind::Consonant(Onset::Breath(5_600))
        }
        'j' | 'ш' | 'щ' | 'ж' | 'ч' => Kind::Consonant(Onset::Breath(3_000)),
        'f' | 'v' | 'h' | 'φ' | 'χ' | 'θ' | 'ф' | 'в' | 'х' => {
            Kind::Consonant(Onset::Breath(1_900))
        }
        '0'..='9' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Kind::Sign(chosen)
        }
        // Apostrophes stand within words.
        '\'' | '’' => Kind::Consonant(Onset::Open),
        'a'..='z' | 'α'..='ω' | 'а'..='я' => Kind::Consonant(Onset::Hum),
        '\u{c0}'..='\u{24f}' if sign.is_alphabetic() => Kind::Consonant(Onset::Hum),
        _ if sign.is_alphabetic() => Kind::Bare(chosen),
        _ => Kind::Between,
    }
}
