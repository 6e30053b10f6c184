//! One value kept in one file, given back only when it is whole and was made from the same inputs.
//!
//! The file: eight bytes of magic, the format's version (u32, little-endian like all numbers), the [`Key`], the length
//! of the payload (u64), the payload (postcard), the SHA-256 of everything before it. It is written beside its place,
//! synced and renamed, so that whoever ends the process leaves the old file or the new one. Several processes may write
//! at once: each has a file of its own, locked while it lives; what a killed one left is removed by the next.
//!
//! Never here: what the payload means, whether its values hang together.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::beside;

/// The version of the layout above; a change of what the payload holds is the [`Key`]'s business.
pub const FORMAT: u32 = 4;

const MAGIC: [u8; 8] = *b"halfhour";
const HASH: usize = 32;
/// Magic, format, key, length of the payload.
const HEAD: usize = MAGIC.len() + 4 + HASH + 8;

/// What a snapshot was made from and by: the hash of this format, this version of the program, and all parts named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key([u8; HASH]);

impl Key {
    /// The key of some parts, in their order.
    ///
    /// ```
    /// use halfhour::store::snapshot::Key;
    /// assert_eq!(Key::of(["roads.osm", "car"]), Key::of(["roads.osm", "car"]));
    /// assert_ne!(Key::of(["roads.osm", "car"]), Key::of(["roads.osmcar"]));
    /// ```
    pub fn of<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(FORMAT.to_le_bytes());
        let mut part = |bytes: &[u8]| {
            // With its length before it no part can run into the next.
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(env!("CARGO_PKG_VERSION").as_bytes());
        parts.into_iter().for_each(|bytes| part(bytes.as_ref()));
        Self(hasher.finalize().into())
    }
}

/// Why a snapshot is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// There is none.
    #[error("there is no snapshot")]
    Absent,
    /// It is whole, but was made from other inputs or by another program.
    #[error("it was made from other inputs")]
    Stale,
    /// It has another format.
    #[error("its format is {0}, not {FORMAT}")]
    OtherFormat(u32),
    /// It is cut off, changed, or no snapshot at all.
    #[error("{0}")]
    Damaged(&'static str),
    /// The system did not give it.
    #[error(transparent)]
    Unreadable(io::Error),
}

/// Reads the value that was kept at `path` under `key`.
///
/// The whole file is checked before anything in it is given back; no length in it is believed without bytes behind it.
///
/// # Errors
/// Says why there is nothing to be used.
pub fn read<T: DeserializeOwned + Send>(path: &Path, key: &Key) -> Result<T, Unfit> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unfit::Absent,
        _ => Unfit::Unreadable(error),
    })?;
    let length = file.metadata().map_err(Unfit::Unreadable)?.len();
    let mut head = [0; HEAD];
    file.read_exact(&mut head).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Unfit::Damaged("it is cut off"),
        _ => Unfit::Unreadable(error),
    })?;
    let head_of = Head::of(&head)?;
    let whole = head_of.payload.checked_add((HEAD + HASH) as u64);
    if whole != Some(length) {
        return Err(Unfit::Damaged("its length is not the one written in it"));
    }
    let mut rest = Vec::new();
    let size = usize::try_from(length).map_err(|_| Unfit::Damaged("it is too large"))? - HEAD;
    rest.try_reserve_exact(size).map_err(|_| Unfit::Damaged("it is too large"))?;
    file.take(size as u64).read_to_end(&mut rest).map_err(Unfit::Unreadable)?;
    let Some((payload, hash)) = rest.split_last_chunk::<HASH>().filter(|_| rest.len() == size) else {
        return Err(Unfit::Damaged("it is cut off"));
    };
    let sum = || Sha256::new().chain_update(head).chain_update(payload).finalize()[..] == hash[..];
    // Values are read while the sum is made, where there is a second thread; nobody sees them before it is right.
    let fits = head_of.key == *key;
    let (whole, value) = rayon::join(sum, || fits.then(|| postcard::take_from_bytes(payload)));
    match value {
        _ if !whole => Err(Unfit::Damaged("its checksum does not match")),
        None => Err(Unfit::Stale),
        Some(Ok((value, []))) => Ok(value),
        Some(Ok(_) | Err(_)) => Err(Unfit::Damaged("its values cannot be read")),
    }
}

/// The fields of the head.
struct Head {
    key: Key,
    payload: u64,
}

impl Head {
    fn of(bytes: &[u8; HEAD]) -> Result<Self, Unfit> {
        let mut rest = &bytes[..];
        if take(&mut rest) != MAGIC {
            return Err(Unfit::Damaged("it does not begin like a snapshot"));
        }
        match u32::from_le_bytes(take(&mut rest)) {
            FORMAT => {}
            other => return Err(Unfit::OtherFormat(other)),
        }
        let key = Key(take(&mut rest));
        Ok(Self { key, payload: u64::from_le_bytes(take(&mut rest)) })
    }
}

/// The next bytes of the head; zeros behind its end, where nobody asks.
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let Some((first, more)) = rest.split_first_chunk() else { return [0; N] };
    *rest = more;
    *first
}

/// Keeps `value` at `path` under `key`, whole or not at all; its folder is made when it is missing.
///
/// # Errors
/// The folder cannot be made or written to, or the disk is full; what was kept before stays.
pub fn write<T: Serialize>(path: &Path, key: &Key, value: &T) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    beside::remove_left_over(folder, &name);
    let payload = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let beside = beside::path(folder, &name);
    let result = fill(&beside, key, &payload).and_then(|file| {
        fs::rename(&beside, path)?;
        // Locked until it has its name.
        drop(file);
        // The name is safe only when its folder is; not every file system lets a folder be opened.
        File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
    });
    if result.is_err() {
        let _ = fs::remove_file(&beside);
    }
    result
}

fn fill(beside: &Path, key: &Key, payload: &[u8]) -> io::Result<File> {
    let mut file = beside::create(beside)?;
    let mut hasher = Sha256::new();
    let length = (payload.len() as u64).to_le_bytes();
    for part in [&MAGIC[..], &FORMAT.to_le_bytes(), &key.0, &length, payload] {
        hasher.update(part);
        file.write_all(part)?;
    }
    file.write_all(&hasher.finalize())?;
    file.sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    type Value = (Vec<(u32, f64)>, String);

    fn value() -> Value {
        (vec![(1, 0.1), (2, -0.0), (3, f64::MAX)], "戈佐".into())
    }

    fn written() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.snapshot");
        write(&path, &Key::of(["a"]), &value()).unwrap();
        let bytes = fs::read(&path).unwrap();
        (folder, path, bytes)
    }

    fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path.parent().unwrap()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let (_folder, path, _) = written();
        assert_eq!(read::<Value>(&path, &Key::of(["a"])).unwrap(), value());
        assert_eq!(names(&path), ["a.snapshot"]);
        assert!(matches!(read::<Value>(&path, &Key::of(["b"])), Err(Unfit::Stale)));
        assert!(matches!(read::<Value>(&path.with_extension("other"), &Key::of(["a"])), Err(Unfit::Absent)));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_seen() {
        let (_folder, path, whole) = written();
        let flipped = (0..whole.len() * 8).map(|bit| {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
        let longer = [[&whole[..], &[0]].concat(), [&whole[..], &whole[..]].concat()];
        for bytes in flipped.chain(cut).chain(longer) {
            fs::write(&path, &bytes).unwrap();
            let found = read::<Value>(&path, &Key::of(["a"]));
            assert!(matches!(found, Err(Unfit::Damaged(_) | Unfit::OtherFormat(_))), "{found:?}");
        }
    }

    /// A file whose checksum holds, whoever made it.
    fn sealed(payload: &[u8]) -> Vec<u8> {
        let key = Key::of(["a"]).0;
        let head = [&MAGIC[..], &FORMAT.to_le_bytes(), &key, &(payload.len() as u64).to_le_bytes(), payload].concat();
        let hash = Sha256::digest(&head);
        [&head[..], &hash[..]].concat()
    }

    #[test]
    fn a_false_length_in_a_sealed_payload_takes_no_memory() {
        let (_folder, path, _) = written();
        let sound = postcard::to_stdvec(&value()).unwrap();
        fs::write(&path, sealed(&sound)).unwrap();
        assert_eq!(read::<Value>(&path, &Key::of(["a"])).unwrap(), value());
        let huge = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
        for payload in [&huge[..], &[&sound[..], &[0]].concat(), &[], &[0, 3, 255, 255, 255]] {
            fs::write(&path, sealed(payload)).unwrap();
            assert!(matches!(read::<Value>(&path, &Key::of(["a"])), Err(Unfit::Damaged(_))), "{payload:?}");
        }
    }

    #[test]
    fn what_a_killed_writer_left_goes_and_what_a_living_one_writes_stays() {
        let (_folder, path, _) = written();
        let part = |name: &str| path.with_file_name(name);
        fs::write(part(".a.snapshot.1.0.part"), b"half").unwrap();
        fs::write(part(".b.snapshot.1.0.part"), b"another study's").unwrap();
        let mut living = File::create(part(".a.snapshot.2.0.part")).unwrap();
        living.lock().unwrap();
        living.write_all(b"half").unwrap();
        write(&path, &Key::of(["a"]), &value()).unwrap();
        let mut names = names(&path);
        names.sort();
        assert_eq!(names, [".a.snapshot.2.0.part", ".b.snapshot.1.0.part", "a.snapshot"]);
    }

    #[test]
    fn many_may_write_at_once() {
        let (_folder, path, _) = written();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        write(&path, &Key::of(["a"]), &value()).unwrap();
                        assert_eq!(read::<Value>(&path, &Key::of(["a"])).unwrap(), value());
                    }
                });
            }
        });
        assert_eq!(names(&path), ["a.snapshot"]);
    }

    #[test]
    fn a_folder_that_is_none_is_an_error_and_no_panic() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), b"").unwrap();
        assert!(write(&folder.path().join("file/a.snapshot"), &Key::of(["a"]), &value()).is_err());
        fs::create_dir(folder.path().join("a.snapshot")).unwrap();
        assert!(write(&folder.path().join("a.snapshot"), &Key::of(["a"]), &value()).is_err());
        assert!(matches!(read::<Value>(&folder.path().join("a.snapshot"), &Key::of(["a"])), Err(Unfit::Unreadable(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside");
    }
}
