//! An answer in a form: the ways of asking for it, from the strictest to the one that works everywhere.

use serde_json::{Value, json};
use stoa_model::{ChatRequest, OutputFormat};

/// How a server is asked for JSON of a schema. What one does not take, the next is tried with; which it was is
/// remembered for the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Form {
    /// The server holds the model to the schema.
    #[default]
    JsonSchema,
    /// The server holds the model to JSON; the prompt tells the schema.
    JsonObject,
    /// The model must call a tool whose arguments are the answer.
    ForcedTool,
    /// llama.cpp's grammar for any object; the prompt tells the schema.
    Grammar,
    /// The prompt alone.
    Prompt,
}

/// Any JSON object, in llama.cpp's notation.
const OBJECT_GRAMMAR: &str = r#"root ::= object
value ::= object | array | string | number | "true" | "false" | "null"
object ::= "{" ws ( string ":" ws value ws ( "," ws string ":" ws value ws )* )? "}"
array ::= "[" ws ( value ws ( "," ws value ws )* )? "]"
string ::= "\"" ( [^"\\\x00-\x1f] | "\\" ( ["\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] ) )* "\""
number ::= "-"? [0-9]+ ( "." [0-9]+ )? ( [eE] [-+]? [0-9]+ )?
ws ::= [ \t\n]?
"#;

impl Form {
    /// The next one to try after the server refused this.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::JsonSchema => Some(Self::JsonObject),
            Self::JsonObject => Some(Self::ForcedTool),
            Self::ForcedTool => Some(Self::Grammar),
            Self::Grammar => Some(Self::Prompt),
            Self::Prompt => None,
        }
    }

    /// True when a refusal with these words may be about this form.
    pub fn is_blamed(self, refusal: &str) -> bool {
        let words: &[&str] = match self {
            Self::JsonSchema | Self::JsonObject => {
                &["response_format", "json", "schema", "grammar", "sampler"]
            }
            Self::ForcedTool => &["tool", "grammar", "sampler"],
            Self::Grammar => &["grammar", "sampler"],
            Self::Prompt => &[],
        };
        let refusal = refusal.to_lowercase();
        words.iter().any(|word| refusal.contains(word))
    }

    /// Writes the wish for `format` into the body of a request. `llama_cpp` takes the schema one level higher.
    pub fn ask(self, format: &OutputFormat, llama_cpp: bool, body: &mut Value) {
        let schema = &format.schema;
        match self {
            Self::JsonSchema if llama_cpp => {
                body["response_format"] = json!({"type": "json_object", "schema": schema});
            }
            Self::JsonSchema => {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": {"name": format.name, "schema": schema, "strict": is_strict(schema)},
                });
            }
            Self::JsonObject => body["response_format"] = json!({"type": "json_object"}),
            Self::ForcedTool => {
                let tool = json!({"type": "function", "function": {
                    "name": format.name,
                    "description": "Gives the answer in its form.",
                    "parameters": schema,
                }});
                match body.get_mut("tools").and_then(Value::as_array_mut) {
                    Some(tools) => tools.push(tool),
                    None => body["tools"] = json!([tool]),
                }
                body["tool_choice"] =
                    json!({"type": "function", "function": {"name": format.name}});
            }
            Self::Grammar => body["grammar"] = OBJECT_GRAMMAR.into(),
            Self::Prompt => {}
        }
        if matches!(self, Self::JsonObject | Self::Grammar | Self::Prompt) {
            tell(schema, body);
        }
    }

    /// The tool whose call is the answer.
    pub fn answer_tool(self, request: &ChatRequest) -> Option<String> {
        let format = request.format.as_ref()?;
        (self == Self::ForcedTool).then(|| format.name.clone())
    }
}

/// Tells the model the schema, at the end of the last message: what stands before it stays the same for the cache.
fn tell(schema: &Value, body: &mut Value) {
    let last = body.get_mut("messages").and_then(Value::as_array_mut);
    let Some(content) = last.and_then(|messages| messages.last_mut()?.get_mut("content")) else {
        return;
    };
    let before = content.as_str().unwrap_or_default();
    *content = format!(
        "{before}\n\nAnswer with one JSON object of this schema and nothing else: {schema}"
    )
    .into();
}

/// OpenAI's strict mode takes only schemas whose objects are closed and want all their fields.
fn is_strict(schema: &Value) -> bool {
    let Some(fields) = schema.as_object() else {
        return true;
    };
    if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
        let closed = fields.get("additionalProperties") == Some(&Value::Bool(false));
        let wanted = fields.get("required").and_then(Value::as_array);
        let all = |name: &String| wanted.is_some_and(|wanted| wanted.iter().any(|it| it == name));
        if !closed || !properties.keys().all(all) || !properties.values().all(is_strict) {
            return false;
        }
    }
    fields.get("items").is_none_or(is_strict)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> Value {
        json!({"messages": [{"role": "user", "content": "Where to?"}]})
    }

    #[test]
    fn each_form_has_its_own_way() {
        let schema = json!({"type": "object", "properties": {"go": {"type": "string"}}});
        let format = OutputFormat {
            name: "plan".into(),
            schema: schema.clone(),
        };
        let mut seen = Vec::new();
        let mut form = Some(Form::default());
        while let Some(now) = form {
            let mut body = body();
            now.ask(&format, false, &mut body);
            let told = body["messages"][0]["content"].as_str().unwrap_or_default();
            let told = told.contains("\"properties\"");
            let fields = ["response_format", "tool_choice", "grammar"];
            let field = fields.into_iter().find(|field| body.get(*field).is_some());
            seen.push((field, told));
            form = now.next();
        }
        let expected = [
            (Some("response_format"), false),
            (Some("response_format"), true),
            (Some("tool_choice"), false),
            (Some("grammar"), true),
            (None, true),
        ];
        assert_eq!(seen, expected);
        let mut llama = body();
        Form::JsonSchema.ask(&format, true, &mut llama);
        assert_eq!(llama["response_format"]["schema"], schema);
    }

    #[test]
    fn a_schema_is_called_strict_only_where_it_is() {
        let open = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let closed = json!({"type": "object", "properties": {"a": {"type": "string"}},
            "required": ["a"], "additionalProperties": false});
        assert!(!is_strict(&open) && is_strict(&closed));
        assert!(!is_strict(&json!({"type": "array", "items": open})));
    }
}
