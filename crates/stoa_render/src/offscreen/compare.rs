//! How alike two pictures are: structural similarity (SSIM) on luma.
//!
//! Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image Quality Assessment: From Error Visibility to
//! Structural Similarity", IEEE Transactions on Image Processing 13(4), 2004: Gaussian windows of 11×11 with
//! σ = 1.5, K1 = 0.01, K2 = 0.03, the mean over all windows.

use image::RgbaImage;

/// How two pictures compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Mean SSIM: 1 for equal pictures.
    pub ssim: f64,
    /// Smallest mean SSIM of any 32×32 tile: finds a small thing that is missing from a large picture.
    pub worst_tile: f64,
    /// Mean luma of the second over that of the first: 0.8 is 20% darker.
    pub brightness: f64,
}

/// Two pictures of different sizes cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pictures differ in size: {first:?} and {second:?}")]
pub struct SizeDiffers {
    pub first: (u32, u32),
    pub second: (u32, u32),
}

const RADIUS: usize = 5;
const SIGMA: f64 = 1.5;
const TILE: usize = 32;

/// Compares two pictures of equal size.
pub fn compare(first: &RgbaImage, second: &RgbaImage) -> Result<Likeness, SizeDiffers> {
    if first.dimensions() != second.dimensions() {
        return Err(SizeDiffers {
            first: first.dimensions(),
            second: second.dimensions(),
        });
    }
    let (width, height) = (first.width() as usize, first.height() as usize);
    let (a, b) = (luma(first), luma(second));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).collect::<Vec<_>>();
    let [mean_a, mean_b, aa, bb, ab] = [
        a.clone(),
        b.clone(),
        product(&a, &a),
        product(&b, &b),
        product(&a, &b),
    ]
    .map(|plane| blur(&plane, width, height));
    let (c1, c2) = ((0.01f64 * 255.0).powi(2), (0.03f64 * 255.0).powi(2));
    let map: Vec<f64> = (0..width * height)
        .map(|i| {
            let (ma, mb) = (mean_a[i], mean_b[i]);
            let (va, vb, cov) = (aa[i] - ma * ma, bb[i] - mb * mb, ab[i] - ma * mb);
            (2.0 * ma * mb + c1) * (2.0 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
        })
        .collect();
    let sum = |plane: &[f64]| plane.iter().sum::<f64>();
    Ok(Likeness {
        ssim: sum(&map) / map.len().max(1) as f64,
        worst_tile: worst_tile(&map, width, height),
        brightness: (sum(&b) + 1e-9) / (sum(&a) + 1e-9),
    })
}

/// Luma (Rec. 709 weights on the stored values), 0–255.
fn luma(picture: &RgbaImage) -> Vec<f64> {
    picture
        .pixels()
        .map(|p| {
            let [r, g, b, _] = p.0.map(f64::from);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        })
        .collect()
}

/// A separable Gaussian, with the edge pixels repeated outside.
fn blur(plane: &[f64], width: usize, height: usize) -> Vec<f64> {
    let weights: Vec<f64> = (0..=2 * RADIUS)
        .map(|i| (-(i as f64 - RADIUS as f64).powi(2) / (2.0 * SIGMA * SIGMA)).exp())
        .collect();
    let total: f64 = weights.iter().sum();
    let pass = |from: &[f64], along_x: bool| -> Vec<f64> {
        (0..width * height)
            .map(|i| {
                let (x, y) = (i % width, i / width);
                let sum: f64 = weights
                    .iter()
                    .enumerate()
                    .map(|(k, w)| {
                        let moved =
                            |v: usize, end: usize| (v + k).saturating_sub(RADIUS).min(end - 1);
                        let at = if along_x {
                            y * width + moved(x, width)
                        } else {
                            moved(y, height) * width + x
                        };
                        w * from[at]
                    })
                    .sum();
                sum / total
            })
            .collect()
    };
    pass(&pass(plane, true), false)
}

fn worst_tile(map: &[f64], width: usize, height: usize) -> f64 {
    let mut worst = 1.0f64;
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            let (mut sum, mut count) = (0.0, 0.0f64);
            for y in top..(top + TILE).min(height) {
                for x in left..(left + TILE).min(width) {
                    sum += map[y * width + x];
                    count += 1.0;
                }
            }
            worst = worst.min(sum / count.max(1.0));
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    fn stripes(change: impl Fn(u32, u32, u8) -> u8) -> RgbaImage {
        RgbaImage::from_fn(160, 96, |x, y| {
            let v = (80 + 60 * ((x / 7 + y / 5) % 2) + (x * 13 + y * 7) % 17) as u8;
            let v = change(x, y, v);
            Rgba([v, v, v, 255])
        })
    }

    #[test]
    fn equal_pictures_are_alike_and_changed_ones_are_not() {
        let plain = stripes(|_, _, v| v);
        let cases: [(&str, RgbaImage, f64, f64); 3] = [
            ("same", stripes(|_, _, v| v), 0.9999, 1.0),
            (
                "darker",
                stripes(|_, _, v| (f32::from(v) * 0.8) as u8),
                0.0,
                0.97,
            ),
            (
                "body missing",
                stripes(|x, y, v| {
                    if (60..84).contains(&x) && (20..80).contains(&y) {
                        90
                    } else {
                        v
                    }
                }),
                0.0,
                0.97,
            ),
        ];
        for (name, other, at_least, at_most) in cases {
            let likeness = compare(&plain, &other).expect("equal sizes");
            assert!(
                likeness.ssim >= at_least && likeness.ssim <= at_most,
                "{name}: {likeness:?}"
            );
        }
        let darker = compare(&plain, &stripes(|_, _, v| (f32::from(v) * 0.8) as u8));
        let darker = darker.expect("equal sizes");
        assert!((darker.brightness - 0.8).abs() < 0.02, "{darker:?}");
    }

    #[test]
    fn a_small_hole_shows_in_the_worst_tile() {
        let plain = stripes(|_, _, v| v);
        let holed = stripes(|x, y, v| if x < 20 && y < 20 { 200 } else { v });
        let likeness = compare(&plain, &holed).expect("equal sizes");
        assert!(
            likeness.worst_tile < 0.8 && likeness.ssim > 0.9,
            "{likeness:?}"
        );
    }

    #[test]
    fn different_sizes_are_an_error() {
        let (a, b) = (RgbaImage::new(4, 4), RgbaImage::new(5, 4));
        assert!(compare(&a, &b).is_err());
    }
}
