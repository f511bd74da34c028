//! Whose account a flow is about, and where that is typed.

use serde_json::Value;

use super::{Flow, InputKind, NodeKind, phone, traits};
use crate::route::FlowKind;

impl Flow {
    /// What the user signs in with, by the schema of their traits. `schemas` is Kratos' response to `GET /schemas`.
    pub fn identifier_by(&self, schemas: &Value) -> Option<String> {
        let name = traits::identifier_of(schemas, self.schema_id())?;
        let text = match &self.identity {
            Some(own) => traits::find(&own.traits, &name)?.as_str()?.to_owned(),
            None => self.node(&name)?.field()?.text_value(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether who the user is has to be typed once more.
    pub fn asks_identifier(&self) -> bool {
        let mut fields = self.nodes.iter().filter_map(|node| node.field());
        fields.any(|input| {
            input.name == "identifier"
                && input.kind != InputKind::Hidden
                && input.text_value().is_empty()
        })
    }

    /// What to call the account that a settings flow changes, where its schema is not known.
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

    /// Fills in who the user is, where Kratos asks for it and has not filled it in itself.
    pub fn fill_identifier(&mut self, name: &str) {
        self.fill("identifier", name);
    }

    /// Fills in whom an OAuth2 client expects, where a user signs in or up and nothing is filled in yet.
    pub(crate) fn fill_hint(&mut self) {
        let context = self.oauth2_context();
        let hint =
            context.and_then(|context| Some(context.get("login_hint")?.as_str()?.to_owned()));
        if let Some(hint) = hint
            && let Some(field) = self.address_field(&hint)
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

    /// The field that an address is typed into which the user has typed on another page.
    pub fn address_field(&self, address: &str) -> Option<String> {
        let name = match self.kind {
            FlowKind::Registration => return self.address_trait(address),
            FlowKind::Settings => return None,
            FlowKind::Login => "identifier",
            FlowKind::Recovery if self.node("recovery_address").is_some() => "recovery_address",
            FlowKind::Recovery | FlowKind::Verification => "email",
        };
        Some(name.to_owned())
    }

    /// Whether nobody knows if the address, typed by anybody, belongs to an account: to one that does not, nothing is sent.
    pub fn is_of_unknown(&self) -> bool {
        self.kind == FlowKind::Verification && self.corrected_at().is_none()
    }

    /// Where the address is corrected that a code or link was sent to, while nobody is signed in. `None`: here; no account
    /// has to have it.
    pub fn corrected_at(&self) -> Option<FlowKind> {
        self.begun_by
            .filter(|begun| self.kind == FlowKind::Verification && *begun != FlowKind::Verification)
    }

    /// The trait that an address is typed into: the first one for phone numbers if it looks like one, for mail, else a text.
    pub fn address_trait(&self, address: &str) -> Option<String> {
        let of_kind = |kind: InputKind| {
            self.nodes
                .iter()
                .filter_map(|node| node.field())
                .find(|input| input.name.starts_with("traits.") && input.kind == kind)
                .map(|input| input.name.clone())
        };
        let is_phone = phone::international(address).is_some() || phone::is_national(address);
        let phone = is_phone.then(|| of_kind(InputKind::Tel)).flatten();
        phone
            .or_else(|| of_kind(InputKind::Email))
            .or_else(|| of_kind(InputKind::Text))
    }
}
