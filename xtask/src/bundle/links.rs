//! Links: what `<link data-trunk>` in index.html stands for, as Trunk puts it into the page: styles and scripts inline, files
//! beside it, and at the end of the head the link that names script and wasm.

use super::files::{Files, read};
use crate::{app::NAME, failure::Failure};
use lol_html::{
    RewriteStrSettings, element,
    html_content::{ContentType, Element},
    rewrite_str,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// `pattern_preload` of Trunk.toml.
const PRELOAD: &str =
    r#"<link id="glue" rel="modulepreload" href="{base}{js}" data-wasm="{base}{wasm}">"#;

/// The page of the project in `root`, and the files that it has copied.
pub(super) fn resolve(root: &Path) -> Result<Files, Failure> {
    let page = root.join("index.html");
    let html = fs::read_to_string(&page).map_err(Failure::io(page.display()))?;
    let preload = PRELOAD
        .replace("{base}", "/")
        .replace("{js}", &format!("{NAME}.js"))
        .replace("{wasm}", &format!("{NAME}_bg.wasm"));
    let mut files = Files::new();
    let html = rewrite_str(
        &html,
        RewriteStrSettings::new()
            .append_element_content_handler(element!("link[data-trunk]", |link| {
                Ok(resolve_link(link, root, &mut files)?)
            }))
            .append_element_content_handler(element!("head", |head| {
                head.append(&preload, ContentType::Html);
                Ok(())
            })),
    )
    .map_err(|error| Failure::plain(format!("index.html: {error}")))?;
    files.insert("index.html".into(), html.into_bytes());
    Ok(files)
}

fn resolve_link(link: &mut Element<'_, '_>, root: &Path, files: &mut Files) -> Result<(), Failure> {
    let attribute = |name| link.get_attribute(name).unwrap_or_default();
    let (rel, kind, href) = (attribute("rel"), attribute("type"), attribute("href"));
    let path = root.join(&href);
    let name = || PathBuf::from(path.file_name().unwrap_or_default());
    match (rel.as_str(), kind.as_str()) {
        ("inline", "css") => link.replace(&inline("style", &path)?, ContentType::Html),
        ("inline", "js") => link.replace(&inline("script", &path)?, ContentType::Html),
        ("copy-file", _) => {
            let content = fs::read(&path).map_err(Failure::io(path.display()))?;
            files.insert(name(), content);
        }
        ("copy-dir", _) => {
            let folder = read(&path)?.into_iter();
            files.extend(folder.map(|(file, content)| (name().join(file), content)));
        }
        ("rust", _) => {}
        (rel, kind) => {
            return Err(Failure::plain(format!(
                "index.html has a data-trunk link of a kind that bundle/links.rs does not know: {rel} {kind} {href}"
            )));
        }
    }
    if !link.removed() {
        link.remove();
    }
    Ok(())
}

fn inline(tag: &str, path: &Path) -> Result<String, Failure> {
    let content = fs::read_to_string(path).map_err(Failure::io(path.display()))?;
    Ok(format!("<{tag}>{content}</{tag}>"))
}

#[cfg(test)]
mod tests {
    use super::{PRELOAD, resolve};
    use std::{fs, path::Path};

    #[test]
    fn trunk_names_script_and_wasm_in_the_same_way() {
        assert!(include_str!("../../../Trunk.toml").contains(&format!("'{PRELOAD}'")));
    }

    #[test]
    fn what_a_link_names_takes_its_place() {
        let project = tempfile::tempdir().unwrap();
        let write = |path: &str, content: &str| {
            let path = project.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        write("style/a.css", "a{}\n");
        write("src/a.js", "a();\n");
        write("data/b/c.json", "[]");
        let link = |rest: &str| format!("<link data-trunk {rest}>");
        let html = format!(
            "<head>{}{}{}{}</head>",
            link("rel=\"inline\" type=\"css\" href=\"style/a.css\""),
            link("rel=\"inline\" type=\"js\" href=\"src/a.js\""),
            link("rel=\"copy-dir\" href=\"data\""),
            link("rel=\"rust\" data-bin=\"vestibule-app\""),
        );
        write("index.html", &html);
        let files = resolve(project.path()).unwrap();
        assert_eq!(files[Path::new("data/b/c.json")], b"[]");
        assert_eq!(
            String::from_utf8_lossy(&files[Path::new("index.html")]),
            "<head><style>a{}\n</style><script>a();\n</script>\
             <link id=\"glue\" rel=\"modulepreload\" href=\"/vestibule-app.js\" data-wasm=\"/vestibule-app_bg.wasm\"></head>"
        );
        write(
            "index.html",
            "<link data-trunk rel=\"sass\" href=\"a.scss\">",
        );
        let refused = resolve(project.path()).unwrap_err().to_string();
        assert!(refused.contains("sass"), "{refused}");
    }
}
