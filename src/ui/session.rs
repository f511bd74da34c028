//! The *session* as a signal: who is signed in.

use leptos::prelude::*;

use super::{erased, use_vestibule};
use crate::kratos::{Outcome, Session};

/// What is known about who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Whoami {
    /// Not known yet.
    Loading,
    /// Somebody is.
    SignedIn(Box<Session>),
    /// Nobody is.
    SignedOut,
    /// Somebody is, but a second factor is asked for.
    Aal2Required,
    /// It could not be found out.
    Failed(Outcome),
}

/// Asks Kratos who is signed in, once the component is in the page. The callback asks again.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Whoami, use_session};
///
/// #[component]
/// fn Greeting() -> impl IntoView {
///     let (session, _) = use_session();
///     move || match session.get() {
///         Whoami::SignedIn(session) => session.display_name().unwrap_or_default(),
///         _ => "Nobody".to_owned(),
///     }
/// }
/// ```
pub fn use_session() -> (ReadSignal<Whoami>, Callback<()>) {
    let kratos = use_vestibule().kratos();
    let (whoami, set_whoami) = signal(Whoami::Loading);
    let ask = Callback::new(move |()| {
        let kratos = kratos.clone();
        set_whoami.set(Whoami::Loading);
        erased::spawn(async move {
            let outcome = kratos.session().await;
            set_whoami.try_set(match outcome {
                Outcome::Session(session) => Whoami::SignedIn(session),
                Outcome::SignedOut => Whoami::SignedOut,
                Outcome::Aal2Required | Outcome::Redirect(_) => Whoami::Aal2Required,
                other => Whoami::Failed(other),
            });
        });
    });
    erased::effect(move || ask.run(()));
    (whoami, ask)
}
