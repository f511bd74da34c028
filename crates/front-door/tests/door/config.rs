//! The configuration: what lies over what, how a mistake is named, and how it gets into the page.

use crate::stage::{Stage, text};
use front_door::config::Configuration;
use sha2::{Digest as _, Sha256};
use vestibule::config::Passkeys;

#[tokio::test]
async fn it_is_served_as_the_operator_wrote_it_and_never_stored() {
    let response = Stage::new().get("/config.json").await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(text(response).await, "{}");
    let given = r#"{"brand":{"name":"Acme"},"passkeys":"native"}"#;
    let stage = Stage::with(|settings| settings.config_json = Some(given.into()));
    assert_eq!(text(stage.get("/config.json").await).await, given);
}

#[tokio::test]
async fn the_page_has_it_and_looks_like_it() {
    let stage = Stage::new();
    let plain = text(stage.get("/login").await).await;
    assert!(
        plain.contains("<script type=\"application/json\" id=\"config\">{}</script></head>"),
        "{plain}"
    );
    assert!(
        plain.contains("<html data-kratos=\"\" data-layout=\"card\">"),
        "{plain}"
    );
    assert!(plain.contains("<title>Vestibule</title>"), "{plain}");

    let stage = Stage::with(|settings| {
        let json = serde_json::json!({
            "brand": {"name": "A </script><b>", "logo": {"light": "/l.svg", "dark": "https://cdn.example.com/d.svg"}, "tagline": "T&C"},
            "kratos": "https://id.example.com/kratos/", "passkeys": "native",
            "theme": {"layout": "split", "radius": "none", "colors": {"main": {"light": "#0a5c36", "dark": "#6fe0a8"}}},
            "links": {"help": "/help?a&b", "privacy": "https://acme.example/privacy"},
            "texts": {"help": "Hilfe"},
        });
        settings.config_json = Some(json.to_string());
    });
    let response = stage.get("/login").await;
    let csp = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    let page = text(response).await;
    let css = ":root{--color-main:light-dark(#0a5c36,#6fe0a8);--color-on-main:light-dark(#ffffff,#000000);--radius:0px;}";
    for part in [
        "<html data-kratos=\"https://id.example.com/kratos\" data-layout=\"split\">",
        "<title>A &lt;/script&gt;&lt;b&gt;</title>",
        &format!("<style>{css}</style></head>"),
        "id=\"config\">{\"brand\":{\"",
        "A \\u003c/script>\\u003cb>",
        "A &lt;/script&gt;&lt;b&gt;",
        "srcset=\"https://cdn.example.com/d.svg\"",
        "src=\"/l.svg\"",
        "alt=\"\"",
        "T&amp;C",
        "href=\"/help?a&amp;b\"",
        ">Hilfe",
        ">Privacy",
    ] {
        assert!(page.contains(part), "{part} not in {page}");
    }
    assert!(!page.contains(">Terms"), "{page}");
    assert!(
        page.find("</main>").unwrap() < page.find("<footer").unwrap(),
        "{page}"
    );
    assert!(
        page.find("<header").unwrap() < page.find("<main").unwrap(),
        "{page}"
    );
    assert!(!page.contains("<header>T"), "{page}");
    // A style sheet of the page's own, named by its hash.
    let hash = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, Sha256::digest(css));
    assert!(csp.contains(&format!("'sha256-{hash}'")), "{csp}");
    assert!(
        csp.contains("img-src 'self' data: https://cdn.example.com;"),
        "{csp}"
    );
}

#[test]
fn the_file_lies_over_the_defaults_and_the_option_over_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"brand":{"name":"Acme"},"passkeys":"native"}"#).unwrap();
    let read = Configuration::load(Some(file.path()), Some(r#"{"brand":{"name":"Globex"}}"#));
    let config = read.unwrap().config;
    assert_eq!(config.brand, "Globex");
    assert_eq!(config.passkeys, Passkeys::Native);
    assert_eq!(config.kratos, "");
}

#[test]
fn colours_are_looked_at_once_all_of_them_are_there() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let pale =
        r##"{"theme":{"colors":{"main":"#ffd400","card":{"light":"#1b1b1b","dark":"#1b1b1b"}}}}"##;
    std::fs::write(&file, pale).unwrap();
    let load = |more| Configuration::load(Some(file.path()), more);
    let said = load(None).unwrap_err().to_string();
    assert!(
        said.starts_with(&format!("{} has colours", file.path().display())),
        "{said}"
    );
    let main = r##"{"theme":{"colors":{"main":{"light":"#3a4fc4","dark":"#93a5ff"},"card":{"light":"#ffffff","dark":"#191c24"}}}}"##;
    load(Some(main)).unwrap();
}

#[test]
fn a_mistake_is_named_by_its_key() {
    let cases = [
        (r#"{"brnd":{}}"#, "has a key that does not exist: brnd"),
        (
            r#"{"brand":{"nme":"x"}}"#,
            "has a key that does not exist: brand.nme",
        ),
        (
            r#"{"brand":{"name":7}}"#,
            "has a wrong value at brand.name, a text that is not empty",
        ),
        (
            r#"{"passkeys":"Native"}"#,
            "has a wrong value at passkeys, \"script\" or \"native\"",
        ),
        (
            r#"{"kratos":"auth.example.com"}"#,
            "has a wrong value at kratos, empty or like https://auth",
        ),
        (r#"{"kratos":"https://a;script-src *"}"#, " kratos"),
        (
            r#"{"theme":{"layout":"wide"}}"#,
            " theme.layout, \"card\", \"split\" or \"full\"",
        ),
        (
            r##"{"theme":{"colors":{"main":"#ffd400"}}}"##,
            "has colours that cannot be read at theme.colors.main: links on the card (light) would have a contrast of \
             1.43:1, and 4.5:1 is needed",
        ),
        (
            r#"{"texts":{"sing_in":"Come in"}}"#,
            "has a key that does not exist: texts.sing_in",
        ),
        (r#"{"brand":"#, "is not JSON: EOF"),
        ("[]", "is not a JSON object"),
    ];
    for (json, message) in cases {
        let said = Configuration::load(None, Some(json))
            .unwrap_err()
            .to_string();
        assert!(said.starts_with("--config-json "), "{json}: {said}");
        assert!(said.contains(message), "{json}: {said}");
    }
    let texts = r#"{"texts":{"sign_in":"Come in","1070001":"Pass phrase","traits.name.first":"Given name","traits.size.L":"Large"}}"#;
    assert!(Configuration::load(None, Some(texts)).is_ok());
}

#[test]
fn a_mistake_in_the_file_names_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"brnd":{}}"#).unwrap();
    let said = Configuration::load(Some(file.path()), None)
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with(&file.path().display().to_string()),
        "{said}"
    );
    let said = Configuration::load(Some("/no/such/file.json".as_ref()), None)
        .unwrap_err()
        .to_string();
    assert!(said.starts_with("/no/such/file.json: "), "{said}");
}

#[test]
fn the_door_stays_shut_on_a_wrong_setting() {
    let stage = Stage::new();
    let settings = |change: fn(&mut front_door::settings::Settings)| {
        let mut settings = stage.settings.clone();
        change(&mut settings);
        front_door::router(&settings, &stage.metrics)
            .err()
            .map(|problem| problem.to_string())
    };
    assert!(settings(|_| ()).is_none());
    assert!(
        settings(|s| s.config_json = Some("{\"x\":1}".into()))
            .unwrap()
            .contains("exist: x")
    );
    assert!(
        settings(|s| s.dist = "nowhere".into())
            .unwrap()
            .contains("cargo xtask build")
    );
}
