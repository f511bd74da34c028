//! The *application*: what happens between an empty page and its first route.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser;
use crate::browser::prefetch;
use crate::config::Config;
use crate::i18n::{Catalogue, ENGLISH, choose, file};
use crate::json;
use crate::page::Pages;
#[cfg(feature = "hydrate")]
use crate::ui::Initial;
use crate::ui::{Vestibule, provide_vestibule};

/// The whole application, below the configuration and the texts.
#[component]
pub fn App(
    /// The configuration.
    config: Arc<Config>,
    /// The texts.
    #[prop(default = Arc::default())]
    catalogue: Arc<Catalogue>,
) -> impl IntoView {
    let catalogue = Arc::unwrap_or_clone(catalogue).with(&config.texts);
    provide_vestibule(Vestibule {
        config,
        catalogue: Arc::new(catalogue),
        ..Vestibule::default()
    });
    view! { <Pages/> }
}

/// Reads `config.json`, fetches the user's language, and mounts the application into `#app`.
///
/// A panic traps, and the scripts of the page hear of that: nothing of the application acts any more. What a server has
/// rendered is a form all the same, and the browser's own then; elsewhere a form that looks alive is worse than none, and the
/// card of `index.html` takes its place.
pub fn start() {
    // Leptos' own executor exists only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        match configuration().await {
            Ok(config) => {
                browser::apply_theme(&config.theme.css(), config.theme.layout.as_str());
                let catalogue = catalogue(&config).await;
                browser::set_language(catalogue.language());
                mount(Arc::new(config), Arc::new(catalogue));
            }
            Err(StartError(why, detail)) => browser::break_down(why, &detail),
        }
    });
}

/// Why there is no configuration: a part of the card of `index.html`, and what the operator wants to know.
struct StartError(&'static str, String);

async fn configuration() -> Result<Config, StartError> {
    let Some(promise) = prefetch::take_config() else {
        return Ok(Config::default());
    };
    let missing = || StartError("unreachable", "config.json cannot be loaded".to_owned());
    let wrong = |reason: String| StartError("config", reason);
    let response = JsFuture::from(promise).await.map_err(|_| missing())?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| missing())?;
    if response.status() == 404 {
        return Ok(Config::default());
    }
    let json = text(&response).await.ok_or_else(missing)?;
    let json =
        json::read(&json).map_err(|error| wrong(format!("config.json is not JSON: {error}")))?;
    Config::read(&json).map_err(|error| wrong(format!("config.json {error}")))
}

/// The catalogue of the first language that an OAuth2 client asks for or else the user reads, and the page has. Without it everything is in English. A page
/// that a server has rendered stays in the language that it is in.
async fn catalogue(config: &Config) -> Catalogue {
    #[cfg(feature = "hydrate")]
    let rendered = browser::embedded(DATA).and_then(|_| browser::language());
    #[cfg(not(feature = "hydrate"))]
    let rendered = None;
    let target = match rendered {
        Some(language) => vec![language],
        None if config.languages.is_empty() => Vec::new(),
        None => browser::languages(&prefetch::client_languages().await),
    };
    let language = choose(&target, &config.languages);
    let Some(path) = file(language, config.wording) else {
        return Catalogue::default();
    };
    match browser::fetch(&path).await {
        Some(response) => match text(&response).await.map(|text| json::read(&text)) {
            Some(Ok(Value::Object(patterns))) => {
                Catalogue::new(language.unwrap_or(ENGLISH), patterns)
            }
            _ => Catalogue::default(),
        },
        None => Catalogue::default(),
    }
}

async fn text(response: &web_sys::Response) -> Option<String> {
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}

/// The id of what a server has put into the page for the application: what Kratos has said.
#[cfg(feature = "hydrate")]
const DATA: &str = "flow";

#[cfg(feature = "hydrate")]
fn mount(config: Arc<Config>, catalogue: Arc<Catalogue>) {
    let json = browser::embedded(DATA);
    let initial = json.as_deref().and_then(Initial::read);
    if json.is_some() && initial.is_none() {
        // Another version has rendered the page.
        return browser::break_down("broken", "");
    }
    let boot_root = browser::boot_root();
    let is_rendered = initial.is_some() && boot_root.is_none();
    let Some(root) = boot_root.or_else(browser::mount_point) else {
        return;
    };
    let render = move || {
        if let Some(initial) = initial {
            provide_context(initial);
        }
        view! { <App config=config catalogue=catalogue/> }
    };
    browser::hydrate(|| {
        if is_rendered {
            leptos::mount::hydrate_from(root, render).forget();
        } else {
            root.set_text_content(None);
            leptos::mount::mount_to(root, render).forget();
        }
    });
    browser::is_alive();
}

#[cfg(not(feature = "hydrate"))]
fn mount(config: Arc<Config>, catalogue: Arc<Catalogue>) {
    let Some(root) = browser::mount_point() else {
        return;
    };
    // The skeleton of index.html makes way for the same one, rendered by the application.
    root.set_text_content(None);
    #[cfg(feature = "csr")]
    leptos::mount::mount_to(
        root,
        move || view! { <App config=config catalogue=catalogue/> },
    )
    .forget();
    #[cfg(not(feature = "csr"))]
    drop((root, config, catalogue));
}
