//! The signature of a `.pkpass` file: CMS, detached, with the time and the certificates in it (RFC 5652), RSA and
//! SHA-256. The keys of such certificates are RSA.

use super::config::AppleFiles;
use super::der::{CONTEXT_0, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET, UTC_TIME, value};
use domain::calendar::Instant;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

/// Object identifiers, as DER has them.
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 4];
const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 5];
const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];

/// Where a Pass Type ID certificate names pass type and team.
const USER_ID: &str = "0.9.2342.19200300.100.1.1";
const UNIT: &str = "2.5.4.11";

/// The operator's key, with what it is known by.
pub struct PassSigner {
    key: RsaKeyPair,
    /// Issuer and serial number, as a signature names its signer.
    signer: Vec<u8>,
    /// The signer's certificate and Apple's intermediate one.
    certificates: Vec<u8>,
    pass_type: String,
    team: String,
    /// The same certificates, and the key, for TLS.
    chain: [CertificateDer<'static>; 2],
    private: PrivateKeyDer<'static>,
    /// Seconds since 1970.
    valid_until: i64,
}

impl PassSigner {
    /// Reads the files; says what is wrong without saying what is in them.
    pub fn load(files: AppleFiles<'_>) -> Result<Self, String> {
        let wrong = |path: &Path, why: &str| format!("{}: {why}", path.display());
        let read = |path: &Path| {
            let certificate = CertificateDer::from_pem_file(path);
            certificate.map_err(|_| wrong(path, "no certificate in PEM form"))
        };
        let (own, wwdr) = (read(files.certificate)?, read(files.wwdr)?);
        let key = PrivateKeyDer::from_pem_file(files.key);
        let private = key.map_err(|_| wrong(files.key, "no key in PEM form, or one with a password"))?;
        let key = rsa(&private).ok_or_else(|| wrong(files.key, "not an RSA key of 2048 bits or more"))?;
        let certificate =
            Certificate::from_der(&own).map_err(|_| wrong(files.certificate, "not a certificate"))?;
        let own_facts = certificate.tbs_certificate();
        let public = own_facts.subject_public_key_info().subject_public_key.raw_bytes();
        if public != ring::signature::KeyPair::public_key(&key).as_ref() {
            return Err(wrong(files.key, "not the key of the certificate"));
        }
        let named = |oid: &str| {
            let found = own_facts.subject().iter().find(|part| part.oid.to_string() == oid);
            found.and_then(|part| String::from_utf8(part.value.value().to_vec()).ok())
        };
        let named = |oid, what| named(oid).ok_or_else(|| wrong(files.certificate, what));
        let (pass_type, team) =
            (named(USER_ID, "names no pass type (UID)")?, named(UNIT, "names no team (OU)")?);
        let unreadable = |_| wrong(files.certificate, "unreadable");
        let issuer = own_facts.issuer().to_der().map_err(unreadable)?;
        let number = own_facts.serial_number().to_der().map_err(unreadable)?;
        let seconds = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        let valid_until = seconds(&own_facts.validity().not_after);
        Ok(Self {
            key,
            signer: value(SEQUENCE, &[&issuer, &number]),
            certificates: [own.as_ref(), wwdr.as_ref()].concat(),
            pass_type,
            team,
            chain: [own, wwdr],
            private,
            valid_until,
        })
    }

    /// `pass.tw.example…`
    pub fn pass_type(&self) -> &str {
        &self.pass_type
    }

    /// Ten letters and digits.
    pub fn team(&self) -> &str {
        &self.team
    }

    /// As which phones are woken: the same certificate.
    pub fn tls_identity(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        (self.chain.to_vec(), self.private.clone_key())
    }

    /// The detached signature of a manifest. None with a certificate that is over: no phone would take it.
    pub fn sign(&self, manifest: &[u8], now: Instant) -> Result<Vec<u8>, String> {
        if now.0.div_euclid(1_000) > self.valid_until {
            return Err("the pass certificate has ended".to_owned());
        }
        let attributes = attributes(manifest, now)?;
        let mut signature = vec![0; self.key.public().modulus_len()];
        // The attributes are signed as the SET that they are, not under the tag that they are sent with.
        let signed = value(SET, &[&attributes]);
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &signed, &mut signature)
            .map_err(|_| "the pass key does not sign".to_owned())?;
        let signer = value(
            SEQUENCE,
            &[
                &value(INTEGER, &[&[1]]),
                &self.signer,
                &algorithm(SHA_256),
                &value(CONTEXT_0, &[&attributes]),
                &algorithm(RSA_ENCRYPTION),
                &value(OCTET_STRING, &[&signature]),
            ],
        );
        let signed_data = value(
            SEQUENCE,
            &[
                &value(INTEGER, &[&[1]]),
                &value(SET, &[&algorithm(SHA_256)]),
                &value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[DATA])]),
                &value(CONTEXT_0, &[&self.certificates]),
                &value(SET, &[&signer]),
            ],
        );
        let content = [value(OBJECT_IDENTIFIER, &[SIGNED_DATA]), value(CONTEXT_0, &[&signed_data])].concat();
        Ok(value(SEQUENCE, &[&content]))
    }
}

fn rsa(key: &PrivateKeyDer<'_>) -> Option<RsaKeyPair> {
    if let PrivateKeyDer::Pkcs8(key) = key {
        return RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).ok();
    }
    let PrivateKeyDer::Pkcs1(key) = key else {
        return None;
    };
    RsaKeyPair::from_der(key.secret_pkcs1_der()).ok()
}

fn algorithm(oid: &[u8]) -> Vec<u8> {
    value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[oid]), &value(NULL, &[])])
}

/// What is signed: that it is data, when, and the hash of the manifest; in the order of DER.
fn attributes(manifest: &[u8], now: Instant) -> Result<Vec<u8>, String> {
    let time = chrono::DateTime::from_timestamp_millis(now.0).ok_or("no such time")?;
    let time = time.format("%y%m%d%H%M%SZ").to_string();
    let attribute = |oid: &[u8], inner: Vec<u8>| {
        value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[oid]), &value(SET, &[&inner])])
    };
    let mut all = [
        attribute(CONTENT_TYPE, value(OBJECT_IDENTIFIER, &[DATA])),
        attribute(SIGNING_TIME, value(UTC_TIME, &[time.as_bytes()])),
        attribute(MESSAGE_DIGEST, value(OCTET_STRING, &[digest(&SHA256, manifest).as_ref()])),
    ];
    all.sort();
    Ok(all.concat())
}
