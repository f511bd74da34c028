//! What becomes of the project's own addresses and cookies.

use super::{Network, own_cookie};
use axum::http::HeaderValue;

#[test]
fn only_their_whole_address_is_ours() {
    let base = "https://slug.projects.oryapis.com:443/".parse().unwrap();
    let network = Network::new(&base, None);
    let origin = "https://auth.example.com".parse().unwrap();
    for (theirs, ours) in [
        (
            "https://slug.projects.oryapis.com/self-service/login?flow=1",
            "/self-service/login?flow=1",
        ),
        (
            "https://slug.projects.oryapis.com/ui/login?flow=1",
            "/login?flow=1",
        ),
        ("https://slug.projects.oryapis.com/ui/welcome", "/"),
        ("https://slug.projects.oryapis.com", ""),
    ] {
        let own = network.own_address(theirs, &origin);
        assert_eq!(
            own.as_deref(),
            Some(&*format!("https://auth.example.com{ours}"))
        );
    }
    for others in [
        "https://slug.projects.oryapis.com.evil.example/",
        "/login",
        "https://a.example/",
    ] {
        assert_eq!(network.own_address(others, &origin), None);
    }
    let text = r#"{"a":"https://slug.projects.oryapis.com/x","b":"https://slug.projects.oryapis.com","c":"https://slug.projects.oryapis.com.evil"}"#;
    let own = String::from_utf8(network.own_text(text.as_bytes(), "http://o")).unwrap();
    assert_eq!(
        own,
        r#"{"a":"http://o/x","b":"http://o","c":"https://slug.projects.oryapis.com.evil"}"#
    );
}

#[test]
fn a_cookie_of_another_domain_is_ours_alone() {
    let own = |cookie: &'static str| {
        let cookie = own_cookie(&HeaderValue::from_static(cookie), "auth.example.com");
        cookie.to_str().unwrap().to_owned()
    };
    assert_eq!(
        own("a=1; Domain=slug.projects.oryapis.com; Path=/; Secure"),
        "a=1; Path=/; Secure"
    );
    assert_eq!(
        own("a=domain=x; Path=/; domain=ple.com"),
        "a=domain=x; Path=/"
    );
    for same in [
        "a=1; Domain=.example.com; Path=/",
        "a=1; Domain=auth.example.com",
        "a=1",
    ] {
        assert_eq!(own(same), same);
    }
}
