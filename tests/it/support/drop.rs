//! Files that are dropped on a window, as a file manager does it: XDND, version 5
//! (<https://www.freedesktop.org/wiki/Specifications/XDND/>).

use std::{
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

use super::display::{Client, Display};

/// A window that draws slowly answers slowly.
const PATIENCE: Duration = Duration::from_secs(60);
const VERSION: u32 = 5;
/// Where in the screen it is dropped.
const AT: u32 = 60;

/// Codes of events in the core protocol.
const SELECTION_REQUEST: u8 = 30;
const SELECTION_NOTIFY: u8 = 31;
const CLIENT_MESSAGE: u8 = 33;
/// Set in the code of an event that another client sent.
const SENT: u8 = 0x80;

impl Display {
    /// Drops a file on a window, which has to take it.
    pub fn drop_file(&self, window: u32, file: &Path) {
        let mut client = Client::connect(&self.socket()).expect("the display");
        let done = client.drop_file(window, file);
        done.unwrap_or_else(|error| panic!("dropping {}: {error}", file.display()));
    }
}

impl Client {
    fn drop_file(&mut self, window: u32, file: &Path) -> io::Result<()> {
        self.stream.set_read_timeout(Some(PATIENCE))?;
        // All of them before the first event can come between.
        let [selection, enter, position, status] =
            self.atoms(["XdndSelection", "XdndEnter", "XdndPosition", "XdndStatus"])?;
        let [drop, finished, copy, uris] = self.atoms([
            "XdndDrop",
            "XdndFinished",
            "XdndActionCopy",
            "text/uri-list",
        ])?;
        self.own_selection(selection)?;
        let own = self.own;
        self.tell(window, enter, [own, VERSION << 24, uris, 0, 0])?;
        self.tell(window, position, [own, 0, AT << 16 | AT, 0, copy])?;
        let path = file.display().to_string().replace(' ', "%20");
        let uri = format!("file://{path}\r\n");
        let answer = self.wait_for(status, uri.as_bytes())?;
        if answer[1] & 1 == 0 {
            return Err(io::Error::other("the window does not take it"));
        }
        self.tell(window, drop, [own, 0, 0, 0, 0])?;
        self.wait_for(finished, uri.as_bytes()).map(|_| ())
    }

    fn atoms<const N: usize>(&mut self, names: [&str; N]) -> io::Result<[u32; N]> {
        let mut atoms = [0; N];
        for (atom, name) in atoms.iter_mut().zip(names) {
            *atom = self.atom(name)?;
        }
        Ok(atoms)
    }

    /// CreateWindow that is never seen, and SetSelectionOwner.
    fn own_selection(&mut self, selection: u32) -> io::Result<()> {
        let mut request = vec![1, 0, 8, 0];
        request.extend(words(&[self.own, self.root, 0]));
        for half in [1_u16, 1, 0, 0] {
            request.extend(half.to_le_bytes());
        }
        request.extend(words(&[0, 0]));
        request.extend([22, 0, 4, 0]);
        request.extend(words(&[self.own, selection, 0]));
        self.stream.write_all(&request)
    }

    /// SendEvent of a ClientMessage.
    fn tell(&mut self, window: u32, kind: u32, data: [u32; 5]) -> io::Result<()> {
        let mut event = vec![CLIENT_MESSAGE, 32, 0, 0];
        event.extend(words(&[window, kind]));
        event.extend(words(&data));
        self.send_event(window, &event)
    }

    fn send_event(&mut self, window: u32, event: &[u8]) -> io::Result<()> {
        let mut request = vec![25, 0, 11, 0];
        request.extend(words(&[window, 0]));
        request.extend(event);
        request.resize(44, 0);
        self.stream.write_all(&request)
    }

    /// The data of the next message of a kind; who asks for what is dropped gets it meanwhile.
    fn wait_for(&mut self, kind: u32, uris: &[u8]) -> io::Result<[u32; 5]> {
        loop {
            let mut event = [0; 32];
            self.stream.read_exact(&mut event)?;
            let word = |at: usize| {
                let bytes = event[at..at + 4].try_into().unwrap_or_default();
                u32::from_le_bytes(bytes)
            };
            match event[0] & !SENT {
                0 => return Err(io::Error::other(format!("X error {}", event[1]))),
                CLIENT_MESSAGE if word(8) == kind => return Ok([12, 16, 20, 24, 28].map(word)),
                SELECTION_REQUEST => {
                    let [time, requestor, selection, target, property] =
                        [4, 12, 16, 20, 24].map(word);
                    self.put_property(requestor, property, target, uris)?;
                    let mut event = vec![SELECTION_NOTIFY, 0, 0, 0];
                    event.extend(words(&[time, requestor, selection, target, property]));
                    self.send_event(requestor, &event)?;
                }
                _ => {}
            }
        }
    }

    /// ChangeProperty to these bytes.
    fn put_property(
        &mut self,
        window: u32,
        property: u32,
        kind: u32,
        bytes: &[u8],
    ) -> io::Result<()> {
        let padded = bytes.len().next_multiple_of(4);
        let mut request = vec![18, 0];
        request.extend((6 + padded as u16 / 4).to_le_bytes());
        request.extend(words(&[window, property, kind, 8, bytes.len() as u32]));
        request.extend(bytes);
        request.resize(24 + padded, 0);
        self.stream.write_all(&request)
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
