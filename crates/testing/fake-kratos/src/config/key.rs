//! A key: which ones this server obeys, which ones it accepts without effect, and that it refuses all others.

use serde_json::Value;

use super::{ConfigError, Hook};

/// Keys that have an effect. `*` stands for one part, `**` for any rest.
const OBEYED: &[&str] = &[
    "dsn",
    "serve.public.base_url",
    "serve.public.host",
    "serve.public.port",
    "serve.public.cors.enabled",
    "serve.public.cors.allowed_origins",
    "serve.public.cors.allowed_methods",
    "serve.public.cors.allowed_headers",
    "serve.public.cors.exposed_headers",
    "serve.public.cors.allow_credentials",
    "serve.admin.base_url",
    "serve.admin.host",
    "serve.admin.port",
    "oauth2_provider.url",
    "identity.default_schema_id",
    "identity.schemas",
    "cookies.domain",
    "cookies.path",
    "cookies.same_site",
    "cookies.secure",
    "session.lifespan",
    "session.cookie.name",
    "session.cookie.domain",
    "session.cookie.path",
    "session.cookie.same_site",
    "session.cookie.secure",
    "session.cookie.persistent",
    "session.whoami.required_aal",
    "security.account_enumeration.mitigate",
    "selfservice.default_browser_return_url",
    "selfservice.allowed_return_urls",
    "selfservice.flows.*.ui_url",
    "selfservice.flows.*.enabled",
    "selfservice.flows.*.lifespan",
    "selfservice.flows.*.after.hooks",
    "selfservice.flows.*.after.default_browser_return_url",
    "selfservice.flows.*.after.*.hooks",
    "selfservice.flows.*.after.*.default_browser_return_url",
    "selfservice.flows.login.style",
    "selfservice.flows.registration.style",
    "selfservice.flows.registration.enable_legacy_one_step",
    "selfservice.flows.registration.login_hints",
    "selfservice.flows.recovery.use",
    "selfservice.flows.settings.privileged_session_max_age",
    "selfservice.flows.settings.required_aal",
    "selfservice.methods.link.config.lifespan",
    "feature_flags.use_continue_with_transitions",
    "feature_flags.choose_recovery_address",
    "selfservice.flows.verification.use",
    "selfservice.methods.*.enabled",
    "selfservice.methods.password.config.haveibeenpwned_enabled",
    "selfservice.methods.password.config.min_password_length",
    "selfservice.methods.password.config.identifier_similarity_check_enabled",
    "selfservice.methods.code.passwordless_enabled",
    "selfservice.methods.code.mfa_enabled",
    "selfservice.methods.totp.config.issuer",
    "selfservice.methods.code.config.lifespan",
    "selfservice.methods.code.config.max_submissions",
    "selfservice.methods.code.config.missing_credential_fallback_enabled",
    "selfservice.methods.webauthn.config.passwordless",
    "selfservice.methods.*.config.rp.id",
    "selfservice.methods.*.config.rp.display_name",
    "selfservice.methods.*.config.rp.origins",
    "selfservice.methods.*.config.rp.origin",
    "selfservice.methods.oidc.config.providers",
    "feature_flags.legacy_require_verified_login_error",
    "feature_flags.legacy_continue_with_verification_ui",
];

/// Keys that are accepted and change nothing here.
const ACCEPTED: &[&str] = &[
    "version",
    "log.**",
    "tracing.**",
    "secrets.**",
    "ciphers.**",
    "hashers.**",
    "courier.**",
];

/// Names the first key that is not known.
pub(super) fn check(tree: &Value) -> Result<(), ConfigError> {
    visit(tree, &mut Vec::new())
}

fn visit(value: &Value, path: &mut Vec<String>) -> Result<(), ConfigError> {
    let known = |path: &[String]| {
        OBEYED
            .iter()
            .chain(ACCEPTED)
            .any(|pattern| matches(pattern, path))
    };
    match value {
        Value::Object(map) if !known(path) && (!map.is_empty() || path.is_empty()) => {
            for (key, child) in map {
                path.push(key.clone());
                visit(child, path)?;
                path.pop();
            }
            Ok(())
        }
        Value::Null => Ok(()),
        _ if known(path) => Ok(()),
        _ => Err(ConfigError::Unsupported(path.join("."))),
    }
}

fn matches(pattern: &str, path: &[String]) -> bool {
    let mut parts = path.iter();
    for expected in pattern.split('.') {
        match (expected, parts.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(_)) => {}
            (expected, Some(part)) if expected == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// The hook an entry of a `hooks` list names, if it is one that runs here.
pub(super) fn hook(entry: &Value) -> Option<Hook> {
    match entry.get("hook").and_then(Value::as_str)? {
        "session" => Some(Hook::Session),
        "show_verification_ui" => Some(Hook::ShowVerificationUi),
        "web_hook" => Some(Hook::Web),
        "require_verified_address" => Some(Hook::RequireVerifiedAddress),
        _ => None,
    }
}

/// Refuses hooks that do not exist here, wherever they stand.
pub(super) fn check_hooks(tree: &Value) -> Result<(), ConfigError> {
    let Some(flows) = tree
        .pointer("/selfservice/flows")
        .and_then(Value::as_object)
    else {
        return Ok(());
    };
    for (flow, config) in flows {
        let mut lists = vec![config.pointer("/after/hooks")];
        if let Some(after) = config.get("after").and_then(Value::as_object) {
            lists.extend(after.values().map(|method| method.get("hooks")));
        }
        for entry in lists
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
        {
            if hook(entry).is_none() {
                let path = format!("selfservice.flows.{flow}.after");
                return Err(ConfigError::Value(
                    path,
                    format!("the hook {entry} does not exist here"),
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_key_is_named() {
        let tree = json!({"selfservice": {"methods": {"password": {"config": {"colour": 1}}}}});
        let error = check(&tree).map_err(|error| error.to_string());
        assert!(
            error.is_err_and(|text| text.contains("selfservice.methods.password.config.colour"))
        );
    }

    #[test]
    fn known_and_ignored_keys_pass() {
        let tree = json!({
            "log": {"level": "error", "format": "text"},
            "dsn": "memory",
            "selfservice": {"flows": {"login": {"after": {"code": {"hooks": []}}}}},
        });
        assert!(check(&tree).is_ok());
    }

    #[test]
    fn an_unknown_hook_is_refused() {
        let tree = json!({"selfservice": {"flows": {"login": {"after": {"hooks": [{"hook": "two_step_registration"}]}}}}});
        assert!(check_hooks(&tree).is_err());
    }
}
