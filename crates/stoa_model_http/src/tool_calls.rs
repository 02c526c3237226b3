//! Tool calls from their fragments.

use serde_json::Value;

/// Longest arguments of one call that are taken, in bytes: a deed names a place or a person.
const MAX_ARGUMENTS: usize = 16 << 10;
/// Longest id or name of a call, in bytes.
const MAX_NAME: usize = 256;
/// Calls of one answer at most; those beyond are left out.
const MAX_CALLS: usize = 32;

/// Puts tool calls together from the fragments of a stream.
///
/// Servers disagree about the fields that should tell calls apart: `index` may be missing or always 0, `id` may be
/// missing, repeated with every fragment or sent once. A new non-empty `id` always starts a call. A server that never
/// stops costs bounded memory.
#[derive(Debug, Default)]
pub(crate) struct ToolCalls {
    calls: Vec<RawCall>,
    /// Calls that were taken out before the end.
    taken: usize,
}

/// A call whose arguments were not read yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RawCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
    /// More arguments came than are taken: what there is of them means nothing.
    pub overlong: bool,
    /// Its place among all calls of the answer, from 0.
    pub place: usize,
    index: Option<u64>,
}

impl ToolCalls {
    /// Takes one element of `tool_calls`, of a delta or of a whole message. True when it told anything.
    pub fn take(&mut self, fragment: &Value) -> bool {
        let function = fragment.get("function").unwrap_or(fragment);
        let id = text(fragment, "id");
        let name = text(function, "name");
        let arguments = match function.get("arguments") {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(whole) => whole.to_string(),
        };
        let index = fragment.get("index").and_then(Value::as_u64);
        if id.is_empty() && name.is_empty() && arguments.is_empty() {
            return false;
        }
        let call = match self.find(id, name, index) {
            Some(at) => &mut self.calls[at],
            None if self.calls.len() + self.taken == MAX_CALLS => return true,
            None => {
                let at = self.calls.len();
                self.calls.push(RawCall {
                    place: at + self.taken,
                    index,
                    ..RawCall::default()
                });
                &mut self.calls[at]
            }
        };
        if call.id.is_empty() && id.len() <= MAX_NAME {
            id.clone_into(&mut call.id);
        }
        if call.name != name
            && call.arguments.is_empty()
            && call.name.len() + name.len() <= MAX_NAME
        {
            call.name.push_str(name);
        }
        if call.arguments.len() + arguments.len() > MAX_ARGUMENTS {
            call.overlong = true;
        } else if !call.overlong {
            call.arguments.push_str(&arguments);
        }
        true
    }

    /// Bytes that are kept.
    pub fn held(&self) -> usize {
        let held =
            |call: &RawCall| call.id.capacity() + call.name.capacity() + call.arguments.capacity();
        self.calls.iter().map(held).sum()
    }

    /// Takes out the named call with this index if `read` understands its arguments.
    pub fn take_whole<T>(
        &mut self,
        index: u64,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<RawCall> {
        let whole = |call: &RawCall| {
            let fits = call.index == Some(index) && !call.overlong && !call.name.is_empty();
            fits && read(&call.arguments).is_some()
        };
        let at = self.calls.iter().position(whole)?;
        self.taken += 1;
        Some(self.calls.remove(at))
    }

    /// Every call that is left, in the order in which they began.
    pub fn finish(&mut self) -> Vec<RawCall> {
        std::mem::take(&mut self.calls)
    }

    /// The call that a fragment belongs to, or `None` when it starts one.
    fn find(&self, id: &str, name: &str, index: Option<u64>) -> Option<usize> {
        if !id.is_empty() {
            let known = self.calls.iter().position(|call| call.id == id);
            // A call that began without its id, whose fragment with the name comes later.
            return known.or_else(|| {
                let at = self.calls.len().checked_sub(1)?;
                let call = &self.calls[at];
                let nameless = call.id.is_empty() && call.name.is_empty();
                (nameless && call.index == index).then_some(at)
            });
        }
        let at = match index {
            Some(_) => self.calls.iter().rposition(|call| call.index == index)?,
            None => self.calls.len().checked_sub(1)?,
        };
        // A name after complete arguments: another call of a server that sends neither ids nor indices.
        let call = &self.calls[at];
        let complete = serde_json::from_str::<Value>(&call.arguments).is_ok_and(|v| v.is_object());
        let another = !name.is_empty() && !call.name.is_empty() && complete;
        (!another).then_some(at)
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(fragments: Value, expected: &[(&str, &str, &str)]) {
        let mut calls = ToolCalls::default();
        for fragment in fragments.as_array().into_iter().flatten() {
            calls.take(fragment);
        }
        let calls = calls.finish();
        let seen = calls
            .iter()
            .map(|call| {
                (
                    call.id.as_str(),
                    call.name.as_str(),
                    call.arguments.as_str(),
                )
            })
            .collect::<Vec<_>>();
        assert_eq!(seen, expected, "{fragments}");
    }

    #[test]
    fn fragments_find_their_call() {
        // As OpenAI sends them.
        check(
            json!([
                {"index": 0, "id": "a", "function": {"name": "sit", "arguments": ""}},
                {"index": 0, "function": {"arguments": "{\"on\":"}},
                {"index": 1, "id": "b", "function": {"name": "wave", "arguments": ""}},
                {"index": 0, "function": {"arguments": "1}"}},
                {"index": 1, "function": {"arguments": "{}"}},
            ]),
            &[("a", "sit", "{\"on\":1}"), ("b", "wave", "{}")],
        );
        // The index is always 0; a new id starts a call.
        check(
            json!([
                {"index": 0, "id": "a", "function": {"name": "sit", "arguments": "{"}},
                {"index": 0, "function": {"arguments": "}"}},
                {"index": 0, "id": "b", "function": {"name": "sit", "arguments": "{}"}},
            ]),
            &[("a", "sit", "{}"), ("b", "sit", "{}")],
        );
        // No index; the id and the name come again with every fragment.
        check(
            json!([
                {"id": "a", "function": {"name": "sit", "arguments": "{"}},
                {"id": "a", "function": {"name": "sit", "arguments": "}"}},
            ]),
            &[("a", "sit", "{}")],
        );
        // Neither id nor index; arguments as objects or missing.
        check(
            json!([
                {"function": {"name": "sit", "arguments": {"on": 1}}},
                {"function": {"name": "sit", "arguments": {"on": 2}}},
                {"function": {"name": "wave"}},
                {"id": "", "function": {"arguments": ""}},
            ]),
            &[
                ("", "sit", "{\"on\":1}"),
                ("", "sit", "{\"on\":2}"),
                ("", "wave", ""),
            ],
        );
        // The name comes in pieces; ids are empty in later fragments.
        check(
            json!([
                {"index": 0, "id": "a", "function": {"name": "lead"}},
                {"index": 0, "id": "", "function": {"name": "_to", "arguments": "{}"}},
            ]),
            &[("a", "lead_to", "{}")],
        );
    }
    #[test]
    fn a_call_without_end_fills_memory() {
        let mut calls = ToolCalls::default();
        let piece = "x".repeat(1000);
        for _ in 0..1000 {
            calls.take(&json!({"index": 0, "function": {"name": "sit", "arguments": piece}}));
        }
        for index in 1..1000 {
            calls.take(&json!({"index": index, "id": piece, "function": {"name": piece}}));
        }
        let calls = calls.finish();
        assert_eq!(calls.len(), MAX_CALLS);
        let held = |call: &RawCall| call.id.len() + call.name.len() + call.arguments.len();
        assert!(calls.iter().map(held).sum::<usize>() <= 2 * MAX_ARGUMENTS);
        assert!(calls[0].overlong && !calls[1].overlong);
    }
}
