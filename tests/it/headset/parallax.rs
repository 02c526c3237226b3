//! Whether two pictures are what two eyes of one head see: near things shifted to the left for the right eye, as far as
//! the eyes are apart, and far things not at all.

use image::{GrayImage, imageops};

/// Metres between the eyes as the runtime has them, and from the eye to the ground.
const EYES_M: f32 = 0.063;
const HEIGHT_M: f32 = 1.6;
/// The heads of the simulated headsets rise and sink by as much, in parts of their height.
const SWAY: f32 = 0.15;
/// Pixels by which a shift may be off: blocks are moved by whole ones, and their ground is not at one distance.
const SLACK_PX: f32 = 1.0;
/// Rows, in parts of the height, where the skyline is, and where the ground lies close before the feet. The lines in
/// the ground are so far below the horizon as they are near: the shift there depends on nothing but the two lengths.
const FAR: [f32; 2] = [0.38, 0.46];
const NEAR: [f32; 2] = [0.92, 0.98];
/// Parts of the width that are looked at, side by side.
const BLOCKS: u32 = 5;
/// A block that fits nowhere better than by half of how it fits anywhere has nothing that could be followed.
const CLEAR: f32 = 0.5;

/// # Errors
/// What is wrong, with what was measured.
pub fn check(left: &GrayImage, right: &GrayImage) -> Result<(), String> {
    for (eye, picture) in [("left", left), ("right", right)] {
        let spread = spread(picture);
        if spread < 12.0 {
            return Err(format!(
                "the {eye} eye sees nothing: its light varies by {spread}"
            ));
        }
    }
    let far = shift_px(left, right, FAR).map_err(|why| format!("the skyline: {why}"))?;
    if far.abs() > SLACK_PX {
        return Err(format!("the skyline is shifted by {far} pixels"));
    }
    let near = shift_px(left, right, NEAR).map_err(|why| format!("the ground: {why}"))?;
    let below = (NEAR[0] + NEAR[1]) / 2.0 - 0.5;
    let wanted = EYES_M / HEIGHT_M * below * left.height() as f32;
    if (near - wanted).abs() > wanted * SWAY + SLACK_PX {
        return Err(format!(
            "the ground is shifted by {near} pixels, and not by {wanted}"
        ));
    }
    Ok(())
}

/// The mean difference from the mean.
fn spread(picture: &GrayImage) -> f32 {
    let light = || picture.pixels().map(|pixel| f32::from(pixel.0[0]));
    let count = picture.pixels().len() as f32;
    let mean = light().sum::<f32>() / count;
    light().map(|value| (value - mean).abs()).sum::<f32>() / count
}

/// How far the left eye's rows have to be moved to the left to be the right eye's: the median of their blocks.
fn shift_px(left: &GrayImage, right: &GrayImage, rows: [f32; 2]) -> Result<f32, String> {
    let (width, height) = left.dimensions();
    let [top, bottom] = rows.map(|part| (part * height as f32) as u32);
    let most = (width / 16) as i32;
    let block = (width - 2 * most as u32) / BLOCKS;
    let mut shifts = Vec::new();
    for place in 0..BLOCKS {
        let from = most as u32 + place * block;
        let size = [block, bottom - top];
        let costs: Vec<(f32, i32)> = (-most..=most)
            .map(|shift| {
                let to = (from as i32 - shift) as u32;
                let part = |picture: &GrayImage, x: u32| {
                    imageops::crop_imm(picture, x, top, size[0], size[1]).to_image()
                };
                (difference(&part(left, from), &part(right, to)), shift)
            })
            .collect();
        let mean = costs.iter().map(|(cost, _)| cost).sum::<f32>() / costs.len() as f32;
        let best = costs.iter().min_by(|a, b| a.0.total_cmp(&b.0));
        shifts.extend(best.filter(|best| best.0 < mean * CLEAR).map(|best| best.1));
    }
    shifts.sort_unstable();
    match shifts.len() {
        0..3 => Err(format!(
            "only {} blocks of {BLOCKS} can be followed",
            shifts.len()
        )),
        count => Ok(shifts[count / 2] as f32),
    }
}

/// The mean difference of pictures of one size.
pub fn difference(one: &GrayImage, other: &GrayImage) -> f32 {
    let pairs = one.pixels().zip(other.pixels());
    let sum: f32 = pairs.map(|(a, b)| f32::from(a.0[0].abs_diff(b.0[0]))).sum();
    sum / one.pixels().len() as f32
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// What an eye sees that is so far to the right of the middle: tiles on the ground, and stripes far away.
    fn seen(right_m: f32) -> GrayImage {
        let (width, height, focal_px) = (320, 360, 190.0);
        GrayImage::from_fn(width, height, |column, row| {
            let x = (column as f32 + 0.5 - width as f32 / 2.0) / focal_px;
            let down = (row as f32 + 0.5 - height as f32 / 2.0) / focal_px;
            if down <= 0.02 {
                return Luma([shade(column / 5, row / 6)]);
            }
            let away = HEIGHT_M / down;
            let tile = |metres: f32| (metres / 0.08 + 1e4) as u32;
            Luma([shade(tile(right_m + x * away), tile(away))])
        })
    }

    /// Some light for a tile.
    fn shade(x: u32, y: u32) -> u8 {
        let mixed =
            (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
        (mixed >> 24) as u8
    }

    fn eyes(apart_m: f32) -> [GrayImage; 2] {
        [-apart_m / 2.0, apart_m / 2.0].map(seen)
    }

    #[test]
    fn two_eyes_of_one_head_pass() {
        let [left, right] = eyes(EYES_M);
        assert_eq!(check(&left, &right), Ok(()));
    }

    #[test]
    fn swapped_eyes_are_noticed() {
        let [left, right] = eyes(EYES_M);
        let why = check(&right, &left).expect_err("swapped eyes");
        assert!(why.contains("the ground is shifted by -"), "{why}");
    }

    #[test]
    fn equal_eyes_are_noticed() {
        let [left, _] = eyes(EYES_M);
        let why = check(&left, &left).expect_err("equal eyes");
        assert!(why.contains("the ground is shifted by 0 pixels"), "{why}");
    }

    #[test]
    fn a_world_of_another_size_is_noticed() {
        for apart in [0.5, 1.6] {
            let [left, right] = eyes(EYES_M * apart);
            let why = check(&left, &right).expect_err("eyes too far apart or too close");
            assert!(why.contains("the ground is shifted by"), "{apart}: {why}");
        }
    }

    #[test]
    fn an_eye_that_looks_aside_is_noticed() {
        let [left, right] = eyes(EYES_M);
        let aside = GrayImage::from_fn(right.width(), right.height(), |x, y| {
            *right.get_pixel((x + 5) % right.width(), y)
        });
        let why = check(&left, &aside).expect_err("an eye that looks aside");
        assert!(why.contains("the skyline is shifted"), "{why}");
    }

    #[test]
    fn an_eye_that_sees_nothing_is_noticed() {
        let [left, right] = eyes(EYES_M);
        let black = GrayImage::new(left.width(), left.height());
        assert!(check(&black, &right).is_err());
        assert!(check(&left, &black).is_err());
        assert!(check(&black, &black).is_err());
    }
}
