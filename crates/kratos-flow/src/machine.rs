//! The *machine* is what a page does: one [`Model`], changed by one function, [`update`], which maps every [`Event`] to
//! what is shown then and to [`Effect`]s. A driver, of a browser or of a server, has the effects done and hands in what
//! comes of them.
//!
//! ```
//! use kratos_flow::kratos::Outcome;
//! use kratos_flow::machine::{Effect, Event, Model, Problem, Reply, Site, View, update};
//! use kratos_flow::route::{FlowKind, FlowRequest};
//!
//! let login = FlowRequest::new(FlowKind::Login);
//! let mut model = Model::new(Site::default(), login.clone());
//! let effects = update(&mut model, Event::open(login.clone()));
//! assert!(effects.contains(&Effect::Load { id: 1, request: login }));
//!
//! let reply = Reply::Loaded(Outcome::Unreachable);
//! update(&mut model, Event::Replied { id: 1, reply });
//! assert_eq!(model.view, View::Problem(Problem::Outcome(Outcome::Unreachable)));
//! ```

mod draft;
mod effect;
mod event;
mod model;
mod problem;
mod transition;
mod update;

pub use draft::Draft;
pub use effect::Effect;
pub use event::{Event, Reply};
pub use model::{Destination, FlowForm, Loading, Model, PendingChange, Site, View};
pub use problem::{Action, Notice, Problem};
pub use update::update;
