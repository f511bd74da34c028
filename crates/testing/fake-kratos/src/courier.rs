//! The courier: messages that are not sent but kept, to be read through the admin API.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::instant::Instant;
use crate::token::Purpose;

/// One mail or text message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: Uuid,
    sms: bool,
    pub(crate) recipient: String,
    subject: String,
    body: String,
    template: &'static str,
    created_at: Instant,
}

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template<'a> {
    Login,
    Registration,
    /// With the link that brings the code along.
    Verification(&'a str),
    Recovery,
}

impl Message {
    /// Writes a message with a code.
    pub(crate) fn with_code(
        template: Template<'_>,
        via: &str,
        recipient: &str,
        code: &str,
        minutes: u64,
    ) -> Self {
        let sms = via == "sms";
        let (template, subject, body) = match template {
            Template::Login => (
                "login_code_valid",
                format!("Use code {code} to log in"),
                format!("Sign in with this code:\n\n{code}\n\nIt expires in {minutes} minutes.\n"),
            ),
            Template::Registration => (
                "registration_code_valid",
                format!("Use code {code} to complete your account registration"),
                format!(
                    "Complete your sign-up with this code:\n\n{code}\n\nIt expires in {minutes} minutes.\n"
                ),
            ),
            Template::Recovery => (
                "recovery_code_valid",
                format!("Use code {code} to recover access to your account"),
                format!(
                    "Recover access to your account with this code:\n\n{code}\n\nIt expires in {minutes} minutes.\n"
                ),
            ),
            Template::Verification(link) => (
                "verification_code_valid",
                format!("Use code {code} to verify your account"),
                format!(
                    "Verify your address with this code:\n\n{code}\n\nor by this link:\n\n{link}\n\nIt expires in {minutes} minutes.\n"
                ),
            ),
        };
        Self {
            id: Uuid::new_v4(),
            sms,
            recipient: recipient.to_owned(),
            subject: if sms { String::new() } else { subject },
            body,
            template,
            created_at: Instant::stored(),
        }
    }

    /// Writes a mail with a link. The purpose is `recovery` or `verification`.
    pub(crate) fn with_link(purpose: Purpose, recipient: &str, link: &str, minutes: u64) -> Self {
        let (template, subject) = match purpose {
            Purpose::Recovery => ("recovery_valid", "Recover access to your account"),
            Purpose::Verification => ("verification_valid", "Please verify your email address"),
        };
        Self {
            id: Uuid::new_v4(),
            sms: false,
            recipient: recipient.to_owned(),
            subject: subject.to_owned(),
            body: format!(
                "{subject} by this link:\n\n{link}\n\nIt expires in {minutes} minutes.\n"
            ),
            template,
            created_at: Instant::stored(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        let (kind, channel) = if self.sms {
            ("phone", "sms")
        } else {
            ("email", "email")
        };
        json!({
            "id": self.id,
            "status": "queued",
            "type": kind,
            "recipient": self.recipient,
            "body": self.body,
            "subject": self.subject,
            "template_type": self.template,
            "channel": channel,
            "send_count": 0,
            "created_at": self.created_at,
            "updated_at": self.created_at,
        })
    }
}
