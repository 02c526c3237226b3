//! Words of the editor of personas.

use stoa_world::looks::{Beard, Extra, Hair, Hat, Legs, Top};

use crate::{
    Timbre,
    language::{say, word, words},
};

words! {
    editor_note,
    editor_looks,
    editor_voice,
    editor_words,
    editor_trial,
    take_back,
    not_kept_yet,
    looks_height,
    looks_build,
    looks_skin,
    looks_eyes,
    looks_hair,
    looks_beard,
    looks_top,
    looks_legs,
    looks_shoes,
    looks_hat,
    looks_extras,
    voice_pitch,
    voice_pace,
    voice_timbre,
    persona_name,
    persona_pronouns,
    persona_role,
    persona_about,
    persona_about_hint,
    persona_temperament,
    persona_temperament_hint,
    persona_wants,
    persona_wants_hint,
    persona_style,
    persona_style_hint,
    persona_phrases,
    persona_phrases_hint,
}

/// In the menu, for whom one looks at; `unkept`: what was changed waits.
pub fn edit_persona(name: &str, unkept: bool) -> String {
    if unkept {
        say!(edit_persona_unkept, name = name)
    } else {
        say!(edit_persona, name = name)
    }
}

pub fn persona_kept(name: &str, file: &str) -> String {
    say!(persona_kept, name = name, file = file)
}

pub fn persona_not_kept(name: &str, cause: &str) -> String {
    say!(persona_not_kept, name = name, cause = cause)
}

pub fn persona_not_editable(name: &str, cause: &str) -> String {
    say!(persona_not_editable, name = name, cause = cause)
}

pub fn hair(hair: Hair) -> &'static str {
    match hair {
        Hair::Short => word!(hair_short),
        Hair::Bald => word!(hair_bald),
        Hair::Long => word!(hair_long),
        Hair::Bun => word!(hair_bun),
        Hair::Curly => word!(hair_curly),
        Hair::Ponytail => word!(hair_ponytail),
        Hair::Braid => word!(hair_braid),
        Hair::Bob => word!(hair_bob),
    }
}

pub fn beard(beard: Beard) -> &'static str {
    match beard {
        Beard::None => word!(beard_none),
        Beard::Stubble => word!(beard_stubble),
        Beard::Short => word!(beard_short),
        Beard::Full => word!(beard_full),
        Beard::Moustache => word!(beard_moustache),
    }
}

pub fn top(top: Top) -> &'static str {
    match top {
        Top::Shirt => word!(top_shirt),
        Top::Tunic => word!(top_tunic),
        Top::Coat => word!(top_coat),
        Top::Dress => word!(top_dress),
        Top::Robe => word!(top_robe),
        Top::Vest => word!(top_vest),
        Top::Sweater => word!(top_sweater),
    }
}

pub fn legs(legs: Legs) -> &'static str {
    match legs {
        Legs::Trousers => word!(legs_trousers),
        Legs::Skirt => word!(legs_skirt),
        Legs::Shorts => word!(legs_shorts),
        Legs::None => word!(legs_none),
    }
}

pub fn hat(hat: Hat) -> &'static str {
    match hat {
        Hat::None => word!(hat_none),
        Hat::Cap => word!(hat_cap),
        Hat::Straw => word!(hat_straw),
        Hat::Beret => word!(hat_beret),
        Hat::Headscarf => word!(hat_headscarf),
        Hat::Brim => word!(hat_brim),
    }
}

pub fn extra(extra: Extra) -> &'static str {
    match extra {
        Extra::Glasses => word!(extra_glasses),
        Extra::Shawl => word!(extra_shawl),
        Extra::Bag => word!(extra_bag),
        Extra::Apron => word!(extra_apron),
        Extra::Scarf => word!(extra_scarf),
        Extra::Earrings => word!(extra_earrings),
        Extra::Belt => word!(extra_belt),
    }
}

pub fn timbre(timbre: Timbre) -> &'static str {
    match timbre {
        Timbre::Warm => word!(timbre_warm),
        Timbre::Bright => word!(timbre_bright),
        Timbre::Soft => word!(timbre_soft),
        Timbre::Husky => word!(timbre_husky),
        Timbre::Clear => word!(timbre_clear),
        Timbre::Deep => word!(timbre_deep),
    }
}
