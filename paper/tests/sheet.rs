//! A sheet is read back by programs that are not ours: poppler draws it and extracts its text, `rqrr` reads the QR, `rxing`
//! the bars.
#![cfg(test)]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says no by panicking")]

use domain::print::{PaperSize, SheetField};
use paper::{Face, Font, NotDrawn, Picture, Symbol, Words, document};
use rxing::common::HybridBinarizer;
use rxing::oned::Code128Reader;
use rxing::{BinaryBitmap, Luma8LuminanceSource, Reader};
use std::path::PathBuf;
use std::process::Command;

const CODE: &str = "63OVALYRQW748B53P2";
/// Dots an inch of a shop's printer.
const DOTS: &str = "300";

fn font() -> Font {
    let path = std::env::var("PIAOJIA_PRINT_FONT")
        .unwrap_or_else(|_| "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc".to_owned());
    let bytes = std::fs::read(&path).unwrap_or_else(|_| panic!("no font at {path}: PIAOJIA_PRINT_FONT"));
    Font::read(bytes).expect("a font for traditional Chinese")
}

/// As long as a code on paper.
fn link() -> String {
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let code: String = (0..141).map(|at| char::from(alphabet[(at * 7 + at / 3) % 32])).collect();
    format!("HTTPS://PIAOJIA.TW/R/{code}")
}

fn words(field: SheetField, text: &str) -> Words {
    Words::new(field, text)
}

/// A ticket with as much on it as a product may have.
fn face() -> Face {
    let (width, dark) = encoder::drawing::paper_modules(&link()).expect("a QR");
    let bars = barcoders::sym::code128::Code128::new(format!("\u{181}{CODE}")).expect("bars").encode();
    let term = "本券限用一次不可重複使用，兌換商品或折抵消費金額時不另開立統一發票，限門市現場兌換";
    let terms =
        (1..=10).map(|number| words(SheetField::Terms, &format!("{number}. {term}五十個字為止喔喔喔")));
    Face {
        product: "珍珠奶茶".to_owned(),
        logo: Some(Picture { width: 166, height: 36, pixels: [200, 40, 40, 255].repeat(166 * 36) }),
        issuer: Some(words(SheetField::Issuer, "日日好茶股份有限公司")),
        title: Some(words(SheetField::ProductName, "珍珠奶茶大杯兌換券（微糖少冰）限定款式")),
        front: vec![words(SheetField::Kind, "提貨券　NT$ 120")],
        qr: Some(Symbol { width, dark }),
        bars: Some(Symbol { width: bars.len(), dark: bars.iter().map(|bar| *bar == 1).collect() }),
        code: Some(words(SheetField::Code, CODE)),
        facts: vec![
            words(SheetField::Facts, "票券序號 A63OV00000013769"),
            words(SheetField::Facts, "訂單編號 2026110711110001"),
        ],
        heading: Some(words(SheetField::Terms, "使用說明")),
        terms: terms.collect(),
        foot: vec![
            words(
                SheetField::IssuerData,
                "發行單位：日日好茶股份有限公司　負責人：林美惠　統一編號：12345675",
            ),
            words(SheetField::IssuerData, "地址：115臺北市南港區三重路19之6號66樓　客服電話：02-27884800"),
            words(
                SheetField::GuaranteeBank,
                "價金保管機構：第一商業銀行　價金保管期間：2026/11/07 – 2027/11/06",
            ),
        ],
        mark: None,
    }
}

/// A file that only this test has.
fn written(name: &str, pdf: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("{name}.pdf"));
    std::fs::write(&path, pdf).expect("a file");
    path
}

/// What a program of poppler says of a file.
fn poppler(program: &str, arguments: &[&str], file: &PathBuf) -> Vec<u8> {
    let answer = Command::new(program).args(arguments).arg(file).arg("-").output();
    let answer = answer.unwrap_or_else(|_| panic!("{program} is missing: apt-get install poppler-utils"));
    assert!(answer.status.success(), "{program}: {}", String::from_utf8_lossy(&answer.stderr));
    answer.stdout
}

/// Width, height and grey of a page, 300 dots an inch.
fn drawn(file: &PathBuf, page: &str) -> (usize, usize, Vec<u8>) {
    let answer = Command::new("pdftoppm")
        .args(["-r", DOTS, "-gray", "-f", page, "-l", page])
        .arg(file)
        .output()
        .expect("pdftoppm: apt-get install poppler-utils");
    let bytes = answer.stdout;
    let mut head = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || -> String { String::from_utf8_lossy(head.next().expect("a head")).into_owned() };
    assert_eq!(number(), "P5");
    let (width, height): (usize, usize) =
        (number().parse().expect("width"), number().parse().expect("height"));
    let pixels = bytes[bytes.len() - width * height..].to_vec();
    (width, height, pixels)
}

fn qrs(width: usize, height: usize, pixels: &[u8]) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    image.detect_grids().iter().map(|grid| grid.decode().expect("readable").1).collect()
}

fn bars(width: usize, height: usize, pixels: Vec<u8>) -> String {
    let size = |edge| u32::try_from(edge).expect("a page");
    let source = Luma8LuminanceSource::new(pixels, size(width), size(height)).expect("a page");
    let mut image = BinaryBitmap::new(HybridBinarizer::new(source));
    Code128Reader.decode(&mut image).expect("bars that are read").getText().to_owned()
}

#[test]
fn others_read_what_was_printed() {
    let pdf = document(&font(), PaperSize::Roll, "列印", &[face()]).expect("a sheet");
    assert!(pdf.len() < 60_000, "{} bytes: the font is not embedded whole", pdf.len());
    let file = written("roll", &pdf);
    let (width, height, pixels) = drawn(&file, "1");
    assert_eq!((width, height), (1063, 2400), "90 × 203.2 mm");
    assert_eq!(qrs(width, height, &pixels), [link()]);
    assert_eq!(bars(width, height, pixels), CODE);
    let text = String::from_utf8(poppler("pdftotext", &["-enc", "UTF-8", "-layout"], &file)).expect("text");
    for expected in
        ["珍珠奶茶大杯兌換券", "日日好茶股份有限公司", CODE, "票券序號 A63OV00000013769", "三重路19之6號66樓"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let fonts = Command::new("pdffonts").arg(&file).output().expect("pdffonts").stdout;
    let fonts = String::from_utf8_lossy(&fonts).into_owned();
    let embedded: Vec<_> = fonts.lines().skip(2).collect();
    assert_eq!(embedded.len(), 1, "{fonts}");
    // Embedded, subset, with a table of characters.
    assert!(embedded[0].contains("yes yes yes"), "{fonts}");
}

#[test]
fn two_stand_side_by_side_on_a4() {
    let mut second = face();
    second.product = "紅茶".to_owned();
    let pdf = document(&font(), PaperSize::A4, "列印", &[face(), second, face()]).expect("sheets");
    let file = written("a4", &pdf);
    let (width, height, pixels) = drawn(&file, "1");
    assert_eq!((width, height), (2481, 3508));
    assert_eq!(qrs(width, height, &pixels), [link(), link()]);
    let (width, height, pixels) = drawn(&file, "2");
    assert_eq!(qrs(width, height, &pixels), [link()]);
}

#[test]
fn a_hundred_tickets_are_small() {
    let pdf = document(&font(), PaperSize::Roll, "列印", &vec![face(); 100]).expect("sheets");
    assert!(pdf.len() < 3_000_000, "{} bytes", pdf.len());
}

#[test]
fn what_the_font_lacks_is_named() {
    let mut face = face();
    face.terms.push(words(SheetField::Terms, "買一送一\u{1F9CB}"));
    let refused = document(&font(), PaperSize::Roll, "列印", &[face]).expect_err("no such character");
    let expected = NotDrawn::CharacterMissing {
        product: "珍珠奶茶".to_owned(),
        field: SheetField::Terms,
        character: '\u{1F9CB}',
    };
    assert_eq!(refused, expected);
}

#[test]
fn what_does_not_fit_is_named() {
    let mut face = face();
    let more = face.terms.clone();
    face.terms.extend(more);
    let refused = document(&font(), PaperSize::Roll, "列印", &[face]).expect_err("too much");
    assert_eq!(refused, NotDrawn::TooFull { product: "珍珠奶茶".to_owned() });
}

#[test]
fn a_sample_says_so_across_the_sheet() {
    let face =
        Face { mark: Some(words(SheetField::Mark, "測試列印　無效")), terms: Vec::new(), ..face() };
    let file = written("sample", &document(&font(), PaperSize::Roll, "列印", &[face]).expect("a sheet"));
    let text = String::from_utf8(poppler("pdftotext", &["-enc", "UTF-8"], &file)).expect("text");
    assert!(text.contains("測試列印"), "{text}");
}

#[test]
fn what_is_no_font_is_refused() {
    assert!(Font::read(b"not a font".to_vec()).is_err());
    assert!(Font::read(Vec::new()).is_err());
}
