//! A container: the form of a flow, its nodes in their order and its messages.

mod order;

use serde::Serialize;
use serde_json::Value;

use crate::failure::Complaint;
use crate::node::Node;
use crate::text::Text;

/// Where the form goes, and what it holds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Container {
    pub(crate) action: String,
    pub(crate) method: &'static str,
    /// An empty list is `null`, as Go writes it.
    #[serde(serialize_with = "null_when_empty")]
    pub(crate) nodes: Vec<Node>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) messages: Vec<Text>,
}

impl Container {
    pub(crate) fn new(action: String) -> Self {
        Self {
            action,
            method: "POST",
            nodes: Vec::new(),
            messages: Vec::new(),
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id() == id)
    }

    fn find_mut(&mut self, id: &str) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.id() == id)
    }

    pub(crate) fn append(&mut self, node: Node) {
        self.nodes.push(node);
    }

    /// Takes the place of the first node with the same id, or goes to the end.
    pub(crate) fn upsert(&mut self, node: Node) {
        match self.find_mut(node.id()) {
            Some(place) => *place = node,
            None => self.nodes.push(node),
        }
    }

    pub(crate) fn remove_matching(&mut self, node: &Node) {
        self.nodes.retain(|other| !other.matches(node));
    }

    pub(crate) fn set_csrf(&mut self, token: &str) {
        self.upsert(Node::csrf(token));
    }

    /// Sets the value of the first node with that id, if there is one.
    pub(crate) fn set_value(&mut self, id: &str, value: Value) {
        if let Some(node) = self.find_mut(id) {
            node.set_value(value);
        }
    }

    /// Empties a node: neither value nor messages.
    pub(crate) fn reset_node(&mut self, id: &str) {
        if let Some(node) = self.find_mut(id) {
            node.messages.clear();
            node.set_value(Value::Null);
        }
    }

    /// Takes all messages away, from the form and from its nodes.
    pub(crate) fn reset_messages(&mut self) {
        self.messages.clear();
        for node in &mut self.nodes {
            node.messages.clear();
        }
    }

    /// Adds texts where they belong; for a node that does not exist a text input is made.
    pub(crate) fn complain(&mut self, complaints: Vec<Complaint>) {
        for (id, text) in complaints {
            if id.is_empty() {
                self.messages.push(text);
            } else if let Some(node) = self.find_mut(&id) {
                node.messages.push(text);
            } else {
                let mut node = Node::input("default", &id, "text");
                node.messages.push(text);
                self.nodes.push(node);
            }
        }
    }

    /// Sorts by groups, then by keys within a group. Groups that are not listed come first, `method` comes last.
    pub(crate) fn sort(&mut self, groups: &[&str], keys: &[String]) {
        let place = |node: &Node| groups.iter().position(|group| *group == node.group);
        order::unstable(&mut self.nodes, &|a, b| place(a) < place(b));
        let last = self.nodes.len() + keys.len() + 1;
        let key = |node: &Node| {
            if node.id() == "method" {
                return last;
            }
            keys.iter()
                .position(|key| node.id().starts_with(key.as_str()))
                .unwrap_or(keys.len())
        };
        // Kratos compares only nodes of the same group (or default with password), which is no order that a
        // general sort could keep.
        let related = |a: &Node, b: &Node| {
            a.group == b.group
                || matches!(
                    (a.group, b.group),
                    ("default", "password") | ("password", "default")
                )
        };
        let less =
            |a: &Node, b: &Node| related(a, b) && (key(a), written(a)) < (key(b), written(b));
        order::stable(&mut self.nodes, &less);
    }
}

fn null_when_empty<S: serde::Serializer>(nodes: &[Node], serializer: S) -> Result<S::Ok, S::Error> {
    (!nodes.is_empty()).then_some(nodes).serialize(serializer)
}

/// A value as Go prints it.
fn written(node: &Node) -> String {
    match node.as_input().map(|input| &input.value) {
        None | Some(Value::Null) => "<nil>".into(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    fn names(container: &Container) -> Vec<&str> {
        container.nodes.iter().map(Node::id).collect()
    }

    #[test]
    fn groups_come_in_their_order_and_method_last() {
        let mut form = Container::new(String::new());
        form.append(Node::submit(
            "password",
            "method",
            "password",
            text::sign_up(),
        ));
        form.append(Node::input("password", "password", "password"));
        form.append(Node::input("default", "traits.b", "text"));
        form.append(Node::input("default", "traits.a", "text"));
        form.append(Node::csrf("x"));
        form.append(Node::submit("oidc", "provider", "acme", text::sign_up()));
        form.sort(
            &["oidc", "default", "password"],
            &["csrf_token", "traits.a", "password", "traits.b"].map(String::from),
        );
        assert_eq!(
            names(&form),
            [
                "provider",
                "csrf_token",
                "traits.a",
                "password",
                "traits.b",
                "method"
            ]
        );
    }

    #[test]
    fn a_text_for_a_missing_node_makes_one() {
        let mut form = Container::new(String::new());
        form.complain(vec![("code".into(), text::required("code"))]);
        assert_eq!(names(&form), ["code"]);
    }
}
