//! `machine::update`: what happens to a page beside the responses of Kratos, event by event. Which response leads where,
//! [`reaction`](super::reaction) says.

use kratos_flow::flow::{Flow, FormValues, Submission, Submitter};
use kratos_flow::kratos::{Outcome, wire};
use kratos_flow::machine::{
    Effect, Event, Loading, Model, Notice, Problem, Reply, Site, View, update,
};
use kratos_flow::route::{FlowKind, FlowRequest};
use serde_json::{Value, json};

use super::reaction::flow;

const TYPED: &str = "field";

fn flow_of(kind: FlowKind, members: &Value) -> Flow {
    let mut json = flow(kind, "f");
    let members = members.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(members);
    let mut password = json["ui"]["nodes"][1].clone();
    password["attributes"]["name"] = json!("password");
    password["attributes"]["type"] = json!("password");
    json["ui"]["nodes"].as_array_mut().unwrap().push(password);
    wire::flow(&json, kind).unwrap()
}

/// A page that has asked for a flow and shows it.
fn page(kind: FlowKind, members: &Value) -> Model {
    let request = FlowRequest::new(kind);
    let mut model = Model::new(Site::default(), request.clone());
    update(&mut model, Event::open(request));
    reply(
        &mut model,
        Reply::Loaded(Outcome::Flow(Box::new(flow_of(kind, members)))),
    );
    assert!(matches!(model.view, View::Form(_)));
    model
}

fn reply(model: &mut Model, reply: Reply) -> Vec<Effect> {
    let id = model.attempt();
    update(model, Event::Replied { id, reply })
}

fn typed(text: &str) -> FormValues {
    vec![(TYPED.to_owned(), text.to_owned()), secret()].into()
}

fn submission(model: &Model) -> Submission {
    Submission {
        fields: typed("typed"),
        submitter: Submitter::button(model.flow().unwrap(), "method", "password"),
    }
}

fn submitted(model: &Model, outcome: Outcome) -> Reply {
    let Submission { fields, submitter } = submission(model);
    Reply::Submitted {
        outcome,
        fields,
        submitter,
    }
}

fn session(identity: &str) -> Outcome {
    let json = json!({"id": "s", "active": true, "identity": {"id": identity}, "authenticator_assurance_level": "aal1"});
    let session = kratos_flow::kratos::Session::read(&json).unwrap();
    Outcome::Session(Box::new(session))
}

/// The names of effects, which is enough for most of them.
fn names(effects: &[Effect]) -> Vec<String> {
    let name = |effect: &Effect| {
        let whole = format!("{effect:?}");
        let end = whole.find([' ', '(', '{']).unwrap_or(whole.len());
        whole[..end].to_owned()
    };
    effects.iter().map(name).collect()
}

#[test]
fn a_page_is_opened_once() {
    let request = FlowRequest::new(FlowKind::Login);
    let mut model = Model::new(Site::default(), request.clone());
    let open = || Event::open(request.clone());
    assert_eq!(names(&update(&mut model, open())), ["Render", "Load"]);
    assert!(update(&mut model, open()).is_empty());
}

#[test]
fn a_shown_flow_is_in_the_address_and_ends() {
    let request = FlowRequest::new(FlowKind::Recovery);
    let mut model = Model::new(Site::default(), request.clone());
    update(&mut model, Event::open(request));
    let times = json!({"issued_at": "2026-03-01T09:00:00Z", "expires_at": "2026-03-01T10:00:00Z"});
    let flow = Box::new(flow_of(FlowKind::Recovery, &times));
    let effects = reply(&mut model, Reply::Loaded(Outcome::Flow(flow)));
    assert_eq!(names(&effects), ["Address", "ExpectEnd", "Render"]);
    assert_eq!(model.request.to_page(), "/recovery?flow=f");
}

#[test]
fn a_response_that_was_overtaken_changes_nothing() {
    let mut model = page(FlowKind::Login, &json!({}));
    let late = model.attempt();
    let sent = submission(&model);
    update(&mut model, Event::Submit(sent));
    let before = model.view.clone();
    let reply = Reply::Loaded(Outcome::Unreachable);
    assert!(update(&mut model, Event::Replied { id: late, reply }).is_empty());
    assert_eq!(model.view, before);
}

#[test]
fn one_form_is_sent_at_a_time() {
    let mut model = page(FlowKind::Login, &json!({}));
    let sent = submission(&model);
    assert_eq!(
        names(&update(&mut model, Event::Submit(sent.clone()))),
        ["Submit"]
    );
    assert!(model.is_submitting());
    assert!(update(&mut model, Event::Submit(sent)).is_empty());
    let refused = submitted(&model, Outcome::Unreachable);
    reply(&mut model, refused);
    assert!(!model.is_submitting());
}

/// Whoever looks at the page again finds what is true now; nothing is asked while a form is on its way.
#[test]
fn a_page_that_is_looked_at_again_is_revalidated() {
    let mut model = page(FlowKind::Login, &json!({}));
    let look = || Event::Visible { near_end: false };
    assert_eq!(names(&update(&mut model, look())), ["Revalidate"]);
    let sent = submission(&model);
    update(&mut model, Event::Submit(sent));
    assert!(update(&mut model, look()).is_empty());
}

#[test]
fn what_cannot_be_renewed_is_asked_for_near_its_end() {
    let sent = json!({"state": "sent_email"});
    for (members, near_end, asks_flow) in [
        (json!({}), false, false),
        (json!({}), true, false),
        (sent.clone(), false, true),
        (sent, true, true),
    ] {
        let mut model = page(FlowKind::Verification, &members);
        let effects = update(&mut model, Event::Visible { near_end });
        let [Effect::Revalidate { flow, .. }] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(flow.is_some(), asks_flow, "{members} {near_end}");
    }
}

#[test]
fn a_flow_near_its_end_is_replaced_unless_something_was_begun() {
    let mut model = page(FlowKind::Login, &json!({}));
    assert_eq!(names(&update(&mut model, Event::NearEnd)), ["Renew"]);
    let failed = Reply::Renewed {
        outcome: Outcome::Unreachable,
        fields: typed("typed"),
    };
    let before = model.view.clone();
    assert!(names(&reply(&mut model, failed)).contains(&"RenewLater".to_owned()));
    assert_eq!(model.view, before);
    let mut begun = page(FlowKind::Recovery, &json!({"state": "sent_email"}));
    assert!(update(&mut begun, Event::NearEnd).is_empty());
}

/// T-16: of who was here no secret stays in a page that is put aside, and of their account nothing at all.
#[test]
fn a_page_that_is_left_has_no_secret() {
    // A form without its cookie is on its way again, with what was typed.
    let mut login = page(FlowKind::Login, &json!({}));
    let refused = submitted(&login, Outcome::Csrf { reason: None });
    reply(&mut login, refused);
    assert!(typed_into(&login).contains(&secret()));
    let fields = FormValues::default();
    update(&mut login, Event::Hidden { fields });
    assert!(!typed_into(&login).contains(&secret()));

    let mut settings = page(FlowKind::Settings, &json!({}));
    let fields = typed("typed");
    update(&mut settings, Event::Hidden { fields });
    let View::Loading(Loading { fields, .. }) = &settings.view else {
        panic!("{:?}", settings.view)
    };
    assert_eq!(**fields, vec![(TYPED.to_owned(), "typed".to_owned())]);
    // Back in it, the page asks who is here.
    let effects = update(&mut settings, Event::Resumed { near_end: false });
    assert_eq!(names(&effects), ["Render", "Load"]);
}

fn secret() -> (String, String) {
    ("password".to_owned(), "secret".to_owned())
}

/// What was typed and waits for the next form.
fn typed_into(model: &Model) -> Vec<(String, String)> {
    match &model.view {
        View::Loading(pending) => pending.fields.to_vec(),
        view => panic!("{view:?}"),
    }
}

/// F-71: Back from a code leads to the step before it, with what was typed.
#[test]
fn back_begins_again() {
    let mut model = page(FlowKind::Login, &json!({"state": "sent_email"}));
    let here = model.request.clone();
    let moved = |page, progress| Event::HistoryMoved {
        page,
        progress,
        fields: typed("typed"),
    };
    assert!(update(&mut model, moved(None, 0)).is_empty());
    assert!(update(&mut model, moved(Some(here.clone()), 2)).is_empty());
    let effects = update(&mut model, moved(Some(here), 0));
    assert_eq!(names(&effects), ["Abort", "Render", "Load"]);
}

/// A flow that has gone further than the entry of the history is no place to go back to.
#[test]
fn back_to_a_flow_that_has_gone_on_makes_a_new_one() {
    let request = FlowRequest::new(FlowKind::Login).with_flow("f");
    let mut model = Model::new(Site::default(), request.clone());
    update(&mut model, Event::open(request.clone()));
    update(
        &mut model,
        Event::HistoryMoved {
            page: Some(request),
            progress: 0,
            fields: FormValues::default(),
        },
    );
    let flow = flow_of(FlowKind::Login, &json!({"state": "sent_email"}));
    let effects = reply(&mut model, Reply::Loaded(Outcome::Flow(Box::new(flow))));
    let Some(Effect::Load { request, .. }) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(request.flow, None);
}

#[test]
fn a_page_in_circles_stops() {
    let mut model = page(FlowKind::Login, &json!({}));
    reply(
        &mut model,
        Reply::Returned {
            session: session("me"),
            flow: None,
            fields: FormValues::default(),
            near_end: false,
        },
    );
    assert_eq!(model.view, View::Navigating);
    assert_eq!(names(&update(&mut model, Event::Looped)), ["Render"]);
    assert_eq!(model.view, View::Problem(Problem::Loop));
}

/// A page goes in circles only by itself: what a user has pressed may lead to one place as often as they like.
#[test]
fn what_a_user_has_pressed_is_no_circle() {
    let mut model = page(FlowKind::Login, &json!({}));
    let sent = submission(&model);
    update(&mut model, Event::Submit(sent));
    let to = Outcome::Redirect("https://app.example/".to_owned());
    let done = submitted(&model, to);
    let effects = reply(&mut model, done);
    assert!(effects.contains(&Effect::Go {
        to: "https://app.example/".to_owned(),
        by_itself: false
    }));
}

#[test]
fn a_sign_in_is_remembered_by_its_method() {
    let mut model = page(FlowKind::Login, &json!({}));
    let sent = submission(&model);
    update(&mut model, Event::Submit(sent));
    let done = Outcome::Done {
        signed_in: true,
        continue_with: Vec::new(),
    };
    let done = submitted(&model, done);
    let effects = reply(&mut model, done);
    assert!(effects.contains(&Effect::ExpectMethod("password".to_owned())));
    assert!(effects.contains(&Effect::ConfirmMethod));
    assert!(model.has_signed_in());
    // Where the user wanted to be is asked for at home.
    assert_eq!(
        model.draft.target.map(|target| target.kind),
        Some(FlowKind::Login)
    );
}

/// Where sign-in and sign-up are one, an address without an account goes on to the sign-up with it.
#[test]
fn an_unknown_address_signs_up_where_the_entry_is_unified() {
    for unified in [false, true] {
        let mut model = page(FlowKind::Login, &json!({}));
        model.site.unified = unified;
        let sent = Submission {
            fields: vec![("identifier".to_owned(), "ada@example.com".to_owned())].into(),
            submitter: Submitter::button(model.flow().unwrap(), "method", "code"),
        };
        update(&mut model, Event::Submit(sent.clone()));
        let mut unknown = flow(FlowKind::Login, "f");
        unknown["ui"]["nodes"][1]["attributes"]["name"] = json!("identifier");
        unknown["ui"]["nodes"][1]["messages"] =
            json!([{"id": 4_000_037, "type": "error", "text": "This account does not exist."}]);
        let unknown = wire::flow(&unknown, FlowKind::Login).unwrap();
        let outcome = Outcome::Flow(Box::new(unknown));
        let Submission { fields, submitter } = sent;
        let effects = reply(
            &mut model,
            Reply::Submitted {
                outcome,
                fields,
                submitter,
            },
        );
        let leads = names(&effects).contains(&"Go".to_owned());
        assert_eq!(leads, unified);
        let address = model.draft.address.as_deref();
        assert_eq!(address, unified.then_some("ada@example.com"));
    }
}

/// What another page has said is said by the first form that comes.
#[test]
fn a_flash_is_said_once() {
    let request = FlowRequest::new(FlowKind::Login);
    let mut model = Model::new(Site::default(), request.clone());
    model.draft.flash = Some(Notice::SignedOut);
    update(&mut model, Event::open(request));
    let flow = Box::new(flow_of(FlowKind::Login, &json!({})));
    reply(&mut model, Reply::Loaded(Outcome::Flow(flow)));
    let View::Form(form) = &model.view else {
        panic!("{:?}", model.view)
    };
    assert_eq!(form.notice, Some(Notice::SignedOut));
    assert_eq!(model.draft.flash, None);
}

/// G-27: a server knows nothing of a change that waits in the browser, so what it has rendered is not taken.
#[test]
fn a_change_that_is_expected_is_asked_for_again() {
    let mut model = page(FlowKind::Settings, &json!({}));
    model.draft.expected = Some("f".to_owned());
    let effects = update(
        &mut model,
        Event::Hydrated {
            address: FlowRequest::new(FlowKind::Settings).with_flow("f"),
            fresh: false,
        },
    );
    assert_eq!(names(&effects), ["ExpectChange", "Render", "Load"]);
    let View::Loading(pending) = &model.view else {
        panic!("{:?}", model.view)
    };
    assert!(pending.dropped);
}

#[test]
fn the_network_coming_back_tries_again_where_it_was_missed() {
    for (outcome, again) in [(Outcome::Unreachable, true), (Outcome::Disabled, false)] {
        let request = FlowRequest::new(FlowKind::Login);
        let mut model = Model::new(Site::default(), request.clone());
        update(&mut model, Event::open(request));
        reply(&mut model, Reply::Loaded(outcome));
        assert_eq!(!update(&mut model, Event::Online).is_empty(), again);
    }
}

#[test]
fn an_address_goes_along_with_a_link() {
    let mut model = page(FlowKind::Recovery, &json!({}));
    let fields = vec![("email".to_owned(), "ada@example.com".to_owned())].into();
    assert!(update(&mut model, Event::LinkFollowed { fields }).is_empty());
    assert_eq!(model.draft.address.as_deref(), Some("ada@example.com"));
}
