//! The *session* as a signal: who is signed in.

use leptos::prelude::*;

use super::{first_response, rx, use_vestibule};
use crate::browser;
use crate::kratos::{Outcome, Session};

/// What is known about who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Whoami {
    /// Not known yet.
    Loading,
    /// A user is.
    SignedIn(Box<Session>),
    /// Nobody is.
    SignedOut,
    /// A user is, but a second factor is requested.
    Aal2Required,
    /// It could not be found out.
    Failed(Outcome),
}

/// Asks Kratos who is signed in, once the component is in the page, and whenever the user comes back to it. The callback
/// asks again.
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
    let first = first_response();
    let mut is_known = !matches!(first, Outcome::Empty);
    let (whoami, set_whoami) = signal(if is_known {
        to_whoami(first)
    } else {
        Whoami::Loading
    });
    let find_out = Callback::new(move |()| {
        let kratos = kratos.clone();
        rx::spawn(async move {
            let now = to_whoami(kratos.session().await);
            // Nobody is told again what they know.
            let is_same = whoami.try_with_untracked(|before| match (before, &now) {
                (Whoami::SignedIn(before), Whoami::SignedIn(now)) => before.id == now.id,
                (Whoami::SignedOut, Whoami::SignedOut) => true,
                _ => false,
            });
            if is_same == Some(false) {
                set_whoami.try_set(now);
            }
        });
    });
    let fetch = Callback::new(move |()| {
        set_whoami.set(Whoami::Loading);
        find_out.run(());
    });
    rx::effect(move || {
        if !std::mem::take(&mut is_known) {
            fetch.run(());
        }
    });
    rx::effect(move || {
        if whoami.with(|whoami| matches!(whoami, Whoami::SignedIn(_))) {
            browser::local_storage::confirm_method();
        }
    });
    // Somebody may have signed in or out in another tab, or the network is there again.
    for event in ["visibilitychange", "online"] {
        browser::on(event, move |_| {
            if browser::is_visible() {
                find_out.run(());
            }
        });
    }
    // A page that is put aside as a whole says nothing of anybody.
    browser::on("pagehide", move |_| set_whoami.set(Whoami::Loading));
    browser::on("pageshow", move |event| {
        if browser::is_persisted(&event) {
            find_out.run(());
        }
    });
    (whoami, fetch)
}

/// Who Kratos says is signed in.
fn to_whoami(response: Outcome) -> Whoami {
    match response {
        Outcome::Session(session) => Whoami::SignedIn(session),
        Outcome::SignedOut => Whoami::SignedOut,
        Outcome::Aal2Required | Outcome::Redirect(_) => Whoami::Aal2Required,
        other => Whoami::Failed(other),
    }
}
