//! Visits: what a server makes of a request for a page, from Kratos' responses to the page or to where the user is sent.

use std::collections::VecDeque;
use std::future::ready;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};
use vestibule::i18n::Catalogue;
use vestibule::kratos::{Call, Outcome, Response};
use vestibule::machine::{Event, Model, Reply, Site, View, update};
use vestibule::route::{FlowKind, FlowRequest};
use vestibule::server::{Page, Visit, Visitor};
use vestibule::ui::Initial;

use super::markup::Element;
use super::recordings;

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn error(status: u16, id: &str) -> (u16, Value) {
    let error = json!({ "error": { "code": status, "id": id, "reason": "Because.", "details": { "secret": 1 } } });
    (status, error)
}

/// Visits a page of a Kratos that says these things, one after the other; with what it was asked.
fn visit(page: &str, responses: impl IntoIterator<Item = (u16, Value)>) -> (Visit, Vec<String>) {
    visit_in(page, Arc::default(), responses)
}

fn visit_in(
    page: &str,
    catalogue: Arc<Catalogue>,
    responses: impl IntoIterator<Item = (u16, Value)>,
) -> (Visit, Vec<String>) {
    let visitor = Visitor {
        page: page.to_owned(),
        origin: "https://auth.example".to_owned(),
        config: Arc::default(),
        catalogue,
        flash: None,
    };
    let left: Mutex<VecDeque<_>> = Mutex::new(responses.into_iter().collect());
    let requested = Mutex::new(Vec::new());
    let visit = {
        let fetch = |path: String| {
            requested.lock().unwrap().push(path);
            let next = left.lock().unwrap().pop_front();
            ready(next.map(|(status, json)| Response {
                status,
                json: Some(json),
                retry_after: None,
            }))
        };
        let visiting = pin!(visitor.visit(fetch));
        match visiting.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(visit) => visit,
            Poll::Pending => panic!("nothing is to be waited for"),
        }
    };
    (visit, requested.into_inner().unwrap())
}

fn page_of(visit: Visit) -> Page {
    match visit {
        Visit::Page(page) => page,
        Visit::Go(to) | Visit::Tell { to, .. } => panic!("sent to {to}"),
    }
}

fn rendered(page: &str, responses: impl IntoIterator<Item = (u16, Value)>) -> Page {
    page_of(visit(page, responses).0)
}

fn sent(page: &str, responses: impl IntoIterator<Item = (u16, Value)>) -> String {
    match visit(page, responses).0 {
        Visit::Go(to) | Visit::Tell { to, .. } => to,
        Visit::Page(page) => panic!("drawn: {}", page.html),
    }
}

fn named<'a>(root: &'a Element, name: &str) -> Vec<&'a Element> {
    root.all()
        .filter(|element| element.get("name") == Some(name))
        .collect()
}

#[test]
fn a_flow_is_created_with_what_the_address_says_and_drawn_as_a_native_form() {
    let flow = fixture("login/choose_method");
    let response = [(200, flow.clone())];
    let (visit, requested) = visit("/login?return_to=%2Finbox&x=1", response);
    assert_eq!(
        requested,
        ["/self-service/login/browser?return_to=%2Finbox"]
    );
    let page = page_of(visit);
    assert_eq!((page.status, page.retry_after), (200, None));
    assert_eq!(page.title, "Sign in – Vestibule");
    let root = Element::read(&page.html);
    let form = root.all().find(|element| element.tag == "form").unwrap();
    assert_eq!(form.get("method"), Some("post"));
    let action = form.get("action").unwrap();
    assert!(action.ends_with(&format!("flow={}", flow["id"].as_str().unwrap())));
    assert_eq!(named(form, "csrf_token").len(), 1);
}

/// Whoever confirmed who they are had their e-mail address filled in, though they sign in with the number of a card.
#[test]
fn who_confirms_is_called_what_the_schema_says_they_sign_in_with() {
    let mut flow = fixture("login/choose_method");
    flow["refresh"] = json!(true);
    let session = json!({"id": "s", "active": true, "identity": {
        "id": "i", "schema_id": "card", "traits": {"email": "ada@example.com", "card": "4711"},
        "verifiable_addresses": [{"value": "ada@example.com"}],
    }});
    let schema = json!({"properties": {"traits": {"properties": {
        "email": {"type": "string"},
        "card": {"type": "string", "ory.sh/kratos": {"credentials": {"password": {"identifier": true}}}},
    }}}});
    let responses = [(200, flow), (200, session), (200, schema)];
    let (visit, requested) = visit("/login?refresh=true", responses);
    assert_eq!(requested.get(2).map(String::as_str), Some("/schemas/card"));
    let html = page_of(visit).html;
    assert!(html.contains("4711") && !html.contains("ada@example.com"));
}

#[test]
fn what_is_embedded_is_what_is_drawn_and_nothing_else() {
    let mut flow = fixture("login/choose_method");
    flow["request_url"] = json!("http://kratos.internal:4433/");
    flow["ui"]["messages"] = json!([{ "id": 1, "type": "info", "text": "</script><b>" }]);
    let page = rendered("/login", [(200, flow.clone())]);
    assert!(!page.data.contains('<'));
    assert!(!page.data.contains("kratos.internal"));
    let Initial { outcomes, .. } = Initial::read(&page.data).unwrap();
    let whole = Response {
        status: 200,
        json: Some(flow),
        retry_after: None,
    };
    assert_eq!(
        outcomes,
        [Outcome::read(Call::Load(FlowKind::Login), &whole)]
    );
}

#[test]
fn every_recorded_answer_is_the_same_once_it_is_embedded() {
    let mut seen = 0;
    for (name, call, response) in recordings::responses() {
        let (Call::Load(kind), Some(body)) = (call, response.json.clone()) else {
            continue;
        };
        let page = format!("/{}?flow=1", kind.as_str());
        // A flow of another kind, or one that is to be requested once more, is not the end of it.
        let again = (200, body.clone());
        let (visit, _) = visit(&page, [(response.status, body), again]);
        let Visit::Page(page) = visit else { continue };
        let Initial { outcomes, .. } =
            Initial::read(&page.data).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(
            outcomes.first(),
            Some(&Outcome::read(call, &response)),
            "{name}"
        );
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_browser_gets_to_the_state_that_was_drawn() {
    let flow = fixture("login/choose_method");
    let responses = [
        (
            410,
            json!({ "error": { "id": "self_service_flow_expired", "code": 410 }, "use_flow_id": "x" }),
        ),
        (200, flow),
    ];
    let page = rendered("/login?flow=old", responses);
    assert!(page.html.contains("expired"), "{}", page.html);
    let Initial { outcomes, .. } = Initial::read(&page.data).unwrap();
    let request = FlowRequest::from_page("/login?flow=old").unwrap();
    let mut model = Model::new(Site::default(), request);
    for outcome in outcomes {
        let id = model.attempt();
        let reply = Reply::Loaded(outcome);
        update(&mut model, Event::Replied { id, reply });
    }
    assert!(matches!(model.view, View::Form(_)));
}

#[test]
fn who_has_to_be_elsewhere_is_sent_there() {
    let signed_out = || error(401, "session_inactive");
    for (page, response, to) in [
        ("/settings", signed_out(), "/login?return_to=%2Fsettings"),
        ("/sessions", signed_out(), "/login?return_to=%2Fsessions"),
        (
            "/sessions",
            error(403, "session_aal2_required"),
            "/login?return_to=%2Fsessions&aal=aal2",
        ),
        ("/", error(403, "session_aal2_required"), "/login?aal=aal2"),
        (
            "/settings",
            error(403, "session_aal2_required"),
            "/login?return_to=%2Fsettings&aal=aal2",
        ),
        ("/login", error(400, "session_already_available"), "/"),
        (
            "/login?return_to=%2Finbox",
            error(400, "session_already_available"),
            "/?wanted=%2Flogin%3Freturn_to%3D%252Finbox",
        ),
        (
            "/recovery",
            error(400, "session_already_available"),
            "/?wanted=%2Frecovery",
        ),
    ] {
        assert_eq!(sent(page, [response]), to, "{page}");
    }
    let away = |to: &str| {
        (
            422,
            json!({ "redirect_browser_to": to, "error": { "id": "browser_location_change_required" } }),
        )
    };
    assert_eq!(
        sent("/login", [away("https://app.example/x")]),
        "https://app.example/x"
    );
    assert_eq!(sent("/login", [away("javascript:alert(1)")]), "/error");
    assert_eq!(
        sent("/login?login_challenge=abc", []),
        "/self-service/login/browser?login_challenge=abc"
    );
}

#[test]
fn without_an_answer_the_page_says_so_with_the_right_status() {
    for (page, responses, status) in [
        ("/login", vec![], 503),
        ("/", vec![], 503),
        ("/sessions", vec![], 503),
        ("/error?id=1", vec![], 503),
        ("/login", vec![error(500, "")], 502),
        ("/login", vec![(429, json!({}))], 429),
        ("/nowhere", vec![], 404),
        ("/error", vec![], 200),
    ] {
        let page = rendered(page, responses);
        assert_eq!(page.status, status, "{}", page.html);
        assert!(page.html.contains("<h1"), "{}", page.html);
        assert!(Initial::read(&page.data).is_some(), "{}", page.data);
    }
}

#[test]
fn home_and_sessions_say_who_is_signed_in() {
    let session = || json!({ "id": "s-1", "active": true, "identity": { "id": "i-1", "traits": { "email": "ada@example.com" } } });
    let page = rendered("/", [(200, session())]);
    assert!(page.html.contains("ada@example.com"));
    assert_eq!(page.title, "Welcome – Vestibule");
    let other = json!([{ "id": "s-2", "active": true }]);
    let page = rendered("/sessions", [(200, session()), (200, other)]);
    assert!(page.html.contains("session/s-1") && page.html.contains("session/s-2"));
    let page = rendered("/", [error(401, "session_inactive")]);
    assert!(page.html.contains("not signed in"));
}

#[test]
fn who_confirms_their_identity_is_called_by_name() {
    let mut flow = fixture("login/choose_method");
    flow["refresh"] = json!(true);
    let session = json!({ "id": "s-1", "active": true, "identity": { "id": "i-1", "traits": { "email": "ada@example.com" } } });
    let page = rendered("/login?refresh=true", [(200, flow), (200, session)]);
    let root = Element::read(&page.html);
    assert!(
        root.all()
            .any(|element| element.get("value") == Some("ada@example.com"))
    );
    assert!(page.data.contains("ada@example.com"));
}

#[test]
fn pages_are_drawn_in_the_language_of_the_visitor() {
    let path = format!("{}/locales/de.json", env!("CARGO_MANIFEST_DIR"));
    let patterns = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let german = Arc::new(Catalogue::new("de", patterns));
    let (visit, _) = visit_in("/login", german, [(200, fixture("login/choose_method"))]);
    let page = page_of(visit);
    assert_eq!(page.title, "Anmelden – Vestibule");
    assert!(page.html.contains("Anmelden"));
}

/// G-01: what is too long or damaged is not requested, and the user reads that; all else reaches Kratos whole.
#[test]
fn a_long_address_is_taken_whole_or_said_to_be_too_long() {
    let challenge = |length: usize| format!("/login?login_challenge={}", "x".repeat(length));
    for length in [1, 2_048, 2_049, 8_000] {
        let requested = challenge(length).replace("/login?", "/self-service/login/browser?");
        assert_eq!(sent(&challenge(length), []), requested);
    }
    let flow = fixture("login/choose_method");
    for length in [2_049, 8_000] {
        let to = "y".repeat(length);
        let (_, requested) = visit(&format!("/login?return_to={to}"), [(200, flow.clone())]);
        assert_eq!(
            requested,
            [format!("/self-service/login/browser?return_to={to}")]
        );
    }
    for page in [challenge(60_000), "/login?login_challenge=%ff".to_owned()] {
        let (visit, requested) = visit(&page, []);
        assert!(requested.is_empty());
        let page = page_of(visit);
        assert_eq!(page.status, 400);
        assert!(
            page.html.contains("This link cannot be used"),
            "{}",
            page.html
        );
    }
}

/// G-09: an OAuth2 server says in the address what is wrong; Kratos was requested an error of that name.
#[test]
fn the_error_of_an_oauth2_server_is_said_as_text_and_kratos_is_not_asked() {
    let page = "/error?error=invalid_request&error_description=The+%3Cb%3Escope%3C%2Fb%3E+is+wrong.&error_hint=Ask+for+less.";
    let (visit, requested) = visit(page, []);
    assert!(requested.is_empty());
    let html = page_of(visit).html;
    for text in [
        "invalid_request",
        "The &lt;b>scope&lt;/b> is wrong.",
        "Ask for less.",
    ] {
        assert!(
            html.contains(text) || html.contains(&text.replace('>', "&gt;")),
            "{text}: {html}"
        );
    }
    let id = "5f2e5cb1-3a3c-4a2f-8a0d-1f5b2c3d4e5f";
    for page in [
        format!("/error?id={id}"),
        format!("/error?error={id}"),
        format!("/error?error=invalid_request&id={id}"),
    ] {
        let (_, requested) = self::visit(&page, [error(403, "security_csrf_violation")]);
        assert_eq!(
            requested,
            [format!("/self-service/errors?id={id}")],
            "{page}"
        );
    }
}
