//! What fields are for, in the tokens of HTML (A-03, WCAG 1.3.5).

use kratos_flow::flow::{Input, InputKind, autocomplete};
use kratos_flow::route::FlowKind;
use serde_json::Value;

fn input(name: &str, kind: &str) -> Input {
    Input {
        name: name.to_owned(),
        kind: InputKind::new(kind),
        value: Value::Null,
        required: false,
        disabled: false,
        autocomplete: None,
        pattern: None,
        maxlength: 0,
        onclick: None,
        onload: None,
        options: Vec::new(),
    }
}

#[test]
fn ux_02_fields_that_kratos_defines() {
    use FlowKind::{Login, Recovery, Registration, Settings};
    for (kind, name, of, token) in [
        (Login, "identifier", "text", "username"),
        (Login, "password", "password", "current-password"),
        (Registration, "password", "password", "new-password"),
        (Settings, "password", "password", "new-password"),
        (Login, "code", "text", "one-time-code"),
        (Settings, "totp_code", "text", "one-time-code"),
        (Recovery, "email", "email", "email"),
    ] {
        let found = autocomplete(&input(name, of), kind);
        assert_eq!(found.as_deref(), Some(token), "{name}");
    }
}

#[test]
fn ux_02_what_kratos_says_comes_first_if_it_can_be() {
    let mut given = input("identifier", "text");
    given.autocomplete = Some("username webauthn".to_owned());
    let token = |input: &Input| autocomplete(input, FlowKind::Login);
    assert_eq!(token(&given).as_deref(), Some("username webauthn"));
    for wrong in ["off", "", "evil\" onfocus=\"x", "cc-number"] {
        given.autocomplete = Some(wrong.to_owned());
        assert_eq!(token(&given).as_deref(), Some("username"), "{wrong}");
    }
}

#[test]
fn a_03_traits() {
    for (name, kind, token) in [
        ("email", "email", "email"),
        ("second_address", "email", "email"),
        ("phone", "tel", "tel"),
        ("mobilePhone", "text", "tel"),
        ("name", "text", "name"),
        ("full_name", "text", "name"),
        ("name.first", "text", "given-name"),
        ("given_name", "text", "given-name"),
        ("firstName", "text", "given-name"),
        ("person.first-name", "text", "given-name"),
        ("name.last", "text", "family-name"),
        ("surname", "text", "family-name"),
        ("middle_name", "text", "additional-name"),
        ("username", "text", "username"),
        ("nickname", "text", "nickname"),
        ("birthdate", "date", "bday"),
        ("date_of_birth", "text", "bday"),
        ("website", "url", "url"),
        ("address", "text", "street-address"),
        ("address.street", "text", "street-address"),
        ("address.postal_code", "text", "postal-code"),
        ("zip", "number", "postal-code"),
        ("address.city", "text", "address-level2"),
        ("address.state", "text", "address-level1"),
        ("country", "text", "country-name"),
        ("country_code", "text", "country"),
        ("company", "text", "organization"),
        ("company.name", "text", "organization"),
        ("organization", "text", "organization"),
        ("job_title", "text", "organization-title"),
        ("locale", "text", "language"),
    ] {
        let found = autocomplete(
            &input(&format!("traits.{name}"), kind),
            FlowKind::Registration,
        );
        assert_eq!(found.as_deref(), Some(token), "{name}");
    }
}

#[test]
fn a_03_what_is_not_known_gets_no_token() {
    // A wrong token is worse than none; and the name of something else is nobody's name.
    for name in [
        "traits.pet.name",
        "traits.colour",
        "traits.tos",
        "traits.",
        "traits",
        "lookup_secret",
        "strange",
    ] {
        let found = autocomplete(&input(name, "text"), FlowKind::Registration);
        assert_eq!(found, None, "{name}");
    }
}
