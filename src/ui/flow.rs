//! The one reactive *wiring* between a page's request, Kratos and what is drawn: the request leads to a load, the form
//! to a submit, every answer through [`step`] to the next state, and its command to the browser.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::failure::FailureView;
use super::form::{Again, FlowView, Submission};
use super::messages::{Said, words};
use super::title::Title;
use super::{Vestibule, use_vestibule};
use crate::flow::{Command, Event, Failure, Filter, Loading, Showing, State, body, step};
use crate::i18n::{Phrase, phrases};
use crate::kratos::{Answer, Call, Outcome};
use crate::route::{FlowKind, FlowRequest};

/// The answer that is there before the page is: a server has fetched the flow and drawn the form. Provided as context.
#[derive(Clone, Debug, PartialEq)]
pub struct Initial(pub Outcome);

impl Initial {
    /// Reads what the server has put into the page: `{"kind": "login", "status": 200, "body": …}`.
    pub fn read(json: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(json).ok()?;
        let kind = FlowKind::from_path(json.get("kind")?.as_str()?)?;
        let answer = Answer {
            status: json.get("status")?.as_u64()?.try_into().ok()?,
            json: json.get("body").cloned(),
            retry_after: None,
        };
        Some(Initial(Outcome::read(Call::Load(kind), &answer)))
    }
}

#[derive(Clone, Copy)]
struct Wiring {
    state: RwSignal<State>,
    busy: RwSignal<bool>,
    /// What the shown flow answers, `None` before the first load.
    current: StoredValue<Option<FlowRequest>>,
    /// Counts loads and submits, so that an answer that was overtaken is dropped.
    turn: StoredValue<u32>,
    vestibule: StoredValue<Vestibule>,
    on_flow: Option<Callback<FlowRequest>>,
}

impl Wiring {
    fn next_turn(self) -> Option<u32> {
        self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
    }

    fn load(self, request: FlowRequest) {
        let Some(turn) = self.next_turn() else {
            return;
        };
        self.current.set_value(Some(request.clone()));
        let kratos = self.vestibule.with_value(Vestibule::kratos);
        spawn_local(async move {
            let outcome = kratos.load(&request).await;
            self.take(turn, Event::Loaded(outcome));
        });
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
        let body = body(&flow, &fields, &pressed);
        let kratos = self.vestibule.with_value(Vestibule::kratos);
        spawn_local(async move {
            let mut outcome = kratos.submit(&flow, body).await;
            if outcome == Outcome::Unreachable && flow.signs_in() {
                // The answer is lost, what was asked for may have happened all the same.
                if let Outcome::Session(_) = kratos.session().await {
                    outcome = Outcome::Done {
                        signed_in: true,
                        continue_with: flow.after_sign_in(),
                    };
                }
            }
            self.take(turn, Event::Submitted { outcome, fields });
        });
    }

    /// The only place where an answer becomes state.
    fn take(self, turn: u32, event: Event) {
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        let before = self.state.try_get_untracked();
        let request = self.current.try_get_value().flatten();
        let (Some(before), Some(request)) = (before, request) else {
            return;
        };
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
            Some(Command::Go(url)) => {
                if !self
                    .vestibule
                    .with_value(|vestibule| vestibule.follow(&url))
                {
                    let refused = Outcome::Refused {
                        reason: None,
                        continue_with: Vec::new(),
                    };
                    self.state.set(State::Stopped(Failure::Outcome(refused)));
                }
            }
            None => {}
        }
    }

    /// Tells the page which flow it shows, so that its address can say so.
    fn announce(self, showing: &Showing, request: &FlowRequest) {
        let request = request.with_flow(&showing.flow.id);
        self.current.set_value(Some(request.clone()));
        if let Some(on_flow) = self.on_flow {
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
    #[prop(optional, into)]
    footer: ViewFn,
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
    let wiring = Wiring {
        state: RwSignal::new(state),
        busy: RwSignal::new(false),
        current: StoredValue::new(current),
        turn: StoredValue::new(0),
        vestibule: StoredValue::new(vestibule.clone()),
        on_flow,
    };
    Effect::new(move |before: Option<()>| {
        let wanted = request.get();
        let current = wiring.current.get_value();
        let shown = current.as_ref().is_some_and(|current| {
            *current == wanted || before.is_none() && current.without_flow() == wanted
        });
        if shown {
            if before.is_none()
                && let (Some(on_flow), Some(current)) = (wiring.on_flow, current)
            {
                on_flow.run(current);
            }
            return;
        }
        if before.is_some() {
            wiring.state.set(State::Loading(Loading::default()));
        }
        wiring.load(wanted);
    });

    let phase = Memo::new(move |_| {
        wiring.state.with(|state| match state {
            State::Loading(_) => Phase::Loading,
            State::Showing(_) => Phase::Showing,
            State::Stopped(_) => Phase::Stopped,
            State::Leaving => Phase::Leaving,
        })
    });
    let notice = Signal::derive(move || {
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
        let request = wiring
            .current
            .get_value()
            .unwrap_or_else(|| request.get_untracked());
        wiring.state.set(State::Loading(Loading::default()));
        wiring.load(request.without_flow());
    });
    let title = heading.then(|| view! { <Title state=wiring.state kind=first.kind/> });
    let main = move || match phase.get() {
        Phase::Loading => skeleton(phrases::LOADING),
        Phase::Leaving => skeleton(phrases::LEAVING),
        Phase::Stopped => {
            let failure = wiring.state.with_untracked(|state| match state {
                State::Stopped(failure) => Some(failure.clone()),
                _ => None,
            });
            failure
                .map(|failure| view! { <FailureView failure=failure retry=retry/> })
                .into_any()
        }
        Phase::Showing => view! {
            <FlowView
                showing=showing
                on_submit=submit
                on_again=again
                busy=wiring.busy
                filter=filter.clone()
            />
            {footer.run()}
        }
        .into_any(),
    };
    view! {
        {title}
        <Said class="Toastify messages" text=notice/>
        {main}
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Loading,
    Showing,
    Stopped,
    Leaving,
}

/// What stands where the form will be, of about its size. The page's HTML has the same before any script runs.
fn skeleton(label: Phrase) -> AnyView {
    let bars: Vec<AnyView> = ["label", "field", "label", "field", "button"]
        .into_iter()
        .map(|bar| view! { <div class=format!("skeleton-{bar}")>{()}</div> }.into_any())
        .collect();
    view! {
        <div class="skeleton" aria-busy="true">
            <p class="visually-hidden">{use_vestibule().say(label)}</p>
            {bars}
        </div>
    }
    .into_any()
}
