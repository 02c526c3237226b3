//! What examples hear, as a file and in figures.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use stoa_audio::synth::{
    RATE,
    level::{decibels, peak, rms},
};

/// 16 bits, two channels: the RIFF WAVE format of Microsoft and IBM (1991).
pub fn write(path: &str, heard: &[[f32; 2]]) -> io::Result<()> {
    let bytes = heard.len() as u32 * 4;
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"RIFF")?;
    file.write_all(&(36 + bytes).to_le_bytes())?;
    file.write_all(b"WAVEfmt ")?;
    file.write_all(&16u32.to_le_bytes())?;
    file.write_all(&1u16.to_le_bytes())?;
    file.write_all(&2u16.to_le_bytes())?;
    file.write_all(&RATE.to_le_bytes())?;
    file.write_all(&(RATE * 4).to_le_bytes())?;
    file.write_all(&4u16.to_le_bytes())?;
    file.write_all(&16u16.to_le_bytes())?;
    file.write_all(b"data")?;
    file.write_all(&bytes.to_le_bytes())?;
    for sample in heard.iter().flatten() {
        let rounded = (sample * 32_767.0).round() as i16;
        file.write_all(&rounded.to_le_bytes())?;
    }
    file.flush()
}

/// Level of each ear, peak, and how bright it is (the mean frequency, by crossings of zero) for every two seconds.
pub fn report(heard: &[[f32; 2]]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "from s   left dB  right dB   peak dB  crossings Hz")?;
    for (n, part) in heard.chunks(2 * RATE as usize).enumerate() {
        let ears: Vec<Vec<f32>> = (0..2)
            .map(|ear| part.iter().map(|two| two[ear]).collect())
            .collect();
        let most = peak(&ears[0]).max(peak(&ears[1]));
        let crossings = ears[0]
            .windows(2)
            .filter(|two| (two[0] < 0.0) != (two[1] < 0.0))
            .count();
        let hz = crossings as f32 / 2.0 / (part.len() as f32 / RATE as f32);
        writeln!(
            out,
            "{:6}  {:8.1}  {:8.1}  {:8.1}  {:8.0}",
            2 * n,
            decibels(rms(&ears[0])),
            decibels(rms(&ears[1])),
            decibels(most),
            hz
        )?;
    }
    Ok(())
}
