//! A *group* says which method of Kratos a node belongs to.

/// The groups that Kratos knows; a new one is an [`Other`](Group::Other).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// What every method needs: the CSRF token, the identifier, the traits.
    Default,
    /// Passwords.
    Password,
    /// Social sign-in.
    Oidc,
    /// Traits in settings and in the first step of sign-up.
    Profile,
    /// Mailed links.
    Link,
    /// One-time codes.
    Code,
    /// Authenticator apps.
    Totp,
    /// Backup codes.
    LookupSecret,
    /// Security keys, and the script for both kinds of keys.
    Webauthn,
    /// Passkeys.
    Passkey,
    /// The first step of a sign-in that asks for the identifier alone.
    IdentifierFirst,
    /// Captchas (Ory Network).
    Captcha,
    /// SAML (Ory Network).
    Saml,
    /// A group that this version does not know; it is rendered as any other.
    Other(String),
}

impl Group {
    /// Reads Kratos' name; never fails.
    pub fn new(name: &str) -> Self {
        match name {
            "default" => Group::Default,
            "password" => Group::Password,
            "oidc" => Group::Oidc,
            "profile" => Group::Profile,
            "link" => Group::Link,
            "code" => Group::Code,
            "totp" => Group::Totp,
            "lookup_secret" => Group::LookupSecret,
            "webauthn" => Group::Webauthn,
            "passkey" => Group::Passkey,
            "identifier_first" => Group::IdentifierFirst,
            "captcha" => Group::Captcha,
            "saml" => Group::Saml,
            other => Group::Other(other.to_owned()),
        }
    }

    /// Kratos' name.
    pub fn as_str(&self) -> &str {
        match self {
            Group::Default => "default",
            Group::Password => "password",
            Group::Oidc => "oidc",
            Group::Profile => "profile",
            Group::Link => "link",
            Group::Code => "code",
            Group::Totp => "totp",
            Group::LookupSecret => "lookup_secret",
            Group::Webauthn => "webauthn",
            Group::Passkey => "passkey",
            Group::IdentifierFirst => "identifier_first",
            Group::Captcha => "captcha",
            Group::Saml => "saml",
            Group::Other(name) => name,
        }
    }

    /// Whether the fields of this group go along with whatever button is pressed.
    pub fn is_shared(&self) -> bool {
        matches!(
            self,
            Group::Default | Group::Profile | Group::IdentifierFirst | Group::Captcha
        )
    }
}
