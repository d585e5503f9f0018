//! A merchant's own pictures (RULES §7, §8): the logo stands on tickets, on paper and where a gift is opened, the banner
//! where staff sign in to redeem one of the merchant's tickets.

use std::fmt;

/// Most bytes of a file that a merchant sends.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Longer edges are not unpacked: such a file is small on the way and huge in memory.
pub const LONGEST_EDGE: u32 = 6_000;

stated_enum! {
    /// Which of the two.
    pub enum PictureKind {
        /// LOGO
        Logo = "logo",
        /// 橫幅
        Banner = "banner",
    }
}

impl PictureKind {
    /// Pixels that are kept at most, width and height. The advised 166×36 and 800×400 on phones that draw three or two
    /// pixels where one is asked for.
    pub fn room(self) -> Size {
        match self {
            Self::Logo => Size { width: 498, height: 108 },
            Self::Banner => Size { width: 1600, height: 800 },
        }
    }
}

/// What a file must be to be taken, and what is kept of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Most bytes of the file.
    pub most_bytes: usize,
    /// A picture as narrow as this is not taken.
    pub wider_than: u32,
    /// Pixels that are kept at most.
    pub room: Size,
}

/// 商品圖片 (RULES §7): 800×800 advised, on phones that draw two pixels where one is asked for.
pub const OF_A_PRODUCT: Wanted = Wanted {
    most_bytes: 5 * 1024 * 1024,
    wider_than: crate::product::PICTURE_WIDER_THAN,
    room: Size { width: 1600, height: 1600 },
};

impl PictureKind {
    /// What a file must be.
    pub fn wanted(self) -> Wanted {
        Wanted { most_bytes: MOST_BYTES, wider_than: 0, room: self.room() }
    }
}

/// Width and height in pixels, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Size {
    /// As large as possible inside `room`, of the same shape; never enlarged.
    pub fn inside(self, room: Size) -> Size {
        if self.width <= room.width && self.height <= room.height {
            return self;
        }
        let scaled = |edge: u32, of: u32, to: u32| {
            let scaled = u64::from(edge) * u64::from(to) / u64::from(of.max(1));
            u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
        };
        let by_width =
            u64::from(self.width) * u64::from(room.height) >= u64::from(self.height) * u64::from(room.width);
        if by_width {
            Size { width: room.width, height: scaled(self.height, self.width, room.width) }
        } else {
            Size { width: scaled(self.width, self.height, room.height), height: room.height }
        }
    }
}

/// The public name of a picture: made of its bytes, so that another picture has another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureName(String);

impl PictureName {
    /// Digits of a name.
    const DIGITS: usize = 32;

    /// The name of bytes with this SHA-256.
    pub fn of_hash(hash: [u8; 32]) -> Self {
        Self(hash.iter().take(Self::DIGITS / 2).map(|byte| format!("{byte:02x}")).collect())
    }

    /// From an address; `None` for everything that is no name.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == Self::DIGITS
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        digits.then(|| Self(text.to_owned()))
    }

    /// As it stands in addresses and tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PictureName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

stated_enum! {
    /// What a picture with clear parts stands on, by day and by night, so that it is seen.
    pub enum Plate {
        /// White.
        Light = "light",
        /// Ink.
        Dark = "dark",
    }
}

impl Plate {
    /// Of the darker plate, as WCAG counts it; the lighter one's is 1.
    const INK: f64 = 0.014;

    /// The plate on which pixels stand out more. Each pixel is red, green, blue and how much it covers.
    pub fn below(pixels: impl Iterator<Item = [u8; 4]>) -> Self {
        let (mut light, mut cover) = (0.0, 0.0);
        for [red, green, blue, covers] in pixels {
            let covers = f64::from(covers) / 255.0;
            light += covers * luminance(red, green, blue);
            cover += covers;
        }
        if cover == 0.0 {
            return Self::Light;
        }
        let light = light / cover;
        let (on_white, on_ink) = (1.05 / (light + 0.05), (light + 0.05) / (Self::INK + 0.05));
        if on_ink > on_white { Self::Dark } else { Self::Light }
    }
}

/// Relative luminance, as WCAG 2.2 defines it: 0 black, 1 white.
fn luminance(red: u8, green: u8, blue: u8) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// A picture on a page: its address, the room to keep free for it, and what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name.
    pub name: PictureName,
    /// Its pixels.
    pub size: Size,
    /// What it stands on.
    pub plate: Plate,
}

impl Picture {
    /// Where browsers get it.
    pub fn address(&self) -> String {
        format!("/picture/{}", self.name)
    }
}

/// Why a file was not taken. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// No file was chosen.
    Missing,
    /// More bytes than are taken.
    TooLarge,
    /// Not a JPG or PNG, or a broken one.
    NoPicture,
    /// An edge longer than [`LONGEST_EDGE`].
    TooManyPixels,
    /// No wider than it must be.
    TooNarrow,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOGO: Size = Size { width: 498, height: 108 };

    #[test]
    fn what_fits_stays_as_it_is() {
        let advised = Size { width: 166, height: 36 };
        assert_eq!(advised.inside(PictureKind::Logo.room()), advised);
    }

    #[test]
    fn the_tighter_edge_decides() {
        assert_eq!(Size { width: 4980, height: 108 }.inside(LOGO), Size { width: 498, height: 10 });
        assert_eq!(Size { width: 1000, height: 1000 }.inside(LOGO), Size { width: 108, height: 108 });
        assert_eq!(Size { width: 6000, height: 1 }.inside(LOGO), Size { width: 498, height: 1 });
    }

    proptest! {
        #[test]
        fn it_never_stands_out_nor_vanishes(width in 1..=LONGEST_EDGE, height in 1..=LONGEST_EDGE) {
            for &kind in PictureKind::ALL {
                let room = kind.room();
                let fitted = Size { width, height }.inside(room);
                prop_assert!((1..=room.width).contains(&fitted.width));
                prop_assert!((1..=room.height).contains(&fitted.height));
            }
        }
    }

    #[test]
    fn a_logo_stands_where_it_is_seen() {
        const CLEAR: [u8; 4] = [255, 255, 255, 0];
        assert_eq!(Plate::below([[255, 255, 255, 255], CLEAR].into_iter()), Plate::Dark, "white letters");
        assert_eq!(Plate::below([[0, 0, 0, 255], CLEAR].into_iter()), Plate::Light, "black letters");
        assert_eq!(Plate::below([[178, 48, 28, 255], CLEAR].into_iter()), Plate::Light, "vermilion");
        assert_eq!(Plate::below([[255, 214, 0, 255], CLEAR].into_iter()), Plate::Dark, "yellow");
        assert_eq!(Plate::below([CLEAR].into_iter()), Plate::Light, "nothing at all");
    }

    #[test]
    fn a_name_is_32_small_hexadecimal_digits() {
        let name = PictureName::of_hash([0xab; 32]);
        assert_eq!(PictureName::parse(name.as_str()), Some(name));
        for other in ["", "ab", &"AB".repeat(16), &"zz".repeat(16), &"ab".repeat(17)] {
            assert_eq!(PictureName::parse(other), None, "{other}");
        }
    }
}
