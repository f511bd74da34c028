//! The one reactive *wiring* between a page's request, Kratos and what is drawn: the request leads to a load, the form
//! to a submit, every answer through [`step`] to the next state, and its command to the browser.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::failure::FailureView;
use super::form::{Again, FlowView, Submission};
use super::messages::{Said, words};
use super::settings::SettingsView;
use super::title::Title;
use super::{Vestibule, erased, use_vestibule};
use crate::browser;
use crate::flow::{Change, Command, Event, Failure, Filter, Loading, Showing, State, body, step};
use crate::i18n::{Phrase, phrases};
use crate::json;
use crate::kratos::{Answer, Call, Outcome};
use crate::route::{FlowKind, FlowRequest};

/// The answer that is there before the page is: a server has fetched the flow and drawn the form. Provided as context.
#[derive(Clone, Debug, PartialEq)]
pub struct Initial(pub Outcome);

impl Initial {
    /// Reads what the server has put into the page: `{"kind": "login", "status": 200, "body": …}`.
    pub fn read(json: &str) -> Option<Self> {
        let json = json::read(json).ok()?;
        let kind = FlowKind::from_path(json.get("kind")?.as_str()?)?;
        let answer = Answer {
            status: json.get("status")?.as_u64()?.try_into().ok()?,
            json: json.get("body").cloned(),
            retry_after: None,
        };
        Some(Initial(Outcome::read(Call::Load(kind), &answer)))
    }
}

/// Draws what stands below a form, for the request that its flow answers.
pub type Footer = Box<dyn Fn(FlowRequest) -> AnyView + Send>;

#[derive(Clone, Copy)]
struct Wiring {
    state: RwSignal<State>,
    busy: RwSignal<bool>,
    shared: StoredValue<Shared>,
}

struct Shared {
    /// What the shown flow answers, `None` before the first load.
    current: Option<FlowRequest>,
    /// Counts loads and submits, so that an answer that was overtaken is dropped.
    turn: u32,
    vestibule: Vestibule,
    on_flow: Option<Callback<FlowRequest>>,
}

impl Wiring {
    fn next_turn(self) -> Option<u32> {
        self.shared.try_update_value(|shared| {
            shared.turn += 1;
            shared.turn
        })
    }

    fn current(self) -> Option<FlowRequest> {
        self.shared
            .try_with_value(|shared| shared.current.clone())
            .flatten()
    }

    fn set_current(self, request: &FlowRequest) {
        self.shared
            .update_value(|shared| shared.current = Some(request.clone()));
    }

    fn vestibule(self) -> Vestibule {
        self.shared.with_value(|shared| shared.vestibule.clone())
    }

    fn load(self, request: FlowRequest) {
        let Some(turn) = self.next_turn() else {
            return;
        };
        self.set_current(&request);
        let vestibule = self.vestibule();
        let kratos = vestibule.kratos();
        if request.is_oauth2_entry() {
            // Kratos answers a fetch without the address that the person has to be sent to.
            self.state.set(State::Leaving);
            browser::assign(&format!("{}{}", kratos.base(), request.to_kratos()));
            return;
        }
        self.recall(&request);
        erased::spawn(async move {
            let mut outcome = kratos.load(&request).await;
            // Who confirms their identity need not say again who they are.
            if let Outcome::Flow(flow) = &mut outcome
                && flow.refresh
                && let Outcome::Session(session) = kratos.session().await
                && let Some(name) = session.display_name()
            {
                flow.fill_identifier(&name);
            }
            self.take(turn, Event::Loaded(outcome));
        });
    }

    /// What another page has left for this one.
    fn recall(self, request: &FlowRequest) {
        let (change, address) = self
            .vestibule()
            .remember(|memory| match request.kind {
                FlowKind::Settings => {
                    let change = memory.change.take();
                    let asked = |change: &Change| request.flow.as_ref() == Some(&change.flow);
                    (change.filter(asked), None)
                }
                FlowKind::Registration => (None, memory.address.take()),
                _ => (None, None),
            })
            .unwrap_or_default();
        if change.is_some() || address.is_some() {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.change = change;
                    waiting.address = address;
                }
            });
        }
    }

    fn submit(self, submission: Submission) {
        // One submit at a time: a second one would burn a try of a code, or use it twice.
        if self.busy.try_get_untracked() != Some(false) {
            return;
        }
        let flow = self.state.with_untracked(|state| match state {
            State::Showing(showing) => Some(showing.flow.clone()),
            _ => None,
        });
        let (Some(flow), Some(turn)) = (flow, self.next_turn()) else {
            return;
        };
        self.busy.set(true);
        let Submission { fields, pressed } = submission;
        let mut body = body(&flow, &fields, &pressed);
        let vestibule = self.vestibule();
        add_payload(&mut body, &vestibule.transient_payload);
        let kratos = vestibule.kratos();
        erased::spawn(async move {
            let mut outcome = kratos.submit(&flow, body).await;
            if matches!(outcome, Outcome::Unreachable) && flow.signs_in() {
                // The answer is lost, what was asked for may have happened all the same.
                if let Outcome::Session(_) = kratos.session().await {
                    outcome = Outcome::Done {
                        signed_in: true,
                        continue_with: flow.after_sign_in(),
                    };
                }
            }
            if let Outcome::Flow(answer) = &outcome
                && answer.is_dead(browser::time::is_past)
            {
                outcome = Outcome::Expired {
                    use_flow_id: None,
                    return_to: None,
                };
            }
            if vestibule.config.one_door
                && let Outcome::Flow(answer) = &mut outcome
            {
                let typed = fields
                    .iter()
                    .find(|(name, text)| name == "identifier" && !text.is_empty());
                match typed {
                    Some((_, address)) if answer.is_unknown_account() => {
                        outcome = self.sign_up_instead(address);
                    }
                    _ => answer.hide_unknown_address(),
                }
            }
            let event = Event::Submitted {
                outcome,
                fields,
                pressed,
            };
            self.take(turn, event);
        });
    }

    /// The only place where an answer becomes state.
    fn take(self, turn: u32, event: Event) {
        if self.shared.try_with_value(|shared| shared.turn) != Some(turn) {
            return;
        }
        let before = self.state.try_get_untracked();
        let (Some(before), Some(request)) = (before, self.current()) else {
            return;
        };
        if request.kind == FlowKind::Login && event.is_sign_in() {
            self.vestibule().remember(|memory| {
                if let Some(change) = &mut memory.change {
                    change.confirmed = true;
                }
            });
        }
        let (next, command) = step(before, &request, event);
        if let State::Showing(showing) = &next {
            self.announce(showing, &request);
        }
        self.busy.set(false);
        self.state.set(next);
        match command {
            Some(Command::Load(request)) => self.load(request),
            Some(Command::Submit { fields, pressed }) => {
                self.submit(Submission { fields, pressed })
            }
            Some(Command::Go(url)) => self.go(&url),
            Some(Command::Confirm { to, change }) => {
                self.vestibule()
                    .remember(|memory| memory.change = Some(change));
                self.go(&to);
            }
            None => {}
        }
    }

    fn go(self, url: &str) {
        if !self.vestibule().follow(url) {
            let refused = Outcome::Refused {
                reason: None,
                continue_with: Vec::new(),
            };
            self.state.set(State::Stopped(Failure::Outcome(refused)));
        }
    }

    /// To the sign-up page, with the address that has no account.
    fn sign_up_instead(self, address: &str) -> Outcome {
        self.vestibule()
            .remember(|memory| memory.address = Some(address.to_owned()));
        let registration = self
            .current()
            .unwrap_or_else(|| FlowRequest::new(FlowKind::Login))
            .to_kind(FlowKind::Registration);
        Outcome::Redirect(registration.to_page())
    }

    /// Tells the page which flow it shows, so that its address can say so.
    fn announce(self, showing: &Showing, request: &FlowRequest) {
        let mut request = request.with_flow(&showing.flow.id);
        // Came by way of Kratos, with the flow only: the challenge is what a new flow would be made for.
        if request.login_challenge.is_none() {
            request
                .login_challenge
                .clone_from(&showing.flow.login_challenge);
        }
        self.set_current(&request);
        if let Some(on_flow) = self.shared.with_value(|shared| shared.on_flow) {
            on_flow.run(request);
        }
    }

    fn again(self, again: Again) {
        if let Some(turn) = self.next_turn() {
            let Again { fields, to_code } = again;
            self.take(turn, Event::Again { fields, to_code });
        }
    }
}

/// Puts what the host application sends along beside what the form has.
fn add_payload(body: &mut Map<String, Value>, payload: &Map<String, Value>) {
    if payload.is_empty() {
        return;
    }
    let own = body
        .entry("transient_payload")
        .or_insert_with(|| Map::new().into());
    if let Value::Object(own) = own {
        own.extend(payload.clone());
    }
}

/// A flow from its creation to its end: loads it, draws it, sends it, and goes on where Kratos says.
#[component]
pub fn FlowCard(
    /// Which flow. When it changes, the new one is loaded.
    #[prop(into)]
    request: Signal<FlowRequest>,
    /// Draws only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
    /// Whether to draw a heading and to set the page's title.
    #[prop(default = true)]
    heading: bool,
    /// Is told which flow is shown, with the parameters it was created with, for the page's address.
    #[prop(default = None)]
    on_flow: Option<Callback<FlowRequest>>,
    /// What stands below the form, such as the way to the sign-up page.
    #[prop(default = None)]
    footer: Option<Footer>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let first = request.get_untracked();
    let (state, current) = match use_context::<Initial>() {
        Some(Initial(outcome)) => {
            let (state, _) = step(
                State::Loading(Loading::default()),
                &first,
                Event::Loaded(outcome),
            );
            let current = match &state {
                State::Showing(showing) => Some(first.with_flow(&showing.flow.id)),
                _ => None,
            };
            (state, current)
        }
        None => (State::Loading(Loading::default()), None),
    };
    let state = RwSignal::new(state);
    let wiring = Wiring {
        state,
        busy: RwSignal::new(false),
        shared: StoredValue::new(Shared {
            current,
            turn: 0,
            vestibule: vestibule.clone(),
            on_flow,
        }),
    };
    let mut is_first = true;
    erased::effect(move || {
        let wanted = request.get();
        let is_first = std::mem::take(&mut is_first);
        match wiring.current() {
            Some(current) if current == wanted => {}
            // A server has drawn the flow that this address asks for.
            Some(current) if is_first && current.without_flow() == wanted => {
                if let Some(on_flow) = on_flow {
                    on_flow.run(current);
                }
            }
            _ => {
                if !is_first {
                    wiring.state.set(State::Loading(Loading::default()));
                }
                wiring.load(wanted);
            }
        }
    });

    let phase = erased::version(move || wiring.state.with(phase));
    let notice = erased::optional(move || {
        let notice = wiring.state.with(|state| match state {
            State::Showing(showing) => showing.notice.clone(),
            State::Loading(waiting) => waiting.notice.clone(),
            _ => None,
        })?;
        Some(words(&vestibule.catalogue, &notice))
    });
    let showing = Signal::derive(move || {
        wiring.state.with(|state| match state {
            State::Showing(showing) => Some((**showing).clone()),
            _ => None,
        })
    });
    let submit = Callback::new(move |submission| wiring.submit(submission));
    let again = Callback::new(move |again| wiring.again(again));
    let retry = Callback::new(move |()| {
        let request = wiring.current().unwrap_or_else(|| request.get_untracked());
        wiring.state.set(State::Loading(Loading::default()));
        wiring.load(request.without_flow());
    });
    let title = heading.then(|| view! { <Title state=wiring.state kind=first.kind/> });
    let footer = move || {
        let request = request.get_untracked();
        let request = state.with_untracked(|state| match state {
            State::Showing(showing) => showing.flow.request(&request),
            _ => request,
        });
        footer.as_ref().map(|footer| footer(request))
    };
    let is_settings = first.kind == FlowKind::Settings && filter.is_none();
    let main = erased::view(move || match phase.get() {
        SHOWING if is_settings => view! {
            <SettingsView showing=showing on_submit=submit busy=wiring.busy.into()/>
            {footer()}
        }
        .into_any(),
        SHOWING => view! {
            <FlowView
                showing=showing
                on_submit=submit
                on_again=again
                busy=wiring.busy
                filter=filter.clone()
            />
            {footer()}
        }
        .into_any(),
        _ => wiring.state.with_untracked(|state| match state {
            State::Stopped(failure) => {
                view! { <FailureView failure=failure.clone() retry=retry/> }.into_any()
            }
            State::Leaving => skeleton(phrases::LEAVING),
            _ => skeleton(phrases::LOADING),
        }),
    });
    view! {
        {title}
        <Said class="Toastify messages" text=notice/>
        {main}
    }
}

/// The number of the phase in which the form is there.
const SHOWING: u32 = 1;

/// What is drawn changes only when this does; inside of the form every answer is its own affair.
fn phase(state: &State) -> u32 {
    match state {
        State::Loading(_) => 0,
        State::Showing(_) => SHOWING,
        State::Stopped(_) => 2,
        State::Leaving => 3,
    }
}

/// What stands where the form will be, of about its size. The page's HTML has the same before any script runs.
fn skeleton(label: Phrase) -> AnyView {
    let bars: Vec<AnyView> = ["label", "field", "label", "field", "button"]
        .into_iter()
        .map(|bar| view! { <div class=format!("skeleton-{bar}")></div> }.into_any())
        .collect();
    view! {
        <div class="skeleton" aria-busy="true">
            <p class="visually-hidden">{use_vestibule().say(label)}</p>
            {bars}
        </div>
    }
    .into_any()
}
