//! To *log out* is to end the session, in Kratos and in the browser.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::node::hidden;
use super::{rx, use_vestibule};
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::machine::{Draft, Notice};

/// A link that signs out. The token belongs to the session of the moment, so it is fetched when the link is pressed. Where
/// no script runs it is a form that a server answers, `POST /logout` with where to go in `to`.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::LogoutLink;
///
/// #[component]
/// fn Header() -> impl IntoView {
///     view! { <header><LogoutLink to="/goodbye"/></header> }
/// }
/// ```
#[component]
pub fn LogoutLink(
    /// Where to go afterwards, on the page's own origin.
    #[prop(default = "/login".to_owned(), into)]
    to: String,
    /// The test id; `logout-link` is the customary one on a sign-in page.
    #[prop(default = "logout")]
    test_id: &'static str,
    /// What it says.
    #[prop(default = phrases::SIGN_OUT)]
    label: Phrase,
    /// Is told that it did not work.
    #[prop(default = None)]
    on_failed: Option<Callback<()>>,
    /// Whether nobody is signed in, so that there is nothing to do.
    #[prop(default = Signal::stored(false), into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let label = vestibule.t(label);
    let failed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let message = vestibule.t(phrases::SIGN_OUT_FAILED);
    let after = to.clone();
    let sign_out = rx::submit(move |_| {
        if busy.get_untracked() || disabled.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(false);
        let vestibule = vestibule.clone();
        let to = to.clone();
        rx::spawn(async move {
            match vestibule.kratos().logout().await {
                Outcome::Empty => {
                    // The next one here finds nothing of who has left.
                    vestibule.store(|session_memory| {
                        *session_memory = Draft {
                            flash: Some(Notice::SignedOut),
                            ..Draft::default()
                        };
                    });
                    vestibule.follow(&to);
                }
                _ => {
                    failed.try_set(true);
                    if let Some(on_failed) = on_failed {
                        on_failed.run(());
                    }
                }
            }
            busy.try_set(false);
        });
    });
    let class = rx::optional(move || {
        let class = if disabled.get() {
            "button button-link disabled"
        } else {
            "button button-link"
        };
        Some(class.to_owned())
    });
    // Nobody signs out who is not signed in.
    let kind = rx::optional(move || {
        let kind = if disabled.get() { "button" } else { "submit" };
        Some(kind.to_owned())
    });
    let off = rx::state(move || disabled.get() || busy.get());
    let flash = rx::optional(move || failed.get().then(|| message.clone()));
    fragment(vec![
        element("form")
            .class("logout")
            .attr("method", "post")
            .attr("action", "/logout")
            .on_submit(sign_out)
            .child(hidden("to".to_owned(), after, None))
            .child(
                element("button")
                    .test_id(test_id)
                    .class(class)
                    .attr("type", kind)
                    .attr("aria-disabled", off)
                    .child(label),
            )
            .into_any(),
        element("div")
            .class("messages")
            .attr("role", "alert")
            .child(element("p").class("message message-error").child(flash))
            .into_any(),
    ])
}
