//! What is wrong is refused, with its place.

use std::time::Instant;

use serde_json::{Value, json};
use stoa_gltf::ErrorKind::{Damaged, TooLarge, Unreadable, Unsupported};

use crate::build::{Folder, glb, is_refused, read_bytes, read_scene, refused, square};

#[test]
fn a_truncated_file_would_be_opened() {
    let (json, bin) = square();
    let file = glb(&json.to_string(), &bin);
    for length in 0..file.len() {
        let error = read_bytes(&file[..length]).expect_err("it is truncated");
        assert_eq!(error.kind, Damaged, "{length}: {error}");
    }
    // The same with a head that agrees with the length.
    for length in 12..file.len() {
        let mut cut = file[..length].to_vec();
        cut[8..12].copy_from_slice(&u32::try_from(length).expect("small").to_le_bytes());
        let error = read_bytes(&cut).expect_err("it is truncated");
        assert_eq!(error.kind, Damaged, "{length}: {error}");
    }
}

#[test]
fn what_is_no_scene_would_be_opened() {
    for (what, bytes, kind, named) in [
        ("nothing", &b""[..], Damaged, "room.glb"),
        ("text", b"hello", Damaged, ":1:1: JSON: expected value. "),
        (
            "an older one",
            b"glTF\x01\0\0\0\x14\0\0\0",
            Unsupported,
            "version 1",
        ),
        (
            "no chunk",
            b"glTF\x02\0\0\0\x0c\0\0\0",
            Damaged,
            "no JSON chunk",
        ),
        ("an empty table", b"{}", Damaged, "asset"),
        (
            "no meshes",
            b"{\"asset\":{\"version\":\"2.0\"}}",
            Damaged,
            "no triangles",
        ),
        (
            "a later one",
            b"{\"asset\":{\"version\":\"3.0\"}}",
            Unsupported,
            "3.0",
        ),
    ] {
        is_refused(what, kind, named, read_bytes(bytes));
    }
    let deep = "[".repeat(100_000);
    is_refused("deep JSON", Damaged, "JSON", read_bytes(deep.as_bytes()));
    let folder = Folder::new();
    is_refused("no file", Unreadable, "none.glb", folder.read("none.glb"));
    std::fs::create_dir(folder.at("dir.glb")).expect("a folder");
    is_refused("a folder", Unreadable, "no file", folder.read("dir.glb"));
}

#[test]
fn numbers_of_the_file_would_be_believed() {
    type Change = fn(&mut Value);
    let rows: [(&str, _, &str, Change); 30] = [
        ("a buffer of 4 GB", Damaged, "buffer 0", |j| {
            j["buffers"][0]["byteLength"] = json!(4_294_967_296_u64)
        }),
        ("a buffer of all bytes", Damaged, "buffer 0", |j| {
            j["buffers"][0]["byteLength"] = json!(u64::MAX)
        }),
        ("a view of 4 GB", Damaged, "buffer view 0", |j| {
            j["bufferViews"][0]["byteLength"] = json!(u64::from(u32::MAX))
        }),
        ("a view beyond the end", Damaged, "buffer view 3", |j| {
            j["bufferViews"][3]["byteOffset"] = json!(u64::MAX)
        }),
        ("a view of no buffer", Damaged, "buffer 7 of 1", |j| {
            j["bufferViews"][0]["buffer"] = json!(7)
        }),
        ("a negative length", Damaged, "JSON", |j| {
            j["bufferViews"][0]["byteLength"] = json!(-1)
        }),
        ("a negative stride", Damaged, "JSON", |j| {
            j["bufferViews"][0]["byteStride"] = json!(-12)
        }),
        ("an overlapping stride", Damaged, "overlap", |j| {
            j["bufferViews"][0]["byteStride"] = json!(8)
        }),
        ("a stride of 0", Damaged, "stride of 0", |j| {
            j["bufferViews"][0]["byteStride"] = json!(0)
        }),
        ("an odd stride", Damaged, "stride of 13", |j| {
            j["bufferViews"][0]["byteStride"] = json!(13)
        }),
        ("a stride beyond the end", Damaged, "accessor 0", |j| {
            j["bufferViews"][0]["byteStride"] = json!(252)
        }),
        ("a huge count", TooLarge, "accessor 0", |j| {
            j["accessors"][0]["count"] = json!(u64::MAX)
        }),
        (
            "a count of 4 thousand million",
            Damaged,
            "accessor 3",
            |j| j["accessors"][3]["count"] = json!(u32::MAX),
        ),
        ("a count of 0", Damaged, "no elements", |j| {
            j["accessors"][0]["count"] = json!(0)
        }),
        ("an accessor beyond its view", Damaged, "accessor 0", |j| {
            j["accessors"][0]["byteOffset"] = json!(4)
        }),
        ("an offset without end", Damaged, "accessor 0", |j| {
            j["accessors"][0]["byteOffset"] = json!(u64::MAX)
        }),
        ("fewer normals", Damaged, "3 elements for 4", |j| {
            j["accessors"][1]["count"] = json!(3)
        }),
        ("another shape", Damaged, "expected VEC3", |j| {
            j["accessors"][0]["type"] = json!("MAT4")
        }),
        ("an unknown number", Damaged, "component type 9", |j| {
            j["accessors"][0]["componentType"] = json!(9)
        }),
        ("indices with fractions", Damaged, "accessor 3", |j| {
            j["accessors"][3]["componentType"] = json!(5126)
        }),
        ("no such accessor", Damaged, "accessor 99", |j| {
            j["meshes"][0]["primitives"][0]["indices"] = json!(99)
        }),
        ("no such mesh", Damaged, "mesh 5 of 1", |j| {
            j["nodes"][0]["mesh"] = json!(5)
        }),
        ("no such material", Damaged, "material 5", |j| {
            j["meshes"][0]["primitives"][0]["material"] = json!(5)
        }),
        ("no such mode", Damaged, "mode 9", |j| {
            j["meshes"][0]["primitives"][0]["mode"] = json!(9)
        }),
        ("no such scene", Damaged, "scene 3", |j| {
            j["scene"] = json!(3)
        }),
        ("no such node", Damaged, "node 44", |j| {
            j["scenes"][0]["nodes"] = json!([44])
        }),
        ("no such child", Damaged, "child 44", |j| {
            j["nodes"][0]["children"] = json!([44])
        }),
        ("no triangles", Damaged, "no triangles", |j| {
            j["meshes"][0]["primitives"][0]["mode"] = json!(1)
        }),
        ("a compressed mesh", Unsupported, "draco", |j| {
            j["extensionsRequired"] = json!(["KHR_materials_ior", "KHR_draco_mesh_compression"]);
        }),
        ("a picture that is none", Damaged, "texture 0 of 0", |j| {
            j["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
        }),
    ];
    for (what, kind, named, change) in rows {
        refused(what, kind, named, |json, _| change(json));
    }
}

#[test]
fn positions_that_are_nowhere_would_be_walked_on() {
    for (what, n, kind, named) in [
        ("NaN", f32::NAN, Damaged, "accessor 0"),
        ("infinite", f32::INFINITY, Damaged, "accessor 0"),
        ("far", 1e30, TooLarge, "node 0"),
        ("a little too far", -2001.0, TooLarge, "node 0"),
    ] {
        refused(what, kind, named, |_, bin| {
            bin[12..16].copy_from_slice(&n.to_le_bytes())
        });
    }
    refused("a NaN normal", Damaged, "accessor 1", |_, bin| {
        bin[52..56].copy_from_slice(&f32::NAN.to_le_bytes());
    });
    refused("an index of no corner", Damaged, "accessor 3", |_, bin| {
        bin[128] = 4
    });
    refused("a matrix without end", Damaged, "node 0", |json, _| {
        json["nodes"][0]["scale"] = json!([1e300, 1, 1]);
    });
    refused("a rotation that is none", Damaged, "rotation", |json, _| {
        json["nodes"][0]["rotation"] = json!([0, 0, 0, 0]);
    });
    refused("only a line", Damaged, "no triangles", |_, bin| {
        for corner in 0..4 {
            bin[corner * 12..corner * 12 + 4].fill(0);
        }
    });
}

#[test]
fn circles_and_endless_trees_would_be_walked_for_ever() {
    refused("its own child", Damaged, "node 0", |j, _| {
        j["nodes"][0]["children"] = json!([0])
    });
    refused("a circle aside", Damaged, "node 2", |j, _| {
        let nodes = j["nodes"].as_array_mut().expect("a list");
        nodes.extend([json!({ "children": [3] }), json!({ "children": [2] })]);
    });
    refused("two parents", Damaged, "node 1", |j, _| {
        j["nodes"][0]["children"] = json!([1, 1]);
    });
    refused("a root twice", Damaged, "twice", |j, _| {
        j["scenes"][0]["nodes"] = json!([0, 0])
    });
    refused("a root below another", Damaged, "no root", |j, _| {
        j["nodes"][0]["children"] = json!([1]);
    });
    refused("a very deep tree", TooLarge, "deep", |j, _| {
        let chain = (0..5_000).map(|i| {
            if i == 4_999 {
                json!({ "mesh": 0 })
            } else {
                json!({ "children": [i + 1] })
            }
        });
        j["nodes"] = Value::Array(chain.collect());
        j["scenes"][0]["nodes"] = json!([0]);
    });
}

#[test]
fn a_small_file_would_take_all_memory_or_all_day() {
    let begun = Instant::now();
    let (json, bin) = square();
    refused("many nodes", TooLarge, "list of more than", |j, _| {
        j["nodes"] = Value::Array(vec![json!({}); 200_000]);
    });
    // 2 triangles, 100,000 times over, then a mesh of 30 for each of them.
    let mut many = json.clone();
    many["nodes"] = Value::Array(vec![json!({ "mesh": 0 }); 100_000]);
    many["scenes"][0]["nodes"] = Value::Array((0..100_000).map(|i| json!(i)).collect());
    let scene = read_scene(&many, &bin).expect("200,000 triangles are allowed");
    assert_eq!(scene.triangles(), 200_000);
    let primitive = many["meshes"][0]["primitives"][0].clone();
    many["meshes"][0]["primitives"] = Value::Array(vec![primitive; 30]);
    is_refused(
        "many triangles",
        TooLarge,
        "2000000 triangles",
        read_scene(&many, &bin),
    );
    // Sparse values over nothing: each accessor says a million.
    let mut sparse = json.clone();
    let one = json!({
        "componentType": 5126, "count": 1_000_000, "type": "VEC3",
        "sparse": { "count": 1, "indices": { "bufferView": 3, "componentType": 5123 }, "values": { "bufferView": 0 } },
    });
    sparse["accessors"] = Value::Array(vec![one; 50]);
    let primitives = (0..50).map(|i| json!({ "attributes": { "POSITION": i } }));
    sparse["meshes"][0]["primitives"] = Value::Array(primitives.collect());
    is_refused(
        "sparse values",
        TooLarge,
        "sparse",
        read_scene(&sparse, &bin),
    );
    // Four thousand million corners of nothing, three of which are used.
    let mut nothing = json.clone();
    nothing["accessors"][0] = json!({ "componentType": 5126, "count": u32::MAX, "type": "VEC3" });
    nothing["meshes"][0]["primitives"][0]["attributes"] = json!({ "POSITION": 0 });
    is_refused(
        "corners of nothing",
        TooLarge,
        "4294967295 positions",
        read_scene(&nothing, &bin),
    );
    let took = begun.elapsed();
    assert!(took.as_secs() < 60, "{took:?}");
}

#[test]
fn sparse_values_would_lie_beside_their_accessor() {
    for (what, index, count, named) in [
        ("beyond", 4_u16, 1, "sparse index 0"),
        ("too many", 0, 5, "5 sparse values"),
    ] {
        refused(what, Damaged, named, |json, bin| {
            bin[128..130].copy_from_slice(&index.to_le_bytes());
            json["accessors"][0]["sparse"] = json!({
                "count": count,
                "indices": { "bufferView": 3, "componentType": 5123 },
                "values": { "bufferView": 0 },
            });
        });
    }
    refused("not rising", Damaged, "sparse index 1", |json, bin| {
        bin[130..132].copy_from_slice(&0_u16.to_le_bytes());
        json["accessors"][0]["sparse"] = json!({
            "count": 2,
            "indices": { "bufferView": 3, "componentType": 5123 },
            "values": { "bufferView": 0 },
        });
    });
}

#[test]
fn a_picture_could_be_larger_than_it_says() {
    let head = |width: u32| {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(width.to_be_bytes());
        png.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        png
    };
    let with = |picture: &[u8]| {
        let (mut json, mut bin) = square();
        let at = bin.len();
        bin.extend(picture);
        json["buffers"][0]["byteLength"] = json!(bin.len());
        let views = json["bufferViews"].as_array_mut().expect("a list");
        views.push(json!({ "buffer": 0, "byteOffset": at, "byteLength": picture.len() }));
        json["images"] = json!([{ "bufferView": 4 }]);
        json["textures"] = json!([{ "source": 0 }]);
        json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
        read_scene(&json, &bin)
    };
    is_refused(
        "a huge picture",
        TooLarge,
        "image 0",
        with(&head(1_000_000)),
    );
    is_refused("no picture", TooLarge, "image 0", with(&head(0)));
    is_refused("a cut head", Damaged, "image 0", with(&head(64)[..15]));
    is_refused(
        "a cut JPEG",
        Damaged,
        "image 0",
        with(b"\xff\xd8\xff\xe0\0"),
    );
    let scene = with(&head(4096)).expect("only its head is looked at");
    let error = scene.pictures[0]
        .decode(2048)
        .expect_err("it has no pixels");
    assert!(error.contains("image 0"), "{error}");
    let scene = with(b"GIF89a").expect("a kind that is not read is left out");
    assert!(
        scene.notes.iter().any(|note| note.contains("image 0")),
        "{:?}",
        scene.notes
    );
    assert_eq!(scene.materials[0].texture, None);
}
