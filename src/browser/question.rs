//! A *question* to the user, in a dialog of the page's own: the browser's are not shown inside of apps.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::{document, value};

/// The class of the button that agrees, which is its value, too.
const YES: &str = "button button-danger";

/// Asks whether a button is to do what it says, and waits for the response. Escape is a no, and the focus comes back.
pub(crate) async fn confirm(button: &Element, question: &str, no: &str) -> bool {
    open(button, question, no).await.is_some()
}

async fn open(button: &Element, question: &str, no: &str) -> Option<()> {
    let document = document()?;
    let add = |parent: &Element, name: &str, text: &str| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(text));
        parent.append_child(&element).ok()?;
        Some(element)
    };
    // Where the form goes, the question goes with it.
    let dialog = add(&button.closest("form").ok()??, "dialog", "")?;
    let text = add(&dialog, "p", question)?;
    drop(text.set_attribute("id", "question"));
    drop(dialog.set_attribute("aria-labelledby", "question"));
    let form = add(&dialog, "form", "")?;
    drop(form.set_attribute("method", "dialog"));
    let yes = button.text_content().unwrap_or_default();
    for (text, class) in [(no, "button"), (&yes, YES)] {
        let response = add(&form, "button", text)?;
        drop(response.set_attribute("class", class));
        drop(response.set_attribute("value", class));
    }
    let closed = Promise::new(&mut |resolve, _| value::set(&dialog, "onclose", &resolve));
    if value::call(&dialog, "showModal", &[]).is_err() {
        drop(dialog.set_attribute("open", ""));
    }
    drop(JsFuture::from(closed).await);
    let response = value::get(&dialog, "returnValue");
    dialog.remove();
    (response == YES).then_some(())
}
