//! `url`: what a flow may and may not send a user to.

use kratos_flow::url::SafeUrl;

const ORIGIN: &str = "https://app.example";

#[test]
fn good_addresses_pass() {
    for url in [
        "https://app.example/inbox",
        "https://idp.example:8443/auth?client=1&redirect=https%3A%2F%2Fapp.example",
        "http://localhost:4455/",
        "http://127.0.0.1/x",
        "http://[::1]:80/",
        "/login?flow=1",
        "/",
        "https://app.example/ö/文",
    ] {
        assert!(SafeUrl::new(url, ORIGIN).is_some(), "{url}");
    }
    assert!(SafeUrl::new("http://intranet/x", "http://intranet").is_some());
}

/// T-02, T-03: only addresses of the plain form are followed.
#[test]
fn bad_addresses_do_not() {
    for url in [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "vbscript:x",
        "blob:https://app.example/1",
        "file:///etc/passwd",
        "ftp://example.com",
        "intent://x",
        "myapp://x",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https://",
        "https://?x",
        "https://user@evil.example",
        "https://app.example@evil.example",
        "https://user:pass@evil.example/",
        "https://evil.example\\@app.example",
        "https://evil。example",
        "https://evil%2eexample",
        "https://evil.example/\r\nSet-Cookie: a",
        "https://evil.example/ x",
        "https://evil.example/\"onload=",
        "https://evil.example/<script>",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://app.example",
        "evil.example",
        "../x",
        "?x",
        "#x",
    ] {
        assert_eq!(SafeUrl::new(url, ORIGIN), None, "{url:?}");
    }
    // A page that is not on https must not vouch for whatever begins like it.
    assert_eq!(
        SafeUrl::new("http://intranet.evil.example", "http://intranet"),
        None
    );
    assert_eq!(SafeUrl::new("http://evil.example", ""), None);
}

/// G-03: what Kratos names after it has held it against the operator's list was refused once more, so that a success looked
/// like a failure.
#[test]
fn what_kratos_names_is_followed() {
    for url in [
        "/",
        "/login?flow=1",
        "/self-service/settings?flow=1",
        "https://app.example/inbox#part",
        "HTTPS://app.example/inbox",
        "https://idp.example:8443/auth?client=1&title=\"a\"&b='c'&d=`e`|f",
        "https://app.example/ö/文",
        "http://intranet/x",
        "http://192.168.1.7:4455/login",
        "http://app.corp.example/cb?code=1",
        "http://[::1]:80/",
        "myapp://signed-in",
        "myapp:signed-in",
        "MyApp://signed-in?x=1",
        "com.example.app:/cb",
        "com.example.app://cb?state=a#b",
        "exp+slug://a",
        "intent://cb#Intent;scheme=myapp;package=com.example;end",
        "ms-appx-web://microsoft.aad.brokerplugin/1",
        "tauri://localhost",
        "slack://open",
        "mailto:help@example.com",
    ] {
        let followed = SafeUrl::to_follow(url).unwrap_or_else(|| panic!("{url}"));
        assert_eq!(followed.as_str(), url);
    }
}

#[test]
fn what_runs_or_reads_in_the_page_is_not_followed() {
    let mut refused: Vec<String> = [
        "",
        ":",
        "myapp:",
        "1app://x",
        "my_app://x",
        "my app://x",
        "evil.example",
        "../x",
        "?x",
        "#x",
        "?to=myapp://x",
        " https://app.example/",
        "https://app.example/ x",
        "\u{1}javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http:evil.example",
        "https://",
        "https://?x",
        "https:\\\\evil.example",
        "https://user@evil.example",
        "https://app.example@evil.example",
        "https://user:pass@evil.example/",
        "https://evil.example\\@app.example",
        "https://evil。example",
        "https://evil%2eexample",
        "https://evil.example/\r\nSet-Cookie: a",
        "myapp://x\r\nSet-Cookie: a",
        "https://evil.example/<script>",
    ]
    .map(str::to_owned)
    .to_vec();
    for scheme in [
        "javascript",
        "data",
        "vbscript",
        "blob",
        "file",
        "filesystem",
        "view-source",
        "about",
        "jar",
        "chrome",
        "resource",
    ] {
        for rest in [
            "alert(1)",
            "//x",
            "text/html,<b>",
            "https://app.example/1",
            "blank",
        ] {
            refused.push(format!("{scheme}:{rest}"));
            refused.push(format!("{}:{rest}", scheme.to_uppercase()));
            let (first, others) = scheme.split_at(1);
            refused.push(format!("{}{others}:{rest}", first.to_uppercase()));
            refused.push(format!("{first}\t{others}:{rest}"));
            refused.push(format!(" {scheme}:{rest}"));
            refused.push(format!("{scheme}\n:{rest}"));
        }
    }
    for url in refused {
        assert_eq!(SafeUrl::to_follow(&url), None, "{url:?}");
    }
}

#[test]
fn our_own_start_page_is_known() {
    let is_home = |url: &str| SafeUrl::to_follow(url).unwrap().is_home(ORIGIN, "");
    for url in [
        "/",
        "https://app.example",
        "https://app.example/?x=1",
        "/welcome",
    ] {
        assert!(is_home(url), "{url}");
    }
    for url in [
        "/login",
        "https://app.example/inbox",
        "https://other.example/",
        "myapp://x",
    ] {
        assert!(!is_home(url), "{url}");
    }
}

#[test]
fn pictures_may_stand_in_the_flow() {
    assert!(SafeUrl::image("data:image/png;base64,iVBORw0KGgo=").is_some());
    for url in [
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png,x",
        "data:image/png;base64,\"onerror=",
        "javascript:1",
        "https://app.example/qr.png",
        "/qr.png",
    ] {
        assert_eq!(SafeUrl::image(url), None, "{url}");
    }
}

#[test]
fn pages_of_our_own_are_recognised() {
    let page = |url: &str, kratos: &str| SafeUrl::new(url, ORIGIN).unwrap().page(ORIGIN, kratos);
    assert_eq!(
        page("https://app.example/login?flow=1", ""),
        Some("/login?flow=1".to_owned())
    );
    assert_eq!(page("https://app.example", ""), Some("/".to_owned()));
    assert_eq!(
        page("/verify?flow=1", ""),
        Some("/verification?flow=1".to_owned())
    );
    assert_eq!(
        page(
            "https://app.example/self-service/login/browser?aal=aal2&return_to=%2Fx",
            ""
        ),
        Some("/login?return_to=%2Fx&aal=aal2".to_owned())
    );
    assert_eq!(
        page(
            "https://id.example/self-service/login/browser?refresh=true",
            "https://id.example"
        ),
        Some("/login?refresh=true".to_owned())
    );
    // Kratos' own endpoints besides those that create flows are for navigations.
    assert_eq!(
        page("https://app.example/self-service/settings?flow=1", ""),
        None
    );
    assert_eq!(page("https://app.example/inbox", ""), None);
    assert_eq!(page("https://evil.example/login", ""), None);
    assert_eq!(page("https://app.example.evil.example/login", ""), None);
}
