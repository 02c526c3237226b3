//! Texts to vectors, as far as it is the same for every protocol.

use serde_json::Value;
use stoa_model::ModelError;

use crate::fault::Server;

/// Texts of one request: its answer stays far below what is read of one.
const BATCH: usize = 32;

/// `texts` in batches that servers take.
pub(crate) fn batches(texts: &[String]) -> impl Iterator<Item = &[String]> {
    texts.chunks(BATCH)
}

/// The vectors in an answer: Ollama's `embeddings`, or OpenAI's `data` of objects that tell their place by `index`.
///
/// # Errors
/// [`stoa_model::ErrorKind::WrongProtocol`] when these are not `wanted` vectors of one length.
pub(crate) fn vectors(
    answer: &Value,
    wanted: usize,
    server: &Server,
) -> Result<Vec<Vec<f32>>, ModelError> {
    let wrong = |what: &str| server.not_the_protocol(what);
    let list = ["embeddings", "data"]
        .iter()
        .find_map(|field| answer.get(field)?.as_array());
    let list = list.ok_or_else(|| wrong("it sent no embeddings"))?;
    if list.len() != wanted {
        return Err(wrong("it sent another number of embeddings than texts"));
    }
    let mut found = vec![Vec::new(); wanted];
    for (at, entry) in list.iter().enumerate() {
        let place = entry.get("index").and_then(Value::as_u64);
        let place = place.map_or(Some(at), |place| usize::try_from(place).ok());
        let slot = place.and_then(|place| found.get_mut(place));
        let numbers = entry.get("embedding").unwrap_or(entry).as_array();
        let (Some(slot), Some(numbers)) = (slot, numbers) else {
            return Err(wrong("its embeddings have another form"));
        };
        let numbers = numbers.iter().filter_map(Value::as_f64);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "vectors are kept in single precision"
        )]
        slot.extend(numbers.map(|number| number as f32));
    }
    let length = found.first().map_or(0, Vec::len);
    if wanted > 0 && (length == 0 || found.iter().any(|vector| vector.len() != length)) {
        return Err(wrong("its embeddings differ in length"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use stoa_model::ErrorKind;

    use super::*;
    use crate::ServerKind;

    #[test]
    fn vectors_are_told_apart_by_their_place() {
        let server = Server {
            label: "h".into(),
            url: "http://h".into(),
            key: None,
            kind: ServerKind::OpenAi,
        };
        let turned = json!({"data": [
            {"index": 1, "embedding": [3, 4.5]},
            {"index": 0, "embedding": [1, 2]},
        ]});
        let ollama = json!({"embeddings": [[1, 2], [3, 4.5]]});
        for answer in [turned, ollama] {
            let read = vectors(&answer, 2, &server);
            assert_eq!(read, Ok(vec![vec![1.0, 2.0], vec![3.0, 4.5]]), "{answer}");
        }
        for answer in [
            json!({}),
            json!({"data": []}),
            json!({"embeddings": [[1, 2], [3]]}),
            json!({"embeddings": [[], []]}),
            json!({"embeddings": ["a", "b"]}),
            json!({"data": [{"index": 0, "embedding": [1]}, {"index": 9, "embedding": [1]}]}),
        ] {
            let error = vectors(&answer, 2, &server).expect_err("no vectors");
            assert_eq!(error.kind, ErrorKind::WrongProtocol, "{answer}");
        }
    }
}
