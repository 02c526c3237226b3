//! The closed lists of looks and voice, and colours.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words::roll;

/// An enum whose values are words in a file.
macro_rules! word_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every word, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word in the file.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use word_enum;

/// What a body looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// 1.45 to 2.05.
    pub height_m: f32,
    /// 0 (slight) to 1 (stout).
    pub build: f32,
    pub skin: Colour,
    pub hair: (Hair, Colour),
    pub beard: Beard,
    pub eyes: Colour,
    pub top: Top,
    pub top_colour: Colour,
    /// Hems, collars, patterns.
    pub top_accent: Colour,
    pub legs: (Legs, Colour),
    pub shoes: Colour,
    pub hat: (Hat, Colour),
    pub extras: Vec<Extra>,
}

word_enum! {
    /// How the hair is worn.
    pub enum Hair {
        Bald = "bald",
        Short = "short",
        Long = "long",
        Bun = "bun",
        Curly = "curly",
        Ponytail = "ponytail",
        Braid = "braid",
        Bob = "bob",
    }
}

word_enum! {
    /// The beard, in the hair's colour.
    pub enum Beard {
        None = "none",
        Stubble = "stubble",
        Short = "short",
        Full = "full",
        Moustache = "moustache",
    }
}

word_enum! {
    /// What is worn above.
    pub enum Top {
        Shirt = "shirt",
        Tunic = "tunic",
        Coat = "coat",
        Dress = "dress",
        Robe = "robe",
        Vest = "vest",
        Sweater = "sweater",
    }
}

word_enum! {
    /// What is worn below; `none` under a dress or robe.
    pub enum Legs {
        Trousers = "trousers",
        Skirt = "skirt",
        Shorts = "shorts",
        None = "none",
    }
}

word_enum! {
    /// What is worn on the head.
    pub enum Hat {
        None = "none",
        Cap = "cap",
        Straw = "straw",
        Beret = "beret",
        Headscarf = "headscarf",
        Brim = "brim",
    }
}

word_enum! {
    /// What else is worn or carried.
    pub enum Extra {
        Glasses = "glasses",
        Shawl = "shawl",
        Bag = "bag",
        Apron = "apron",
        Scarf = "scarf",
        Earrings = "earrings",
        Belt = "belt",
    }
}

word_enum! {
    /// The colour of a voice.
    pub enum Timbre {
        Warm = "warm",
        Bright = "bright",
        Soft = "soft",
        Husky = "husky",
        Clear = "clear",
        Deep = "deep",
    }
}

/// How somebody sounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// 0 (low) to 1 (high).
    pub pitch: f32,
    /// Words a minute, 90 to 240.
    pub pace_wpm: f32,
    pub timbre: Timbre,
}

impl Voice {
    /// A voice for somebody whose file names none: the same for the same seed.
    pub fn from_seed(seed: u64) -> Self {
        Self {
            pitch: share(seed, "pitch"),
            pace_wpm: 140.0 + 50.0 * share(seed, "pace"),
            timbre: pick(seed, "timbre", Timbre::ALL, Timbre::Clear),
        }
    }
}

impl Looks {
    /// Looks for somebody whose file names none: the same for the same seed.
    pub fn from_seed(seed: u64) -> Self {
        let colour = |what: &str, list: &[u32]| Colour::from_rgb(pick(seed, what, list, 0x808080));
        let top = pick(seed, "top", Top::ALL, Top::Shirt);
        let legs = match top {
            Top::Dress | Top::Robe => Legs::None,
            _ => pick(
                seed,
                "legs",
                &[Legs::Trousers, Legs::Skirt, Legs::Trousers],
                Legs::Trousers,
            ),
        };
        Self {
            height_m: 1.55 + 0.35 * share(seed, "height"),
            build: share(seed, "build"),
            skin: colour("skin", SKIN),
            hair: (
                pick(seed, "hair", Hair::ALL, Hair::Short),
                colour("hair colour", HAIR),
            ),
            beard: Beard::None,
            eyes: colour("eyes", EYES),
            top,
            top_colour: colour("top colour", CLOTH),
            top_accent: colour("accent", CLOTH),
            legs: (legs, colour("legs colour", CLOTH)),
            shoes: colour("shoes", &[0x4a3424, 0x2b2b2e, 0x7a5530]),
            hat: (Hat::None, colour("hat", CLOTH)),
            extras: Vec::new(),
        }
    }
}

const SKIN: &[u32] = &[0xf1cfb4, 0xe0ac84, 0xc68a5e, 0x9a633d, 0x6b4228, 0x4a2d1c];
const HAIR: &[u32] = &[0x1d1816, 0x3b2619, 0x6b4528, 0xa87742, 0x8a3f1f, 0x9b9996];
const EYES: &[u32] = &[0x4a301c, 0x5b7a4a, 0x4e7494, 0x6e665c];
const CLOTH: &[u32] = &[
    0x2f5d62, 0x9c4a3c, 0xd9a441, 0x5a6e3f, 0x6b4a73, 0xe6dcc8, 0x354a6e, 0xb56a4c, 0x7f8c8d,
];

fn pick<T: Copy>(seed: u64, what: &str, list: &[T], otherwise: T) -> T {
    let n = list.len().max(1) as u64;
    list.get((roll(seed, 0, 0, what) % n) as usize)
        .copied()
        .unwrap_or(otherwise)
}

fn share(seed: u64, what: &str) -> f32 {
    (roll(seed, 0, 0, what) % 1001) as f32 / 1000.0
}

/// A colour in sRGB, written `"#rrggbb"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Colour {
    /// From `0xRRGGBB`.
    pub const fn from_rgb(rgb: u32) -> Self {
        Self {
            r: (rgb >> 16) as u8,
            g: (rgb >> 8) as u8,
            b: rgb as u8,
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        s.strip_prefix('#')
            .filter(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|h| u32::from_str_radix(h, 16).ok())
            .map(Self::from_rgb)
            .ok_or_else(|| format!("`{s}` is not a colour like `#8a5a3c`"))
    }
}

impl From<Colour> for String {
    fn from(c: Colour) -> Self {
        c.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(s: String) -> Result<Self, String> {
        s.parse()
    }
}
