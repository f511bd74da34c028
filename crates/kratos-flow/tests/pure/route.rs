//! `route`: a request survives its way through an address.

use kratos_flow::route::{FlowKind, FlowRequest, pairs};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("\\PC{1,20}")
}

fn request() -> impl Strategy<Value = FlowRequest> {
    let kind = proptest::sample::select(FlowKind::ALL.to_vec());
    (
        kind,
        (text(), text(), text(), text()),
        (text(), text(), text(), text()),
        any::<bool>(),
    )
        .prop_map(
            |(
                kind,
                (flow, return_to, aal, via),
                (challenge, organization, schema, after),
                refresh,
            )| {
                let login = kind == FlowKind::Login;
                let registration = kind == FlowKind::Registration;
                let both = login || registration;
                FlowRequest {
                    kind,
                    flow,
                    return_to,
                    aal: aal.filter(|_| login),
                    via: via.filter(|_| login),
                    refresh: refresh && login,
                    login_challenge: challenge.filter(|_| both),
                    organization: organization.filter(|_| both),
                    identity_schema: schema.filter(|_| both),
                    after_verification_return_to: after.filter(|_| registration),
                }
            },
        )
}

proptest! {
    #[test]
    fn a_request_survives_the_address(request in request()) {
        let page = request.to_page();
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        let kind = FlowKind::from_path(path).expect("our own path");
        prop_assert_eq!(FlowRequest::from_query(kind, query), request);
    }

    #[test]
    fn kratos_gets_the_same_parameters(request in request()) {
        let request = request.without_flow();
        let url = request.to_kratos();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        prop_assert_eq!(path, format!("/self-service/{}/browser", request.kind.as_str()));
        prop_assert_eq!(FlowRequest::from_query(request.kind, query), request);
    }

    #[test]
    fn any_query_is_read(query in "\\PC{0,60}") {
        for kind in FlowKind::ALL {
            let request = FlowRequest::from_query(kind, &query);
            // What was read is written in a form that is read the same.
            let page = request.to_page();
            let again = page.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(FlowRequest::from_query(kind, again), request);
        }
    }
}

#[test]
fn the_first_value_wins() {
    let query = "?flow=&flow=a&flow=b&return_to=r&return_to=s&aal=aal2&x=1";
    let request = FlowRequest::from_query(FlowKind::Login, query);
    assert_eq!(request.flow.as_deref(), Some("a"));
    assert_eq!(request.return_to.as_deref(), Some("r"));
    assert_eq!(request.aal.as_deref(), Some("aal2"));
}

/// G-01: an OAuth2 login challenge of several thousand characters was dropped, and the sign-in was one of nobody's.
#[test]
fn a_value_is_taken_whole_or_the_link_is_refused() {
    let parameters = [
        (FlowKind::Login, "return_to"),
        (FlowKind::Login, "aal"),
        (FlowKind::Login, "via"),
        (FlowKind::Login, "login_challenge"),
        (FlowKind::Login, "organization"),
        (FlowKind::Login, "identity_schema"),
        (FlowKind::Registration, "return_to"),
        (FlowKind::Registration, "login_challenge"),
        (FlowKind::Registration, "organization"),
        (FlowKind::Registration, "identity_schema"),
        (FlowKind::Registration, "after_verification_return_to"),
        (FlowKind::Recovery, "return_to"),
        (FlowKind::Verification, "return_to"),
        (FlowKind::Settings, "return_to"),
    ];
    for (kind, name) in parameters {
        for length in [1, 2_048, 2_049, 3_000, 8_000, 30_000, 60_000] {
            let value = "aZ09-_".repeat(length).split_off(length * 5);
            let request = FlowRequest::from_query(kind, &format!("{name}={value}"));
            if length < 32_000 {
                let requested = format!("/self-service/{}/browser?{name}={value}", kind.as_str());
                assert_eq!(request.to_kratos(), requested, "{name} {length}");
            }
            assert_eq!(request.is_unusable(), length > 32_000, "{name} {length}");
        }
        for damaged in ["%ff", "a%C3", "%E2%82&x=1"] {
            let request = FlowRequest::from_query(kind, &format!("{name}={damaged}"));
            assert!(request.is_unusable(), "{name}={damaged}");
        }
    }
}

/// G-01: from signing in to signing up and back nothing of a long challenge is lost.
#[test]
fn a_long_challenge_goes_from_one_page_to_the_other() {
    let challenge = "x".repeat(8_000);
    let login = FlowRequest::from_query(FlowKind::Login, &format!("login_challenge={challenge}"));
    let registration = login.to_kind(FlowKind::Registration).to_page();
    let registration = FlowRequest::from_page(&registration).unwrap();
    assert_eq!(registration.login_challenge.as_deref(), Some(&*challenge));
    let back = registration.to_kind(FlowKind::Login);
    assert_eq!(back, login);
}

/// G-01: an empty challenge is no reason to sign in for nobody; Kratos says that it is empty.
#[test]
fn an_empty_challenge_is_asked_for() {
    let request = FlowRequest::from_query(FlowKind::Login, "login_challenge=");
    assert!(request.is_oauth2_entry());
    assert_eq!(
        request.to_kratos(),
        "/self-service/login/browser?login_challenge="
    );
    let request = FlowRequest::from_query(FlowKind::Login, "login_challenge=&login_challenge=c");
    assert_eq!(request.login_challenge.as_deref(), Some("c"));
}

#[test]
fn a_kind_takes_only_its_own_parameters() {
    let query =
        "aal=aal2&refresh=true&login_challenge=c&after_verification_return_to=v&return_to=r";
    let verification = FlowRequest::from_query(FlowKind::Verification, query);
    assert_eq!(verification.to_page(), "/verification?return_to=r");
    let registration = FlowRequest::from_query(FlowKind::Registration, query);
    assert_eq!(
        registration.to_page(),
        "/registration?return_to=r&login_challenge=c&after_verification_return_to=v"
    );
}

#[test]
fn values_are_decoded_once() {
    let got: Vec<_> = pairs("?a=%252F&b=1+2&c=%zz&d=%C3%A4&e").collect();
    let target = [
        ("a", "%2F"),
        ("b", "1 2"),
        ("c", "%zz"),
        ("d", "ä"),
        ("e", ""),
    ];
    assert_eq!(
        got,
        target.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[test]
fn verify_is_an_alias() {
    assert_eq!(FlowKind::from_path("/verify"), Some(FlowKind::Verification));
    assert_eq!(FlowKind::from_path("/nowhere"), None);
}

/// SR-14: `//login` made a flow on the server, drew the home page, and threw in the browser, where it names a host.
#[test]
fn a_path_is_read_in_one_way() {
    assert_eq!(FlowKind::from_path("/login"), Some(FlowKind::Login));
    assert_eq!(FlowKind::from_path("/login/"), Some(FlowKind::Login));
    for path in [
        "//login", "///login", "login", "login/", "/login//", "//login/", "/\\login", "\\login",
        "/", "", "/ login", "/Login", "/login/x", "/./login",
    ] {
        assert_eq!(FlowKind::from_path(path), None, "{path}");
    }
}
