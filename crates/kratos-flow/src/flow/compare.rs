//! One answer of a flow next to another.

use super::{Flow, Input, Node, Submitter};

impl Flow {
    /// What the nodes are, whatever their values.
    fn shape(&self) -> impl Iterator<Item = (&Node, &str, Option<u32>)> {
        self.nodes.iter().map(|node| {
            let label = node.label.as_ref().map(|label| label.id);
            (node, node.attribute_type(), label)
        })
    }

    /// Whether both have the same fields and buttons.
    pub fn same_shape(&self, other: &Flow) -> bool {
        same(self.shape(), other.shape())
    }

    /// Whether something has come of a submit since `before` was shown: the step, what is rendered, or what is said.
    pub fn has_moved_since(&self, before: &Flow) -> bool {
        let messages_of = |flow: &Flow| {
            let of_nodes = flow.nodes.iter().flat_map(|node| &node.messages);
            let all = flow.messages.iter().chain(of_nodes);
            all.map(|text| text.id).collect::<Vec<_>>()
        };
        let rendered = |(node, _, _): &(&Node, &str, Option<u32>)| !node.is_hidden();
        self.step != before.step
            || !same(
                self.shape().filter(rendered),
                before.shape().filter(rendered),
            )
            || messages_of(self) != messages_of(before)
    }

    /// Takes over what Kratos has said about the same form in a flow before this one.
    pub fn copy_messages(&mut self, before: &Flow) {
        self.messages.clone_from(&before.messages);
        for node in &mut self.nodes {
            if let Some(old) = before
                .nodes
                .iter()
                .find(|old| old.id() == node.id() && old.group == node.group)
            {
                node.messages.clone_from(&old.messages);
            }
        }
    }

    /// The options for another credential, if this is the response to the removal of one, and it is gone.
    pub fn has_removed(&self, submitter: &Submitter) -> Option<String> {
        let options = match submitter.name.as_str() {
            "passkey_remove" => "passkey_create_data",
            "webauthn_remove" => "webauthn_register_trigger",
            _ => return None,
        };
        let mut inputs = self.nodes.iter().filter_map(|node| node.input());
        let is_there =
            |input: &Input| input.name == submitter.name && input.text_value() == submitter.value;
        if self.has_errors() || inputs.any(is_there) {
            return None;
        }
        Some(self.node(options)?.input()?.text_value())
    }
}

/// Whether two lists of nodes are of the same kind, name and label, one by one.
fn same<'a>(
    one: impl Iterator<Item = (&'a Node, &'a str, Option<u32>)>,
    other: impl Iterator<Item = (&'a Node, &'a str, Option<u32>)>,
) -> bool {
    one.map(|(node, kind, label)| (&node.group, node.id(), kind, label))
        .eq(other.map(|(node, kind, label)| (&node.group, node.id(), kind, label)))
}
