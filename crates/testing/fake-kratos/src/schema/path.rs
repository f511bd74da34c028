//! A path: one trait of a schema, and the node that is drawn for it.

use serde_json::Value;

use crate::node::Node;
use crate::text;

/// One trait: a leaf or an object of the schema.
#[derive(Debug, Clone)]
pub(crate) struct TraitPath {
    /// Dotted, such as `traits.name.first`.
    pub(crate) name: String,
    pub(crate) shape: Shape,
    required: bool,
    definition: Value,
}

/// How a value of a form becomes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Number,
    Boolean,
    Array,
    Object,
}

impl TraitPath {
    pub(super) fn extension(&self, pointer: &str) -> Option<&Value> {
        self.definition.get("ory.sh/kratos")?.pointer(pointer)
    }

    pub(crate) fn is_list_of_objects(&self) -> bool {
        self.definition.pointer("/items/type") == Some(&Value::from("object"))
    }

    pub(super) fn title(&self) -> &str {
        self.definition
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub(super) fn node(&self) -> Node {
        let format = self
            .definition
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let (kind, autocomplete) = match (format, self.shape) {
            ("date-time", _) => ("datetime-local", ""),
            ("email", _) => ("email", "email"),
            ("tel", _) => ("tel", "tel"),
            ("date", _) => ("date", ""),
            ("uri", _) => ("url", "url"),
            (_, Shape::Number) => ("number", ""),
            (_, Shape::Boolean) => ("checkbox", ""),
            _ if self.name == "password" => ("password", ""),
            _ => ("text", ""),
        };
        let node = Node::input("default", &self.name, kind).with(|input| {
            input.autocomplete = autocomplete;
            input.required = self.required;
            if let Some(pattern) = self.definition.get("pattern").and_then(Value::as_str) {
                input.pattern = pattern.to_owned();
            }
        });
        match self.title() {
            "" => node,
            title => node.label(text::generated(title, &self.name)),
        }
    }
}

/// Walks the `traits` of a schema.
pub(super) fn list(document: &Value) -> Vec<TraitPath> {
    let mut paths = Vec::new();
    if let Some(traits) = document.pointer("/properties/traits") {
        walk(traits, "traits", false, &mut paths);
    }
    paths
}

fn walk(definition: &Value, name: &str, required: bool, paths: &mut Vec<TraitPath>) {
    let shape = match definition.get("type").and_then(Value::as_str) {
        Some("object") => Shape::Object,
        Some("boolean") => Shape::Boolean,
        Some("number" | "integer") => Shape::Number,
        Some("array") => Shape::Array,
        _ => Shape::String,
    };
    let definition_here = if shape == Shape::Object {
        Value::Null
    } else {
        definition.clone()
    };
    paths.push(TraitPath {
        name: name.to_owned(),
        shape,
        required,
        definition: definition_here,
    });
    if shape != Shape::Object {
        return;
    }
    let wanted = definition.get("required").and_then(Value::as_array);
    for (key, child) in definition
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let required = wanted.is_some_and(|list| list.iter().any(|name| name == key));
        walk(child, &format!("{name}.{key}"), required, paths);
    }
}
