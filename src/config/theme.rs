//! The *theme* is how the page looks for this operator: the layout, four colours, how round the corners are. All other
//! colours are mixtures of the four, made in `style/tokens.css`; what users could not read is refused here.

use serde_json::Value;

use super::contrast::Color;
use super::{ConfigError, members, pair, palette};

/// How the form stands on the page. The names are those of `data-layout` in `style/layout.css`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A card on the page.
    #[default]
    Card,
    /// The brand on one half of a wide page, the form on the other.
    Split,
    /// The form is the page.
    Full,
}

impl Layout {
    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Layout::Card => "card",
            Layout::Split => "split",
            Layout::Full => "full",
        }
    }
}

/// A colour in the light and in the dark scheme, `0xrrggbb`.
pub type ThemeColor = (u32, u32);

/// The theme. What the operator has not chosen stays as `style/tokens.css` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The layout.
    pub layout: Layout,
    /// The radius of buttons and fields in px.
    pub radius: Option<u64>,
    /// The accent: buttons, links, the focus.
    pub main: Option<ThemeColor>,
    /// Behind everything.
    pub page: Option<ThemeColor>,
    /// Behind the form.
    pub card: Option<ThemeColor>,
    /// Text.
    pub text: Option<ThemeColor>,
}

impl Theme {
    /// Reads `theme`, and refuses colours that users could not read.
    pub(super) fn read(json: &Value) -> Result<Self, ConfigError> {
        let mut theme = Theme::default();
        members(json, "theme", &mut |key, value| {
            match key {
                "layout" => {
                    theme.layout = match value.as_str() {
                        Some("card") => Layout::Card,
                        Some("split") => Layout::Split,
                        Some("full") => Layout::Full,
                        _ => return Err(ConfigError::Invalid("theme.layout")),
                    };
                }
                "radius" => {
                    let radius = match value.as_str() {
                        Some("none") => Some(0),
                        Some("small") => Some(4),
                        Some("medium") => Some(10),
                        Some("large") => Some(16),
                        Some(_) => None,
                        None => value.as_u64().filter(|px| *px <= 24),
                    };
                    theme.radius = Some(radius.ok_or(ConfigError::Invalid("theme.radius"))?);
                }
                "colors" => members(value, "theme.colors", &mut |key, value| {
                    let (slot, key) = match key {
                        "main" => (&mut theme.main, "theme.colors.main"),
                        "page" => (&mut theme.page, "theme.colors.page"),
                        "card" => (&mut theme.card, "theme.colors.card"),
                        "text" => (&mut theme.text, "theme.colors.text"),
                        _ => return Ok(false),
                    };
                    *slot = Some(pair(value, key, hexadecimal)?);
                    Ok(true)
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        theme.check()?;
        Ok(theme)
    }

    /// The custom properties of `style/tokens.css` that are not as they stand there, as a style sheet.
    pub fn css(&self) -> String {
        let mut css = String::new();
        let mut add = |name: &str, (light, dark): ThemeColor| {
            css.push_str(&format!("--{name}:light-dark(#{light:06x},#{dark:06x});"));
        };
        for (name, theme_color) in [
            ("color-main", self.main),
            ("color-page", self.page),
            ("color-card", self.card),
            ("color-text", self.text),
            (
                "color-on-main",
                self.main
                    .map(|(light, dark)| (on_color(light), on_color(dark))),
            ),
        ] {
            if let Some(theme_color) = theme_color {
                add(name, theme_color);
            }
        }
        if let Some(px) = self.radius {
            css.push_str(&format!("--radius:{px}px;"));
        }
        if css.is_empty() {
            return css;
        }
        format!(":root{{{css}}}")
    }

    fn check(&self) -> Result<(), ConfigError> {
        let chosen = [self.main, self.page, self.card, self.text];
        if chosen.iter().all(Option::is_none) {
            return Ok(());
        }
        let light = chosen.map(|theme_color| theme_color.map(|(light, _)| light));
        let dark = chosen.map(|theme_color| theme_color.map(|(_, dark)| dark));
        palette::check("light", light, palette::LIGHT)?;
        palette::check("dark", dark, palette::DARK)
    }
}

/// What is written on this colour.
fn on_color(color: u32) -> u32 {
    if Color::new(color).on_color() == Color::WHITE {
        0x00ff_ffff
    } else {
        0
    }
}

/// `#rrggbb`
fn hexadecimal(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('#')?;
    let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| plain)
}
