//! *Markup* as a tree, so that a test can ask what stands where. It reads the HTML that a server writes and nothing else:
//! what is not nested as it should be is a failed test.

use std::iter;

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Its name.
    pub(crate) tag: String,
    /// Its attributes, decoded.
    pub(crate) attributes: Vec<(String, String)>,
    content: Vec<Content>,
}

#[derive(Clone, Debug)]
enum Content {
    Element(Element),
    Text(String),
}

/// Elements that have no end tag.
const VOID: [&str; 7] = ["input", "img", "source", "br", "hr", "meta", "link"];

impl Element {
    /// Reads a piece of HTML. The root has no name.
    pub(crate) fn read(html: &str) -> Self {
        let mut open = vec![Element::default()];
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (text, tag) = rest.split_at(at);
            push(&mut open, Content::Text(decoded(text)));
            if let Some(comment) = tag.strip_prefix("<!") {
                let end = if comment.starts_with("--") {
                    "-->"
                } else {
                    ">"
                };
                rest = comment.split_once(end).expect("the end of a comment").1;
                continue;
            }
            let (tag, behind) = split_tag(tag);
            rest = behind;
            if let Some(name) = tag.strip_prefix('/') {
                let closed = open.pop().expect("an open element");
                assert_eq!(closed.tag, name.trim(), "wrongly nested in {html}");
                push(&mut open, Content::Element(closed));
            } else {
                let element = element(tag);
                if VOID.contains(&element.tag.as_str()) {
                    push(&mut open, Content::Element(element));
                } else {
                    open.push(element);
                }
            }
        }
        push(&mut open, Content::Text(decoded(rest)));
        assert_eq!(open.len(), 1, "not closed: {:?} in {html}", open.last());
        open.remove(0)
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Whether the element has all these attributes with these values.
    pub(crate) fn is(&self, attributes: &[(&str, &str)]) -> bool {
        attributes
            .iter()
            .all(|(name, value)| self.get(name) == Some(*value))
    }

    /// The element and everything in it, in document order.
    pub(crate) fn all(&self) -> Box<dyn Iterator<Item = &Element> + '_> {
        let inner = self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        });
        Box::new(iter::once(self).chain(inner.flat_map(Element::all)))
    }

    /// The elements with these attributes.
    pub(crate) fn with(&self, attributes: &[(&str, &str)]) -> Vec<&Element> {
        self.all()
            .filter(|element| element.is(attributes))
            .collect()
    }

    /// The elements of this name.
    pub(crate) fn tags(&self, tag: &str) -> Vec<&Element> {
        self.all().filter(|element| element.tag == tag).collect()
    }

    /// The elements with this test id.
    pub(crate) fn test_id(&self, id: &str) -> Vec<&Element> {
        self.with(&[("data-testid", id)])
    }

    /// The one element with this test id.
    pub(crate) fn one(&self, id: &str) -> &Element {
        let found = self.test_id(id);
        assert_eq!(found.len(), 1, "{id} in {self:#?}");
        found[0]
    }

    /// All the text in it, without white space at its ends.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out.trim().to_owned()
    }

    /// The text that stands in it directly.
    pub(crate) fn own_text(&self) -> String {
        let own = self.content.iter().filter_map(|content| match content {
            Content::Element(_) => None,
            Content::Text(text) => Some(text.as_str()),
        });
        own.collect::<String>().trim().to_owned()
    }

    fn write(&self, out: &mut String) {
        for content in &self.content {
            match content {
                Content::Element(element) => element.write(out),
                Content::Text(text) => out.push_str(text),
            }
        }
    }
}

fn push(open: &mut [Element], content: Content) {
    if !matches!(&content, Content::Text(text) if text.is_empty()) {
        open.last_mut()
            .expect("an open element")
            .content
            .push(content);
    }
}

/// What stands between `<` and `>`, and what follows. A quoted value may hold anything.
fn split_tag(html: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = html.find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    let end = end.expect("the end of a tag");
    (&html[1..end], &html[end + 1..])
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let (value, behind) = match behind.strip_prefix("=\"") {
            Some(value) => value.split_once('"').expect("the end of a value"),
            None => ("", behind),
        };
        assert!(!behind.starts_with('='), "a value without quotes in {tag}");
        attributes.push((name.to_owned(), decoded(value)));
        rest = behind;
    }
    Element {
        tag: name.to_owned(),
        attributes,
        content: Vec::new(),
    }
}

fn decoded(text: &str) -> String {
    ["&lt;<", "&gt;>", "&quot;\"", "&#x27;'", "&#39;'", "&amp;&"]
        .iter()
        .fold(text.to_owned(), |text, pair| {
            let (entity, character) = pair.split_at(pair.len() - 1);
            text.replace(entity, character)
        })
}
