//! Address: where Hydra's admin API is.

use axum::http::{Uri, uri};

/// The address of Hydra's admin API, as an option.
///
/// # Errors
/// Why it is none.
pub(crate) fn admin_address(text: &str) -> Result<Uri, String> {
    let uri: Uri = text
        .parse()
        .map_err(|error| format!("not a URL: {error}"))?;
    let has_user = |authority: &uri::Authority| authority.as_str().contains('@');
    match (uri.scheme_str(), uri.authority()) {
        (_, Some(authority)) if has_user(authority) => {
            Err("a user name and password are not sent, and would stand in the log".to_owned())
        }
        (Some("http"), Some(_)) if uri.query().is_none() => Ok(uri),
        (Some("https"), _) => Err(
            "only plain http is spoken to Hydra; put it behind the same host or network".to_owned(),
        ),
        _ => Err("expected something like http://127.0.0.1:4445".to_owned()),
    }
}
