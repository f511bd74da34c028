//! Randomness, from the operating system.

/// That many random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness nothing here may go on: secrets of zeroes would be worse than no server.
    if getrandom::fill(&mut bytes).is_err() {
        std::process::abort();
    }
    bytes
}

/// Random letters and digits.
pub(crate) fn letters(count: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    from(ALPHABET, count)
}

/// Random small letters and digits.
pub(crate) fn small_letters(count: usize) -> String {
    from(b"abcdefghijklmnopqrstuvwxyz0123456789", count)
}

/// Random digits.
pub(crate) fn digits(count: usize) -> String {
    from(b"0123456789", count)
}

fn from(alphabet: &[u8], count: usize) -> String {
    let limit = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let [byte] = bytes::<1>();
        if usize::from(byte) < limit
            && let Some(letter) = alphabet.get(usize::from(byte) % alphabet.len())
        {
            text.push(char::from(*letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_length_and_the_alphabet() {
        let code = digits(6);
        assert_eq!(code.len(), 6);
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(letters(64).len(), 64);
        assert_ne!(letters(32), letters(32));
    }
}
