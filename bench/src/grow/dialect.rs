//! What the two engines call the same thing, for the statements of the fill.

/// Puts one engine's words where a statement says `{identity:letter:number}`, `{hex:letter}`, `{random}`, `{bytes}` or
/// `{day}`; `i` counts the rows and `at` is their moment in milliseconds.
pub struct Dialect {
    pub is_sqlite: bool,
}

impl Dialect {
    /// A UUIDv7 of the moment `at`: the letter, a hexadecimal digit, keeps those of one kind apart from another's.
    pub fn identity(&self, letter: char, at: &str, number: &str) -> String {
        if self.is_sqlite {
            format!("printf('%08x-%04x-7{letter}00-8000-%012x', ({at}) >> 16, ({at}) & 65535, {number})")
        } else {
            format!(
                "lpad(to_hex(({at}) >> 16), 8, '0') || '-' || lpad(to_hex(({at}) & 65535), 4, '0') \
                 || '-7{letter}00-8000-' || lpad(to_hex({number}), 12, '0')"
            )
        }
    }

    /// 64 hexadecimal digits in no order.
    pub fn hex(&self, salt: &str) -> String {
        if self.is_sqlite {
            "lower(hex(randomblob(32)))".to_owned()
        } else {
            format!("encode(sha256(('{salt}' || i)::bytea), 'hex')")
        }
    }

    /// Any 64-bit number.
    pub fn random(&self) -> &'static str {
        if self.is_sqlite {
            "random()"
        } else {
            "('x' || substr(md5('locator' || i), 1, 16))::bit(64)::bigint"
        }
    }

    /// As many bytes as a sealed code has.
    pub fn bytes(&self) -> &'static str {
        if self.is_sqlite {
            "randomblob(59)"
        } else {
            "substr(sha256(('one' || i)::bytea) || sha256(('two' || i)::bytea), 1, 59)"
        }
    }

    /// A number of so many digits.
    pub fn digits(&self, number: &str, digits: u32) -> String {
        if self.is_sqlite {
            format!("printf('%0{digits}d', {number})")
        } else {
            format!("lpad(({number})::text, {digits}, '0')")
        }
    }

    /// The day of the moment `at`.
    pub fn day(&self) -> &'static str {
        if self.is_sqlite {
            "date(at / 1000, 'unixepoch')"
        } else {
            "to_char(to_timestamp(at / 1000), 'YYYY-MM-DD')"
        }
    }

    /// The whole numbers from `first` on, below `end`, as `i`.
    pub fn series(&self, first: u32, end: u32) -> String {
        if self.is_sqlite {
            format!(
                "(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end}) \
                 SELECT i FROM n) AS n"
            )
        } else {
            format!("(SELECT i FROM generate_series({first}::bigint, {end}::bigint - 1) AS n(i)) AS n")
        }
    }

    /// Before the fill: whole and by itself, it needs no foreign keys looked up and no disk waited for.
    pub fn before(&self) -> &'static [&'static str] {
        if self.is_sqlite {
            &["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1500000"]
        } else {
            &["SET session_replication_role = replica", "SET synchronous_commit = off"]
        }
    }
}
