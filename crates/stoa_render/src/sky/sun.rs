//! Where the light stands and how strong it is, from a world's sky and the hour.

use bevy::math::Vec3;
use stoa_world::SkyDef;

use super::Gradient;
use crate::scene::surface::linear;

/// Light of one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Daylight {
    /// Toward the light that casts shadows: the sun, at night the moon.
    pub to_light: Vec3,
    /// Linear colour of that light, and its strength in lux.
    pub sun_colour: Vec3,
    pub illuminance: f32,
    /// How bright a sky of colour 1 lights the scene, in cd/m².
    pub ambient: f32,
    pub gradient: Gradient,
    /// How much cloud, 0–1.
    pub clouds: f32,
    /// 0 at night, 1 by day.
    pub day: f32,
}

/// The sun's full strength in lux at our exposure, and that of the sky in cd/m².
const SUN_LUX: f32 = 10_400.0;
const SKY_CD: f32 = 740.0;
/// How much brighter the sky is than the colours that a world file gives it as they would look on a screen.
const SKY_GAIN: f32 = 1.5;

/// The light that `sky` has at world `minute` (since day 0); without a minute, or where the sun stands still, as the
/// file says.
pub fn daylight(sky: &SkyDef, minute: Option<u32>) -> Daylight {
    let (azimuth, elevation) = match minute {
        Some(minute) if sky.follow_clock => course(sky, minute),
        _ => (sky.sun_azimuth_deg, sky.sun_elevation_deg),
    };
    let sun = direction(azimuth, elevation);
    let day = smooth(-5.0, 9.0, elevation);
    let low = 1.0 - smooth(2.0, 26.0, elevation);
    let own = Vec3::from(linear(sky.sun_colour));
    let dusk = Vec3::new(1.0, 0.52, 0.22);
    let sun_colour = own.lerp(own * dusk, low * low);
    let zenith = Vec3::from(linear(sky.zenith)) * SKY_GAIN * 1.1;
    let horizon = Vec3::from(linear(sky.horizon)) * SKY_GAIN;
    let night = Vec3::new(0.006, 0.010, 0.022);
    let gradient = Gradient {
        zenith: night.lerp(zenith, day * day),
        horizon: (night * 2.2).lerp(horizon.lerp(horizon * dusk * 1.25, low * low * 0.8), day),
        sun_colour: sun_colour * day,
        sun,
    };
    if day > 0.02 {
        return Daylight {
            to_light: if elevation > 2.0 {
                sun
            } else {
                direction(azimuth, 2.0)
            },
            sun_colour,
            illuminance: SUN_LUX * smooth(-3.0, 14.0, elevation),
            ambient: SKY_CD,
            gradient,
            clouds: 0.85,
            day,
        };
    }
    Daylight {
        to_light: direction(azimuth + 150.0, 48.0),
        sun_colour: Vec3::new(0.62, 0.76, 1.0),
        illuminance: 320.0,
        ambient: SKY_CD * 3.0,
        gradient,
        clouds: 0.25,
        day,
    }
}

/// The sun's course: up at six in the east, highest at one in the south, down at eight in the west.
fn course(sky: &SkyDef, minute: u32) -> (f32, f32) {
    let hour = (minute % 1440) as f32 / 60.0;
    let part = (hour - 6.0) / 14.0;
    let elevation = 62.0f32.max(sky.sun_elevation_deg) * (part * std::f32::consts::PI).sin();
    let elevation = if (0.0..=1.0).contains(&part) {
        elevation
    } else {
        -20.0
    };
    (80.0 + 200.0 * part, elevation)
}

/// Toward a point of the sky: degrees from north (−z) clockwise, and above the horizon.
fn direction(azimuth_deg: f32, elevation_deg: f32) -> Vec3 {
    let (azimuth, elevation) = (azimuth_deg.to_radians(), elevation_deg.to_radians());
    Vec3::new(
        azimuth.sin() * elevation.cos(),
        elevation.sin(),
        -azimuth.cos() * elevation.cos(),
    )
}

fn smooth(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sun_stands_where_the_file_says() {
        let sky = SkyDef {
            sun_azimuth_deg: 90.0,
            sun_elevation_deg: 0.0,
            ..SkyDef::default()
        };
        let east = daylight(&sky, None).gradient.sun;
        assert!(east.distance(Vec3::X) < 1e-5);
        let sky = SkyDef {
            sun_azimuth_deg: 180.0,
            sun_elevation_deg: 45.0,
            ..sky
        };
        let south = daylight(&sky, Some(3)).gradient.sun;
        assert!(south.distance(Vec3::new(0.0, 0.5f32.sqrt(), 0.5f32.sqrt())) < 1e-5);
    }

    #[test]
    fn a_clock_makes_day_and_night_and_every_hour_has_finite_light() {
        let sky = SkyDef {
            follow_clock: true,
            ..SkyDef::default()
        };
        let at = |hour: u32| daylight(&sky, Some(hour * 60));
        assert!(at(13).day > 0.99 && at(13).illuminance > at(7).illuminance);
        assert!(at(1).day < 0.01 && at(23).day < 0.01);
        for hour in 0..24 {
            let light = at(hour);
            assert!(
                light.to_light.is_normalized() && light.to_light.y > 0.0,
                "{hour}"
            );
            assert!(light.illuminance.is_finite() && light.gradient.horizon.is_finite());
        }
    }
}
