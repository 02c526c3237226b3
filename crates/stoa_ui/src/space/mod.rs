//! Panels, tags and bubbles that hang in the world, for a person in a headset: the desktop's own egui code, drawn onto
//! one picture of which each surface in the world shows a part.

mod bubbles;
mod panels;
mod pointer;
mod surface;
mod typing;

use bevy::{
    camera::RenderTarget, ecs::schedule::ScheduleLabel, image::Image, prelude::*,
    render::render_resource::TextureFormat,
};
use bevy_egui::{EguiContext, EguiContextSettings, EguiSchedule, egui};
use egui::{Rect, pos2, vec2};
use stoa_world::panel::{BeltPressed, PanelAnchors, PanelHit, PanelPressed, PanelRay, PanelsOpen};

use crate::{fonts, theme};

pub use panels::LeaveHeadset;

pub(crate) use panels::Kept;

/// Pixels of the one picture.
const PICTURE: (u32, u32) = (1536, 1024);

/// egui runs for the surfaces in this schedule.
#[derive(ScheduleLabel, Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SpacePass;

/// The camera that draws the picture.
#[derive(Component, Debug, Clone, Copy)]
struct PictureCamera;

/// A part of the picture that hangs somewhere in the world.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Surface {
    Wrist,
    Menu,
    Keyboard,
    Belt,
    /// A tag or bubble over a head.
    Over(usize),
}

/// Heads that have a tag or bubble at once.
const HEADS: usize = 4;

impl Surface {
    fn all() -> impl Iterator<Item = Self> {
        [Self::Wrist, Self::Menu, Self::Keyboard, Self::Belt]
            .into_iter()
            .chain((0..HEADS).map(Self::Over))
    }

    /// Its part of the picture, in pixels.
    fn part(self) -> Rect {
        let rect = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(pos2(x, y), vec2(w, h));
        match self {
            Self::Wrist => rect(0.0, 0.0, 480.0, 640.0),
            Self::Menu => rect(480.0, 0.0, 480.0, 640.0),
            Self::Keyboard => rect(960.0, 0.0, 576.0, 336.0),
            Self::Belt => rect(960.0, 336.0, 576.0, 96.0),
            Self::Over(head) => rect(384.0 * head as f32, 640.0, 384.0, 384.0),
        }
    }

    /// Metres of a pixel for panels that one holds; what hangs over heads grows with the distance.
    fn metres_a_pixel(self) -> f32 {
        match self {
            Self::Wrist => 0.28 / 480.0,
            Self::Menu => 0.6 / 480.0,
            Self::Keyboard => 0.72 / 576.0,
            Self::Belt => 0.48 / 576.0,
            Self::Over(_) => 1.0,
        }
    }
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<PanelRay>()
        .init_resource::<PanelHit>()
        .init_resource::<PanelAnchors>()
        .init_resource::<PanelsOpen>()
        .init_resource::<surface::Shown>()
        .add_message::<BeltPressed>()
        .add_message::<PanelPressed>()
        .init_schedule(SpacePass)
        .add_systems(
            Update,
            (furnish, surface::place, pointer::point, typing::type_on)
                .chain()
                .run_if(|anchors: Res<PanelAnchors>, shown: Res<surface::Shown>| {
                    anchors.eye.is_some() || shown.any()
                }),
        )
        .add_systems(SpacePass, (dress, (bubbles::draw, panels::draw)).chain())
        .add_plugins((panels::plugin, bubbles::plugin));
}

/// Makes the picture and the surfaces when they are needed for the first time.
fn furnish(
    mut commands: Commands,
    cameras: Query<(), With<PictureCamera>>,
    mut images: ResMut<Assets<Image>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    if !cameras.is_empty() {
        return;
    }
    let (width, height) = PICTURE;
    let picture = images.add(Image::new_target_texture(
        width,
        height,
        TextureFormat::Rgba8UnormSrgb,
        None,
    ));
    commands.spawn((
        Name::new("panels in the world"),
        PictureCamera,
        Camera2d,
        Camera {
            order: -100,
            clear_color: ClearColorConfig::Custom(Color::NONE),
            is_active: false,
            ..default()
        },
        Msaa::Off,
        bevy::camera::visibility::RenderLayers::none(),
        RenderTarget::Image(picture.clone().into()),
        EguiSchedule::new(SpacePass),
        EguiContextSettings {
            enable_cursor_icon_updates: false,
            enable_ime: false,
            ..default()
        },
    ));
    let material = materials.add(StandardMaterial {
        base_color_texture: Some(picture),
        unlit: true,
        fog_enabled: false,
        double_sided: true,
        cull_mode: None,
        alpha_mode: AlphaMode::Premultiplied,
        ..default()
    });
    for part in Surface::all() {
        commands.spawn((
            part,
            Mesh3d(meshes.add(surface::mesh(part.part()))),
            MeshMaterial3d(material.clone()),
            bevy::light::NotShadowCaster,
            bevy::light::NotShadowReceiver,
            Transform::default(),
            Visibility::Hidden,
        ));
    }
}

/// Fonts and colours of the picture's own context, once.
fn dress(mut context: Single<&mut EguiContext, With<PictureCamera>>, mut dressed: Local<bool>) {
    if !std::mem::replace(&mut *dressed, true) {
        let ctx = context.get_mut();
        ctx.set_fonts(fonts::definitions());
        theme::install(ctx, 1.0);
    }
}

/// A part of the picture to draw onto.
fn part_ui(ctx: &egui::Context, surface: Surface) -> egui::Ui {
    let part = surface.part();
    let mut ui = egui::Ui::new(
        ctx.clone(),
        egui::Id::new(("stoa surface", format!("{surface:?}"))),
        egui::UiBuilder::new()
            .layer_id(egui::LayerId::background())
            .max_rect(part),
    );
    ui.set_clip_rect(part);
    ui
}
