//! The QR codes and barcodes that we draw, rasterised as a screen would and read back by somebody else's reader.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

use app::symbol::{code_128, screen_qr};

/// Dark modules, row by row.
struct Drawing {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

impl Drawing {
    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }

    fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..(y + 1) * self.width]
    }
}

/// Paints the second path of a drawing of ours: rectangles `Mx yhWvHh-Wz` and nothing else.
fn paint(svg: &str) -> Drawing {
    let size = between(svg, "viewBox=\"0 0 ", "\"");
    let (width, height) = size.split_once(' ').expect("two numbers");
    let (width, height) = (number(width), number(height));
    let background = format!("<path fill=\"#fff\" d=\"M0 0h{width}v{height}H0z\"/>");
    assert!(svg.contains(&background), "dark on white whatever the theme");
    let path = between(svg, "<path d=\"", "\"");
    let mut dark = vec![false; width * height];
    for rectangle in path.split_terminator('z') {
        let (start, rest) = rectangle.strip_prefix('M').expect("a rectangle").split_once('h').expect("h");
        let (x, y) = start.split_once(' ').expect("x y");
        let (right, rest) = rest.split_once('v').expect("v");
        let (down, back) = rest.split_once("h-").expect("h-");
        assert_eq!(right, back, "a closed rectangle");
        let (x, y, right, down) = (number(x), number(y), number(right), number(down));
        for row in y..y + down {
            dark[row * width + x..row * width + x + right].fill(true);
        }
    }
    Drawing { width, height, dark }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

/// What rqrr reads of a drawing at so many pixels a module.
fn read(drawing: &Drawing, pixels: usize) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(
        drawing.width * pixels,
        drawing.height * pixels,
        |x, y| if drawing.is_dark(x / pixels, y / pixels) { 20 } else { 240 },
    );
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code at {pixels} pixels a module");
    grids[0].decode().expect("readable").1
}

/// Alphanumeric texts as long as the three kinds of code (CODES, layout), and the shortest and longest hosts.
fn texts() -> Vec<String> {
    let code = |length: usize| -> String {
        let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        (0..length).map(|at| char::from(alphabet[(at * 7 + at / 3) % 32])).collect()
    };
    let lengths = [("printed", 135), ("moment", 142), ("living", 330)];
    let hosts = ["HTTPS://PJ.TW", "HTTP://LOCALHOST:3000", "HTTPS://TICKETS.A-RATHER-LONG-NAME.COM.TW"];
    lengths.iter().flat_map(|(_, length)| hosts.map(|host| format!("{host}/R/{}", code(*length)))).collect()
}

#[test]
fn another_reader_reads_what_we_draw() {
    for text in texts() {
        let drawing = paint(&screen_qr(&text).expect("a code"));
        assert_eq!(drawing.width, drawing.height);
        for pixels in [3, 4, 6, 8] {
            assert_eq!(read(&drawing, pixels), text, "{pixels} pixels a module");
        }
    }
}

#[test]
fn white_surrounds_the_code() {
    let drawing = paint(&screen_qr(&texts()[0]).expect("a code"));
    let (first, last) = (4, drawing.width - 5);
    for y in 0..drawing.height {
        for x in 0..drawing.width {
            let inside = (first..=last).contains(&x) && (first..=last).contains(&y);
            assert!(inside || !drawing.is_dark(x, y), "{x} {y} lies in the quiet zone");
        }
    }
    assert!(drawing.is_dark(first, first) && drawing.is_dark(last, first) && drawing.is_dark(first, last));
}

#[test]
fn our_codes_stay_small() {
    let modules = |text: &str| paint(&screen_qr(text).expect("a code")).width - 8;
    let moment = format!("HTTPS://PJ.TW/R/{}", "A".repeat(142));
    assert!(
        modules(&moment) <= 49,
        "{} modules: a moment code is read from a small screen",
        modules(&moment)
    );
    assert_eq!(screen_qr(&"A".repeat(5000)), None, "what fits into no code is no code");
}

/// Widths of bars and gaps of Code 128, ISO/IEC 15417: values 0 to 105, the stop apart.
const WIDTHS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
];
const STOP: &str = "2331112";
const START_B: usize = 104;

/// Reads code set B: the text, once start, checksum and stop are right.
fn read_128(row: &[bool]) -> String {
    let runs: Vec<_> = row.chunk_by(|one, next| one == next).map(<[bool]>::len).collect();
    let [left, inside @ .., right] = runs.as_slice() else { panic!("no bars") };
    assert!(*left >= 10 && *right >= 10, "quiet zones of 10 modules: {left}, {right}");
    let digits: String = inside.iter().map(usize::to_string).collect();
    let symbols = digits.strip_suffix(STOP).expect("a stop");
    assert_eq!(symbols.len() % 6, 0, "whole symbols");
    let values: Vec<_> = symbols
        .as_bytes()
        .chunks(6)
        .map(|widths| {
            WIDTHS.iter().position(|known| known.as_bytes() == widths).expect("a symbol of Code 128")
        })
        .collect();
    let [start, text @ .., check] = values.as_slice() else { panic!("too short") };
    assert_eq!(*start, START_B);
    let sum: usize = text.iter().enumerate().map(|(at, value)| (at + 1) * value).sum();
    assert_eq!((start + sum) % 103, *check, "the checksum");
    text.iter().map(|value| char::from(u8::try_from(value + 32).expect("a character"))).collect()
}

#[test]
fn a_barcode_says_the_redemption_code() {
    for code in ["63OV0123456789ABCD", "7K2MZZZZZZZZZZZZZZ", "000000000000000000", "9QXAHJKMNPQRSTVWXY"] {
        let drawing = paint(&code_128(code).expect("a barcode"));
        for y in [0, drawing.height / 2, drawing.height - 1] {
            assert_eq!(read_128(drawing.row(y)), code);
        }
    }
    assert_eq!(code_128("票券"), None);
}
