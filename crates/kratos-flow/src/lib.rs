//! Browser flows of [Ory Kratos](https://www.ory.com/kratos) as data: what its API sends, what that means, and what a page
//! does next. No user interface, no network, no clock: a driver fetches, and hands in what came.
//!
//! ```text
//! URL ─route→ FlowRequest ─driver→ JSON ─kratos::wire→ Outcome ─flow::step→ State ─flow::layout→ Sections
//!                                                        ▲          └→ Command: Go · Load · Submit
//!                                        JSON body ◀── flow::body ◀── the form's values
//! ```

pub mod flow;
pub mod json;
pub mod kratos;
pub mod route;
pub mod url;
