//! To *update* is to change the model by what has happened. Every decision of a page is taken here.

mod background;
mod opened;
mod replied;

use super::transition::{Command, resumed};
use super::{Effect, Event, Model, Notice, Problem, View};
use crate::flow::Submission;
use crate::kratos::Outcome;

/// Changes the model by what has happened, and says what has to be done about it, in that order.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let mut update = Update {
        model,
        effects: Vec::new(),
    };
    match event {
        Event::Open { request, fields } => update.open(request, fields),
        Event::Hydrated { address, fresh } => update.hydrated(address, fresh),
        Event::Submit(submission) => update.submit(submission),
        Event::Replied { id, reply } => update.replied(id, reply),
        Event::Restart { fields, to_code } => update.restart(fields, to_code),
        Event::Retry => update.retry(update.model.request.without_flow()),
        Event::Looped => update.stop(Problem::Loop),
        Event::Refused => update.stop(Problem::Outcome(Outcome::Refused {
            reason: None,
            continue_with: Vec::new(),
        })),
        Event::Online => update.online(),
        Event::NearEnd => update.renew(),
        Event::Visible { near_end } => update.revalidate(near_end),
        Event::Hidden { fields } => update.freeze(fields),
        Event::Resumed { near_end } => update.resume(near_end),
        Event::HistoryMoved {
            page,
            progress,
            fields,
        } => update.history_moved(page.as_ref(), progress, fields),
        Event::LinkFollowed { fields } => update.carry_address(fields),
    }
    update.effects
}

/// One event on its way through the model.
struct Update<'a> {
    model: &'a mut Model,
    effects: Vec<Effect>,
}

impl Update<'_> {
    fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn render(&mut self) {
        if !self
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Render))
        {
            self.push(Effect::Render);
        }
    }

    fn show(&mut self, view: View) {
        self.model.view = view;
        self.render();
    }

    fn stop(&mut self, problem: Problem) {
        self.show(View::Problem(problem));
    }

    /// Counts an attempt: what was asked by an earlier one is too late.
    fn next_attempt(&mut self) -> u32 {
        self.model.attempt.id += 1;
        self.model.attempt.id
    }

    /// One form at a time: a second one would burn a try of a code, or use it twice.
    fn submit(&mut self, submission: Submission) {
        if self.model.attempt.submits {
            return;
        }
        let Some(flow) = self.model.flow().cloned() else {
            return;
        };
        self.model.attempt.submits = true;
        let id = self.next_attempt();
        self.push(Effect::Submit {
            id,
            flow,
            submission,
        });
    }

    fn perform(&mut self, command: Command, is_pressed: bool) {
        let by_itself = !is_pressed;
        match command {
            Command::Load(request) => self.load(request),
            Command::Submit { fields, submitter } => {
                self.model.attempt.by_itself = true;
                self.submit(Submission { fields, submitter });
            }
            Command::Registered(to) if self.model.site.is_home(&to) => {
                self.stop(Problem::Registered);
            }
            Command::Registered(to) => {
                self.model.draft.flash = Some(Notice::Registered);
                self.go(to, false);
            }
            Command::Go(to) => {
                let change = self.model.draft.change.as_ref();
                let page = change.and_then(|change| resumed(&to, change));
                self.go(page.unwrap_or(to), by_itself);
            }
            Command::Confirm { to, change } => {
                self.expect_change(Some(change.flow.clone()));
                self.model.draft.change = Some(change);
                self.push(Effect::Confirm { to, by_itself });
            }
        }
    }

    fn go(&mut self, to: String, by_itself: bool) {
        if to == "/" {
            // Where the user wanted to be, Kratos only says when it has signed them in itself.
            self.model.draft.target = Some(self.model.request.clone());
        }
        self.push(Effect::Go { to, by_itself });
    }

    fn expect_change(&mut self, flow: Option<String>) {
        self.model.draft.expected.clone_from(&flow);
        self.push(Effect::ExpectChange(flow));
    }
}
