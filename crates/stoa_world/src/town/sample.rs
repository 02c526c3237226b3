//! The text of a large world, for benchmarks and tests: squares side by side, each with what a square has.

use std::fmt::Write as _;

/// Side of a square in metres.
pub const SQUARE_M: i32 = 80;

/// A world file with `across` by `across` squares of [`SQUARE_M`] and a crowd of `count`: in each a fountain, benches, a
/// market of three stalls, a café, a garden and a spawn, 4 places and 46 seats. 4 across make 320 m by 320 m.
pub fn large_world(across: u32, count: u32) -> String {
    let side = across as i32 * SQUARE_M;
    let mut text = format!(
        r#"format = 1
name = "Squares"
about = "A town of {across} by {across} squares."
[clock]
start = "12:00"
[crowd]
count = {count}
[[crowd.role]]
name = "visitor"
share = 60
curiosity = 1.5
[[crowd.role]]
name = "neighbour"
share = 40
company = 1.5
[[region]]
id = "town"
surface = "paving"
polygon = [[0, 0], [{side}, 0], [{side}, {side}], [0, {side}]]
"#
    );
    for row in 0..across {
        for column in 0..across {
            let middle = |number: u32| number as i32 * SQUARE_M + SQUARE_M / 2;
            square(
                &mut text,
                row * across + column,
                middle(column),
                middle(row),
            );
        }
    }
    text
}

fn square(text: &mut String, number: u32, x: i32, z: i32) {
    // A text takes whatever is written to it.
    let _ = parts(text, number, x, z).and_then(|()| places(text, number, x, z));
}

fn parts(text: &mut String, number: u32, x: i32, z: i32) -> std::fmt::Result {
    writeln!(text, "[[scene]]\nname = \"Square {number}\"\nparts = [")?;
    writeln!(
        text,
        "{{ id = \"fountain_{number}\", kind = \"fountain\", at = [{x}, {z}], radius = 3, height = 2.7, seats = 12 }},"
    )?;
    for (i, (dx, dz, turn)) in [(-9, 0, 270), (9, 0, 90), (0, -9, 180), (0, 9, 0)]
        .into_iter()
        .enumerate()
    {
        for (j, aside) in [-3, 3].into_iter().enumerate() {
            let (bx, bz) = if dx == 0 {
                (x + aside, z + dz)
            } else {
                (x + dx, z + aside)
            };
            writeln!(
                text,
                "{{ id = \"bench_{number}_{i}{j}\", kind = \"bench\", at = [{bx}, {bz}], turn = {turn}, width = 1.8, seats = 2 }},"
            )?;
        }
    }
    for (i, goods) in ["fruit", "pottery", "bread"].into_iter().enumerate() {
        let at = z - 12 + 8 * i as i32;
        writeln!(
            text,
            "{{ id = \"stall_{number}_{i}\", kind = \"stall\", at = [{}, {at}], turn = 90, width = 2.8, goods = \"{goods}\" }},",
            x + 24
        )?;
    }
    writeln!(
        text,
        "{{ id = \"counter_{number}\", kind = \"stall\", at = [{}, {}], turn = 90, width = 3.2, goods = \"bread\" }},",
        x + 30,
        z + 22
    )?;
    for (i, (dx, dz)) in [(12, 16), (18, 16), (12, 26), (18, 26)]
        .into_iter()
        .enumerate()
    {
        let (tx, tz) = (x + dx, z + dz);
        writeln!(
            text,
            "{{ kind = \"table\", at = [{tx}, {tz}], radius = 0.42 }},"
        )?;
        for (j, (sx, sz, turn)) in [
            (-0.9, 0.0, 270),
            (0.9, 0.0, 90),
            (0.0, -0.9, 180),
            (0.0, 0.9, 0),
        ]
        .into_iter()
        .enumerate()
        {
            writeln!(
                text,
                "{{ id = \"stool_{number}_{i}{j}\", kind = \"stool\", at = [{}, {}], turn = {turn} }},",
                tx as f32 + sx,
                tz as f32 + sz
            )?;
        }
    }
    // A garden of trees and one bench, and walls with gaps toward the next squares.
    for (dx, dz) in [(-28, 14), (-18, 14), (-28, 26), (-18, 26)] {
        writeln!(
            text,
            "{{ kind = \"tree\", at = [{}, {}], species = \"olive\", height = 6 }},",
            x + dx,
            z + dz
        )?;
    }
    writeln!(
        text,
        "{{ id = \"garden_bench_{number}\", kind = \"bench\", at = [{}, {}], turn = 0, width = 1.8, seats = 2 }},",
        x - 23,
        z + 24
    )?;
    for (dx, dz, turn) in [(-24, 39, 0), (24, 39, 0), (39, -24, 90), (39, 24, 90)] {
        writeln!(
            text,
            "{{ kind = \"wall\", at = [{}, {}], turn = {turn}, width = 20, height = 2.6, depth = 0.5 }},",
            x + dx,
            z + dz
        )?;
    }
    writeln!(text, "]")
}

fn places(text: &mut String, number: u32, x: i32, z: i32) -> std::fmt::Result {
    let places = [
        ("fountain", 0, 0, 6),
        ("market", 20, -4, 9),
        ("cafe", 17, 21, 9),
        ("garden", -23, 20, 8),
    ];
    for (kind, dx, dz, radius) in places {
        writeln!(
            text,
            "[[place]]\nid = \"{kind}_{number}\"\nname = \"the {kind} {number}\"\nkind = \"{kind}\"\nabout = \"One of many.\"\nat = [{}, {}]\nradius = {radius}",
            x + dx,
            z + dz
        )?;
    }
    writeln!(
        text,
        "[[spawn]]\nid = \"spawn_{number}\"\nat = [{}, {}]",
        x - 30,
        z - 30
    )
}
