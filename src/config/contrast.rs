//! *Contrast* is how far two colours stand apart, as [WCAG](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio) defines it:
//! from 1, no difference, to 21, black on white.

/// A colour in sRGB, opaque.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color([f64; 3]);

impl Color {
    /// Black.
    pub(crate) const BLACK: Color = Color([0.0; 3]);
    /// White.
    pub(crate) const WHITE: Color = Color([1.0; 3]);

    /// From `0xrrggbb`.
    pub const fn new(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Color([
            red as f64 / 255.0,
            green as f64 / 255.0,
            blue as f64 / 255.0,
        ])
    }

    /// As CSS' `color-mix(in srgb, self percent, other)` does it.
    pub fn mix(self, percent: f64, other: Self) -> Self {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        let mix = |mine: f64, theirs: f64| theirs + (mine - theirs) * percent / 100.0;
        Color([mix(a, x), mix(b, y), mix(c, z)])
    }

    /// The contrast of the two.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever reads better on this.
    pub fn on_color(self) -> Self {
        if self.contrast(Color::WHITE) >= self.contrast(Color::BLACK) {
            Color::WHITE
        } else {
            Color::BLACK
        }
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// The light of a channel.
fn linear(channel: f64) -> f64 {
    if channel <= 0.04045 {
        return channel / 12.92;
    }
    // To the power of 2.4. A processor knows roots, and wasm has no `powf`: a kilobyte of it would come along.
    let base = (channel + 0.055) / 1.055;
    let (mut power, mut root, mut exponent) = (base * base, base, 0.4);
    for _ in 0..24 {
        root = root.sqrt();
        exponent *= 2.0;
        if exponent >= 1.0 {
            exponent -= 1.0;
            power *= root;
        }
    }
    power
}
