use super::*;

/// A message of the kind that services send, in either order of bytes.
fn message(big: bool) -> Vec<u8> {
    let call = Call {
        destination: ":1.7",
        path: "/a",
        interface: "",
        member: "Completed",
        signature: "bv",
        body: {
            let mut body = Writer::default();
            body.bool(true);
            body.signature("a{s(yt)}");
            body.array(8, |body| {
                body.structure();
                body.string("k");
                body.structure();
                body.0.push(1);
                body.align(8);
                body.0.extend([0; 8]);
            });
            body
        },
    };
    let mut bytes = call.message(7);
    bytes[1] = SIGNAL;
    if big {
        // Only what a header's fixed part says can be turned around so simply.
        bytes[0] = b'B';
    }
    bytes
}

#[test]
fn a_message_would_be_read_as_another() {
    let bytes = message(false);
    let fixed = bytes.first_chunk().unwrap();
    assert_eq!(rest(fixed), Ok(bytes.len() - FIXED));
    let read = Message::parse(&bytes).ok().unwrap();
    assert_eq!((read.kind, read.member.as_str()), (SIGNAL, "Completed"));
    assert_eq!(read.path, "/a");
    assert!(read.body("b").is_err(), "the types differ");
    let mut body = read.body("bv").ok().unwrap();
    assert_eq!(body.bool(), Ok(true));
    assert_eq!(body.variant(), Ok(()));
    assert_eq!(body.at, body.bytes.len(), "something is left");
    // Lengths of the other order of bytes are far too long here.
    let turned = message(true);
    assert!(rest(turned.first_chunk().unwrap()).is_err());
    assert!(Message::parse(&turned).is_err());
}

#[test]
fn a_hostile_message_would_panic_or_fill_memory() {
    let good = message(false);
    for at in 0..good.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff, b'a', b'(', b'v', b'l', b'B'] {
            let mut bytes = good.clone();
            bytes[at] = value;
            for end in [at, bytes.len()] {
                // Whatever comes of it: no panic.
                if let Ok(read) = Message::parse(&bytes[..end])
                    && let Ok(mut body) = read.body("bv")
                {
                    let _read = body.bool().and_then(|_| body.variant());
                }
            }
        }
    }
    let mut long = *good.first_chunk().unwrap();
    long[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(rest(&long), Err(Unreadable));
    // Variants in variants without end.
    let nested: Vec<u8> = [1, b'v', 0].repeat(10_000);
    assert_eq!(Reader::new(&nested, false).variant(), Err(Unreadable));
    for bad in ["", "a", "(", "(s", ")", "a(", "z", "{s"] {
        let mut reader = Reader::new(&[0; 64], false);
        let read = complete(bad.as_bytes()).and_then(|_| reader.skip(bad.as_bytes()));
        assert_eq!(read, Err(Unreadable), "{bad}");
    }
}
