//! Endpoints: files that say addresses of Kratos' public API.

use super::{PRODUCT, source::Source};

const ENDPOINTS: [&str; 3] = ["/self-service/", "/sessions", "/schemas"];

/// A page of the application has this address, too.
const PAGE: &str = "/sessions";

/// What Hydra's addresses begin with.
const HYDRA: &str = "/admin/oauth2/";

/// The files.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let has_one = |source: &&Source| {
        let mut texts = source.tokens.iter().filter_map(|token| token.string());
        texts.any(|text| {
            text != PAGE
                && !text.starts_with(HYDRA)
                && ENDPOINTS.iter().any(|endpoint| text.contains(endpoint))
        })
    };
    let product = sources.iter().filter(|source| source.is_in(&PRODUCT));
    product
        .filter(has_one)
        .map(|source| source.path.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn an_address_in_a_comment_is_none() {
        let parse = |path, text| Source::parse(path, text).unwrap();
        let sources = [
            parse("src/a.rs", "// \"/sessions/whoami\"\nconst A: u8 = 1;"),
            parse("src/page.rs", "const PAGE: &str = \"/sessions\";"),
            parse("src/b.rs", "const B: &str = \"/sessions/whoami\";"),
        ];
        assert_eq!(find(&sources), ["src/b.rs"]);
    }
}
