//! An authority of this house alone, and certificates of it. Its key stays in the data folder; it can speak for names and
//! numbers of a local network only, so whoever trusts it trusts it with nothing else.

use crate::master_key::private_folder;
use chrono::Datelike;
use domain::calendar::Day;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

/// How long a certificate is good; phones refuse more than 825 days.
const CERTIFICATE_DAYS: u64 = 397;
/// How long a phone's trust is good.
const AUTHORITY_DAYS: u64 = 3_650;
const NAME: &str = "Piaojia of this machine";

/// Makes certificates for this machine.
pub struct Authority {
    key: KeyPair,
    certificate: Vec<u8>,
    name: String,
}

impl Authority {
    /// The one in `folder` for machines of this name, made where there is none.
    pub fn open(folder: &Path, name: &str, today: Day) -> Result<Self, String> {
        let folder = folder.join("https").join(name.replace(['/', '\\'], "_"));
        private_folder(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let (key_file, certificate_file) = (folder.join("authority.key"), folder.join("authority.crt"));
        if let (Ok(key), Ok(certificate)) = (fs::read_to_string(&key_file), fs::read(&certificate_file)) {
            let key = KeyPair::from_pem(&key).map_err(|error| format!("{}: {error}", key_file.display()))?;
            return Ok(Self { key, certificate, name: name.to_owned() });
        }
        let key = KeyPair::generate().map_err(told)?;
        let certificate = its_own(name, today)?.self_signed(&key).map_err(told)?.der().to_vec();
        write_private(&key_file, key.serialize_pem().as_bytes())?;
        write_private(&certificate_file, &certificate)?;
        Ok(Self { key, certificate, name: name.to_owned() })
    }

    /// What a phone is to trust, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// A certificate for these names and numbers, as a server needs it.
    pub fn server(&self, names: &[String], today: Day) -> Result<Arc<ServerConfig>, String> {
        let key = KeyPair::generate().map_err(told)?;
        let mut wanted = CertificateParams::new(names.to_vec()).map_err(told)?;
        wanted.distinguished_name = called(&self.name);
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        wanted.use_authority_key_identifier_extension = true;
        (wanted.not_before, wanted.not_after) = lasting(today, CERTIFICATE_DAYS);
        let own = its_own(&self.name, today)?;
        let issuer = Issuer::from_params(&own, &self.key);
        let made = wanted.signed_by(&key, &issuer).map_err(told)?;
        let chain = vec![made.der().clone(), CertificateDer::from(self.certificate.clone())];
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(told)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(told)?;
        Ok(Arc::new(config))
    }
}

/// The authority's own certificate. Who signs is known by name and key alone, so it may be made again.
fn its_own(name: &str, today: Day) -> Result<CertificateParams, String> {
    let mut params = CertificateParams::new(Vec::<String>::new()).map_err(told)?;
    params.distinguished_name = called(NAME);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = lasting(today, AUTHORITY_DAYS);
    let network = |first, second, bits| {
        GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([first, second, 0, 0], bits))
    };
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName(name.to_owned()),
            GeneralSubtree::DnsName("localhost".to_owned()),
            network(127, 0, 8),
            network(10, 0, 8),
            network(172, 16, 12),
            network(192, 168, 16),
            network(169, 254, 16),
            network(100, 64, 10),
        ],
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called
}

/// From yesterday, for clocks that are a little late.
fn lasting(today: Day, days: u64) -> (time::OffsetDateTime, time::OffsetDateTime) {
    let at = |day: Day| {
        let date = day.date();
        let (month, of_month) =
            (u8::try_from(date.month()).unwrap_or(1), u8::try_from(date.day()).unwrap_or(1));
        date_time_ymd(date.year(), month, of_month)
    };
    (at(today.minus_days(1)), at(today.plus_days(days)))
}

fn write_private(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut open = fs::OpenOptions::new();
    let mut opened = open.create(true).truncate(true).write(true).mode(0o600).open(file).map_err(failed)?;
    opened.write_all(bytes).map_err(failed)
}

fn told(error: impl std::fmt::Display) -> String {
    format!("the certificate of this machine: {error}")
}
