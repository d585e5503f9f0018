//! Every vector of the file, made anew. What is expected is written down here, not computed by what is tested.

use super::{
    Expect, File, NOW, PREFIX, Secrets, Shown, Typed, Vector, changed, claims, hex, holder, issuer,
    key_lists, living_code, one_of_each, refused, step,
};
use domain::calendar::{Day, Instant};
use domain::code::layout::{Claims, CodeKind, STATEMENT_LENGTH};
use domain::code::redemption_code::{IssuerCode, RedemptionCode};
use domain::code::step::Step;
use domain::proof::ProofLevel;
use domain::refusal::Refusal::{
    self, CodeFromFuture, CodeTooOld, Forged, HolderSignatureWrong, KeyUnknown, NotOurs,
};
use p256::ecdsa::SigningKey;

/// The whole file.
pub fn file() -> File {
    let issuer = [7_u8, 9].map(|id| (id, hex(&[id; 32])));
    File {
        about: "docs/CODES.md, section Vectors".to_owned(),
        secrets: Secrets { issuer: issuer.into(), holder: hex(&holder().to_bytes()) },
        key_lists: key_lists(),
        vectors: [passing(), not_ours(), of_keys(), forged(), of_the_holder(), of_time()].concat(),
        redemption_codes: typed(),
    }
}

impl Vector {
    fn new(name: &str, code: &str, expect: Expect) -> Self {
        Self {
            name: name.to_owned(),
            text: format!("{PREFIX}{code}"),
            now_ms: NOW.0,
            keys: "current".to_owned(),
            expect,
        }
    }

    fn refused(name: &str, code: &str, refusal: Refusal) -> Self {
        Self::new(name, code, refused(refusal))
    }

    fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    fn keys(self, keys: &str) -> Self {
        Self { keys: keys.to_owned(), ..self }
    }

    fn at(self, now: Instant) -> Self {
        Self { now_ms: now.0, ..self }
    }
}

/// What a good code with these claims says.
fn says(proof: ProofLevel, claims: &Claims, step: Option<Step>, wanted: Option<u8>) -> Expect {
    Expect::Ok(Shown {
        proof,
        key: claims.key,
        merchant: claims.merchant,
        product: claims.product,
        locator: claims.locator.to_text(),
        generation: claims.generation,
        remaining: claims.remaining,
        usable_from: claims.usable_from,
        usable_until: claims.usable_until,
        step: step.map(|step| step.0),
        wanted,
    })
}

fn printed_well() -> Expect {
    says(ProofLevel::Printed, &claims(), None, None)
}

fn moment_well(step: Step) -> Expect {
    says(ProofLevel::Moment, &claims(), Some(step), None)
}

fn living_well(step: Step) -> Expect {
    says(ProofLevel::Living, &claims(), Some(step), Some(2))
}

fn passing() -> Vec<Vector> {
    let [printed, moment, living] = one_of_each();
    let secret = issuer(7);
    let plain = Claims { usable_from: None, usable_until: None, ..claims() };
    let far = Claims { usable_from: Day::new(2020, 1, 1), usable_until: Day::new(2199, 6, 5), ..claims() };
    let other_key = Claims { key: 9, ..claims() };
    vec![
        Vector::new("printed", &printed, printed_well()),
        Vector::new("moment", &moment, moment_well(step(0))),
        Vector::new("living", &living, living_well(step(0))),
        Vector::new(
            "printed, no dates",
            &secret.printed(&plain),
            says(ProofLevel::Printed, &plain, None, None),
        ),
        Vector::new(
            "printed, first and last day that fit",
            &secret.printed(&far),
            says(ProofLevel::Printed, &far, None, None),
        ),
        Vector::new(
            "printed, the other issuer key",
            &issuer(9).printed(&other_key),
            says(ProofLevel::Printed, &other_key, None, None),
        ),
        Vector::new("printed, another host", &printed, printed_well())
            .text(format!("HTTPS://OLD.EXAMPLE/R/{printed}")),
        Vector::new("living, http and a port", &living, living_well(step(0)))
            .text(format!("HTTP://LOCALHOST:3000/R/{living}")),
        Vector::new("printed, a year later", &printed, printed_well()).at(NOW.plus_seconds(365 * 86_400)),
    ]
}

fn not_ours() -> Vec<Vector> {
    let [printed, moment, living] = one_of_each();
    let link = format!("{PREFIX}{printed}");
    // 88 bytes are 140 symbols and four bits, so the last symbol ends in one bit that belongs to no byte.
    let (all_but_last, last) = printed.split_at(printed.len() - 1);
    let left_over = format!("{all_but_last}{}", next_symbol(last));
    let first_byte = |code: &str, byte: u8| changed(code, |bytes| bytes[0] = byte);
    let refused = |name: &str, code: &str| Vector::refused(name, code, NotOurs);
    let foreign = |name: &str, text: &str| refused(name, "").text(text);
    let mut vectors = vec![
        foreign("nothing", ""),
        foreign("a foreign address", "https://www.example.com/menu?table=7"),
        foreign("a foreign address in capitals", "HTTPS://WWW.EXAMPLE.COM/R/MENU"),
        foreign("a Wi-Fi code", "WIFI:T:WPA;S:coffee;P:secret;;"),
        foreign("Chinese", "歡迎光臨"),
        foreign("a code without a link", &printed),
        foreign("a link to another page", &link.replace("/R/", "/W/")),
        foreign("another scheme", &link.replace("HTTPS", "FTP")),
        foreign("no host", &link.replace("PIAOJIA.TW", "")),
        foreign("all in lower case", &link.to_lowercase()),
        foreign("a blank after it", &format!("{link} ")),
        foreign("a question mark after it", &format!("{link}?X=1")),
        refused("the code in lower case", &printed.to_lowercase()),
        refused("a letter I for the digit 1", &printed.replacen('1', "I", 1)),
        refused("a letter L for the digit 1", &printed.replacen('1', "L", 1)),
        refused("a letter O for the digit 0", &printed.replacen('0', "O", 1)),
        refused("a letter U for the letter V", &printed.replacen('V', "U", 1)),
        refused("printed, left-over bit set", &left_over),
        refused("printed, 0 after it", &format!("{printed}0")),
        refused("printed, one byte more", &changed(&printed, |bytes| bytes.push(0))),
        refused("moment, one byte less", &changed(&moment, |bytes| bytes.truncate(91))),
        refused("living, only the statement", &changed(&living, |bytes| bytes.truncate(STATEMENT_LENGTH))),
        refused("printed, version 2", &first_byte(&printed, 0x21)),
        refused("printed, kind 4", &first_byte(&printed, 0x14)),
        refused("a redemption code", "63OV0123456789ABCJ"),
    ];
    for (name, code) in [("printed", &printed), ("moment", &moment), ("living", &living)] {
        for kind in CodeKind::ALL.iter().filter(|kind| kind.as_str() != name) {
            let name = format!("{name}, first byte of {}", kind.as_str());
            vectors.push(refused(&name, &first_byte(code, kind.first_byte())));
        }
        vectors.push(refused(&format!("{name}, a character less"), &code[..code.len() - 1]));
    }
    vectors
}

fn of_keys() -> Vec<Vector> {
    let [printed, moment, living] = one_of_each();
    let mut vectors = Vec::new();
    for (name, code, well) in [
        ("printed", &printed, printed_well as fn() -> Expect),
        ("moment", &moment, || moment_well(step(0))),
        ("living", &living, || living_well(step(0))),
    ] {
        let unknown =
            |keys: &str| Vector::refused(&format!("{name}, keys: {keys}"), code, KeyUnknown).keys(keys);
        let passes = |keys: &str| Vector::new(&format!("{name}, keys: {keys}"), code, well()).keys(keys);
        vectors.extend([
            unknown("none"),
            unknown("others"),
            unknown("trusted until a second ago"),
            passes("trusted until now"),
            passes("revoked soon"),
            if name == "printed" { passes("revoked just now") } else { unknown("revoked just now") },
            Vector::refused(&format!("{name}, keys: swapped"), code, Forged).keys("swapped"),
        ]);
    }
    vectors
}

fn forged() -> Vec<Vector> {
    let [printed, moment, living] = one_of_each();
    let flip = |code: &str, at: usize| changed(code, |bytes| bytes[at] ^= 1);
    let forged = |name: &str, code: &str| Vector::refused(name, code, Forged);
    let cut = |code: &str, kind: CodeKind| {
        changed(code, |bytes| {
            bytes[0] = kind.first_byte();
            bytes.resize(kind.length(), 0);
        })
    };
    vec![
        forged("printed, signature flipped", &flip(&printed, 87)),
        forged("moment, signature flipped", &flip(&moment, 28)),
        forged("living, issuer's signature flipped", &flip(&living, 61)),
        forged("printed, other merchant", &flip(&printed, 5)),
        forged("printed, other product", &flip(&printed, 9)),
        forged("printed, other ticket", &flip(&printed, 17)),
        forged("printed, other generation", &flip(&printed, 18)),
        forged("printed, more units left", &flip(&printed, 19)),
        forged("printed, usable from another day", &flip(&printed, 21)),
        forged("printed, usable until another day", &flip(&printed, 23)),
        forged("printed, number of the other key", &changed(&printed, |bytes| bytes[1] = 9)),
        forged("moment, another half minute", &flip(&moment, 27)),
        forged("living, statement made at another time", &flip(&living, 27)),
        forged("living, another holder", &flip(&living, 60)),
        forged("printed, signed by nobody", &changed(&printed, |bytes| bytes[24..].fill(0))),
        forged("printed, signed with another key under this number", &issuer_under(9, 7).printed(&claims())),
        forged("moment cut to printed", &cut(&moment, CodeKind::Printed)),
        forged("living cut to printed", &cut(&living, CodeKind::Printed)),
        forged("living cut to moment", &cut(&living, CodeKind::Moment)),
        forged("printed filled up to moment", &cut(&printed, CodeKind::Moment)),
        forged("printed filled up to living", &cut(&printed, CodeKind::Living)),
        forged("moment, forged and too old", &flip(&moment, 28)).at(NOW.plus_seconds(3600)),
    ]
}

fn of_the_holder() -> Vec<Vector> {
    let [_, _, living] = one_of_each();
    let wrong = |name: &str, code: &str| Vector::refused(name, code, HolderSignatureWrong);
    let flip = |at: usize| changed(&living, |bytes| bytes[at] ^= 1);
    let signed_by_another = {
        let another = SigningKey::from_slice(&[0x43; 32]).expect("a scalar");
        let theirs = living_code(&issuer(7), &claims(), &another, 2, step(0));
        let signature = domain::code::crockford::decode(&theirs).expect("a code").split_off(130);
        changed(&living, |bytes| {
            bytes.truncate(130);
            bytes.extend(signature);
        })
    };
    vec![
        wrong("living, holder's signature flipped, first half", &flip(130)),
        wrong("living, holder's signature flipped, second half", &flip(193)),
        wrong("living, more units wanted", &flip(125)),
        wrong("living, another half minute than signed", &flip(129)),
        wrong("living, signed by another phone", &signed_by_another),
        wrong("living, signed by nobody", &changed(&living, |bytes| bytes[130..].fill(0))),
        wrong("living, holder's signature wrong and too old", &flip(193)).at(NOW.plus_seconds(3600)),
    ]
}

fn of_time() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (ahead, refusal) in
        [(-3, Some(CodeTooOld)), (-2, None), (-1, None), (1, None), (2, Some(CodeFromFuture))]
    {
        let moment = issuer(7).moment(&claims(), step(ahead));
        let living = living_code(&issuer(7), &claims(), &holder(), 2, step(ahead));
        for (kind, code, well) in
            [("moment", moment, moment_well(step(ahead))), ("living", living, living_well(step(ahead)))]
        {
            let expect = refusal.clone().map_or(well, refused);
            vectors.push(Vector::new(&format!("{kind}, {ahead:+} half minutes"), &code, expect));
        }
    }
    let [_, _, living] = one_of_each();
    let begin = Instant(step(0).end().0 - 30_000);
    vectors.extend([
        Vector::new("living, last moment of its time", &living, living_well(step(0)))
            .at(Instant(step(2).end().0 - 1)),
        Vector::refused("living, a millisecond later", &living, CodeTooOld).at(step(2).end()),
        Vector::new("living, first moment of its time", &living, living_well(step(0)))
            .at(begin.plus_seconds(-30)),
        Vector::refused("living, a millisecond earlier", &living, CodeFromFuture)
            .at(Instant(begin.plus_seconds(-30).0 - 1)),
        Vector::refused("living, a photograph of yesterday", &living, CodeTooOld)
            .at(NOW.plus_seconds(86_400)),
    ]);
    vectors
}

fn typed() -> Vec<Typed> {
    let issuer = IssuerCode::parse("63OV").expect("an issuer's code");
    let code = RedemptionCode::compose(&issuer, &[0, 1, 18, 31, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    let folded = code.replace('O', "0");
    let reads = |typed: String| Typed { typed, reads_as: Some(folded.clone()) };
    let foreign = |typed: &str| Typed { typed: typed.to_owned(), reads_as: None };
    let wide = |character: char| char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character);
    let mut swapped = code.clone().into_bytes();
    swapped.swap(7, 8);
    vec![
        reads(code.clone()),
        reads(folded.clone()),
        reads(code.to_lowercase()),
        reads(code.chars().map(wide).collect()),
        reads(format!(" {}-{} {}　{}\n", &code[..4], &code[4..8], &code[8..13], &code[13..])),
        reads(folded.replace('0', "o")),
        reads(folded.replace('1', "I")),
        reads(folded.replace('1', "l")),
        foreign(""),
        foreign("63OV"),
        foreign(&code[..17]),
        foreign(&format!("{code}0")),
        foreign(&code.replacen('5', "6", 1)),
        foreign(&String::from_utf8(swapped).unwrap_or_default()),
        foreign(&code.replacen('5', "*", 1)),
        foreign(&code.replacen('5', "五", 1)),
        foreign("A63OV00000013769"),
        foreign("4710088412345"),
    ]
}

/// A secret that signs under a number which is not its own.
fn issuer_under(secret: u8, number: u8) -> domain::code::sign::IssuerSecret {
    domain::code::sign::IssuerSecret::new(number, &[secret; 32])
}

/// The symbol whose value is one greater; the given one is even.
fn next_symbol(symbol: &str) -> char {
    let alphabet = domain::code::crockford::ALPHABET;
    let value = symbol.bytes().next().and_then(domain::code::crockford::value).expect("a symbol");
    assert_eq!(value % 2, 0, "the left-over bit is zero");
    char::from(alphabet[usize::from(value) + 1])
}
