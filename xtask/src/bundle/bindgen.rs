//! Bindgen: the script between the page and the wasm, as wasm-bindgen writes it.
//!
//! It is a library here, and no program of its own: so `Cargo.lock` alone says which version it has, for both sides.

use super::files::{Files, read};
use crate::{app::NAME, failure::Failure};
use std::{fs, path::Path};
use wasm_bindgen_cli_support::Bindgen;

/// The script, the wasm that it loads, and the snippets that either names. `scratch` is a folder for files on the way.
pub(super) fn bind(wasm: Vec<u8>, scratch: &Path) -> Result<Files, Failure> {
    let out = scratch.join("bindgen");
    if out.is_dir() {
        fs::remove_dir_all(&out).map_err(Failure::io(out.display()))?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(NAME, wasm)
        .typescript(false)
        // boot.js hands the wasm over.
        .omit_default_module_path(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&out))
        .map_err(|error| Failure::plain(format!("wasm-bindgen: {error:#}")))?;
    read(&out)
}

#[cfg(test)]
mod tests {
    use crate::workspace::locked;

    /// Both sides have to speak the same dialect, and Trunk uses a third copy.
    #[test]
    fn wasm_bindgen_has_one_version() {
        #[derive(serde::Deserialize)]
        struct Trunk {
            tools: Tools,
        }
        #[derive(serde::Deserialize)]
        struct Tools {
            wasm_bindgen: String,
        }
        let version = locked("wasm-bindgen").unwrap();
        let support = locked("wasm-bindgen-cli-support").unwrap();
        let trunk: Trunk = toml::from_str(include_str!("../../../Trunk.toml")).unwrap();
        assert_eq!(
            support, version,
            "in Cargo.lock wasm-bindgen-cli-support has to have the version of wasm-bindgen"
        );
        assert_eq!(
            trunk.tools.wasm_bindgen, version,
            "in Trunk.toml wasm_bindgen has to be the version in Cargo.lock"
        );
    }
}
