//! The one material of what is drawn for the person alone: the colours of the vertices as they are, without light.

use bevy::{
    asset::RenderAssetUsages,
    ecs::system::SystemParam,
    light::{NotShadowCaster, NotShadowReceiver},
    mesh::{Indices, MeshVertexBufferLayoutRef, PrimitiveTopology},
    pbr::{MaterialPipeline, MaterialPipelineKey},
    prelude::*,
    render::render_resource::{
        AsBindGroup, CompareFunction, RenderPipelineDescriptor, SpecializedMeshPipelineError,
    },
};

use super::shapes::Shape;

/// Whether what lies before it hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    Tested,
    /// It is drawn over everything that was drawn before it.
    Ignored,
}

/// What is drawn later covers what is drawn earlier. Panels and water come before all of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Guide,
    Mark,
    Vignette,
    Cover,
}

impl Turn {
    /// Added to the distance by which Bevy sorts: more than any place in a world is away.
    fn bias(self) -> f32 {
        (self as u8 as f32 + 1.0) * 10_000.0
    }
}

/// Blended over the picture.
#[derive(Asset, AsBindGroup, TypePath, Debug, Clone)]
#[bind_group_data(Depth)]
pub struct Plain {
    pub depth: Depth,
    pub turn: Turn,
}

impl From<&Plain> for Depth {
    fn from(plain: &Plain) -> Self {
        plain.depth
    }
}

impl Material for Plain {
    // Bevy's own shader for meshes gives the vertices' colours.
    fn alpha_mode(&self) -> AlphaMode {
        AlphaMode::Blend
    }

    fn depth_bias(&self) -> f32 {
        self.turn.bias()
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }

    fn specialize(
        _: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _: &MeshVertexBufferLayoutRef,
        key: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        // The head is inside what covers it.
        descriptor.primitive.cull_mode = None;
        if key.bind_group_data == Depth::Ignored
            && let Some(depth) = &mut descriptor.depth_stencil
        {
            depth.depth_compare = Some(CompareFunction::Always);
        }
        Ok(())
    }
}

/// What is needed to make something.
#[derive(SystemParam)]
pub struct Workshop<'w, 's> {
    pub commands: Commands<'w, 's>,
    pub meshes: ResMut<'w, Assets<Mesh>>,
    pub plain: ResMut<'w, Assets<Plain>>,
    pub lit: ResMut<'w, Assets<StandardMaterial>>,
}

impl Workshop<'_, '_> {
    /// A shape without light, and how it is drawn.
    pub fn plain(&mut self, shape: &Shape, depth: Depth, turn: Turn) -> impl Bundle + use<> {
        (
            Mesh3d(self.meshes.add(mesh(shape, false))),
            MeshMaterial3d(self.plain.add(Plain { depth, turn })),
        )
    }

    pub fn mesh(&mut self, shape: &Shape) -> Handle<Mesh> {
        self.meshes.add(mesh(shape, false))
    }

    pub fn lit_mesh(&mut self, shape: &Shape) -> Handle<Mesh> {
        self.meshes.add(mesh(shape, true))
    }
}

/// What everything here has in common: it casts no shadow, takes none, and is not seen yet.
pub fn hidden(name: &'static str) -> impl Bundle {
    (
        Name::new(name),
        Transform::default(),
        Visibility::Hidden,
        NotShadowCaster,
        NotShadowReceiver,
    )
}

/// Seen or not, without waking what watches for changes.
pub fn show(visibility: &mut Mut<Visibility>, seen: bool) {
    visibility.set_if_neq(if seen {
        Visibility::Visible
    } else {
        Visibility::Hidden
    });
}

/// With normals only where light falls on it.
fn mesh(shape: &Shape, lit: bool) -> Mesh {
    let mut mesh = Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::default(),
    );
    recolour(&mut mesh, shape);
    if lit {
        let normals: Vec<[f32; 3]> = shape.normals.iter().map(Vec3::to_array).collect();
        mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, normals);
    }
    mesh.insert_indices(Indices::U32(shape.triangles.concat()));
    mesh
}

/// Points and colours of a mesh anew; there must be as many as before.
pub fn recolour(mesh: &mut Mesh, shape: &Shape) {
    let points: Vec<[f32; 3]> = shape.points.iter().map(Vec3::to_array).collect();
    mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, points);
    mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, shape.tints.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_or_a_hill_would_be_drawn_over_the_veil() {
        let turns = [Turn::Guide, Turn::Mark, Turn::Vignette, Turn::Cover];
        let farthest_m = 3000.0;
        let mut before = farthest_m;
        for turn in turns {
            assert!(turn.bias() - farthest_m > before, "{turn:?}");
            before = turn.bias();
        }
    }

    #[test]
    fn a_mesh_would_lack_what_its_material_reads() {
        let mut shape = Shape::default();
        shape.ball(Vec3::ZERO, Vec3::ONE, 1.0, [1.0; 4]);
        for lit in [false, true] {
            let mesh = mesh(&shape, lit);
            assert_eq!(mesh.count_vertices(), shape.points.len());
            assert!(mesh.contains_attribute(Mesh::ATTRIBUTE_COLOR));
            assert_eq!(mesh.contains_attribute(Mesh::ATTRIBUTE_NORMAL), lit);
            let indices = mesh.indices().map(Indices::len);
            assert_eq!(indices, Some(shape.triangles.len() * 3));
        }
    }
}
