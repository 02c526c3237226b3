//! What a body looks like: plain data, drawn by the renderer, kept in saves.

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};

/// An sRGB colour, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Build, face, hair and clothes.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// 1.45–2.05.
    pub height_m: f32,
    /// 0 slim … 1 stout.
    pub build: f32,
    pub skin: Rgb,
    pub eyes: Rgb,
    pub hair: Hair,
    pub hair_colour: Rgb,
    pub beard: Beard,
    pub top: Top,
    pub top_colour: Rgb,
    /// Collar, hem, sash.
    pub accent: Rgb,
    pub legs: Legs,
    pub legs_colour: Rgb,
    pub shoes: Rgb,
    pub hat: Hat,
    pub hat_colour: Rgb,
    pub extras: Vec<Extra>,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            height_m: 1.72,
            build: 0.4,
            skin: Rgb(200, 150, 120),
            eyes: Rgb(70, 50, 40),
            hair: Hair::Short,
            hair_colour: Rgb(60, 42, 30),
            beard: Beard::None,
            top: Top::Shirt,
            top_colour: Rgb(60, 90, 130),
            accent: Rgb(230, 220, 200),
            legs: Legs::Trousers,
            legs_colour: Rgb(50, 52, 60),
            shoes: Rgb(60, 40, 30),
            hat: Hat::None,
            hat_colour: Rgb(120, 100, 70),
            extras: Vec::new(),
        }
    }
}

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident: $first:ident $(, $rest:ident)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { #[default] $first, $($rest),* }

        impl $name {
            pub const ALL: &[Self] = &[Self::$first $(, Self::$rest)*];
        }
    };
}

kinds!(Hair: Short, Bald, Long, Bun, Curly, Ponytail, Braid, Bob);
kinds!(Beard: None, Stubble, Short, Full, Moustache);
kinds!(Top: Shirt, Tunic, Coat, Dress, Robe, Vest, Sweater);
kinds!(Legs: Trousers, Skirt, Shorts, None);
kinds!(Hat: None, Cap, Straw, Beret, Headscarf, Brim);
kinds!(Extra: Glasses, Shawl, Bag, Apron, Scarf, Earrings, Belt);
