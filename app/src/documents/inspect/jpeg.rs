//! Whether a JPEG arrived whole: its decoder fills what is missing with grey and says nothing.

/// Whether the picture's end marker follows its last scan (ITU-T T.81, annex B).
pub fn is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = match marker {
            0xd9 => return true,
            // Markers that stand alone: inside a scan these restart the decoder.
            0x01 | 0xd0..=0xd8 => after,
            _ => match bytes.get(after..after + 2) {
                Some(length) => after + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2),
                None => return false,
            },
        };
    }
    false
}

/// The next marker at or behind `at` and where it ends. What lies between is a scan's coded data, where `FF 00` means the byte `FF`.
fn next_marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut rest = bytes.get(at..)?;
    let mut from = at;
    loop {
        let found = rest.iter().position(|byte| *byte == 0xff)?;
        from += found + 1;
        rest = bytes.get(from..)?;
        match rest.first()? {
            // Stuffing, and fill bytes before a marker.
            0x00 | 0xff => {}
            marker => return Some((*marker, from + 1)),
        }
    }
}
