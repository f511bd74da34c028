//! The page's *form* as the browser holds it. What is sent is read from here at the moment of sending, so that values
//! filled in by password managers, by autofill or by other scripts count.

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{time, value};
use crate::flow::FormValues;

/// The names and texts of the form, in order, and `false` for boxes that are not ticked. Files are left out. Where the
/// form is one of a group (`.forms`), those of the others follow: what was typed there goes on.
pub(crate) fn fields(form: &HtmlFormElement) -> FormValues {
    let mut fields = own_fields(form);
    let group = form.closest(".forms").ok().flatten();
    let others = group.and_then(|group| group.query_selector_all("form").ok());
    for at in 0..others.as_ref().map_or(0, web_sys::NodeList::length) {
        let other = others.as_ref().and_then(|others| others.item(at));
        if let Some(other) = other.and_then(|other| other.dyn_into::<HtmlFormElement>().ok())
            && other != *form
        {
            fields.extend(own_fields(&other));
        }
    }
    fields.into()
}

fn own_fields(form: &HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = FormData::new_with_form(form) else {
        return Vec::new();
    };
    let Ok(Some(entries)) = js_sys::try_iter(&data) else {
        return Vec::new();
    };
    let mut fields: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let entry: Array = entry.ok()?.dyn_into().ok()?;
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect();
    let this: &JsValue = form.as_ref();
    for (name, element) in controls(form) {
        let input = element.dyn_ref::<HtmlInputElement>();
        let kind = input.map(HtmlInputElement::type_).unwrap_or_default();
        let is_off = kind == "checkbox" && !input.is_some_and(HtmlInputElement::checked);
        // The controls of a method with a form of its own stand in this one all the same.
        let is_away = value::get(&element, "form") != *this;
        if is_away && !is_off && !value::get(&element, "disabled").is_truthy() {
            let text = value::get(&element, "value").as_string();
            fields.push((name.clone(), text.unwrap_or_default()));
        }
        if is_off && !fields.iter().any(|(other, _)| *other == name) {
            fields.push((name, "false".to_owned()));
        } else if kind == "datetime-local"
            && let Some((_, text)) = fields.iter_mut().find(|(other, _)| *other == name)
        {
            let was = value::get(&element, TIME).as_string().unwrap_or_default();
            let time = time::to_rfc3339(text);
            // One that was not touched has its own zone and its fractions.
            let is_same = time == time::to_rfc3339(&time::to_local(&was));
            *text = if is_same { was } else { time };
        }
    }
    fields
}

/// The controls of the form, with their names; where it is one of a group, of all of them.
fn all_controls(form: &HtmlFormElement) -> Vec<(String, Element)> {
    match form.closest(".forms").ok().flatten() {
        Some(group) => controls(&group),
        None => controls(form),
    }
}

/// The controls of the form, with their names.
fn controls(form: &Element) -> Vec<(String, Element)> {
    let Ok(list) = form.query_selector_all("input, select, textarea") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| {
            let element: Element = list.item(at)?.dyn_into().ok()?;
            Some((element.get_attribute("name")?, element))
        })
        .collect()
}

/// Puts back what was typed.
pub(crate) fn restore(form: &HtmlFormElement, restored: &[(String, String)]) {
    for (name, element) in controls(form) {
        let Some((_, text)) = restored.iter().find(|(restored, _)| *restored == name) else {
            continue;
        };
        match element.dyn_ref::<HtmlInputElement>() {
            Some(input) if input.type_() == "checkbox" => input.set_checked(text != "false"),
            Some(input) if input.type_() == "datetime-local" => {
                input.set_value(&time::to_local(text));
            }
            Some(input) => input.set_value(text),
            None => value::set(&element, "value", &JsValue::from_str(text)),
        }
    }
}

/// Empties everything secret: passwords, also those that are shown, and codes.
pub(crate) fn wipe(form: &HtmlFormElement) {
    for (name, element) in all_controls(form) {
        let Some(input) = element.dyn_ref::<HtmlInputElement>() else {
            continue;
        };
        let token = input.get_attribute("autocomplete").unwrap_or_default();
        let is_password = input.type_() == "password" || token.ends_with("-password");
        if is_password || token == "one-time-code" || name == "lookup_secret" {
            input.set_value("");
        }
    }
}

/// Empties the hidden controls with these names.
pub(crate) fn clear(form: &HtmlFormElement, names: &[&str]) {
    let empty: Vec<(String, String)> = names
        .iter()
        .map(|name| ((*name).to_owned(), String::new()))
        .collect();
    set_hidden(form, &empty);
}

/// Puts a flow's own values into the hidden controls.
pub(crate) fn set_hidden(form: &HtmlFormElement, values: &[(String, String)]) {
    for (name, element) in controls(form) {
        if let Some(input) = element.dyn_ref::<HtmlInputElement>()
            && input.type_() == "hidden"
            && let Some((_, text)) = values.iter().find(|(other, _)| *other == name)
        {
            input.set_value(text);
        }
    }
}

/// Sets the value of the control with this name.
pub(crate) fn set_value(form: &HtmlFormElement, name: &str, text: &str) {
    restore(form, &[(name.to_owned(), text.to_owned())]);
}

/// The value of the control with this name.
pub(crate) fn value_of(form: &HtmlFormElement, name: &str) -> Option<String> {
    let (_, element) = controls(form)
        .into_iter()
        .find(|(found, _)| found == name)?;
    value::get(&element, "value").as_string()
}

/// The names of the controls that want a value and have none; half a date is none. A box without a tick has a value. Only
/// those count whose name passes `concerns`.
pub(crate) fn missing(form: &HtmlFormElement, concerns: impl Fn(&str) -> bool) -> Vec<String> {
    let is_missing = |element: &Element| {
        let validity = value::get(element, "validity");
        let lacks = |what| value::get(&validity, what).is_truthy();
        lacks("badInput")
            || lacks("valueMissing") && element.get_attribute("type").as_deref() != Some("checkbox")
    };
    controls(form)
        .into_iter()
        .filter(|(name, element)| concerns(name) && is_missing(element))
        .map(|(name, _)| name)
        .collect()
}

/// The property of a control that has the time that it was rendered with, as Kratos wrote it. An attribute would change a page
/// that is hydrated.
const TIME: &str = "vestibuleTime";

/// Shows the times of Kratos in the user's own time zone, which a server does not know.
pub(crate) fn localise(form: &HtmlFormElement, times: &[(String, String)]) {
    for (name, element) in controls(form) {
        if let Some(input) = element.dyn_ref::<HtmlInputElement>()
            && let Some((_, time)) = times.iter().find(|(other, _)| *other == name)
        {
            if input.value() == input.default_value() {
                input.set_value(&time::to_local(time));
            }
            value::set(input, TIME, &time.into());
        }
    }
}

/// Puts the focus on what the form says about itself: on an error in any case, on anything else where the focus is gone
/// with the button that was pressed. A region that says nothing takes no focus.
pub(crate) fn focus_messages(form: &HtmlFormElement) {
    for region in ["[role=alert]", ".messages[role=status]"] {
        focus_at(form, region);
        if !super::has_lost_focus() {
            break;
        }
    }
}

fn focus_at(form: &HtmlFormElement, selector: &str) {
    if let Ok(Some(element)) = form.query_selector(selector)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        drop(element.focus());
    }
}

/// Puts the focus on the summary of what is wrong, once it is rendered.
pub(crate) fn focus_summary(form: &HtmlFormElement) {
    let form = form.clone();
    time::after(0.0, move || {
        if let Ok(Some(summary)) = form.query_selector(".summary") {
            focus_element(&summary);
        }
    });
}

/// Presses the button that belongs to the field an Enter was typed into, where that is not the form's first one, which
/// the browser would press. `false`: the browser's own way is right.
pub(crate) fn press_own_button(field: &Element) -> bool {
    let section = field
        .closest(".section-method, .section-owned ~ .section-main")
        .ok()
        .flatten();
    let button = section.and_then(|section| section.query_selector("button[name]").ok().flatten());
    match button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        Some(button) => {
            button.click();
            true
        }
        None => false,
    }
}

/// Puts the focus on the form's first button, but on none that takes something away.
pub(crate) fn focus_submit(form: &HtmlFormElement) {
    focus_at(form, "button[name]:not(.button-danger)");
}

/// Puts the focus on the control with this name and selects what is in it.
pub(crate) fn focus(form: &HtmlFormElement, name: &str) {
    if let Some((_, element)) = controls(form).into_iter().find(|(found, _)| found == name) {
        focus_element(&element);
    }
}

/// Puts the focus on a control, with its text selected.
pub(crate) fn select(form: &HtmlFormElement, name: Option<String>) {
    let found = controls(form)
        .into_iter()
        .find(|(found, _)| Some(found) == name.as_ref());
    if let Some((_, element)) = found {
        focus_element(&element);
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

/// Puts the focus on the first control that the user can fill in and that is empty, else on the first one. Whether there
/// is one.
pub(crate) fn focus_first(form: &HtmlFormElement) -> bool {
    let fillable: Vec<HtmlInputElement> = controls(form)
        .into_iter()
        .filter_map(|(_, element)| element.dyn_into::<HtmlInputElement>().ok())
        .filter(|input| {
            input.type_() != "hidden" && input.type_() != "checkbox" && !input.disabled()
        })
        .collect();
    let empty = fillable.iter().find(|input| input.value().is_empty());
    let first = empty.or(fillable.first());
    if let Some(input) = first {
        focus_element(input);
    }
    first.is_some()
}

fn focus_element(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        drop(element.focus());
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>()
        && input.type_() != "checkbox"
    {
        input.select();
    }
}

/// Replaces the form's own `submit`, which Kratos' script calls. Natively it fires no event and leaves the page.
pub(crate) fn replace_submit(form: &HtmlFormElement, submit: impl Fn() + 'static) {
    let closure: Function = Closure::<dyn Fn()>::new(submit)
        .into_js_value()
        .unchecked_into();
    value::set(form, "submit", &closure);
}
