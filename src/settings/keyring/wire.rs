//! D-Bus's messages as bytes, as far as the Secret Service needs them
//! (<https://dbus.freedesktop.org/doc/dbus-specification.html>, “Type system” and “Message protocol”).

/// Longest message that is read, in bytes; the protocol would allow 128 MiB.
pub const MAX_MESSAGE: usize = 1 << 20;
/// How deep values may lie in each other.
const MAX_DEPTH: u8 = 32;
/// Length of the part of a header that is the same in every message.
pub const FIXED: usize = 16;

pub const CALL: u8 = 1;
pub const REPLY: u8 = 2;
pub const ERROR: u8 = 3;
pub const SIGNAL: u8 = 4;

/// What came is not what the protocol or the called method promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

type Read<T> = Result<T, Unreadable>;

/// Writes values, little-endian, each on its boundary. It may hold a key: it has no `Debug`.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    fn align(&mut self, to: usize) {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
    }

    pub fn u32(&mut self, value: u32) {
        self.align(4);
        self.0.extend(value.to_le_bytes());
    }

    pub fn bool(&mut self, value: bool) {
        self.u32(u32::from(value));
    }

    /// A string or an object's path.
    pub fn string(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.0.push(0);
    }

    pub fn signature(&mut self, text: &str) {
        self.0.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        self.0.extend(text.as_bytes());
        self.0.push(0);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.0.extend(bytes);
    }

    /// A list of values that begin on a boundary of `align` bytes.
    pub fn array(&mut self, align: usize, fill: impl FnOnce(&mut Self)) {
        self.u32(0);
        let length_at = self.0.len() - 4;
        self.align(align);
        let begin = self.0.len();
        fill(self);
        let length = u32::try_from(self.0.len() - begin).unwrap_or(u32::MAX);
        self.0[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
    }

    /// A structure or an entry of a dictionary; its fields follow.
    pub fn structure(&mut self) {
        self.align(8);
    }
}

/// A method that is called.
pub struct Call<'a> {
    pub destination: &'a str,
    pub path: &'a str,
    pub interface: &'a str,
    pub member: &'a str,
    pub signature: &'a str,
    pub body: Writer,
}

impl Call<'_> {
    /// The whole message.
    pub fn message(&self, serial: u32) -> Vec<u8> {
        let mut head = Writer(vec![b'l', CALL, 0, 1]);
        head.u32(u32::try_from(self.body.0.len()).unwrap_or(u32::MAX));
        head.u32(serial);
        let fields = [
            (1, "o", self.path),
            (2, "s", self.interface),
            (3, "s", self.member),
            (6, "s", self.destination),
            (8, "g", self.signature),
        ];
        head.array(8, |head| {
            for (code, kind, text) in fields {
                if text.is_empty() {
                    continue;
                }
                head.structure();
                head.0.push(code);
                head.signature(kind);
                match kind {
                    "g" => head.signature(text),
                    _ => head.string(text),
                }
            }
        });
        head.align(8);
        head.0.extend(&self.body.0);
        head.0
    }
}

/// A message that came. It may hold a key: it has no `Debug`.
#[derive(Default)]
pub struct Message {
    pub kind: u8,
    /// The serial of the call that it answers.
    pub reply_to: u32,
    pub path: String,
    pub member: String,
    /// The name of an error.
    pub error: String,
    signature: String,
    body: Vec<u8>,
    big: bool,
}

/// How many bytes follow the first [`FIXED`] of a message, which are given here.
pub fn rest(fixed: &[u8; FIXED]) -> Read<usize> {
    let mut reader = Reader::new(fixed, is_big(fixed)?);
    reader.at = 4;
    let body = reader.length()?;
    reader.at = 12;
    let fields = reader.length()?;
    let whole = (FIXED + fields).next_multiple_of(8) + body;
    match whole <= MAX_MESSAGE {
        true => Ok(whole - FIXED),
        false => Err(Unreadable),
    }
}

fn is_big(bytes: &[u8]) -> Read<bool> {
    match bytes.first() {
        Some(b'l') => Ok(false),
        Some(b'B') => Ok(true),
        _ => Err(Unreadable),
    }
}

impl Message {
    pub fn parse(bytes: &[u8]) -> Read<Self> {
        let mut message = Self {
            big: is_big(bytes)?,
            kind: *bytes.get(1).ok_or(Unreadable)?,
            ..Self::default()
        };
        let mut reader = Reader::new(bytes, message.big);
        reader.at = 12;
        let fields = reader.length()?;
        let end = FIXED + fields;
        while reader.at < end {
            reader.align(8)?;
            let code = reader.byte()?;
            let kind = reader.signature()?;
            match (code, kind.as_str()) {
                (1, "o") => message.path = reader.string()?,
                (3, "s") => message.member = reader.string()?,
                (4, "s") => message.error = reader.string()?,
                (5, "u") => message.reply_to = reader.u32()?,
                (8, "g") => message.signature = reader.signature()?,
                (_, kind) => reader.skip(kind.as_bytes())?,
            }
        }
        reader.align(8)?;
        message.body = bytes.get(reader.at..).ok_or(Unreadable)?.to_vec();
        Ok(message)
    }

    /// The values, which must be of these types.
    pub fn body(&self, signature: &str) -> Read<Reader<'_>> {
        match self.signature == signature {
            true => Ok(Reader::new(&self.body, self.big)),
            false => Err(Unreadable),
        }
    }
}

/// Reads values in their order.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    big: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], big: bool) -> Self {
        Self { bytes, at: 0, big }
    }

    fn align(&mut self, to: usize) -> Read<()> {
        self.at = self.at.next_multiple_of(to);
        match self.at <= self.bytes.len() {
            true => Ok(()),
            false => Err(Unreadable),
        }
    }

    fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(length).ok_or(Unreadable)?;
        let taken = self.bytes.get(self.at..end).ok_or(Unreadable)?;
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Read<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u32(&mut self) -> Read<u32> {
        self.align(4)?;
        let bytes = self.take(4)?.try_into().map_err(|_| Unreadable)?;
        Ok(match self.big {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        })
    }

    pub fn bool(&mut self) -> Read<bool> {
        Ok(self.u32()? != 0)
    }

    fn length(&mut self) -> Read<usize> {
        let length = usize::try_from(self.u32()?).map_err(|_| Unreadable)?;
        match length <= MAX_MESSAGE {
            true => Ok(length),
            false => Err(Unreadable),
        }
    }

    /// A string or an object's path.
    pub fn string(&mut self) -> Read<String> {
        let text = self.bytes()?;
        self.take(1)?;
        String::from_utf8(text.to_vec()).map_err(|_| Unreadable)
    }

    fn signature(&mut self) -> Read<String> {
        let length = usize::from(self.byte()?);
        let text = self.take(length)?;
        self.take(1)?;
        String::from_utf8(text.to_vec()).map_err(|_| Unreadable)
    }

    pub fn bytes(&mut self) -> Read<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// A list of objects' paths.
    pub fn paths(&mut self) -> Read<Vec<String>> {
        let length = self.length()?;
        let end = self.at + length;
        let mut paths = Vec::new();
        while self.at < end {
            paths.push(self.string()?);
        }
        Ok(paths)
    }

    pub fn structure(&mut self) -> Read<()> {
        self.align(8)
    }

    /// Passes over a value of any type.
    pub fn variant(&mut self) -> Read<()> {
        self.skip_variant(0)
    }

    fn skip(&mut self, signature: &[u8]) -> Read<()> {
        self.skip_all(signature, 0)
    }

    fn skip_variant(&mut self, depth: u8) -> Read<()> {
        let signature = self.signature()?;
        self.skip_all(signature.as_bytes(), depth + 1)
    }

    fn skip_all(&mut self, mut signature: &[u8], depth: u8) -> Read<()> {
        while !signature.is_empty() {
            let (one, others) = signature.split_at(complete(signature)?);
            self.skip_one(one, depth)?;
            signature = others;
        }
        Ok(())
    }

    fn skip_one(&mut self, kind: &[u8], depth: u8) -> Read<()> {
        if depth > MAX_DEPTH {
            return Err(Unreadable);
        }
        let first = *kind.first().ok_or(Unreadable)?;
        match first {
            b's' | b'o' => self.string().map(drop),
            b'g' => self.signature().map(drop),
            b'v' => self.skip_variant(depth),
            b'a' => {
                let length = self.length()?;
                self.align(alignment(*kind.get(1).ok_or(Unreadable)?)?)?;
                self.take(length).map(drop)
            }
            b'(' | b'{' => {
                self.align(8)?;
                self.skip_all(&kind[1..kind.len() - 1], depth + 1)
            }
            plain => {
                let size = alignment(plain)?;
                self.align(size)?;
                self.take(size).map(drop)
            }
        }
    }
}

/// The boundary on which values of a type begin; of those of one size it is the size too.
fn alignment(kind: u8) -> Read<usize> {
    Ok(match kind {
        b'y' | b'g' | b'v' => 1,
        b'n' | b'q' => 2,
        b'b' | b'i' | b'u' | b'h' | b's' | b'o' | b'a' => 4,
        b'x' | b't' | b'd' | b'(' | b'{' => 8,
        _ => return Err(Unreadable),
    })
}

/// Length of the first complete type of a signature.
fn complete(signature: &[u8]) -> Read<usize> {
    let arrays = signature.iter().take_while(|&&kind| kind == b'a').count();
    let mut open = 0_usize;
    for (at, kind) in signature.iter().enumerate().skip(arrays) {
        match kind {
            b'(' | b'{' => open += 1,
            b')' | b'}' => open = open.checked_sub(1).ok_or(Unreadable)?,
            _ => {}
        }
        if open == 0 {
            return Ok(at + 1);
        }
    }
    Err(Unreadable)
}

#[cfg(test)]
mod tests;
