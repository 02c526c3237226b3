//! Words of the editor of places.

use stoa_world::Surface;

use crate::language::{say, word, words};

words! {
    places_note,
    list_spawns,
    list_places,
    list_seats,
    list_regions,
    add_here,
    add_bench,
    add_stool,
    where_i_stand,
    undo,
    being_checked,
    at_field,
    turn_field,
    radius_field,
    kind_field,
    kind_hint,
    name_field,
    id_field,
    about_field,
    seats_field,
    width_field,
    surface_field,
    height_field,
    one_can_walk,
    corners_field,
    spots_field,
    spots_note,
    add_spot,
    ground_note,
    places_beside,
    places_of_a_scene,
    places_left_alone,
}

/// In the menu; `unkept`: what was changed waits.
pub fn edit_places(unkept: bool) -> &'static str {
    if unkept {
        word!(edit_places_unkept)
    } else {
        word!(edit_places)
    }
}

pub fn places_kept(world: &str, file: &str) -> String {
    say!(places_kept, world = world, file = file)
}

pub fn places_not_kept(world: &str, cause: &str) -> String {
    say!(places_not_kept, world = world, cause = cause)
}

pub fn places_not_editable(world: &str, cause: &str) -> String {
    say!(places_not_editable, world = world, cause = cause)
}

pub fn surface(surface: Surface) -> &'static str {
    match surface {
        Surface::Paving => word!(surface_paving),
        Surface::Marble => word!(surface_marble),
        Surface::Limestone => word!(surface_limestone),
        Surface::Sandstone => word!(surface_sandstone),
        Surface::Gravel => word!(surface_gravel),
        Surface::Grass => word!(surface_grass),
        Surface::Earth => word!(surface_earth),
        Surface::Water => word!(surface_water),
        Surface::Terracotta => word!(surface_terracotta),
        Surface::Wood => word!(surface_wood),
        Surface::Plaster => word!(surface_plaster),
        Surface::Bronze => word!(surface_bronze),
    }
}
