//! A modelled scene becomes meshes, materials and textures, a little in every frame.
//!
//! Insert a [`Model`]: its pictures are unpacked by a thread of their own, then one of them, or a few chunks of triangles,
//! are handed over each frame. Where they stand and collide is `stoa_world::terrain`'s. A [`NextModel`] takes its place.

mod next;
mod picture;
#[cfg(test)]
mod tests;

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, TryRecvError},
    },
    time::{Duration, Instant},
};

use bevy::{
    asset::RenderAssetUsages,
    ecs::system::SystemParam,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
    render::render_resource::Face,
};
use stoa_gltf::{Alpha, Chunk, Scene};

pub use next::NextModel;

/// Corners that are handed over in one frame, and how long that may take.
const FRAME_CORNERS: usize = 65_536;
const FRAME_TIME: Duration = Duration::from_millis(5);

/// A scene on its way into the picture.
#[derive(Resource)]
pub struct Model {
    materials: Vec<stoa_gltf::Material>,
    handles: Vec<Option<Handle<StandardMaterial>>>,
    chunks: std::vec::IntoIter<Chunk>,
    /// Unpacked pictures with their numbers; `None` when all have come.
    coming: Option<Mutex<Receiver<picture::Unpacked>>>,
    pictures: Vec<Option<Handle<Image>>>,
    total: usize,
    done: usize,
    problems: Vec<String>,
    longest: Duration,
}

/// A piece of the scene.
#[derive(Component, Debug, Clone, Copy)]
pub struct ModelPiece;

impl Model {
    /// Begins to unpack the pictures of a scene.
    pub fn new(scene: Scene) -> Self {
        let pictures = scene.pictures.len();
        let (coming, problem) = picture::unpack(&scene.materials, scene.pictures);
        Self {
            handles: vec![None; scene.materials.len()],
            materials: scene.materials,
            total: scene.chunks.len() + pictures,
            chunks: scene.chunks.into_iter(),
            coming: coming.map(Mutex::new),
            pictures: vec![None; pictures],
            done: 0,
            problems: problem.into_iter().collect(),
            longest: Duration::ZERO,
        }
    }

    /// Whether everything has been handed over.
    pub fn is_done(&self) -> bool {
        self.coming.is_none() && self.chunks.len() == 0
    }

    /// How much has been handed over, 0 to 100.
    pub fn percent(&self) -> u8 {
        u8::try_from(self.done * 100 / self.total.max(1)).unwrap_or(100)
    }

    /// What could not be shown, since this was asked last.
    pub fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.problems)
    }

    /// What the frame that it took longest in spent on it.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// Takes a picture that has been unpacked; at most one, because its upload is what a frame has time for.
    fn receive(&mut self, images: &mut Assets<Image>) {
        let Some(coming) = &self.coming else {
            return;
        };
        let next = coming
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv();
        match next {
            Ok((number, unpacked)) => {
                self.done += 1;
                match unpacked {
                    Ok(image) => self.pictures[number] = Some(images.add(image)),
                    Err(problem) => self
                        .problems
                        .push(format!("A picture is missing: {problem}")),
                }
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => self.coming = None,
        }
    }

    /// Hands over as much as a frame has time for. `spawn` makes a piece of a mesh and what it is painted with.
    fn hand_over(
        &mut self,
        stores: &mut Stores,
        mut spawn: impl FnMut(Handle<Mesh>, Handle<StandardMaterial>),
    ) {
        if self.is_done() {
            return;
        }
        let begun = Instant::now();
        if self.coming.is_some() {
            self.receive(&mut stores.images);
        } else {
            let mut corners = 0;
            while corners < FRAME_CORNERS && begun.elapsed() < FRAME_TIME {
                let Some(chunk) = self.chunks.next() else {
                    break;
                };
                self.done += 1;
                corners += chunk.positions.len();
                if let Some(material) = self.material(chunk.material, &mut stores.materials) {
                    spawn(stores.meshes.add(mesh_of(chunk)), material);
                }
            }
        }
        self.longest = self.longest.max(begun.elapsed());
    }

    fn material(
        &mut self,
        number: usize,
        materials: &mut Assets<StandardMaterial>,
    ) -> Option<Handle<StandardMaterial>> {
        let slot = self.handles.get_mut(number)?;
        if slot.is_none() {
            let material = self.materials.get(number)?;
            let texture = material
                .texture
                .and_then(|t| self.pictures.get(t.picture)?.clone());
            *slot = Some(materials.add(standard(material, texture)));
        }
        slot.clone()
    }
}

pub fn plugin(app: &mut App) {
    app.add_plugins(next::plugin)
        .add_systems(Update, build.run_if(resource_exists::<Model>));
}

/// What a model is handed over to.
#[derive(SystemParam)]
struct Stores<'w> {
    meshes: ResMut<'w, Assets<Mesh>>,
    images: ResMut<'w, Assets<Image>>,
    materials: ResMut<'w, Assets<StandardMaterial>>,
}

fn build(mut commands: Commands, mut model: ResMut<Model>, mut stores: Stores) {
    if model.is_done() {
        return;
    }
    model.hand_over(&mut stores, |mesh, material| {
        commands.spawn((ModelPiece, Mesh3d(mesh), MeshMaterial3d(material)));
    });
}

fn mesh_of(chunk: Chunk) -> Mesh {
    let mut mesh = Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::RENDER_WORLD,
    );
    mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, chunk.positions);
    mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, chunk.normals);
    mesh.insert_indices(Indices::U32(chunk.indices));
    if !chunk.uvs.is_empty() {
        mesh.insert_attribute(Mesh::ATTRIBUTE_UV_0, chunk.uvs);
    }
    if !chunk.colours.is_empty() {
        mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, chunk.colours);
    }
    mesh
}

fn standard(material: &stoa_gltf::Material, texture: Option<Handle<Image>>) -> StandardMaterial {
    let [red, green, blue, alpha] = material.colour;
    let [r, g, b] = material.emissive;
    StandardMaterial {
        base_color: Color::linear_rgba(red, green, blue, alpha),
        base_color_texture: texture,
        metallic: material.metallic,
        perceptual_roughness: material.roughness,
        emissive: LinearRgba::rgb(r, g, b),
        alpha_mode: match material.alpha {
            Alpha::Opaque => AlphaMode::Opaque,
            Alpha::Mask(from) => AlphaMode::Mask(from),
            Alpha::Blend => AlphaMode::Blend,
        },
        double_sided: material.double_sided,
        cull_mode: (!material.double_sided).then_some(Face::Back),
        unlit: material.unlit,
        ..default()
    }
}
