//! To *filter* nodes is to take those of some groups: the function of that name in Ory's TypeScript integrations, with
//! exactly its semantics, the surprising ones included.

use super::Node;

/// A list that the original takes as an array or as a comma-separated string.
///
/// The empty string means "no list" as in JavaScript, where it is falsy; an empty array is a list of nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Option<Vec<String>>);

impl From<&str> for Names {
    fn from(list: &str) -> Self {
        Names((!list.is_empty()).then(|| list.split(',').map(str::to_owned).collect()))
    }
}

impl<const N: usize> From<[&str; N]> for Names {
    fn from(list: [&str; N]) -> Self {
        Names(Some(list.iter().map(|name| (*name).to_owned()).collect()))
    }
}

impl From<Vec<String>> for Names {
    fn from(list: Vec<String>) -> Self {
        Names(Some(list))
    }
}

/// What [`filter_nodes_by_groups`] takes besides the nodes. Without any of the three lists every node is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Keep the nodes of these groups, and of `default`.
    pub groups: Names,
    /// Do not add `default` to `groups`.
    pub without_default_group: bool,
    /// Keep the nodes with these `type` attributes. Of a `default` node `hidden` is kept too, of a `webauthn` or `totp`
    /// node `input` and `script`.
    pub attributes: Names,
    /// Do not add those types to `attributes`.
    pub without_default_attributes: bool,
    /// Drop the nodes with these `type` attributes.
    pub exclude_attributes: Names,
}

/// The nodes that the filter keeps, in their order.
///
/// The `type` that is compared is the attribute's (`hidden`, `submit`, `text/javascript`), not the node's. So a list of
/// attributes drops scripts unless `text/javascript` is among them, and images, texts and links unless `""` is.
///
/// ```
/// use kratos_flow::flow::{Filter, filter_nodes_by_groups};
/// # let nodes = Vec::new();
/// let password = filter_nodes_by_groups(&nodes, &Filter {
///     groups: "password".into(),
///     ..Filter::default()
/// });
/// # assert!(password.is_empty());
/// ```
pub fn filter_nodes_by_groups<'a>(nodes: &'a [Node], filter: &Filter) -> Vec<&'a Node> {
    nodes.iter().filter(|node| filter.keeps(node)).collect()
}

impl Filter {
    /// Whether this node is kept.
    pub fn keeps(&self, node: &Node) -> bool {
        let group = node.group.as_str();
        let kind = node.attribute_type();
        let in_groups = self.groups.0.as_ref().is_none_or(|groups| {
            contains(groups, group) || (!self.without_default_group && group == "default")
        });
        let in_attributes = self.attributes.0.as_ref().is_none_or(|attributes| {
            let by_default = !self.without_default_attributes
                && (group.contains("default") && kind == "hidden"
                    || (group.contains("webauthn") || group.contains("totp"))
                        && matches!(kind, "input" | "script"));
            contains(attributes, kind) || by_default
        });
        let excluded = self
            .exclude_attributes
            .0
            .as_ref()
            .is_some_and(|types| contains(types, kind));
        in_groups && in_attributes && !excluded
    }
}

fn contains(list: &[String], name: &str) -> bool {
    list.iter().any(|entry| entry == name)
}
