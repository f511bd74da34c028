//! Claims: what an application learns of a user in an id token, by the scopes that were granted
//! (OpenID Connect Core 1.0, 5.4), from the traits of the identity.

use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The claims of an identity for these scopes.
pub(super) fn claims(identity: &Value, scopes: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    for scope in scopes {
        match scope.as_str() {
            "email" => address(identity, &["email"], "email", &mut claims),
            "phone" => address(
                identity,
                &["phone_number", "phone"],
                "phone_number",
                &mut claims,
            ),
            "profile" => profile(identity, &mut claims),
            "address" => postal(identity, &mut claims),
            _ => {}
        }
    }
    claims
}

/// An address, and whether this one is verified: an identity can have several.
fn address(identity: &Value, traits: &[&str], claim: &str, claims: &mut Map<String, Value>) {
    let Some(value) = text(identity, traits) else {
        return;
    };
    let addresses = identity
        .get("verifiable_addresses")
        .and_then(Value::as_array);
    let is_verified = addresses.into_iter().flatten().any(|address| {
        address.get("value").and_then(Value::as_str) == Some(value)
            && address.get("verified").and_then(Value::as_bool) == Some(true)
    });
    claims.insert(claim.to_owned(), value.into());
    claims.insert(format!("{claim}_verified"), is_verified.into());
}

fn profile(identity: &Value, claims: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.into());
        }
    };
    let one = |paths: &[&str]| text(identity, paths).map(str::to_owned);
    let given = one(&["name.first", "given_name", "first_name"]);
    let family = one(&["name.last", "family_name", "last_name"]);
    let whole: Vec<&str> = [&given, &family]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let whole = (!whole.is_empty()).then(|| whole.join(" "));
    put("name", one(&["name", "full_name"]).or(whole));
    put("given_name", given);
    put("family_name", family);
    put(
        "preferred_username",
        one(&["preferred_username", "username"]),
    );
    put("website", one(&["website"]));
    put("picture", one(&["picture"]));
    let updated = identity.get("updated_at").and_then(Value::as_str);
    let updated = updated.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    if let Some(updated) = updated {
        claims.insert("updated_at".to_owned(), updated.unix_timestamp().into());
    }
}

fn postal(identity: &Value, claims: &mut Map<String, Value>) {
    let address = match identity.pointer("/traits/address") {
        Some(Value::String(text)) if !text.is_empty() => {
            serde_json::json!({ "formatted": text })
        }
        Some(Value::Object(parts)) => Value::from(parts.clone()),
        _ => return,
    };
    claims.insert("address".to_owned(), address);
}

/// The first of some traits that has a text; a dot leads into an object.
fn text<'a>(identity: &'a Value, traits: &[&str]) -> Option<&'a str> {
    traits.iter().find_map(|path| {
        let found = path
            .split('.')
            .try_fold(identity.get("traits")?, |value, name| value.get(name))?;
        found.as_str().filter(|text| !text.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::claims;
    use serde_json::{Value, json};

    fn scopes(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_scope_tells_its_own_claims_and_no_others() {
        let identity = json!({
            "updated_at": "2026-03-01T09:30:00.5Z",
            "traits": {
                "email": "a@example.com",
                "phone": "+4917100",
                "name": { "first": "Ada", "last": "Lovelace" },
                "username": "ada",
                "address": "1 St James's Square",
                "salary": 7,
            },
            "verifiable_addresses": [
                { "value": "old@example.com", "verified": true },
                { "value": "a@example.com", "verified": false },
                { "value": "+4917100", "verified": true },
            ],
        });
        for (names, expected) in [
            (&["openid", "offline_access", "unknown"][..], json!({})),
            (
                &["email"],
                json!({ "email": "a@example.com", "email_verified": false }),
            ),
            (
                &["phone"],
                json!({ "phone_number": "+4917100", "phone_number_verified": true }),
            ),
            (
                &["profile"],
                json!({
                    "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace",
                    "preferred_username": "ada", "updated_at": 1_772_357_400,
                }),
            ),
            (
                &["address"],
                json!({ "address": { "formatted": "1 St James's Square" } }),
            ),
        ] {
            let claims = Value::from(claims(&identity, &scopes(names)));
            assert_eq!(claims, expected, "{names:?}");
        }
    }

    #[test]
    fn an_identity_without_traits_has_no_claims() {
        for identity in [
            json!({}),
            json!({ "traits": { "email": 7, "name": [] } }),
            json!(null),
        ] {
            let names = scopes(&["email", "profile", "phone", "address"]);
            assert!(claims(&identity, &names).is_empty(), "{identity}");
        }
    }
}
