//! Whether JSON keeps to a schema: the part of JSON Schema that models are given.

use serde_json::{Map, Value};
use stoa_model::{ErrorKind, ModelError, OutputFormat};

use crate::repair;

/// Deepest nesting that is looked at.
const MAX_DEPTH: usize = 32;

/// Reads the text of an answer that was asked for in a form: parsed, mended once where that is needed, and checked
/// against the schema (`type`, `enum`, `const`, `properties`, `required`, `additionalProperties: false`, `items`,
/// `anyOf`; what else a schema says is not looked at).
///
/// # Errors
/// [`ErrorKind::BadToolCall`] for text that is no such JSON; the cause says where it is not.
pub fn read_form(text: &str, format: &OutputFormat) -> Result<Value, ModelError> {
    if text.trim().is_empty() {
        return Err(bad("it is empty"));
    }
    let parsed = serde_json::from_str(text.trim()).ok();
    let value = parsed
        .or_else(|| repair::arguments(text))
        .ok_or_else(|| bad("it is not JSON"))?;
    let Err(first) = check(&value, &format.schema, "the answer", 0) else {
        return Ok(value);
    };
    let mended = bend(value, &format.schema, 0);
    match check(&mended, &format.schema, "the answer", 0) {
        Ok(()) => Ok(mended),
        Err(_) => Err(bad(&first)),
    }
}

fn bad(what: &str) -> ModelError {
    ModelError::new(
        ErrorKind::BadToolCall,
        format!("The model's answer does not have the form that was asked for ({what})"),
        "Try again, or choose a model that is better at keeping to a form",
    )
}

fn check(value: &Value, schema: &Value, place: &str, depth: usize) -> Result<(), String> {
    let Some(rules) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
        return Ok(());
    };
    if let Some(ways) = rules.get("anyOf").and_then(Value::as_array) {
        let fits = |way: &Value| check(value, way, place, depth + 1).is_ok();
        if !ways.iter().any(fits) {
            return Err(format!("{place} fits none of the ways"));
        }
    }
    if !types(rules).is_empty() && !types(rules).iter().any(|name| is(value, name)) {
        return Err(format!(
            "{place} is not of type {}",
            types(rules).join(" or ")
        ));
    }
    let among = rules.get("enum").and_then(Value::as_array);
    if among.is_some_and(|among| !among.contains(value))
        || rules.get("const").is_some_and(|only| only != value)
    {
        return Err(format!("{place} is none of the values that are allowed"));
    }
    if let Some(fields) = value.as_object() {
        check_fields(fields, rules, place, depth)?;
    }
    if let (Some(items), Some(rule)) = (value.as_array(), rules.get("items")) {
        for item in items {
            check(item, rule, &format!("an item of {place}"), depth + 1)?;
        }
    }
    Ok(())
}

fn check_fields(
    fields: &Map<String, Value>,
    rules: &Map<String, Value>,
    place: &str,
    depth: usize,
) -> Result<(), String> {
    let required = rules.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    for name in required {
        if !fields.contains_key(name) {
            return Err(format!("{place} lacks “{name}”"));
        }
    }
    let known = rules.get("properties").and_then(Value::as_object);
    let closed = rules.get("additionalProperties") == Some(&Value::Bool(false));
    for (name, value) in fields {
        match known.and_then(|known| known.get(name)) {
            Some(rule) => check(value, rule, &format!("“{name}”"), depth + 1)?,
            None if closed => {
                return Err(format!("{place} holds “{name}”, which nobody asked for"));
            }
            None => {}
        }
    }
    Ok(())
}

fn types(rules: &Map<String, Value>) -> Vec<&str> {
    match rules.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => true,
    }
}

/// `value` as it was probably meant: numbers and truths out of strings and the reverse, one thing as a list of one,
/// fields that nobody asked for left out, `enum` words in another case.
fn bend(value: Value, schema: &Value, depth: usize) -> Value {
    let Some(rules) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
        return value;
    };
    if let (Value::String(text), Some(among)) =
        (&value, rules.get("enum").and_then(Value::as_array))
    {
        let same = |it: &&Value| {
            it.as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case(text.trim()))
        };
        return among.iter().find(same).cloned().unwrap_or(value);
    }
    let wanted = types(rules);
    let fits = wanted.is_empty() || wanted.iter().any(|name| is(&value, name));
    match value {
        Value::Object(fields) if fits => {
            let known = rules.get("properties").and_then(Value::as_object);
            let closed = rules.get("additionalProperties") == Some(&Value::Bool(false));
            let keep = |(name, value): (String, Value)| match known.and_then(|it| it.get(&name)) {
                Some(rule) => Some((name, bend(value, rule, depth + 1))),
                None => (!closed).then_some((name, value)),
            };
            fields.into_iter().filter_map(keep).collect()
        }
        Value::Array(items) if fits => match rules.get("items") {
            Some(rule) => items
                .into_iter()
                .map(|item| bend(item, rule, depth + 1))
                .collect(),
            None => items.into(),
        },
        value if fits => value,
        value if wanted.contains(&"array") => {
            let list = Value::Array(vec![value]);
            bend(list, schema, depth + 1)
        }
        Value::String(text) if !wanted.contains(&"string") => {
            serde_json::from_str(text.trim()).unwrap_or(Value::String(text))
        }
        Value::Number(number) if wanted.contains(&"string") => number.to_string().into(),
        Value::Bool(truth) if wanted.contains(&"string") => truth.to_string().into(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_mended_where_its_meaning_is_clear_and_reported_where_not() {
        let format = OutputFormat {
            name: "plan".into(),
            schema: json!({
                "type": "object",
                "properties": {
                    "go": {"enum": ["well", "bench"]},
                    "minutes": {"type": "integer"},
                    "with": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["go"],
                "additionalProperties": false,
            }),
        };
        for (text, expected) in [
            (
                r#"{"go":"well","minutes":5}"#,
                Ok(json!({"go": "well", "minutes": 5})),
            ),
            (
                "```json\n{'go': 'Well', 'minutes': \"5\", 'with': 'Ada', 'why': 1}\n```",
                Ok(json!({"go": "well", "minutes": 5, "with": ["Ada"]})),
            ),
            (r#"{"go":"home"}"#, Err("none of the values")),
            (r#"{"minutes":5}"#, Err("lacks “go”")),
            (
                r#"{"go":"well","minutes":"soon"}"#,
                Err("not of type integer"),
            ),
            (r#"["well"]"#, Err("not of type object")),
            ("to the well", Err("not JSON")),
            (" ", Err("it is empty")),
        ] {
            let read = read_form(text, &format);
            match expected {
                Ok(value) => assert_eq!(read, Ok(value), "{text}"),
                Err(word) => {
                    let error = read.expect_err(text);
                    assert_eq!(error.kind, ErrorKind::BadToolCall);
                    assert!(error.cause.contains(word), "{text}: {error}");
                }
            }
        }
    }

    #[test]
    fn a_schema_without_end_breaks_the_stack() {
        let mut schema = json!({"type": "array"});
        let mut value = json!([]);
        for _ in 0..100 {
            schema = json!({"type": "array", "items": schema});
            value = json!([value]);
        }
        assert_eq!(check(&value, &schema, "it", 0), Ok(()));
        assert_eq!(bend(value.clone(), &schema, 0), value);
    }
}
