//! The tree of nodes, and where each of them is.

use crate::{
    Spawn,
    error::{Fault, Result},
    json::{Document, Node},
    limits::{MAX_COORDINATE_M, MAX_DEPTH},
    matrix::{self, IDENTITY, Matrix},
};

/// A mesh where a node puts it.
pub(crate) struct Placed {
    pub node: usize,
    pub mesh: usize,
    pub to_world: Matrix,
}

/// Every mesh of the scene, and where one arrives.
///
/// # Errors
/// When nodes are no tree, are too deep, or are placed by numbers that are not finite.
pub(crate) fn walk(document: &Document) -> Result<(Vec<Placed>, Option<Spawn>)> {
    let nodes = &document.nodes;
    let parents = parents(nodes)?;
    let roots = roots(document, &parents)?;
    let mut seen = vec![false; nodes.len()];
    let (mut placed, mut spawn) = (Vec::new(), None);
    // The last one in is the next one out: in reverse, so that the file's order is kept.
    let mut open: Vec<(usize, Matrix)> = roots.into_iter().rev().map(|n| (n, IDENTITY)).collect();
    while let Some((number, parent)) = open.pop() {
        let Some(node) = nodes.get(number) else {
            continue;
        };
        if std::mem::replace(&mut seen[number], true) {
            return Err(Fault::damaged(place(number), "the scene names it twice"));
        }
        let to_world = matrix::product(&parent, &local(node, number)?);
        if !to_world.iter().all(|n| n.is_finite()) {
            return Err(Fault::damaged(
                place(number),
                "it is placed by numbers without end",
            ));
        }
        if let Some(mesh) = node.mesh {
            placed.push(Placed {
                node: number,
                mesh,
                to_world,
            });
        }
        let named = node.name.as_deref().unwrap_or_default();
        if spawn.is_none() && named.trim().eq_ignore_ascii_case("spawn") {
            spawn = Some(arrival(&to_world, number)?);
        }
        open.extend(node.children.iter().rev().map(|child| (*child, to_world)));
    }
    Ok((placed, spawn))
}

pub(crate) fn place(node: usize) -> String {
    format!("node {node}")
}

/// Every node's parent.
fn parents(nodes: &[Node]) -> Result<Vec<Option<usize>>> {
    let mut parents = vec![None; nodes.len()];
    for (number, node) in nodes.iter().enumerate() {
        for child in &node.children {
            let Some(parent) = parents.get_mut(*child) else {
                let found = format!("child {child}; the file has {} nodes", nodes.len());
                return Err(Fault::damaged(place(number), found));
            };
            if let Some(other) = parent.replace(number) {
                let found = format!("it is a child of node {other} and of node {number}");
                return Err(Fault::damaged(place(*child), found));
            }
        }
    }
    for number in 0..nodes.len() {
        let mut at = number;
        let mut depth = 0;
        while let Some(parent) = parents[at] {
            depth += 1;
            if parent == number {
                let found = "it is a child of its own children";
                return Err(Fault::damaged(place(number), found));
            }
            if depth > MAX_DEPTH {
                let found = format!("it lies more than {MAX_DEPTH} nodes deep");
                return Err(Fault::too_large(place(number), found));
            }
            at = parent;
        }
    }
    Ok(parents)
}

/// The nodes that the scene begins with: of the scene that the file names, else of its first, else all without a parent.
fn roots(document: &Document, parents: &[Option<usize>]) -> Result<Vec<usize>> {
    let number = document.scene.unwrap_or(0);
    let Some(scene) = document.scenes.get(number) else {
        if document.scene.is_some() {
            let found = format!("scene {number} of {}", document.scenes.len());
            return Err(Fault::damaged("scene", found));
        }
        return Ok((0..parents.len())
            .filter(|n| parents[*n].is_none())
            .collect());
    };
    for root in &scene.nodes {
        let place = || format!("scene {number}");
        match parents.get(*root) {
            None => {
                let found = format!("node {root}; the file has {} nodes", parents.len());
                return Err(Fault::damaged(place(), found));
            }
            Some(Some(parent)) => {
                let found = format!("node {root} is no root: it is a child of node {parent}");
                return Err(Fault::damaged(place(), found));
            }
            Some(None) => {}
        }
    }
    Ok(scene.nodes.clone())
}

fn local(node: &Node, number: usize) -> Result<Matrix> {
    if let Some(matrix) = node.matrix {
        let bottom = [3, 7, 11, 15].map(|i| matrix[i]);
        if bottom != [0.0, 0.0, 0.0, 1.0] {
            let found = format!("the last row of its matrix is {bottom:?}; expected 0, 0, 0, 1");
            return Err(Fault::damaged(place(number), found));
        }
        return Ok(matrix);
    }
    let rotation = node.rotation.unwrap_or([0.0, 0.0, 0.0, 1.0]);
    let length = rotation.iter().map(|n| n * n).sum::<f32>().sqrt();
    if !(length.is_finite() && length > 1e-3) {
        let found = format!("its rotation {rotation:?} is none");
        return Err(Fault::damaged(place(number), found));
    }
    Ok(matrix::placed(
        node.translation.unwrap_or([0.0; 3]),
        rotation.map(|n| n / length),
        node.scale.unwrap_or([1.0; 3]),
    ))
}

fn arrival(to_world: &Matrix, number: usize) -> Result<Spawn> {
    let at = matrix::column(to_world, 3);
    if at.iter().any(|n| n.abs() > MAX_COORDINATE_M) {
        let found =
            format!("the spawn lies at {at:?}; coordinates stay within ±{MAX_COORDINATE_M} m");
        return Err(Fault::too_large(place(number), found));
    }
    let [x, _, z] = matrix::column(to_world, 2);
    // Ahead is −z of the node; one who looks straight up or down faces north.
    let yaw_rad = if x == 0.0 && z == 0.0 {
        0.0
    } else {
        x.atan2(z)
    };
    Ok(Spawn { at, yaw_rad })
}
