//! What each of the crowd looks like: a figure, a height and colours, by its number alone.

use bytemuck::{Pod, Zeroable};
use stoa_world::{
    Looks,
    clock::mix,
    looks::{Beard, Hair, Legs, Rgb, Top},
};

/// What a point of a figure is the colour of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    Skin,
    Hair,
    Top,
    Legs,
    Shoes,
    Accent,
}

/// Number of [`Role`]s.
pub const ROLES: usize = 6;

/// The height that figures are made at, in metres.
pub const HEIGHT_M: f32 = 1.72;

/// Hair, beard, top, legs and build (0 slim to 1 stout) of the figures that the crowd is made of.
const FIGURES: [(Hair, Beard, Top, Legs, f32); 14] = [
    (Hair::Short, Beard::None, Top::Shirt, Legs::Trousers, 0.35),
    (Hair::Long, Beard::None, Top::Dress, Legs::None, 0.25),
    (Hair::Short, Beard::Short, Top::Coat, Legs::Trousers, 0.50),
    (Hair::Bun, Beard::None, Top::Tunic, Legs::Trousers, 0.40),
    (Hair::Curly, Beard::None, Top::Sweater, Legs::Trousers, 0.45),
    (
        Hair::Ponytail,
        Beard::None,
        Top::Shirt,
        Legs::Trousers,
        0.20,
    ),
    (Hair::Bald, Beard::Full, Top::Vest, Legs::Trousers, 0.70),
    (Hair::Bob, Beard::None, Top::Dress, Legs::None, 0.50),
    (Hair::Short, Beard::None, Top::Tunic, Legs::Trousers, 0.15),
    (Hair::Long, Beard::None, Top::Coat, Legs::Trousers, 0.35),
    (Hair::Bun, Beard::None, Top::Robe, Legs::None, 0.60),
    (Hair::Bob, Beard::None, Top::Sweater, Legs::Trousers, 0.30),
    (Hair::Bald, Beard::None, Top::Robe, Legs::None, 0.40),
    (Hair::Curly, Beard::Full, Top::Shirt, Legs::Trousers, 0.60),
];

/// Number of figures.
pub const VARIANTS: usize = FIGURES.len();

const SKINS: [Rgb; 8] = [
    Rgb(242, 206, 180),
    Rgb(230, 184, 150),
    Rgb(214, 162, 126),
    Rgb(198, 138, 94),
    Rgb(170, 112, 74),
    Rgb(136, 86, 56),
    Rgb(104, 64, 44),
    Rgb(76, 48, 36),
];
const HAIRS: [Rgb; 8] = [
    Rgb(28, 22, 20),
    Rgb(44, 32, 24),
    Rgb(66, 44, 28),
    Rgb(92, 60, 36),
    Rgb(128, 84, 46),
    Rgb(168, 128, 76),
    Rgb(124, 120, 116),
    Rgb(196, 192, 186),
];
const TOPS: [Rgb; 16] = [
    Rgb(222, 214, 196),
    Rgb(176, 74, 56),
    Rgb(58, 92, 128),
    Rgb(90, 110, 63),
    Rgb(200, 156, 72),
    Rgb(118, 68, 92),
    Rgb(70, 108, 104),
    Rgb(196, 122, 84),
    Rgb(136, 132, 124),
    Rgb(46, 58, 82),
    Rgb(164, 150, 118),
    Rgb(212, 176, 160),
    Rgb(84, 62, 50),
    Rgb(152, 172, 178),
    Rgb(126, 42, 46),
    Rgb(232, 226, 214),
];
const LEGS: [Rgb; 8] = [
    Rgb(50, 52, 60),
    Rgb(74, 62, 50),
    Rgb(107, 90, 68),
    Rgb(44, 54, 74),
    Rgb(92, 90, 84),
    Rgb(138, 122, 96),
    Rgb(60, 68, 54),
    Rgb(36, 34, 34),
];
const SHOES: [Rgb; 4] = [
    Rgb(74, 52, 36),
    Rgb(40, 32, 28),
    Rgb(108, 76, 48),
    Rgb(58, 56, 58),
];

/// One of the crowd; `Look` of `shaders/crowd/scene.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Look {
    /// Below [`VARIANTS`].
    pub variant: u32,
    /// Its height over [`HEIGHT_M`].
    pub scale: f32,
    /// sRGB, red in the lowest 8 bits, by [`Role`].
    pub colours: [u32; ROLES],
}

impl Look {
    /// The look of the `index`-th of the crowd, the same in every run.
    pub fn of(index: u32) -> Self {
        let draw = |purpose: u64| mix(mix(u64::from(index) ^ 0x5354_4f41_0000_0000) ^ purpose);
        let pick = |purpose: u64, from: &[Rgb]| {
            let at = draw(purpose) % from.len() as u64;
            packed(from[at as usize])
        };
        let unit = |purpose: u64| (draw(purpose) >> 40) as f32 / (1u64 << 24) as f32;
        // Most are of middle height.
        let tall = unit(2) + unit(3) - 1.0;
        Self {
            variant: (draw(1) % VARIANTS as u64) as u32,
            scale: 0.985 + 0.085 * tall,
            colours: [
                pick(4, &SKINS),
                pick(5, &HAIRS),
                pick(6, &TOPS),
                pick(7, &LEGS),
                pick(8, &SHOES),
                pick(9, &TOPS),
            ],
        }
    }
}

fn packed(Rgb(red, green, blue): Rgb) -> u32 {
    u32::from_le_bytes([red, green, blue, 255])
}

/// What a figure wears and how its hair is cut; its colours do not count.
pub fn figure_looks(variant: usize) -> Looks {
    let (hair, beard, top, legs, build) = FIGURES[variant % VARIANTS];
    Looks {
        height_m: HEIGHT_M,
        build,
        hair,
        beard,
        top,
        legs,
        ..Looks::default()
    }
}

/// What the `index`-th of the crowd looks like, with its colours and height.
pub fn looks_of(index: u32) -> Looks {
    let look = Look::of(index);
    let colour = |role: Role| {
        let [red, green, blue, _] = look.colours[role as usize].to_le_bytes();
        Rgb(red, green, blue)
    };
    Looks {
        height_m: HEIGHT_M * look.scale,
        skin: colour(Role::Skin),
        hair_colour: colour(Role::Hair),
        top_colour: colour(Role::Top),
        accent: colour(Role::Accent),
        legs_colour: colour(Role::Legs),
        shoes: colour(Role::Shoes),
        ..figure_looks(look.variant as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_crowd_of_twins_would_be_noticed() {
        let looks: Vec<Look> = (0..300).map(Look::of).collect();
        let kinds: HashSet<(u32, [u32; ROLES])> =
            looks.iter().map(|l| (l.variant, l.colours)).collect();
        assert!(kinds.len() > 290, "{} kinds of 300", kinds.len());
        for variant in 0..VARIANTS as u32 {
            assert!(looks.iter().any(|l| l.variant == variant), "{variant}");
        }
        assert!(looks.iter().all(|l| (0.9..=1.08).contains(&l.scale)));
        assert_eq!(Look::of(17), Look::of(17));
    }
}
