//! What a reply *leads* to: the view, and the one effect by which the page goes on, without those that only tell the
//! browser something.

use kratos_flow::flow::{FormValues, Submission, Submitter};
use kratos_flow::machine::{
    Effect, Event, Model, Notice, PendingChange, Reply, Site, View, update,
};
use kratos_flow::route::FlowRequest;

/// How the page goes on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Go(String),
    Registered(String),
    Confirm {
        to: String,
        change: PendingChange,
    },
    Load(FlowRequest),
    Submit {
        fields: FormValues,
        submitter: Submitter,
    },
}

/// What a page that shows `view` for `request` makes of a reply.
pub(crate) fn step(view: View, request: &FlowRequest, reply: Reply) -> (View, Option<Command>) {
    let model = Model::new(Site::default(), request.clone()).showing(view);
    let id = model.attempt();
    after(model, Event::Replied { id, reply })
}

/// The same where the user starts over.
pub(crate) fn restart(
    view: View,
    request: &FlowRequest,
    fields: FormValues,
    to_code: bool,
) -> (View, Option<Command>) {
    let model = Model::new(Site::default(), request.clone()).showing(view);
    after(model, Event::Restart { fields, to_code })
}

/// What comes of an event.
pub(crate) fn after(mut model: Model, event: Event) -> (View, Option<Command>) {
    let command = update(&mut model, event)
        .into_iter()
        .find_map(|effect| match effect {
            Effect::Load { request, .. } => Some(Command::Load(request)),
            Effect::Submit { submission, .. } => {
                let Submission { fields, submitter } = submission;
                Some(Command::Submit { fields, submitter })
            }
            Effect::Go { to, .. } if model.draft.flash == Some(Notice::Registered) => {
                Some(Command::Registered(to))
            }
            Effect::Go { to, .. } | Effect::EnterOAuth2(to) => Some(Command::Go(to)),
            Effect::Confirm { to, .. } => Some(Command::Confirm {
                to,
                change: model.draft.change.clone().expect("a change"),
            }),
            _ => None,
        });
    (model.view, command)
}
