//! Files that are no UTF-8 but say so: spreadsheets write "Unicode text" as UTF-16 with a byte order mark.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// The file, or a copy of it in UTF-8 without a name that only we can read, where it begins with the byte order mark of
/// UTF-16. Stands at its beginning.
///
/// # Errors
/// When it cannot be read, or its copy not be written.
pub fn as_utf8(mut file: File) -> io::Result<File> {
    file.seek(SeekFrom::Start(0))?;
    let mut mark = Vec::with_capacity(2);
    Read::by_ref(&mut file).take(2).read_to_end(&mut mark)?;
    let read: fn([u8; 2]) -> u16 = match mark.as_slice() {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => {
            file.seek(SeekFrom::Start(0))?;
            return Ok(file);
        }
    };
    let mut copy = BufWriter::new(tempfile::tempfile()?);
    let mut bytes = BufReader::new(file).bytes();
    let mut failed = None;
    let units = std::iter::from_fn(|| {
        let mut next = || match bytes.next()? {
            Ok(byte) => Some(byte),
            Err(error) => {
                failed = Some(error);
                None
            }
        };
        Some(read([next()?, next()?]))
    });
    // A half of a pair becomes a replacement character, which no client id has.
    for letter in char::decode_utf16(units) {
        let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
        copy.write_all(letter.encode_utf8(&mut [0; 4]).as_bytes())?;
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let mut copy = copy.into_inner().map_err(io::IntoInnerError::into_error)?;
    copy.seek(SeekFrom::Start(0))?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<u8> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("room");
        let mut all = Vec::new();
        let mut file = as_utf8(file).expect("a readable file");
        file.read_to_end(&mut all).expect("a readable file");
        all
    }

    #[test]
    fn utf_16_becomes_utf_8_and_all_else_stays() {
        let text = "a,ü\r\n𝄞";
        let units: Vec<u16> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(read(&little), text.as_bytes());
        assert_eq!(read(&big), text.as_bytes());
        for other in [&b""[..], b"a", b"\xef\xbb\xbfa", b"\xff", "ü".as_bytes()] {
            assert_eq!(read(other), other);
        }
        assert_eq!(read(b"\xff\xfea\0\x00\xd8b"), "a\u{fffd}".as_bytes());
    }
}
