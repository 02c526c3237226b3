//! Pictures of the window by a key, as files with world, place and time in them; another key takes the interface away.

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use bevy::{
    prelude::*,
    render::view::screenshot::{Screenshot, ScreenshotCaptured},
};
use stoa_ui::{Action, Actions, InterfaceHidden, Notice, Severity, ViewCamera, text};
use stoa_world::{Places, SimClock, WorldDef};

use super::Chosen;
use crate::date::{self, Utc};

/// Pictures of one second.
const A_SECOND: u32 = 99;

pub fn plugin(app: &mut App) {
    app.init_resource::<Album>()
        .add_systems(Update, (hide, take, tell).chain());
}

/// What is done with pictures in the background.
#[derive(Resource)]
struct Album {
    done: Mutex<Receiver<Result<PathBuf, PictureError>>>,
    told_by: Sender<Result<PathBuf, PictureError>>,
    /// Written while the interface was hidden: told when it is back.
    untold: Vec<PathBuf>,
}

impl Default for Album {
    fn default() -> Self {
        let (told_by, done) = mpsc::channel();
        Self {
            done: Mutex::new(done),
            told_by,
            untold: Vec::new(),
        }
    }
}

/// What stands in the file beside the picture: keywords of the PNG specification and their texts.
type Labels = Vec<(&'static str, String)>;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
enum PictureError {
    #[error("{file}: {cause}, so the picture was not written")]
    Io { file: PathBuf, cause: io::Error },
    #[error("{file}: {cause}, so the picture was not written")]
    Png {
        file: PathBuf,
        cause: png::EncodingError,
    },
    #[error("the window's picture can't be read: {0}")]
    Format(String),
    #[error("{0}: there are {A_SECOND} pictures of this second already")]
    Full(PathBuf),
}

impl PictureError {
    /// In the language of the panels.
    fn in_words(&self) -> String {
        match self {
            Self::Io { file, cause } => text::picture_not_written(file, &cause.to_string()),
            Self::Png { file, cause } => text::picture_not_written(file, &cause.to_string()),
            Self::Format(cause) => text::picture_not_read(cause),
            Self::Full(folder) => text::pictures_full(folder, A_SECOND),
        }
    }
}

fn hide(actions: Res<Actions>, mut hidden: ResMut<InterfaceHidden>) {
    if actions.begun(Action::Photo) {
        hidden.0 = !hidden.0;
    }
}

fn take(
    mut commands: Commands,
    actions: Res<Actions>,
    chosen: Res<Chosen>,
    album: Res<Album>,
    def: Option<Res<WorldDef>>,
    places: Option<Res<Places>>,
    clock: Option<Res<SimClock>>,
    cameras: Query<&GlobalTransform, With<ViewCamera>>,
) {
    if !actions.begun(Action::Picture) {
        return;
    }
    let now = Utc::of(date::now());
    let mut labels = vec![
        ("Software", "Stoa".to_owned()),
        ("Creation Time", format!("{}T{}Z", now.date, now.time)),
    ];
    labels.extend(def.map(|def| ("Title", def.name.clone())));
    let eye = cameras.iter().next().map(GlobalTransform::translation);
    let at = eye.zip(places).and_then(|(eye, places)| {
        // Places lie on the ground.
        places
            .at(eye - Vec3::Y * 1.6)
            .map(|place| place.name.clone())
    });
    let hour = clock.map(|clock| stoa_ui::text::clock(clock.minute()));
    let about: Vec<String> = [at, hour].into_iter().flatten().collect();
    if !about.is_empty() {
        labels.push(("Description", about.join(", ")));
    }
    let folder = chosen.paths.data.join("pictures");
    let stem = format!("{}-{}", now.date, now.time.replace(':', ""));
    let told_by = album.told_by.clone();
    commands.spawn(Screenshot::primary_window()).observe(
        move |captured: On<ScreenshotCaptured>| {
            let image = captured.image.clone();
            let (folder, stem, labels) = (folder.clone(), stem.clone(), labels.clone());
            let told_by = told_by.clone();
            // A large picture takes longer to pack than a frame has.
            thread::spawn(move || {
                let image = image.try_into_dynamic();
                let image = image.map_err(|error| PictureError::Format(error.to_string()));
                let written = image.and_then(|image| {
                    let image = image.to_rgb8();
                    write(&folder, &stem, image.dimensions(), &image, &labels)
                });
                // At the program's end nobody listens any more.
                told_by.send(written).ok();
            });
        },
    );
}

/// Writes `STEM.png`, or with a number behind where that is taken.
fn write(
    folder: &Path,
    stem: &str,
    size: (u32, u32),
    rgb: &[u8],
    labels: &Labels,
) -> Result<PathBuf, PictureError> {
    let io = |file: &Path, cause| PictureError::Io {
        file: file.to_owned(),
        cause,
    };
    fs::create_dir_all(folder).map_err(|cause| io(folder, cause))?;
    for count in 1..=A_SECOND {
        let file = match count {
            1 => folder.join(format!("{stem}.png")),
            count => folder.join(format!("{stem}-{count}.png")),
        };
        let open = match File::create_new(&file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            open => open.map_err(|cause| io(&file, cause))?,
        };
        if let Err(cause) = encode(open, size, rgb, labels) {
            // Half a picture would be taken for a whole one. If even this fails, the first cause is the one to know.
            fs::remove_file(&file).ok();
            return Err(PictureError::Png { file, cause });
        }
        return Ok(file);
    }
    Err(PictureError::Full(folder.to_owned()))
}

fn encode(
    file: File,
    (width, height): (u32, u32),
    rgb: &[u8],
    labels: &Labels,
) -> Result<(), png::EncodingError> {
    let mut encoder = png::Encoder::new(BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    for (keyword, text) in labels {
        encoder.add_itxt_chunk((*keyword).to_owned(), text.clone())?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()
}

/// Says where pictures lie; but while the interface is hidden only what went wrong, or it would be in the next one.
fn tell(
    mut album: ResMut<Album>,
    hidden: Res<InterfaceHidden>,
    mut notices: MessageWriter<Notice>,
) {
    let Album { done, untold, .. } = &mut *album;
    let done = done.get_mut().unwrap_or_else(PoisonError::into_inner);
    for outcome in done.try_iter() {
        match outcome {
            Ok(file) => untold.push(file),
            Err(error) => {
                let notice = Notice::new(Severity::Error, error.in_words());
                notices.write(notice);
            }
        }
    }
    if hidden.0 {
        return;
    }
    let text = match untold.as_slice() {
        [] => return,
        [file] => text::picture_taken(file),
        [first, rest @ ..] => text::pictures_taken(first, rest.len()),
    };
    untold.clear();
    notices.write(Notice::new(Severity::Info, text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_would_be_overwritten_or_not_say_where_it_was_taken() {
        let folder = tempfile::tempdir().unwrap();
        let pictures = folder.path().join("pictures");
        let labels = vec![
            ("Title", "Stoa".to_owned()),
            ("Description", "the café, 09:30".to_owned()),
        ];
        let rgb = [1, 2, 3, 4, 5, 6];
        let [one, two] = [(); 2].map(|()| write(&pictures, "a", (2, 1), &rgb, &labels).unwrap());
        assert_eq!(
            (one, two),
            (pictures.join("a.png"), pictures.join("a-2.png"))
        );
        let file = io::BufReader::new(File::open(pictures.join("a-2.png")).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let texts = &reader.info().utf8_text;
        let texts: Vec<_> = texts
            .iter()
            .map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap()))
            .collect();
        let expected: Vec<_> = labels
            .into_iter()
            .map(|(keyword, text)| (keyword.to_owned(), text))
            .collect();
        assert_eq!(texts, expected);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, rgb);
    }

    #[test]
    fn a_picture_that_cannot_be_written_would_be_told_of_as_if_it_could() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("pictures");
        fs::write(&taken, "a file").unwrap();
        let error = write(&taken, "a", (1, 1), &[0, 0, 0], &Labels::new()).unwrap_err();
        assert!(error.to_string().contains("pictures"), "{error}");
    }
}
