use bevy_math::{Vec2, Vec3};

use super::{sin_cos_deg, to_world};
use crate::{Part, PartKind, Species};

/// Measures of the kit that its file keys do not carry, in metres.
pub mod measures {
    /// Thickness of a portico's back wall.
    pub const PORTICO_WALL: f32 = 0.4;
    /// From a portico's front edge to the middle of its columns.
    pub const PORTICO_COLUMN_INSET: f32 = 0.6;
    /// Height of what lies on a portico's columns, up to the eaves.
    pub const PORTICO_ENTABLATURE: f32 = 0.8;
    /// An arch's piers, as a part of its width, each.
    pub const ARCH_PIER: f32 = 0.22;
    /// The crown of an arch's opening, as a part of its height.
    pub const ARCH_CROWN: f32 = 0.8;
    pub const FOUNTAIN_RIM_WIDTH: f32 = 0.5;
    pub const FOUNTAIN_RIM_HEIGHT: f32 = 0.45;
    /// The fountain's middle pillar, as a part of its radius.
    pub const FOUNTAIN_PILLAR: f32 = 0.16;
    pub const BENCH_DEPTH: f32 = 0.45;
    pub const BENCH_BACK_HEIGHT: f32 = 0.9;
    pub const STOOL_RADIUS: f32 = 0.2;
    pub const PLANTER_HEIGHT: f32 = 0.55;
    pub const FLOWERBED_HEIGHT: f32 = 0.25;
    /// A pot's radius, as a part of its height.
    pub const POT_RADIUS: f32 = 0.36;
    pub const LAMP_RADIUS: f32 = 0.14;
    /// Side and height of a statue's plinth, as parts of the whole height.
    pub const STATUE_PLINTH_SIDE: f32 = 0.34;
    pub const STATUE_PLINTH_HEIGHT: f32 = 0.36;
    /// A stall's counter: its middle (local z), depth and height.
    pub const STALL_COUNTER_Z: f32 = -0.5;
    pub const STALL_COUNTER_DEPTH: f32 = 0.8;
    pub const STALL_COUNTER_HEIGHT: f32 = 0.92;
    /// A stall's posts stand at these local z, under the awning.
    pub const STALL_POSTS_Z: [f32; 2] = [-0.85, 1.1];
    pub const STALL_HEIGHT: f32 = 2.5;
    pub const WELL_HEIGHT: f32 = 0.85;
    pub const BOOKCASE_DEPTH: f32 = 0.4;
    pub const EASEL: [f32; 3] = [0.7, 1.7, 0.6];
}
use measures as m;

/// One convex solid of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Solid {
    pub shape: SolidShape,
    /// Its middle, in metres.
    pub at: Vec3,
    /// Degrees counter-clockwise from above.
    pub turn_deg: f32,
    /// Whether one walks on top of it (podiums, steps); everything else stands in the way.
    pub floor: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SolidShape {
    /// Half extents in metres.
    Box(Vec3),
    /// Upright.
    Cylinder { radius: f32, half_height: f32 },
}

impl Solid {
    pub fn bottom(&self) -> f32 {
        self.at.y - self.half_height()
    }

    pub fn top(&self) -> f32 {
        self.at.y + self.half_height()
    }

    fn half_height(&self) -> f32 {
        match self.shape {
            SolidShape::Box(half) => half.y,
            SolidShape::Cylinder { half_height, .. } => half_height,
        }
    }

    /// Metres on the ground plan from a point (x, z) to the solid; 0 inside.
    pub fn distance(&self, point: Vec2) -> f32 {
        let offset = point - Vec2::new(self.at.x, self.at.z);
        match self.shape {
            SolidShape::Cylinder { radius, .. } => (offset.length() - radius).max(0.0),
            SolidShape::Box(half) => {
                let local = self.local(offset).abs() - Vec2::new(half.x, half.z);
                local.max(Vec2::ZERO).length()
            }
        }
    }

    /// Half extents (x, z) of the box around its ground plan.
    pub fn reach(&self) -> Vec2 {
        match self.shape {
            SolidShape::Cylinder { radius, .. } => Vec2::splat(radius),
            SolidShape::Box(half) => {
                let (sin, cos) = sin_cos_deg(self.turn_deg);
                let (sin, cos) = (sin.abs(), cos.abs());
                Vec2::new(half.x * cos + half.z * sin, half.x * sin + half.z * cos)
            }
        }
    }

    /// An offset (x, z) from its middle in the solid's own frame.
    fn local(&self, offset: Vec2) -> Vec2 {
        let (sin, cos) = sin_cos_deg(self.turn_deg);
        Vec2::new(
            offset.x * cos - offset.y * sin,
            offset.x * sin + offset.y * cos,
        )
    }
}

/// The middles of a portico's columns at their feet (local), and their radius.
pub fn portico_columns(width: f32, depth: f32, height: f32, columns: u32) -> (Vec<Vec3>, f32) {
    let radius = (height * 0.065).min(width / columns.max(1) as f32 * 0.3);
    let first = -width / 2.0 + m::PORTICO_COLUMN_INSET;
    let gaps = columns.saturating_sub(1).max(1) as f32;
    let step = (width - 2.0 * m::PORTICO_COLUMN_INSET) / gaps;
    let z = -depth / 2.0 + m::PORTICO_COLUMN_INSET;
    let feet = (0..columns)
        .map(|i| Vec3::new(first + step * i as f32, 0.0, z))
        .collect();
    (feet, radius)
}

/// The solid pieces of a part, in world metres.
pub fn solids(part: &Part) -> Vec<Solid> {
    let mut out = Pieces {
        part,
        list: Vec::new(),
    };
    match part.kind {
        PartKind::Slab {
            width,
            depth,
            height,
            ..
        } => out.floor(width, height, depth, 0.0),
        PartKind::Steps {
            width,
            count,
            rise,
            run,
            ..
        } => {
            let start = -run * count as f32 / 2.0;
            for i in 0..count {
                let z = start + run * (i as f32 + 0.5);
                out.floor(width, rise * (i + 1) as f32, run, z);
            }
        }
        PartKind::Column { height, radius } => out.cylinder(radius * 1.15, height, Vec3::ZERO),
        PartKind::Portico {
            width,
            depth,
            height,
            columns,
        } => out.portico(width, depth, height, columns),
        PartKind::Arch {
            width,
            height,
            depth,
        } => {
            let pier = width * m::ARCH_PIER;
            let x = (width - pier) / 2.0;
            out.block(pier, height, depth, Vec3::new(-x, 0.0, 0.0));
            out.block(pier, height, depth, Vec3::new(x, 0.0, 0.0));
            let crown = height * m::ARCH_CROWN;
            let over = width - 2.0 * pier;
            out.block(over, height - crown, depth, Vec3::new(0.0, crown, 0.0));
        }
        PartKind::Wall {
            width,
            height,
            depth,
            ..
        }
        | PartKind::House {
            width,
            depth,
            height,
            ..
        }
        | PartKind::Hedge {
            width,
            depth,
            height,
        } => out.block(width, height, depth, Vec3::ZERO),
        PartKind::Fountain { radius, height, .. } => {
            out.cylinder(radius, m::FOUNTAIN_RIM_HEIGHT, Vec3::ZERO);
            out.cylinder(radius * m::FOUNTAIN_PILLAR, height, Vec3::ZERO);
        }
        PartKind::Bench { width, back, .. } => {
            out.block(width, super::SEAT_HEIGHT_M, m::BENCH_DEPTH, Vec3::ZERO);
            if back {
                let z = m::BENCH_DEPTH / 2.0 - 0.04;
                out.block(width, m::BENCH_BACK_HEIGHT, 0.08, Vec3::new(0.0, 0.0, z));
            }
        }
        PartKind::Table { radius, height } => out.cylinder(radius, height, Vec3::ZERO),
        PartKind::Stool => out.cylinder(m::STOOL_RADIUS, super::SEAT_HEIGHT_M, Vec3::ZERO),
        PartKind::Tree { species, height } => {
            let radius = match species {
                Species::Olive => height * 0.055,
                Species::Cypress => height * 0.06,
                Species::Plane => height * 0.035,
                Species::Orange => height * 0.04,
            };
            out.cylinder(radius, (height * 0.6).max(2.0).min(height), Vec3::ZERO);
        }
        PartKind::Planter { width, depth } => {
            out.block(width, m::PLANTER_HEIGHT, depth, Vec3::ZERO);
        }
        PartKind::Flowerbed { width, depth } => {
            out.block(width, m::FLOWERBED_HEIGHT, depth, Vec3::ZERO);
        }
        PartKind::Pot { height } => out.cylinder(height * m::POT_RADIUS, height, Vec3::ZERO),
        PartKind::Lamp { height } => out.cylinder(m::LAMP_RADIUS, height, Vec3::ZERO),
        PartKind::Statue { height } => {
            let side = height * m::STATUE_PLINTH_SIDE;
            out.block(side, height * m::STATUE_PLINTH_HEIGHT, side, Vec3::ZERO);
            out.cylinder(side * 0.4, height, Vec3::ZERO);
        }
        PartKind::Stall { width, .. } => {
            let counter = Vec3::new(0.0, 0.0, m::STALL_COUNTER_Z);
            out.block(
                width,
                m::STALL_COUNTER_HEIGHT,
                m::STALL_COUNTER_DEPTH,
                counter,
            );
            for z in m::STALL_POSTS_Z {
                for x in [-width / 2.0 + 0.05, width / 2.0 - 0.05] {
                    out.block(0.1, m::STALL_HEIGHT, 0.1, Vec3::new(x, 0.0, z));
                }
            }
        }
        PartKind::Well { radius } => out.cylinder(radius, m::WELL_HEIGHT, Vec3::ZERO),
        PartKind::Bookcase { width, height } => {
            out.block(width, height, m::BOOKCASE_DEPTH, Vec3::ZERO);
        }
        PartKind::Easel => {
            let [width, height, depth] = m::EASEL;
            out.block(width, height, depth, Vec3::ZERO);
        }
    }
    out.list
}

struct Pieces<'p> {
    part: &'p Part,
    list: Vec<Solid>,
}

impl Pieces<'_> {
    /// A box with its foot's middle at a local point.
    fn block(&mut self, width: f32, height: f32, depth: f32, foot: Vec3) {
        let half = Vec3::new(width, height, depth) / 2.0;
        self.push(SolidShape::Box(half), foot + Vec3::Y * half.y, false);
    }

    /// A box that one walks on, with its foot's middle at local z.
    fn floor(&mut self, width: f32, height: f32, depth: f32, z: f32) {
        let half = Vec3::new(width, height, depth) / 2.0;
        self.push(SolidShape::Box(half), Vec3::new(0.0, half.y, z), true);
    }

    fn cylinder(&mut self, radius: f32, height: f32, foot: Vec3) {
        let half_height = height / 2.0;
        let shape = SolidShape::Cylinder {
            radius,
            half_height,
        };
        self.push(shape, foot + Vec3::Y * half_height, false);
    }

    fn portico(&mut self, width: f32, depth: f32, height: f32, columns: u32) {
        let (feet, radius) = portico_columns(width, depth, height, columns);
        for foot in feet {
            self.cylinder(radius * 1.15, height, foot);
        }
        let z = (depth - m::PORTICO_WALL) / 2.0;
        self.block(width, height, m::PORTICO_WALL, Vec3::new(0.0, 0.0, z));
        let roof = Vec3::new(0.0, height, 0.0);
        self.block(width, m::PORTICO_ENTABLATURE, depth, roof);
    }

    fn push(&mut self, shape: SolidShape, middle: Vec3, floor: bool) {
        self.list.push(Solid {
            shape,
            at: to_world(self.part, middle),
            turn_deg: self.part.turn_deg,
            floor,
        });
    }
}
