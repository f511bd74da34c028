//! The passkey *ceremonies* of a form, in one of two ways with one interface: by Kratos' script, or by the browser's own
//! functions. Either way the result lands in the form's hidden field and is sent like any other submit.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use web_sys::HtmlFormElement;

use super::form::FormHandle;
use super::rx;
use crate::browser;
use crate::browser::passkey::{self, CeremonyError};
use crate::browser::{form, script};
use crate::config::Passkeys;
use crate::flow::{Flow, Group, Input, NodeKind, RESULTS, Script, Submitter, Trigger};
use crate::i18n::{Phrase, phrases};

/// The field with the options for a new passkey.
const CREATE: &str = "passkey_create_data";

/// Set once a flow of this page has had a passkey in it: the server takes them.
static SEEN: AtomicBool = AtomicBool::new(false);

/// Set while a user is on the way to the settings in order to add a passkey.
static TARGET: AtomicBool = AtomicBool::new(false);

/// Whether to offer a passkey to a user who has signed in without one: only here and now, where a form of this page has
/// shown that the server takes them, on a device that can keep one, and to nobody who has refused it before. Kratos tells
/// nobody but the settings who has a passkey, so who has one elsewhere is asked too.
pub(crate) async fn is_offered() -> bool {
    SEEN.load(Ordering::Relaxed)
        && !browser::local_storage::refuses_passkeys()
        && passkey::can_keep().await
}

/// The settings that are opened next begin at the passkeys.
pub(crate) fn want() {
    TARGET.store(true, Ordering::Relaxed);
}

/// Whether a user is on the way to the settings in order to add a passkey.
pub(super) fn is_wanted() -> bool {
    TARGET.load(Ordering::Relaxed)
}

/// The ceremonies of one form.
#[derive(Clone, Copy)]
pub(super) struct Ceremonies {
    mode: Passkeys,
    form: FormHandle,
    /// What to say about the ceremony, where nothing is wrong with the form.
    pub(super) status: RwSignal<Option<Phrase>>,
    /// Which answer of which flow a dialog was opened for, while it is open.
    dialog: StoredValue<Option<(u32, String)>>,
}

impl Ceremonies {
    /// The ceremonies of a form. What waits for the user when the form goes away is ended.
    pub(super) fn new(form: FormHandle, mode: Passkeys) -> Self {
        browser::when_gone(move || match mode {
            Passkeys::Native => wasm_bindgen_futures::spawn_local(passkey::stop()),
            Passkeys::Script => script::stop_autofill(),
        });
        let status = RwSignal::new(None);
        // That the device has confirmed is of no use once there is a response, or none.
        rx::effect(move || {
            if !form.busy.get() && status.get_untracked() == Some(phrases::PASSKEY_USED) {
                status.set(None);
            }
        });
        Ceremonies {
            mode,
            form,
            status,
            dialog: StoredValue::new(None),
        }
    }

    /// A dialog is over. Whether the flow that it was opened for is still rendered: a challenge belongs to its flow.
    fn close(self) -> bool {
        let opened = self
            .dialog
            .try_update_value(|dialog| dialog.take())
            .flatten();
        opened.is_none() || opened == self.form.response()
    }

    /// Kratos' script ends with the form's own submit(), which would leave the page.
    pub(super) fn hydrate(self, element: &HtmlFormElement) {
        let form = element.clone();
        form::replace_submit(element, move || self.send_result(&form));
    }

    /// Sends the result that a ceremony has left in the form.
    fn send_result(self, form: &HtmlFormElement) {
        if !self.close() {
            self.drop_result(form);
            return;
        }
        let fields = form::fields(form);
        let submitter = self
            .form
            .flow()
            .and_then(|flow| Submitter::ceremony(&flow, &fields));
        if let Some(submitter) = submitter {
            self.form.send(submitter);
            if self.form.busy.try_get_untracked() == Some(true) {
                self.status.try_set(Some(phrases::PASSKEY_USED));
            }
        }
    }

    /// The flow was replaced while the dialog was open: what came of it proves nothing to the new one.
    fn drop_result(self, form: &HtmlFormElement) {
        form::clear(form, &RESULTS);
        self.start_conditional_ui();
        self.status.try_set(Some(phrases::PASSKEY_AGAIN));
    }

    /// For each flow that is rendered: loads the script if there is one to load, and starts what the flow wants started.
    /// While a dialog is open that has to wait.
    pub(super) fn start_conditional_ui(self) {
        if self.dialog.with_value(Option::is_some) {
            return;
        }
        self.status.set(None);
        let Some(flow) = self.form.flow() else { return };
        if flow.nodes.iter().any(|node| node.group == Group::Passkey) {
            SEEN.store(true, Ordering::Relaxed);
        }
        if let Some(form) = self.form.element.get_untracked()
            && self
                .form
                .group
                .with_value(|group| *group == Some(Group::Passkey))
            && TARGET.swap(false, Ordering::Relaxed)
        {
            form::focus_submit(&form);
        }
        // Up to v1.3 two nodes ask for the same; the second start would end the first while it begins.
        let mut onload: Vec<Trigger> = Vec::new();
        for node in &flow.nodes {
            if let Some(trigger) = node.input().and_then(|input| input.onload)
                && !onload.contains(&trigger)
            {
                onload.push(trigger);
            }
        }
        match self.mode {
            Passkeys::Script => {
                script::stop_autofill();
                let Some(script) = script_of(&flow) else {
                    return;
                };
                let kratos = self.form.kratos();
                let response = self.form.response();
                rx::spawn(async move {
                    script::load(&script, &kratos).await;
                    if self.form.response() == response {
                        for trigger in onload {
                            script::run(trigger);
                        }
                    }
                });
            }
            Passkeys::Native => {
                if onload.is_empty() {
                    rx::spawn(passkey::stop());
                }
                for trigger in onload {
                    self.run_native(trigger);
                }
            }
        }
    }

    /// Starts a ceremony because its button was pressed.
    pub(super) fn start(self, trigger: Trigger, group: &Group) {
        if self.form.is_closed() {
            return;
        }
        // A passkey is made for a name: what the form lacks is requested first.
        let submitter = Submitter {
            name: "method".to_owned(),
            value: group.as_str().to_owned(),
            group: group.clone(),
        };
        let creates = matches!(
            trigger,
            Trigger::PasskeyRegistration
                | Trigger::WebAuthnRegistration
                | Trigger::PasskeySettingsRegistration
        );
        if creates && !self.form.check(&submitter) {
            return;
        }
        self.status.set(Some(phrases::PASSKEY_WAIT));
        self.dialog.set_value(self.form.response());
        match self.mode {
            Passkeys::Script => {
                let response = self.form.response();
                rx::spawn(async move {
                    // Pressed before the script was there: the press counts all the same.
                    script::loaded().await;
                    if self.form.response() != response {
                        self.close();
                        self.start_conditional_ui();
                        return;
                    }
                    // The script keeps to itself why a ceremony came to nothing.
                    let quiet = matches!(
                        trigger,
                        Trigger::WebAuthnLogin | Trigger::WebAuthnRegistration
                    );
                    let watched = passkey::watch(quiet, move |error| {
                        if self.close() {
                            self.status.try_set(self.phrase_of(error));
                        } else {
                            self.start_conditional_ui();
                        }
                    });
                    // The script reads the options out of the form.
                    if trigger == Trigger::PasskeySettingsRegistration
                        && let Some(form) = self.form.element.get_untracked()
                        && let Some((options, _)) = self.options(trigger)
                    {
                        form::set_value(&form, CREATE, &options);
                    }
                    if !watched || !script::run(trigger) {
                        self.close();
                        self.status.try_set(Some(phrases::PASSKEY_UNAVAILABLE));
                    }
                });
            }
            Passkeys::Native if passkey::is_available() => self.run_native(trigger),
            Passkeys::Native => {
                self.close();
                self.status.set(Some(phrases::PASSKEY_UNAVAILABLE));
            }
        }
    }

    /// The options of a ceremony, as the flow that is rendered has them, and the field for its result.
    fn options(self, trigger: Trigger) -> Option<(String, &'static str)> {
        let (options_field, result_field) = match trigger {
            Trigger::PasskeyLogin | Trigger::PasskeyLoginAutocompleteInit => {
                ("passkey_challenge", "passkey_login")
            }
            Trigger::PasskeyRegistration => (CREATE, "passkey_register"),
            Trigger::PasskeySettingsRegistration => (CREATE, "passkey_settings_register"),
            Trigger::WebAuthnLogin => ("webauthn_login_trigger", "webauthn_login"),
            Trigger::WebAuthnRegistration => ("webauthn_register_trigger", "webauthn_register"),
        };
        let flow = self.form.flow()?;
        let values = |name: &str| {
            let inputs = flow.nodes.iter().filter_map(|node| node.input());
            let found = inputs.filter(|input| input.name == name);
            found.map(Input::text_value).collect::<Vec<_>>()
        };
        let mut options = values(options_field).into_iter().next()?;
        if trigger == Trigger::PasskeySettingsRegistration {
            options = passkey::excluding(&options, &values("passkey_remove")).unwrap_or(options);
        }
        Some((options, result_field))
    }

    fn run_native(self, trigger: Trigger) {
        let (Some(form), Some(flow)) = (self.form.element.get_untracked(), self.form.flow()) else {
            return;
        };
        let Some((options, result_field)) = self.options(trigger) else {
            return;
        };
        let response = self.form.response();
        rx::spawn(async move {
            let result = match trigger {
                Trigger::PasskeyLogin | Trigger::WebAuthnLogin => passkey::sign_in(&options).await,
                Trigger::PasskeyLoginAutocompleteInit => passkey::autofill(&options).await,
                Trigger::PasskeyRegistration => {
                    let field = passkey::display_name_field(&options);
                    let name = field.and_then(|field| form::value_of(&form, &field));
                    passkey::create(&options, name.filter(|name| !name.is_empty()).as_deref()).await
                }
                Trigger::PasskeySettingsRegistration | Trigger::WebAuthnRegistration => {
                    passkey::create(&options, None).await
                }
            };
            let is_dialog = trigger != Trigger::PasskeyLoginAutocompleteInit;
            // The challenge belongs to the flow that was rendered then; another one wants its own.
            if self.form.response() != response {
                if is_dialog {
                    self.close();
                    self.drop_result(&form);
                }
                return;
            }
            if is_dialog && result.is_err() {
                self.close();
            }
            match result {
                Ok(credential) => {
                    form::set_value(&form, result_field, &credential);
                    self.send_result(&form);
                }
                Err(error) => self.failed(trigger, error, &flow),
            }
        });
    }

    fn phrase_of(self, error: CeremonyError) -> Option<Phrase> {
        match error {
            CeremonyError::Unused => Some(phrases::PASSKEY_UNUSED),
            CeremonyError::Aborted => None,
            CeremonyError::Exists => Some(phrases::PASSKEY_EXISTS),
            CeremonyError::WrongAddress => Some(phrases::PASSKEY_ADDRESS),
            CeremonyError::Unavailable => Some(phrases::PASSKEY_UNAVAILABLE),
        }
    }

    fn failed(self, trigger: Trigger, error: CeremonyError, flow: &Flow) {
        if trigger == Trigger::PasskeyLoginAutocompleteInit {
            return;
        }
        self.status.try_set(self.phrase_of(error));
        // Autofill had to make way for the dialog.
        let autofill = flow
            .nodes
            .iter()
            .filter_map(|node| node.input()?.onload)
            .find(|trigger| *trigger == Trigger::PasskeyLoginAutocompleteInit);
        if let Some(trigger) = autofill {
            self.run_native(trigger);
        }
    }
}

fn script_of(flow: &Flow) -> Option<Script> {
    flow.nodes.iter().find_map(|node| match &node.kind {
        NodeKind::Script(script) if script.id == "webauthn_script" => Some(script.clone()),
        _ => None,
    })
}
