//! The browser's files, and what is not there.

use crate::house::House;

on_both_engines!(files_stay_and_shrink, what_is_not_there_is_a_page);

async fn files_stay_and_shrink(house: House) {
    let mut browser = house.nobody();
    let address = format!("{}/style.css", house.state.site.folder());
    let plain = browser.get(&address).await;
    assert_eq!(plain.header("content-encoding"), None);
    let small = browser.get_with(&address, &[("accept-encoding", "gzip, deflate, br")]).await;
    assert_eq!(small.header("content-encoding"), Some("br"));
    assert_eq!(small.header("vary"), Some("accept-encoding"));
    assert_eq!(small.header("content-type"), Some("text/css; charset=utf-8"));
    let mut read = Vec::new();
    brotli::BrotliDecompress(&mut small.bytes.as_ref(), &mut read).expect("brotli");
    assert_eq!(read, plain.bytes);
    assert!(
        small.bytes.len() * 10 < plain.bytes.len(),
        "{} bytes of {}",
        small.bytes.len(),
        plain.bytes.len()
    );
    let wasm = browser.get(&format!("{}/decoder_bg.wasm", house.state.site.folder())).await;
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
    let other = browser.get_with(&address, &[("accept-encoding", "gzip")]).await;
    assert_eq!(other.header("content-encoding"), Some("gzip"));
}

async fn what_is_not_there_is_a_page(house: House) {
    let mut browser = house.nobody();
    for path in ["/nothing", "/desk/nothing", "/w", "/w/", "/R/", "/index.php", "/.git/config", "/metrics"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("找不到這個頁面"), "{path}");
    }
    let folder = house.state.site.folder().to_owned();
    for path in [
        "/assets/0000000000000000/style.css".to_owned(),
        "/assets/x/style.css".to_owned(),
        format!("{folder}/nothing.js"),
        format!("{folder}/..%2f..%2fCargo.toml"),
        format!("{folder}/%2e%2e"),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
}
