//! The value of an *attribute*.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::{Rndr, types};

use crate::ui::rx;

/// What an attribute is.
pub(crate) enum Value {
    /// Left out.
    None,
    /// There, without a value.
    Empty,
    /// A text.
    Text(Cow<'static, str>),
    /// A text that changes, or comes and goes.
    Live(Signal<Option<String>>),
}

impl Value {
    /// Writes the attribute as HTML.
    pub(super) fn write(self, name: &str, html: &mut String) {
        let text = match self {
            Value::None => return,
            Value::Empty => None,
            Value::Text(text) => Some(text),
            Value::Live(text) => match text.get() {
                Some(text) => Some(Cow::Owned(text)),
                None => return,
            },
        };
        html.push(' ');
        html.push_str(name);
        if let Some(text) = text {
            html.push_str("=\"");
            for character in text.chars() {
                match character {
                    '&' => html.push_str("&amp;"),
                    '"' => html.push_str("&quot;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    other => html.push(other),
                }
            }
            html.push('"');
        }
    }

    /// Gives an element the attribute. `there`: the element was rendered with it, so that nothing is written at first.
    pub(super) fn apply(
        self,
        element: &types::Element,
        name: &'static str,
        there: bool,
    ) -> Option<RenderEffect<Option<String>>> {
        let text = match self {
            Value::None => return None,
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => text,
            Value::Live(text) => {
                let element = element.clone();
                return Some(RenderEffect::new(move |before: Option<Option<String>>| {
                    let now = text.get();
                    let same = before.as_ref().map_or(there, |before| *before == now);
                    if !same {
                        match &now {
                            Some(text) => Rndr::set_attribute(&element, name, text),
                            None => Rndr::remove_attribute(&element, name),
                        }
                    }
                    now
                }));
            }
        };
        if !there {
            Rndr::set_attribute(element, name, &text);
        }
        None
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        if is { Value::Empty } else { Value::None }
    }
}

impl From<Signal<Option<String>>> for Value {
    fn from(text: Signal<Option<String>>) -> Self {
        Value::Live(text)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        number.to_string().into()
    }
}

impl From<Signal<bool>> for Value {
    fn from(is: Signal<bool>) -> Self {
        Value::Live(rx::optional(move || is.get().then(String::new)))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}
