//! Whose account a flow is about, and where that is typed.

use serde_json::Value;

use super::{Flow, InputKind, NodeKind, traits};
use crate::route::FlowKind;

impl Flow {
    /// What to call the account that a settings flow changes.
    pub fn account(&self) -> Option<String> {
        traits::name_of(&self.identity.as_ref()?.traits)
    }

    /// The identifier that a later step goes by: the value of the hidden `identifier`.
    pub fn identifier(&self) -> Option<String> {
        let input = self
            .nodes
            .iter()
            .filter(|node| node.is_hidden())
            .find_map(|node| node.input().filter(|input| input.name == "identifier"))?;
        let value = input.text_value();
        (!value.is_empty()).then_some(value)
    }

    /// Fills in who the person is, where Kratos asks for it and has not filled it in itself.
    pub fn fill_identifier(&mut self, name: &str) {
        self.fill("identifier", name);
    }

    /// Fills in whom an OAuth2 client expects, where somebody signs in or up and nothing is filled in yet.
    pub(crate) fn fill_hint(&mut self) {
        let context = self.oauth2_context();
        let hint =
            context.and_then(|context| Some(context.get("login_hint")?.as_str()?.to_owned()));
        if let (Some(hint), Some(field)) = (hint, self.address_field())
            && self.signs_in()
            && (self.kind == FlowKind::Login || hint.contains('@'))
        {
            self.fill(&field, &hint);
        }
    }

    fn fill(&mut self, field: &str, text: &str) {
        for node in &mut self.nodes {
            if let NodeKind::Input(input) = &mut node.kind
                && input.name == field
                && input.kind != InputKind::Hidden
                && input.text_value().is_empty()
            {
                input.value = Value::from(text);
            }
        }
    }

    /// The field that an address is typed into which the person has typed on another page.
    pub fn address_field(&self) -> Option<String> {
        let name = match self.kind {
            FlowKind::Registration => return self.address_trait(),
            FlowKind::Settings => return None,
            FlowKind::Login => "identifier",
            FlowKind::Recovery if self.node("recovery_address").is_some() => "recovery_address",
            FlowKind::Recovery | FlowKind::Verification => "email",
        };
        Some(name.to_owned())
    }

    /// The trait that an address is typed into: the first one for mail, else the first text.
    pub fn address_trait(&self) -> Option<String> {
        let of_kind = |kind: InputKind| {
            self.nodes
                .iter()
                .filter_map(|node| node.field())
                .find(|input| input.name.starts_with("traits.") && input.kind == kind)
                .map(|input| input.name.clone())
        };
        of_kind(InputKind::Email).or_else(|| of_kind(InputKind::Text))
    }
}
