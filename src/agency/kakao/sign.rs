//! How a request proves whose it is.
//!
//! Kakao's tutorial (logistics-developers.kakaomobility.com/document/tutorial) has the header as
//! `base64("{ms}$${nonce}$${sign}")` and calls the sign an HMAC-SHA512 of time, nonce and API key in a row; the code
//! printed beside it, and every public integration that was found, makes a plain SHA-512 of the three.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use sha2::{Digest, Sha512};

use crate::settings::Signing;

/// Bytes that SHA-512 takes at a time.
const BLOCK: usize = 128;

/// The `Authorization` header of one request. `nonce` is any number, not to be used twice in the same millisecond.
pub fn authorization(signing: Signing, at: Timestamp, nonce: u64, api_key: &str) -> String {
    let at = at.as_millisecond();
    let text = format!("{at}{nonce}{api_key}");
    let sign = match signing {
        Signing::Sha512 => Sha512::digest(&text).to_vec(),
        // The prose names no other secret than the API key.
        Signing::Hmac => hmac(api_key.as_bytes(), text.as_bytes()),
    };
    let sign: String = sign.iter().map(|byte| format!("{byte:02x}")).collect();
    BASE64_STANDARD.encode(format!("{at}$${nonce}$${sign}"))
}

/// HMAC-SHA512 (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = Sha512::digest(key);
        hashed.as_slice()
    } else {
        key
    };
    let padded = |with: u8| {
        let mut block = [with; BLOCK];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha512::new_with_prefix(padded(0x36)).chain_update(text).finalize();
    Sha512::new_with_prefix(padded(0x5c)).chain_update(inner).finalize().to_vec()
}
