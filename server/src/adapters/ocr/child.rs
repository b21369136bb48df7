//! The reader's process: reads files from standard input until it ends.

use std::io::{BufRead as _, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use app::claims::reading::ports::{ReadError, Sheet};
use clap::Args;

use super::engine::Engine;
use super::wire::{Answer, Ask};
use super::{pdf, picture};

/// Read files from standard input: the server starts this itself.
#[derive(Args)]
pub struct ReadSheets {
    /// Folder with the engine and its models.
    #[arg(long)]
    parts: PathBuf,
}

impl ReadSheets {
    /// Answers until standard input ends.
    ///
    /// # Errors
    /// When the server does not listen any more.
    pub fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
        let mut engine = Err(ReadError::NotSetUp("not tried yet".into()));
        let mut line = String::new();
        while input.read_line(&mut line)? > 0 {
            let ask: Ask = serde_json::from_str(&line)?;
            let mut file = vec![0; ask.size];
            input.read_exact(&mut file)?;
            // A stumble over one file is about that file: the next one is read.
            let read = catch_unwind(AssertUnwindSafe(|| self.read(&mut engine, file, &ask.content_type)));
            let (answer, bytes) = Answer::new(read.unwrap_or_else(|_| Err(ReadError::Unreadable("the reader stumbled over it".into()))));
            serde_json::to_writer(&mut output, &answer)?;
            output.write_all(b"\n")?;
            output.write_all(&bytes)?;
            output.flush()?;
            line.clear();
        }
        Ok(())
    }

    /// PDFs need the engine only for sheets that are pictures.
    fn read(&self, engine: &mut Result<Engine, ReadError>, file: Vec<u8>, content_type: &str) -> Result<Vec<Sheet>, ReadError> {
        let mut look = |picture: image::RgbImage| {
            if engine.is_err() {
                *engine = Engine::load(&self.parts);
            }
            engine.as_ref().map_err(Clone::clone)?.read(picture)
        };
        match content_type {
            "application/pdf" => pdf::read(file, &mut look),
            _ => Ok(vec![picture::read(file, &mut look)?]),
        }
    }
}
