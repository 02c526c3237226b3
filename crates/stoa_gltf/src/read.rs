//! Reading a scene, from its file to triangles.

use std::{collections::BTreeMap, path::Path};

use crate::{
    GltfError, Scene, Watch,
    accessor::Accessors,
    bake::Baker,
    buffers::Buffers,
    container,
    error::{ErrorKind, Fault, Result},
    json::Document,
    limits::{MAX_ENTRIES, MAX_TRIANGLES},
    material::Materials,
    nodes::{self, Placed},
    primitive::Shape,
    resource::Resources,
};

/// Notes that are kept; what is more is counted.
const MAX_NOTES: usize = 12;

/// Reads the scene in `file`, a `.glb`, or a `.gltf` with its files in the same folder or below.
///
/// # Errors
/// When anything in it is wrong, larger than the [`crate::limits`], or elsewhere, or when `watch` was cancelled. Nothing
/// makes it panic.
pub fn read(file: &Path, watch: &Watch) -> std::result::Result<Scene, GltfError> {
    read_into(file, watch).map_err(|fault| fault.of(&file.display().to_string()))
}

fn read_into(file: &Path, watch: &Watch) -> Result<Scene> {
    let (mut resources, bytes) = Resources::open(file, watch)?;
    let (document, bin) = container::open(&bytes)?;
    watch.at(0.3)?;
    let (buffers, views) = (&document.buffers, &document.buffer_views);
    let buffers = Buffers::load(bytes, bin, buffers, views, &mut resources)?;
    watch.at(0.4)?;
    let (placed, spawn) = nodes::walk(&document)?;
    let accessors = Accessors::new(&document.accessors, &buffers);
    let mut materials = Materials::new(&document, &buffers, resources);
    let shapes = shapes(&document, &placed, &accessors, &mut materials)?;
    let total = count(&placed, &shapes)?;
    let mut baker = Baker::new(watch, total);
    for one in &placed {
        for shape in shapes.get(&one.mesh).into_iter().flatten() {
            baker.place(shape, &one.to_world, nodes::place(one.node))?;
        }
    }
    let mut notes = std::mem::take(&mut materials.notes);
    if baker.flat > 0 {
        notes.push(format!(
            "Left out: {} triangles without an area",
            baker.flat
        ));
    }
    if document.nodes.iter().any(|node| node.skin.is_some()) {
        notes.push("Left out: bones; what hangs on them stands as it was made".to_owned());
    }
    let chunks = baker.finish();
    if chunks.is_empty() {
        let remedy = "Export it with its meshes, as triangles";
        let found = "it has no triangles";
        return Err(Fault::new(ErrorKind::Damaged, "", found, remedy));
    }
    let corners = || chunks.iter().flat_map(|chunk| &chunk.positions);
    let edge = |pick: fn(f32, f32) -> f32, from: f32| {
        [0, 1, 2].map(|axis| corners().map(|corner| corner[axis]).fold(from, pick))
    };
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    watch.at(1.0)?;
    Ok(Scene {
        name: stem.unwrap_or_default(),
        min: edge(f32::min, f32::INFINITY),
        max: edge(f32::max, f32::NEG_INFINITY),
        chunks,
        materials: materials.list,
        pictures: materials.pictures,
        spawn,
        notes: bounded(notes),
    })
}

/// The primitives of every mesh that is placed, by the mesh's number.
fn shapes<'b>(
    document: &Document,
    placed: &[Placed],
    accessors: &Accessors<'b>,
    materials: &mut Materials,
) -> Result<BTreeMap<usize, Vec<Shape<'b>>>> {
    let mut shapes = BTreeMap::new();
    let mut read = 0;
    for one in placed {
        if shapes.contains_key(&one.mesh) {
            continue;
        }
        let Some(mesh) = document.meshes.get(one.mesh) else {
            let found = format!("mesh {} of {}", one.mesh, document.meshes.len());
            return Err(Fault::damaged(nodes::place(one.node), found));
        };
        read += mesh.primitives.len();
        if read > MAX_ENTRIES {
            let found = format!("more than {MAX_ENTRIES} primitives");
            return Err(Fault::too_large(format!("mesh {}", one.mesh), found));
        }
        let mut own = Vec::new();
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            let place = format!("mesh {}, primitive {number}", one.mesh);
            let shape = Shape::read(primitive, &place, accessors, materials)?;
            own.extend(shape.filter(|shape| shape.triangles > 0));
        }
        shapes.insert(one.mesh, own);
    }
    Ok(shapes)
}

/// How many triangles there are, counted as often as they are placed.
fn count(placed: &[Placed], shapes: &BTreeMap<usize, Vec<Shape>>) -> Result<u64> {
    let mut total: u64 = 0;
    for one in placed {
        for shape in shapes.get(&one.mesh).into_iter().flatten() {
            total += shape.triangles as u64;
            if total > MAX_TRIANGLES {
                let found = format!("more than {MAX_TRIANGLES} triangles");
                return Err(Fault::too_large(nodes::place(one.node), found));
            }
        }
    }
    Ok(total)
}

fn bounded(mut notes: Vec<String>) -> Vec<String> {
    notes.dedup();
    let more = notes.len().saturating_sub(MAX_NOTES);
    if more > 0 {
        notes.truncate(MAX_NOTES);
        notes.push(format!("Left out: {more} more things"));
    }
    notes
}
