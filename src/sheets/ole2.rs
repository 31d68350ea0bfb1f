//! The compound file ("OLE2") around .xls: streams whose sectors are chained through a table.
//!
//! A chain may run in a circle, leave the file or share sectors with another; every chain is bounded by what it may
//! hold and by the file's size, and what does not fit is refused ([MS-CFB]).

use super::fault::FileProblem;

/// The bytes that every compound file begins with.
pub const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The header's length; sectors are counted behind it.
const HEADER_BYTES: usize = 512;
/// A directory entry's length.
const ENTRY_BYTES: usize = 128;
/// Sector numbers from here on mean something else than a sector.
const SECTORS_MAX: u32 = 0xffff_fffa;
/// The number that ends a chain.
const END_OF_CHAIN: u32 = 0xffff_fffe;
/// No directory entry.
const NO_ENTRY: u32 = u32::MAX;
/// Streams below this length lie in small sectors within the root's stream.
const SMALL_STREAM_BYTES: u64 = 4096;
/// A small sector's length.
const SMALL_SECTOR_BYTES: usize = 64;
/// More streams and storages than any workbook has; macros and embedded objects count.
const ENTRIES_MAX: usize = 20_000;

/// An opened compound file.
#[derive(Debug)]
pub struct Ole2<'f> {
    sectors: Sectors<'f>,
    fat: Vec<u32>,
    small_fat: Vec<u32>,
    root: Entry,
    entries: Vec<Entry>,
}

/// A place in the directory. Entries of one storage hang together as a tree.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    name: String,
    /// The places of two other entries of the same storage.
    siblings: [u32; 2],
    /// The place of some entry of this storage.
    child: u32,
    first_sector: u32,
    bytes: u64,
}

/// What a directory entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stream,
    Root,
    Other,
}

impl<'f> Ole2<'f> {
    /// Reads the tables and the directory.
    pub fn open(file: &'f [u8]) -> Result<Self, FileProblem> {
        Self::parse(file).ok_or(FileProblem::Damaged)
    }

    fn parse(file: &'f [u8]) -> Option<Self> {
        if !file.starts_with(&SIGNATURE) || u16_at(file, 28)? != 0xfffe {
            return None;
        }
        let sector_bytes = match (u16_at(file, 26)?, u16_at(file, 30)?) {
            (_, 9) => 512,
            (4, 12) => 4096,
            _ => return None,
        };
        if u16_at(file, 32)? != 6 || u64::from(u32_at(file, 56)?) != SMALL_STREAM_BYTES {
            return None;
        }
        let sectors = Sectors { file, sector_bytes };
        let fat = sectors.fat()?;
        let directory = sectors.chained(&fat, u32_at(file, 48)?, ENTRIES_MAX * ENTRY_BYTES)?;
        let small_fat_first = u32_at(file, 60)?;
        let small_fat = match small_fat_first {
            END_OF_CHAIN.. => Vec::new(),
            first => numbers(&sectors.chained(&fat, first, file.len())?),
        };
        let directory = directory.chunks_exact(ENTRY_BYTES).map(|bytes| Entry::parse(bytes, sector_bytes));
        let directory = directory.collect::<Option<Vec<_>>>()?;
        let root = directory.first().filter(|entry| entry.kind == Kind::Root)?.clone();
        let entries = streams_below(&root, &directory)?;
        Some(Self { sectors, fat, small_fat, root, entries })
    }

    /// Whether there is such a stream.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes; none where there is no such stream.
    pub fn stream(&self, name: &str) -> Option<Result<Vec<u8>, FileProblem>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        Some(self.bytes_of(entry).ok_or(FileProblem::Damaged))
    }

    fn bytes_of(&self, entry: &Entry) -> Option<Vec<u8>> {
        let bytes = usize::try_from(entry.bytes).ok().filter(|bytes| *bytes <= self.sectors.file.len())?;
        if entry.bytes >= SMALL_STREAM_BYTES {
            return cut(self.sectors.chained(&self.fat, entry.first_sector, bytes)?, bytes);
        }
        let root_bytes = usize::try_from(self.root.bytes).ok()?.min(self.sectors.file.len());
        let small = self.sectors.chained(&self.fat, self.root.first_sector, root_bytes)?;
        let mut stream = Vec::with_capacity(bytes);
        each_in_chain(&self.small_fat, entry.first_sector, bytes.div_ceil(SMALL_SECTOR_BYTES), |sector| {
            let start = usize::try_from(sector).ok()?.checked_mul(SMALL_SECTOR_BYTES)?;
            let rest = small.get(start..)?;
            stream.extend_from_slice(rest.get(..SMALL_SECTOR_BYTES).unwrap_or(rest));
            Some(())
        })?;
        cut(stream, bytes)
    }
}

impl Entry {
    fn parse(bytes: &[u8], sector_bytes: usize) -> Option<Self> {
        let kind = match bytes.get(66)? {
            2 => Kind::Stream,
            5 => Kind::Root,
            _ => Kind::Other,
        };
        let name_bytes = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
        let units = bytes.get(..name_bytes)?.chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
        let name = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        let low = u64::from(u32_at(bytes, 120)?);
        // Files with short sectors may hold anything in the upper half.
        let high = if sector_bytes == 512 { 0 } else { u64::from(u32_at(bytes, 124)?) };
        Some(Self {
            kind,
            name,
            siblings: [u32_at(bytes, 68)?, u32_at(bytes, 72)?],
            child: u32_at(bytes, 76)?,
            first_sector: u32_at(bytes, 116)?,
            bytes: (high << 32) | low,
        })
    }
}

/// The root's own streams; those of embedded workbooks and macros hang below other storages.
fn streams_below(root: &Entry, directory: &[Entry]) -> Option<Vec<Entry>> {
    let mut streams: Vec<Entry> = Vec::new();
    let mut visited = vec![false; directory.len()];
    let mut places = vec![root.child];
    while let Some(place) = places.pop() {
        if place == NO_ENTRY {
            continue;
        }
        let place = usize::try_from(place).ok()?;
        if std::mem::replace(visited.get_mut(place)?, true) {
            return None;
        }
        let entry = directory.get(place)?;
        places.extend(entry.siblings);
        if entry.kind == Kind::Stream {
            // Of two streams of one name every program would take another.
            if streams.iter().any(|stream| stream.name.eq_ignore_ascii_case(&entry.name)) {
                return None;
            }
            streams.push(entry.clone());
        }
    }
    Some(streams)
}

#[derive(Clone, Copy, Debug)]
struct Sectors<'f> {
    file: &'f [u8],
    sector_bytes: usize,
}

impl<'f> Sectors<'f> {
    /// A sector; the file's last one may be cut short.
    fn get(&self, number: u32) -> Option<&'f [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.file.get(start..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector_bytes).unwrap_or(rest))
    }

    /// The table that says which sector follows which: 109 of its sectors are listed in the header, others in a chain.
    fn fat(&self) -> Option<Vec<u32>> {
        let sector_count = self.file.len().div_ceil(self.sector_bytes);
        let mut listed = numbers(self.file.get(76..HEADER_BYTES)?);
        let mut next = u32_at(self.file, 68)?;
        let mut lists = 0;
        while next < SECTORS_MAX {
            lists += 1;
            if lists > sector_count {
                return None;
            }
            let mut list = numbers(self.get(next)?);
            next = list.pop()?;
            listed.extend(list);
        }
        let mut fat = Vec::new();
        for sector in listed.into_iter().filter(|sector| *sector < SECTORS_MAX) {
            fat.extend(numbers(self.get(sector)?));
            // A sector listed twice would let the table grow beyond the file.
            if fat.len() > sector_count + self.sector_bytes {
                return None;
            }
        }
        Some(fat)
    }

    /// The sectors of a chain, of which at most `bytes_max` bytes are wanted.
    fn chained(&self, fat: &[u32], first: u32, bytes_max: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        each_in_chain(fat, first, bytes_max.div_ceil(self.sector_bytes), |sector| {
            bytes.extend_from_slice(self.get(sector)?);
            Some(())
        })?;
        Some(bytes)
    }
}

/// Goes through a chain until it ends or has given `sectors_max` sectors. A chain that meets itself is none.
fn each_in_chain(fat: &[u32], first: u32, sectors_max: usize, mut take: impl FnMut(u32) -> Option<()>) -> Option<()> {
    let mut visited = vec![false; fat.len()];
    let mut next = first;
    for _ in 0..sectors_max {
        if next == END_OF_CHAIN {
            return Some(());
        }
        let place = usize::try_from(next).ok()?;
        if std::mem::replace(visited.get_mut(place)?, true) {
            return None;
        }
        take(next)?;
        next = *fat.get(place)?;
    }
    Some(())
}

/// A stream as long as the directory says; a shorter chain has lost something.
fn cut(mut bytes: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    if bytes.len() < length {
        return None;
    }
    bytes.truncate(length);
    Some(bytes)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect()
}

/// The little-endian number at a place.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}

/// The little-endian number at a place.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}
