//! `return_to`: where a finished flow goes, and which places are allowed.

use url::Url;

use crate::config::Config;
use crate::failure::Envelope;

/// Resolves the place asked for, or the default when nobody asked.
///
/// # Errors
///
/// 400 when the place is not allowed or is no address.
pub(crate) fn resolve(
    config: &Config,
    asked: &str,
    default: &Url,
) -> Result<String, Box<Envelope>> {
    if asked.is_empty() {
        return Ok(default.to_string());
    }
    let malformed = |why: &str| {
        let reason = format!(
            "Unable to parse the return_to query parameter as an URL: parse {asked:?}: {why}"
        );
        Box::new(Envelope::new(400, reason))
    };
    let url = match Url::parse(asked) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => default
            .join(asked)
            .map_err(|error| malformed(&error.to_string()))?,
        Err(url::ParseError::InvalidPort) => {
            let after = asked.split_once("//").map_or(asked, |(_, rest)| rest);
            let host = after.split('/').next().unwrap_or_default();
            let port = host
                .find(':')
                .and_then(|at| host.get(at..))
                .unwrap_or_default();
            return Err(malformed(&format!("invalid port {port:?} after host")));
        }
        Err(error) => return Err(malformed(&error.to_string())),
    };
    let own = config.public("/self-service");
    let mut allowed = config
        .allowed_return_urls
        .iter()
        .filter_map(|text| wildcard(text));
    if allowed.any(|allowed| allows(&allowed, &url)) || allows(&(own, false), &url) {
        return Ok(Url::parse(asked).map_or_else(|_| url.to_string(), |_| written(asked, &url)));
    }
    let reason = format!("Requested return_to URL \"{url}\" is not allowed.");
    Err(Box::new(
        Envelope::new(400, reason).id("self_service_flow_return_to_forbidden"),
    ))
}

/// The address as it was written, unless parsing had to change more than a bare host's slash.
fn written(asked: &str, url: &Url) -> String {
    if url.as_str().strip_suffix('/') == Some(asked) {
        asked.to_owned()
    } else {
        url.to_string()
    }
}

/// Reads an entry of the allow list; a leading `*.` stands for any subdomain.
fn wildcard(text: &str) -> Option<(Url, bool)> {
    match text.split_once("://*.") {
        Some((scheme, rest)) => Url::parse(&format!("{scheme}://{rest}"))
            .ok()
            .map(|url| (url, true)),
        None => Url::parse(text).ok().map(|url| (url, false)),
    }
}

fn allows((allowed, wildcard): &(Url, bool), url: &Url) -> bool {
    let host = |url: &Url| url.host_str().unwrap_or_default().to_lowercase();
    let same_host = if *wildcard {
        host(url).ends_with(&format!(".{}", host(allowed)))
    } else {
        host(url) == host(allowed)
    };
    allowed.scheme() == url.scheme()
        && same_host
        && allowed.port() == url.port()
        && url.path().starts_with(allowed.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> (Url, bool) {
        wildcard(text).unwrap_or_else(|| {
            (
                Url::from_directory_path("/").unwrap_or_else(|()| unreachable!()),
                false,
            )
        })
    }

    fn allowed(list: &str, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| allows(&entry(list), &url))
    }

    #[test]
    fn hosts_are_compared_whole_and_paths_by_their_beginning() {
        assert!(allowed(
            "http://localhost:5455",
            "http://localhost:5455/inbox"
        ));
        assert!(!allowed("http://localhost:5455", "http://localhost:5456/"));
        assert!(!allowed("http://localhost:5455", "https://localhost:5455/"));
        assert!(allowed(
            "https://app.example/in",
            "https://app.example/inbox"
        ));
        assert!(!allowed("https://app.example/in", "https://app.example/"));
        assert!(!allowed(
            "https://app.example",
            "https://app.example.evil.example/"
        ));
    }

    #[test]
    fn a_star_stands_for_subdomains() {
        assert!(allowed(
            "https://*.example.com",
            "https://a.b.example.com/x"
        ));
        assert!(!allowed("https://*.example.com", "https://example.com/"));
        assert!(!allowed("https://*.example.com", "https://badexample.com/"));
    }
}
