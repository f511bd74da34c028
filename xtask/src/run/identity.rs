//! Identity: the identity server that the page speaks with, the embedded one, a Kratos that is started, or one that runs.

use super::Options;
use crate::{
    cmd::Cmd,
    failure::Failure,
    servers::{self, Server},
    workspace,
};
use serde_json::json;
use std::{fs, path::PathBuf};

/// The identity server, if it is ours, and where it listens.
pub(super) struct Identity {
    pub(super) server: Option<Server>,
    pub(super) public: String,
    pub(super) admin: Option<String>,
}

impl Identity {
    /// Starts it, in the program that `profile` has made of it, or looks whether it answers.
    pub(super) fn start(options: &Options, profile: &str) -> Result<Self, Failure> {
        if let Some(public) = &options.kratos {
            let ready = format!("{}/health/alive", public.trim_end_matches('/'));
            if !servers::answers(&ready) {
                return Err(Failure::plain(format!("no Kratos answers at {ready}")));
            }
            let (public, admin) = (public.clone(), options.kratos_admin.clone());
            return Ok(Self {
                server: None,
                public,
                admin,
            });
        }
        let (name, program) = match &options.kratos_bin {
            Some(path) => ("Kratos", workspace::root().join(path)),
            None => (
                "the embedded identity server",
                servers::built(profile, "fake-kratos"),
            ),
        };
        let public = servers::free_port(4433)?;
        let admin = servers::free_port(4434)?;
        let addresses = addresses(options, public, admin)?;
        let program = Cmd::new(program)
            .args(["serve", "--dev", "-c", "kratos.yml", "-c"])
            .args([addresses]);
        let mut server = Server::start(name, program, &workspace::root().join("deploy/kratos"))?;
        let admin = format!("http://127.0.0.1:{admin}");
        server.ready(&format!("{admin}/health/ready"))?;
        let public = format!("http://127.0.0.1:{public}");
        Ok(Self {
            server: Some(server),
            public,
            admin: Some(admin),
        })
    }
}

/// A second configuration file, over `deploy/kratos/kratos.yml`: ports, and every address that a browser sees.
fn addresses(options: &Options, public: u16, admin: u16) -> Result<PathBuf, Failure> {
    let origin = format!("http://localhost:{}", options.port);
    let page = |path: &str| json!({ "ui_url": format!("{origin}/{path}") });
    // The embedded server is a provider for social sign-in too, one that believes what people say.
    let oidc = json!({
        "enabled": options.kratos_bin.is_none(),
        "config": { "providers": [{
            "id": "acme",
            "label": "Acme",
            "provider": "generic",
            "client_id": "vestibule",
            "client_secret": "not-a-secret",
            "issuer_url": format!("http://localhost:{public}/fake-provider"),
            "mapper_url": "base64://",
            "scope": ["openid", "email"],
        }] },
    });
    let config = json!({
        "serve": {
            "public": { "base_url": format!("{origin}/"), "host": "127.0.0.1", "port": public },
            "admin": { "base_url": format!("http://localhost:{admin}/"), "host": "127.0.0.1", "port": admin },
        },
        "selfservice": {
            "default_browser_return_url": format!("{origin}/"),
            "allowed_return_urls": [format!("{origin}/")],
            "flows": {
                "error": page("error"),
                "login": page("login"),
                "registration": page("registration"),
                "settings": page("settings"),
                "recovery": page("recovery"),
                "verification": page("verification"),
                "logout": { "after": { "default_browser_return_url": format!("{origin}/login") } },
            },
            "methods": {
                "passkey": { "config": { "rp": { "origins": [origin] } } },
                "webauthn": { "config": { "rp": { "origins": [origin] } } },
                "oidc": oidc,
            },
        },
    });
    let folder = workspace::target().join("run");
    fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
    let file = folder.join("addresses.yml"); // JSON is YAML
    fs::write(&file, config.to_string()).map_err(Failure::io(file.display()))?;
    Ok(file)
}
