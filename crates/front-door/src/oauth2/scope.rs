//! Scopes: what each of them allows, in plain words.

use super::{phrases, respond::Exchange, state::OAuth2};
use serde_json::Value;
use vestibule::i18n::Phrase;

/// What scopes allow that every operator has.
const SCOPES: [(&str, Phrase); 6] = [
    ("openid", phrases::SCOPE_OPENID),
    ("offline_access", phrases::SCOPE_OFFLINE),
    ("email", phrases::SCOPE_EMAIL),
    ("profile", phrases::SCOPE_PROFILE),
    ("phone", phrases::SCOPE_PHONE),
    ("address", phrases::SCOPE_ADDRESS),
];

/// What a scope allows: in the operator's words, in ours, or else its name.
pub(super) fn scope_text(exchange: &Exchange, oauth2: &OAuth2, scope: &str) -> String {
    let language = exchange.catalogue.language();
    if let Some(text) = oauth2.options.scope(scope, language) {
        return text.to_owned();
    }
    let known = SCOPES.iter().find(|(name, _)| *name == scope);
    known.map_or_else(|| scope.to_owned(), |(_, phrase)| exchange.t(*phrase))
}

/// The texts of a list.
pub(super) fn texts(json: Option<&Value>) -> Vec<String> {
    let list = json.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
