//! Session: who is signed in at Kratos, by the cookies of a visitor.

use crate::proxy::{Kratos, Visitor};
use serde_json::Value;
use vestibule::kratos::Endpoint;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Who {
    /// The identity as Kratos has it.
    Identity(Value),
    /// Nobody.
    Nobody,
    /// Somebody who has to prove more.
    Aal2Required,
    /// Kratos does not say.
    Unavailable,
}

impl Who {
    /// Asks Kratos.
    pub(super) async fn find(kratos: &Kratos, visitor: &Visitor) -> Self {
        let path = Endpoint::Whoami.path();
        let Ok(reply) = kratos.fetch_or_fail(&path, visitor).await else {
            return Self::Unavailable;
        };
        let json: Option<Value> = serde_json::from_slice(&reply.body).ok();
        match reply.status.as_u16() {
            200 => json
                .filter(|session| session.get("active").and_then(Value::as_bool) == Some(true))
                .and_then(|mut session| Some(session.get_mut("identity")?.take()))
                .map_or(Self::Nobody, Self::Identity),
            401 => Self::Nobody,
            // A session of one factor, where the operator wants two.
            403 | 422 => Self::Aal2Required,
            _ => Self::Unavailable,
        }
    }

    /// The id of the identity, where there is one.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Identity(identity) => identity.get("id")?.as_str(),
            _ => None,
        }
    }
}

/// What to call an identity: its first address, else its id.
pub(super) fn name(identity: &Value) -> String {
    let lists = ["verifiable_addresses", "recovery_addresses"];
    let address = lists
        .into_iter()
        .find_map(|list| identity.get(list)?.get(0)?.get("value")?.as_str());
    let traits = ["email", "username", "phone"];
    let of_traits = || {
        let traits = traits.into_iter();
        traits
            .filter_map(|name| identity.get("traits")?.get(name)?.as_str())
            .next()
    };
    let id = || identity.get("id").and_then(Value::as_str);
    let name = address.or_else(of_traits).or_else(id);
    name.unwrap_or_default().to_owned()
}
