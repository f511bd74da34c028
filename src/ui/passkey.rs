//! The passkey *ceremonies* of a form, in one of two ways with one interface: by Kratos' script, or by the browser's own
//! functions. Either way the result lands in the form's hidden field and is sent like any other submit.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::use_vestibule;
use crate::browser::passkey::{self, CeremonyError};
use crate::browser::{form, script};
use crate::config::Passkeys;
use crate::flow::{Flow, Group, NodeKind, Pressed, Script, Showing, Trigger};
use crate::i18n::{Phrase, phrases};

/// The ceremonies of one form.
#[derive(Clone, Copy)]
pub(super) struct Ceremonies {
    mode: Passkeys,
    form: NodeRef<html::Form>,
    showing: Signal<Option<Showing>>,
    send: Callback<Pressed>,
    check: Callback<Pressed, bool>,
    busy: Signal<bool>,
    /// What to say about the ceremony, where nothing is wrong with the form.
    pub(super) status: RwSignal<Option<Phrase>>,
    kratos: StoredValue<String>,
}

/// Sets up the ceremonies of a form: the script is loaded, and autofill is armed with every new challenge.
pub(super) fn use_ceremonies(
    form: NodeRef<html::Form>,
    showing: Signal<Option<Showing>>,
    busy: Signal<bool>,
    send: Callback<Pressed>,
    check: Callback<Pressed, bool>,
) -> Ceremonies {
    let vestibule = use_vestibule();
    let ceremonies = Ceremonies {
        mode: vestibule.config.passkeys,
        form,
        showing,
        send,
        check,
        busy,
        status: RwSignal::new(None),
        kratos: StoredValue::new(vestibule.config.kratos.clone()),
    };
    // Kratos' script ends with the form's own submit(), which would leave the page.
    Effect::new(move |_| {
        if let Some(form) = form.get() {
            let element = form.clone();
            form::replace_submit(&form, move || {
                let fields = form::fields(&element);
                let pressed = ceremonies
                    .flow()
                    .and_then(|flow| Pressed::ceremony(&flow, &fields));
                if let Some(pressed) = pressed {
                    ceremonies.send.run(pressed);
                }
            });
        }
    });
    Effect::new(move |before: Option<Option<u32>>| {
        let ready = form.get().is_some();
        let answer = showing.with(|showing| showing.as_ref().map(|showing| showing.answer));
        let before = before.flatten();
        if ready && answer.is_some() && before != answer {
            ceremonies.status.set(None);
            ceremonies.arm();
            return answer;
        }
        before
    });
    on_cleanup(move || {
        if ceremonies.mode == Passkeys::Native {
            wasm_bindgen_futures::spawn_local(passkey::stop());
        }
    });
    ceremonies
}

impl Ceremonies {
    fn flow(self) -> Option<Flow> {
        self.showing
            .try_with_untracked(|showing| showing.as_ref().map(|showing| showing.flow.clone()))
            .flatten()
    }

    fn answer(self) -> Option<u32> {
        self.showing
            .try_with_untracked(|showing| showing.as_ref().map(|showing| showing.answer))
            .flatten()
    }

    /// Loads the script if there is one to load, and starts what the flow wants started when it is drawn.
    fn arm(self) {
        let Some(flow) = self.flow() else { return };
        let onload: Vec<Trigger> = flow
            .nodes
            .iter()
            .filter_map(|node| node.input()?.onload)
            .collect();
        match self.mode {
            Passkeys::Script => {
                let Some(script) = script_of(&flow) else {
                    return;
                };
                let kratos = self.kratos.get_value();
                let answer = self.answer();
                spawn_local(async move {
                    script::load(&script, &kratos).await;
                    if self.answer() == answer {
                        for trigger in onload {
                            script::run(trigger);
                        }
                    }
                });
            }
            Passkeys::Native => {
                for trigger in onload {
                    self.run_native(trigger);
                }
            }
        }
    }

    /// Starts a ceremony because its button was pressed.
    pub(super) fn start(self, trigger: Trigger, group: &Group) {
        if self.busy.get_untracked() {
            return;
        }
        // A passkey is made for a name: what the form lacks is asked for first.
        let pressed = Pressed {
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
        if creates && !self.check.run(pressed) {
            return;
        }
        self.status.set(Some(phrases::PASSKEY_WAIT));
        match self.mode {
            Passkeys::Script => {
                // The script keeps to itself why a ceremony came to nothing.
                let answer = self.answer();
                let watch = passkey::watch(move |error| {
                    if self.answer() == answer {
                        self.status.try_set(self.words(error));
                    }
                });
                if !watch || !script::is_ready(trigger) || !script::run(trigger) {
                    self.status.set(Some(phrases::PASSKEY_UNAVAILABLE));
                }
            }
            Passkeys::Native if passkey::is_available() => self.run_native(trigger),
            Passkeys::Native => self.status.set(Some(phrases::PASSKEY_UNAVAILABLE)),
        }
    }

    fn run_native(self, trigger: Trigger) {
        let (Some(form), Some(flow)) = (self.form.get_untracked(), self.flow()) else {
            return;
        };
        let (options_field, result_field) = match trigger {
            Trigger::PasskeyLogin | Trigger::PasskeyLoginAutocompleteInit => {
                ("passkey_challenge", "passkey_login")
            }
            Trigger::PasskeyRegistration => ("passkey_create_data", "passkey_register"),
            Trigger::PasskeySettingsRegistration => {
                ("passkey_create_data", "passkey_settings_register")
            }
            Trigger::WebAuthnLogin => ("webauthn_login_trigger", "webauthn_login"),
            Trigger::WebAuthnRegistration => ("webauthn_register_trigger", "webauthn_register"),
        };
        let options = flow
            .nodes
            .iter()
            .filter_map(|node| node.input())
            .find(|input| input.name == options_field)
            .map(|input| input.text_value());
        let Some(options) = options else { return };
        let answer = self.answer();
        spawn_local(async move {
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
            // The challenge belongs to the answer that was drawn then; another one wants its own.
            if self.answer() != answer {
                return;
            }
            match result {
                Ok(credential) => {
                    form::set_value(&form, result_field, &credential);
                    let fields = form::fields(&form);
                    if let Some(pressed) = Pressed::ceremony(&flow, &fields) {
                        self.send.run(pressed);
                    }
                }
                Err(error) => self.failed(trigger, error, &flow),
            }
        });
    }

    fn words(self, error: CeremonyError) -> Option<Phrase> {
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
        self.status.try_set(self.words(error));
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
