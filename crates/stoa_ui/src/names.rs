//! The colours of names: the same one wherever somebody's name stands, and apart from the others for every kind of eye.

use bevy_egui::egui::Color32;
use stoa_world::StableId;

/// Chosen by a search over a grid of colours for the greatest least distance in CIELAB, seen plainly and with each of the
/// three colour blindnesses (the test says how), that stand out from a panel at 5:1 or more.
const COLOURS: [Color32; 6] = [
    Color32::from_rgb(192, 240, 204),
    Color32::from_rgb(224, 112, 60),
    Color32::from_rgb(176, 160, 220),
    Color32::from_rgb(240, 240, 60),
    Color32::from_rgb(96, 128, 252),
    Color32::from_rgb(176, 128, 124),
];

/// Whose name is written. Six who came one after the other differ.
pub(crate) fn colour(who: StableId) -> Color32 {
    COLOURS[who.0 as usize % COLOURS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme;

    type Rgb = [f32; 3];

    /// Full protanopia, deuteranopia and tritanopia in linear light (Machado, Oliveira, Fernandes 2009), and plain sight.
    const SIGHTS: [[Rgb; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    fn linear(colour: Color32) -> Rgb {
        [colour.r(), colour.g(), colour.b()].map(|c| {
            let c = f32::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn times(rows: &[Rgb; 3], c: Rgb) -> Rgb {
        rows.map(|row| row[0] * c[0] + row[1] * c[1] + row[2] * c[2])
    }

    /// CIELAB under D65.
    fn lab(c: Rgb) -> Rgb {
        let [x, y, z] = times(
            &[
                [0.4124, 0.3576, 0.1805],
                [0.2126, 0.7152, 0.0722],
                [0.0193, 0.1192, 0.9505],
            ],
            c,
        );
        let f = |t: f32| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        };
        let (x, y, z) = (f(x / 0.9505), f(y), f(z / 1.089));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn two_people_would_have_one_colour_for_some_eyes() {
        for sight in &SIGHTS {
            let seen = |colour| lab(times(sight, linear(colour)).map(|c| c.clamp(0.0, 1.0)));
            for (i, one) in COLOURS.iter().enumerate() {
                for other in &COLOURS[i + 1..] {
                    let (a, b) = (seen(*one), seen(*other));
                    let squares = [0, 1, 2].map(|k| (a[k] - b[k]).powi(2));
                    let apart = squares.iter().sum::<f32>().sqrt();
                    assert!(apart > 25.0, "{one:?} and {other:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn a_name_would_be_hard_to_read_on_a_panel() {
        let light = |colour| times(&[[0.2126, 0.7152, 0.0722]; 3], linear(colour))[0];
        for colour in COLOURS {
            let contrast = (light(colour) + 0.05) / (light(theme::PANEL) + 0.05);
            assert!(contrast >= 5.0, "{colour:?}: {contrast}");
        }
    }
}
