//! Every file that came in, once per content, under the SHA-256 of its bytes.

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

use super::dialect::Suffix;
use super::schema::files;
use super::{Db, Error};
use crate::calendar::Moment;

/// The name of a content: its SHA-256, in lower-case hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// The name of a content that is not in memory.
pub fn sha256_of(content: &mut dyn std::io::Read) -> std::io::Result<String> {
    let mut digest = Sha256::new();
    let mut bytes = [0; 1 << 14];
    loop {
        match content.read(&mut bytes)? {
            0 => return Ok(data_encoding::HEXLOWER.encode(&digest.finalize())),
            read => digest.update(bytes.get(..read).unwrap_or_default()),
        }
    }
}

/// Keeps a file, unless its content is kept already; answers its SHA-256.
pub fn put(c: &mut Db, content: &[u8], now: Moment) -> Result<String, Error> {
    let sha256 = sha256(content);
    let kept: i64 = files::table.find(&sha256).count().get_result(c)?;
    if kept == 0 {
        let insert = diesel::insert_into(files::table).values((
            files::sha256.eq(&sha256),
            files::byte_count.eq(i64::try_from(content.len()).unwrap_or(i64::MAX)),
            files::content.eq(content),
            files::created_at.eq(now),
        ));
        Suffix(insert, " ON CONFLICT DO NOTHING").execute(c)?;
    }
    Ok(sha256)
}

/// The bytes of a file.
pub fn get(c: &mut Db, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(files::table.find(sha256).select(files::content).first(c).optional()?)
}
