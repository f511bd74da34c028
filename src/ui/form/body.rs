//! The *body* of a form: one response's worth of it, block by block.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{FormContext, FormHandle, Restart};
use crate::flow::{Filter, Group, RENDERED, SectionKind};
use crate::i18n::{Phrase, phrases};
use crate::json;
use crate::machine::FlowForm;
use crate::route::{FlowKind, FlowRequest};
use crate::screen::{Block, CodeHint, Frame, Screen, SectionBlock, screen};
use crate::ui::countdown::another_code;
use crate::ui::element::{element, fragment};
use crate::ui::identity::{RestartLink, identity, open_webmail, restart, sign_up_instead};
use crate::ui::node::{NodeView, hidden};
use crate::ui::{external_link, use_vestibule};
use crate::url::SafeUrl;

/// What a form shows. `may_restart`: the user can start over.
pub(super) fn screen_of(
    form: &FlowForm,
    filter: Option<&Filter>,
    handle: FormHandle,
    may_restart: bool,
) -> Screen {
    let unified = use_vestibule().config.one_door;
    handle.group.with_value(|group| {
        let frame = Frame {
            filter,
            group: group.as_ref(),
            may_restart,
            unified,
        };
        screen(form, &frame)
    })
}

/// One response's worth of form.
pub(super) fn body(
    screen: Screen,
    handle: FormHandle,
    on_restart: Option<Callback<Restart>>,
) -> AnyView {
    let methods = screen.methods.iter().map(|form| form.group.clone());
    FormContext::find().methods.set_value(methods.collect());
    let place = Place {
        flow: &screen.flow,
        handle,
        on_restart,
    };
    let blocks = screen.blocks.into_iter().map(|block| place.view(block));
    fragment(blocks.collect())
}

/// Where a block stands.
struct Place<'a> {
    flow: &'a crate::flow::Flow,
    handle: FormHandle,
    on_restart: Option<Callback<Restart>>,
}

impl Place<'_> {
    fn view(&self, block: Block) -> AnyView {
        let catalogue = use_vestibule().catalogue;
        let form = self.handle.element;
        match block {
            Block::Client {
                name,
                terms,
                privacy,
            } => client(&name, terms, privacy),
            Block::Identity(line) => identity(line, self.flow, form, self.on_restart),
            Block::NewCode => self.restart("new-code", "button", phrases::NEW_CODE, true),
            Block::LinkSent(address) => {
                let text = catalogue.t_with(phrases::LINK_SENT, &[("address", &address)]);
                element("p").child(text).into_any()
            }
            Block::NoMethod { confirms: true } => hint("no-method", "hint", phrases::NO_METHOD),
            Block::NoMethod { .. } => hint("no-method", "hint", phrases::NO_SIGN_IN),
            Block::NeedsScript => {
                hint("needs-script", "hint without-script", phrases::NEEDS_SCRIPT)
            }
            Block::Traits(traits) => hidden(RENDERED.to_owned(), json::write(&traits), None),
            Block::Divider { scripted } => {
                let class = if scripted {
                    "divider scripted"
                } else {
                    "divider"
                };
                let text = catalogue.t(phrases::OR);
                element("p").class(class).child(text).into_any()
            }
            Block::Section(section) => self.section(section),
            Block::StartOver => {
                let page = FlowRequest::new(FlowKind::Verification).to_page();
                element("a")
                    .test_id("start-over")
                    .class("button button-link")
                    .attr("href", page)
                    .child(catalogue.t(phrases::START_OVER))
                    .into_any()
            }
            Block::OtherMethods => {
                let class = "button button-link";
                self.restart("another-way", class, phrases::OTHER_METHODS, false)
            }
            Block::SignUpInstead(request) => sign_up_instead(&request, form),
        }
    }

    /// A link that leaves the flow for a new one.
    fn restart(
        &self,
        id: &'static str,
        class: &'static str,
        caption: Phrase,
        to_code: bool,
    ) -> AnyView {
        let link = RestartLink {
            id,
            class,
            label: None,
            caption,
            to_code,
        };
        let link = self
            .on_restart
            .map(|on_restart| restart(link, self.flow, self.handle.element, on_restart));
        link.into_any()
    }

    fn section(&self, section: SectionBlock) -> AnyView {
        let SectionBlock { kind, is_list, .. } = section;
        let mut class = class_of(kind).to_owned();
        if section.scripted {
            class.push_str(" scripted");
        }
        let main = kind == SectionKind::Main;
        let nodes: Vec<AnyView> = section
            .nodes
            .into_iter()
            .map(|node| {
                let node = view! { <NodeView node=node main=main/> }.into_any();
                if is_list {
                    let item = element("div").attr("role", "listitem");
                    item.child(node).into_any()
                } else {
                    node
                }
            })
            .collect();
        let code_hint = section.code_hint.map(|hint| self.code_hint(hint));
        let clock = section.clock.then(|| hint("clock", "hint", phrases::CLOCK));
        element("div")
            .class(class)
            .attr("role", is_list.then_some("list"))
            .child(nodes)
            .child(code_hint)
            .child(clock)
            .into_any()
    }

    fn code_hint(&self, hint: CodeHint) -> AnyView {
        let text = use_vestibule().t(phrases::CODE_HINT);
        let mailbox = hint
            .mailbox
            .map(|(provider, page)| open_webmail(provider, page));
        let another = hint.another.then(|| another_code(self.flow.id.clone()));
        fragment(vec![
            mailbox.into_any(),
            element("p").class("hint").child(text).into_any(),
            another.into_any(),
        ])
    }
}

fn hint(id: &'static str, class: &'static str, phrase: Phrase) -> AnyView {
    let text = use_vestibule().t(phrase);
    let hint = element("p").test_id(id).class(class);
    hint.child(text).into_any()
}

/// The application that the user signs in to, with its own terms.
fn client(name: &str, terms: Option<SafeUrl>, privacy: Option<SafeUrl>) -> AnyView {
    let catalogue = use_vestibule().catalogue;
    let text = catalogue.t_with(phrases::OAUTH2_CLIENT, &[("client", name)]);
    let links: Vec<AnyView> = [(phrases::TERMS, terms), (phrases::PRIVACY, privacy)]
        .into_iter()
        .filter_map(|(phrase, url)| {
            let caption = format!(" {name}: {}", catalogue.t(phrase));
            Some(external_link(caption, url?.as_str()))
        })
        .collect();
    let client = element("p").test_id("oauth2-client").class("hint");
    client.child(text).child(links).into_any()
}

/// The id of the form that a method has of its own.
pub(super) fn method_id(group: &Group) -> String {
    format!("method-{}", group.as_str())
}

/// The forms of the methods that have one of their own. They stand behind the flow's form, in which their controls are, and
/// hold what goes along with every method.
pub(super) fn method_forms(
    screen: Screen,
    action: Signal<Option<String>>,
    on_submit: impl Fn() -> Box<dyn FnMut(SubmitEvent)>,
) -> AnyView {
    let forms = screen.methods.into_iter().map(|method| {
        let hidden = |(name, value)| hidden(name, value, None);
        let shared: Vec<AnyView> = method.hidden.into_iter().map(hidden).collect();
        element("form")
            .attr("id", method_id(&method.group))
            .attr("method", "post")
            .attr("action", action)
            .attr("novalidate", true)
            .attr("hidden", true)
            .on_submit(on_submit())
            .child(shared)
            .into_any()
    });
    fragment(forms.collect())
}

fn class_of(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Hidden => "section-hidden",
        SectionKind::Owned => "section section-owned",
        SectionKind::Main => "section section-main",
        SectionKind::Method => "section section-method",
        SectionKind::Aside => "section section-aside",
        SectionKind::Alternatives => "section section-alternatives",
        SectionKind::Providers => "section section-providers",
        SectionKind::Rest => "section section-rest",
    }
}
