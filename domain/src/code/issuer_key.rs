//! The issuer's public keys, as every verifier holds them (CODES, layout: "Issuer keys").

use super::crockford;
use crate::calendar::Instant;

/// One issuer key. Several live at once; printed codes outlast the time a key may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerKey {
    /// The number that codes carry.
    pub id: u8,
    /// Ed25519 public key.
    pub public: [u8; 32],
    /// Codes made with it count until then.
    pub trusted_until: Instant,
    /// Set when the key leaked: living and moment codes of it die at once, printed ones become online-only.
    pub revoked_at: Option<Instant>,
}

/// All keys a verifier knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuerKeys(Vec<IssuerKey>);

impl IssuerKeys {
    /// Takes the keys as read from the database or synced to a desk.
    pub fn new(keys: Vec<IssuerKey>) -> Self {
        Self(keys)
    }

    /// One key a line, `ID PUBLIC TRUSTED_UNTIL REVOKED_AT`: how a desk in the browser is given them.
    pub fn to_lines(&self) -> String {
        let line = |key: &IssuerKey| {
            let revoked = key.revoked_at.map_or_else(|| "-".to_owned(), |at| at.0.to_string());
            format!("{} {} {} {revoked}", key.id, crockford::encode(&key.public), key.trusted_until.0)
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads [`Self::to_lines`]; `None` if any line is not of its form.
    pub fn from_lines(lines: &str) -> Option<Self> {
        lines.lines().map(read_line).collect::<Option<Vec<_>>>().map(Self)
    }

    /// The key with this number, if there is one.
    pub fn find(&self, id: u8) -> Option<&IssuerKey> {
        self.0.iter().find(|key| key.id == id)
    }
}

fn read_line(line: &str) -> Option<IssuerKey> {
    let mut fields = line.split(' ');
    let key = IssuerKey {
        id: fields.next()?.parse().ok()?,
        public: crockford::decode(fields.next()?)?.try_into().ok()?,
        trusted_until: Instant(fields.next()?.parse().ok()?),
        revoked_at: match fields.next()? {
            "-" => None,
            at => Some(Instant(at.parse().ok()?)),
        },
    };
    fields.next().is_none().then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_round_trip() {
        let key = |id, revoked_at| IssuerKey { id, public: [id; 32], trusted_until: Instant(5), revoked_at };
        let keys = IssuerKeys::new(vec![key(0, None), key(7, Some(Instant(3)))]);
        assert_eq!(IssuerKeys::from_lines(&keys.to_lines()), Some(keys));
        assert_eq!(IssuerKeys::from_lines("1 2"), None);
    }
}
