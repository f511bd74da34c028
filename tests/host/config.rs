//! `config`: what is wrong is named, and nobody gets colours that cannot be read.

use proptest::prelude::*;
use serde_json::{Value, json};
use vestibule::config::{Color, Config, ConfigError, Layout, Passkeys};

#[test]
fn what_is_missing_has_its_default() {
    assert_eq!(Config::read(&json!({})), Ok(Config::default()));
    let config = Config::read(&json!({
        "brand": {"name": "Acme", "tagline": "Everything", "logo": "/logo.svg", "wordmark": true},
        "kratos": "https://id.example/", "passkeys": "native", "languages": ["de"],
        "theme": {"layout": "split", "radius": "small", "colors": {"main": "#0A5C36", "page": {"light": "#ffffff", "dark": "#000000"}}},
        "links": {"help": "/help", "privacy": "https://acme.example/privacy"},
        "texts": {"sign_in": "Come in", "1070001": "Pass phrase"},
    }));
    // Dark green on a dark card.
    assert!(
        matches!(config, Err(ConfigError::LowContrast(_))),
        "{config:?}"
    );
    let config = Config::read(&json!({
        "brand": {"name": "Acme", "tagline": "Everything", "logo": "/logo.svg", "wordmark": true},
        "kratos": "https://id.example/", "passkeys": "native", "languages": ["de"],
        "theme": {"layout": "split", "radius": "small", "colors": {"main": {"light": "#0A5C36", "dark": "#6fe0a8"}}},
        "links": {"help": "/help", "privacy": "https://acme.example/privacy"},
        "texts": {"sign_in": "Come in", "1070001": "Pass phrase"},
    }))
    .unwrap();
    assert_eq!(config.brand, "Acme");
    assert_eq!(
        config.logo,
        Some(("/logo.svg".to_owned(), "/logo.svg".to_owned()))
    );
    assert!(config.wordmark);
    assert_eq!(config.tagline, "Everything");
    assert_eq!(config.kratos, "https://id.example");
    assert_eq!(config.passkeys, Passkeys::Native);
    assert_eq!(config.languages, ["de"]);
    assert_eq!(config.theme.layout, Layout::Split);
    assert_eq!(
        config.theme.css(),
        ":root{--color-main:light-dark(#0a5c36,#6fe0a8);--color-on-main:light-dark(#ffffff,#000000);--radius:4px;}"
    );
    assert_eq!(config.links.help, "/help");
    assert_eq!(config.links.terms, "");
    assert_eq!(config.texts["sign_in"], "Come in");
}

#[test]
fn a_mistake_names_its_key() {
    assert_eq!(Config::read(&json!([])), Err(ConfigError::NotAnObject));
    for (json, key) in [
        (json!({"brnad": {}}), "brnad"),
        (json!({"brand": {"icon": 1}}), "brand.icon"),
        (json!({"theme": {"font": 1}}), "theme.font"),
        (
            json!({"theme": {"colors": {"accent": 1}}}),
            "theme.colors.accent",
        ),
        (json!({"links": {"imprint": "/"}}), "links.imprint"),
        (json!({"captcha": {"style": "/"}}), "captcha.style"),
    ] {
        let unknown = Err(ConfigError::Unknown(key.to_owned()));
        assert_eq!(Config::read(&json), unknown, "{json}");
    }
    for (json, key) in [
        (json!({"brand": "Acme"}), "brand"),
        (json!({"brand": {"name": 1}}), "brand.name"),
        (json!({"brand": {"name": " "}}), "brand.name"),
        (json!({"brand": {"tagline": 1}}), "brand.tagline"),
        (json!({"brand": {"wordmark": "yes"}}), "brand.wordmark"),
        (
            json!({"brand": {"logo": "javascript:alert(1)"}}),
            "brand.logo",
        ),
        (
            json!({"brand": {"logo": "//cdn.example/logo.svg"}}),
            "brand.logo",
        ),
        (
            json!({"brand": {"logo": {"light": "/a.svg"}}}),
            "brand.logo",
        ),
        (
            json!({"brand": {"logo": {"light": "/a", "dark": "/b", "red": "/c"}}}),
            "brand.logo",
        ),
        (json!({"kratos": "id.example"}), "kratos"),
        (json!({"kratos": "https://id.example?x"}), "kratos"),
        (json!({"kratos": "https://me@id.example"}), "kratos"),
        (json!({"kratos": "https://a;script-src *"}), "kratos"),
        (json!({"kratos": "https://a/b;script-src"}), "kratos"),
        (json!({"passkeys": "magic"}), "passkeys"),
        (json!({"languages": "de"}), "languages"),
        (json!({"languages": ["pt_BR"]}), "languages"),
        (json!({"languages": ["../de"]}), "languages"),
        (json!({"theme": {"layout": "cards"}}), "theme.layout"),
        (json!({"theme": {"radius": 25}}), "theme.radius"),
        (json!({"theme": {"radius": -1}}), "theme.radius"),
        (json!({"theme": {"radius": "huge"}}), "theme.radius"),
        (
            json!({"theme": {"colors": {"main": "blue"}}}),
            "theme.colors.main",
        ),
        (
            json!({"theme": {"colors": {"main": "#12345"}}}),
            "theme.colors.main",
        ),
        (
            json!({"theme": {"colors": {"main": "#+12345"}}}),
            "theme.colors.main",
        ),
        (
            json!({"theme": {"colors": {"page": {"light": "#ffffff"}}}}),
            "theme.colors.page",
        ),
        (
            json!({"links": {"help": "mailto:help@acme.example"}}),
            "links.help",
        ),
        (json!({"links": {"terms": ""}}), "links.terms"),
        (json!({"texts": {"sign_in": 1}}), "texts"),
        (
            json!({"captcha": {"script": "http://captcha.example/a.js"}}),
            "captcha.script",
        ),
    ] {
        assert_eq!(
            Config::read(&json),
            Err(ConfigError::Invalid(key)),
            "{json}"
        );
    }
}

fn themed(colors: Value) -> Result<Config, ConfigError> {
    Config::read(&json!({"theme": {"colors": colors}}))
}

/// The colours of `style/tokens.css` as it stands, in the light scheme and in the dark one.
fn tokens(name: &str) -> [Color; 2] {
    let css = include_str!("../../style/tokens.css");
    let (_, value) = css
        .split_once(&format!("--color-{name}: light-dark("))
        .unwrap();
    let (value, _) = value.split_once(')').unwrap();
    let (light, dark) = value.split_once(", ").unwrap();
    [light, dark].map(color)
}

fn color(text: &str) -> Color {
    Color::new(u32::from_str_radix(text.trim_start_matches('#'), 16).unwrap())
}

/// The share of the first colour in a mixture of `style/tokens.css`, and the two colours.
fn mixture(name: &str) -> (String, f64, String) {
    let css = include_str!("../../style/tokens.css");
    let (_, value) = css
        .split_once(&format!("--color-{name}: color-mix(in srgb, var(--color-"))
        .unwrap();
    let (first, rest) = value.split_once(") ").unwrap();
    let (percent, rest) = rest.split_once("%, var(--color-").unwrap();
    let (second, _) = rest.split_once("))").unwrap();
    (
        first.to_owned(),
        percent.parse().unwrap(),
        second.to_owned(),
    )
}

/// Contrast as the standard writes it down.
fn by_the_book(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |rgb: [u8; 3]| {
        let [red, green, blue] = rgb.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every two colours that something of the page is read in, and what they need: made from `style/tokens.css` alone, with
/// these four in place of its own.
fn closest(scheme: usize, four: &dyn Fn(&str) -> Color) -> Option<(String, String, f64)> {
    let base = |name: &str| match name {
        "main" | "page" | "card" | "text" => four(name),
        other => tokens(other)[scheme],
    };
    let get = |name: &str| match name {
        "on-main" => base("main").on_color(),
        "main" | "page" | "card" | "text" | "error" | "success" => base(name),
        mixed => {
            let (first, percent, second) = mixture(mixed);
            base(&first).mix(percent, base(&second))
        }
    };
    let pairs = [
        ("text", "card", 4.5),
        ("text", "page", 4.5),
        ("text", "field", 4.5),
        ("muted", "card", 4.5),
        ("muted", "page", 4.5),
        ("muted", "field", 4.5),
        ("line", "card", 3.0),
        ("line", "field", 3.0),
        ("main", "card", 4.5),
        ("main", "page", 4.5),
        ("main-strong", "card", 4.5),
        ("main-strong", "page", 4.5),
        ("on-main", "main", 4.5),
        ("on-main", "main-strong", 4.5),
        ("text", "info-soft", 4.5),
        ("text", "error-soft", 4.5),
        ("text", "success-soft", 4.5),
        ("error", "card", 4.5),
        ("error", "error-soft", 4.5),
        ("success", "card", 4.5),
        ("success", "success-soft", 4.5),
    ];
    pairs.into_iter().find_map(|(on_color, ground, needed)| {
        let ratio = get(on_color).contrast(get(ground));
        (ratio < needed).then(|| (on_color.to_owned(), ground.to_owned(), ratio))
    })
}

#[test]
fn a_16_the_colours_of_the_style_sheet_can_be_read() {
    for scheme in [0, 1] {
        assert_eq!(
            closest(scheme, &|name| tokens(name)[scheme]),
            None,
            "{scheme}"
        );
    }
    // Nor does the gate object to them.
    let own = json!({
        "main": {"light": "#3a4fc4", "dark": "#93a5ff"}, "page": {"light": "#f3f4f7", "dark": "#101218"},
        "card": {"light": "#ffffff", "dark": "#191c24"}, "text": {"light": "#191c24", "dark": "#eceef4"},
    });
    themed(own).unwrap();
}

#[test]
fn a_16_a_colour_that_cannot_be_read_is_named() {
    for (colors, status_text) in [
        (
            json!({"main": "#ffd400"}),
            "has colours that cannot be read at theme.colors.main: links on the card (light) would have a contrast of \
             1.43:1, and 4.5:1 is needed",
        ),
        (
            json!({"main": "#0a5c36"}),
            "theme.colors.main: links on the card (dark) would have a contrast of 2.",
        ),
        (
            json!({"card": "#ffffff"}),
            "theme.colors.card: text on the card (dark) would have a contrast of 1.",
        ),
        (
            json!({"page": "#ffffff"}),
            "theme.colors.page: text on the page (dark) would have a contrast of 1.",
        ),
        (
            json!({"text": "#777777"}),
            "theme.colors.text: text on the card (light) would have a contrast of 4.47:1",
        ),
        // Enough by itself, but not for the hints, which are lighter.
        (
            json!({"text": {"light": "#666666", "dark": "#ffffff"}}),
            "theme.colors.text: hints on the card (light)",
        ),
        // Red on a card that is red.
        (
            json!({"card": {"light": "#ffd0d0", "dark": "#191c24"}, "main": {"light": "#001060", "dark": "#93a5ff"},
                "text": {"light": "#000000", "dark": "#ffffff"}}),
            "theme.colors.card: marks of an error (light)",
        ),
    ] {
        let error = themed(colors.clone()).unwrap_err().to_string();
        assert!(error.contains(status_text), "{colors}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn contrast_is_that_of_the_standard(a: [u8; 3], b: [u8; 3]) {
        let color = |[red, green, blue]: [u8; 3]| Color::new(u32::from_be_bytes([0, red, green, blue]));
        prop_assert!((color(a).contrast(color(b)) - by_the_book(a, b)).abs() < 1e-4);
        // Whatever the colour of a button, one of the two can be read on it.
        prop_assert!(color(a).contrast(color(a).on_color()) >= 4.5);
    }

    #[test]
    fn a_16_a_theme_is_refused_or_can_be_read(
        // Most themes that are chosen at random are refused; some have to be let through, too.
        bright in prop::array::uniform4(0xc0u8..=0xff), dim in prop::array::uniform4(0u8..=0x50),
        any in prop::array::uniform3(any::<u8>()), which in 0usize..6, chosen in 1u8..16,
    ) {
        let hex = |[red, green, blue]: [u8; 3]| format!("#{red:02x}{green:02x}{blue:02x}");
        let grey = |value: u8, shift: u8| hex([value, value.saturating_sub(shift), value]);
        let [a, b, c, d] = bright;
        let [e, f, g, h] = dim;
        let mut light = [grey(e, f), grey(a.max(0xf0), b & 3), grey(b.max(0xf0), c & 3), grey(g, h)];
        let mut dark = [grey(a, b & 15), grey(e & 31, f & 3), grey(f & 31, g & 3), grey(c.max(0xe0), d & 15)];
        match which {
            0..4 => light[which] = hex(any),
            4 => dark[0] = hex(any),
            _ => dark[2] = hex(any),
        }
        let names = ["main", "page", "card", "text"];
        let is_chosen = |at: usize| chosen & (1 << at) != 0;
        let mut colors = json!({});
        for at in (0..4).filter(|at| is_chosen(*at)) {
            colors[names[at]] = json!({"light": light[at], "dark": dark[at]});
        }
        let read = themed(colors.clone());
        let refused = matches!(read, Err(ConfigError::LowContrast(_)));
        prop_assert!(refused || read.is_ok(), "{read:?}");
        let close = [&light, &dark].into_iter().enumerate().find_map(|(scheme, four)| {
            closest(scheme, &|name| {
                let at = names.iter().position(|other| *other == name).unwrap();
                if is_chosen(at) { color(&four[at]) } else { tokens(name)[scheme] }
            })
        });
        prop_assert_eq!(refused, close.is_some(), "{}: {:?} {:?}", colors, read, close);
    }
}
