//! Reads an upload, and says what is wrong with it and what filing it would come to: the job behind an upload.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::mend_values::corrected_glossary_of;
use super::note_unmatched::unmatched;
use super::read_sheet::{dealer_limits, read_feedback, read_slips, stored_copy};
use super::{Error, Office, settle_dealer};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::{Code, Hit, Verdict};
use crate::agreement::filing::PlacedSlip;
use crate::agreement::registers::FiledSheet;
use crate::agreement::slip::{Feedback, Slip};
use crate::auth::privacy::masked_value;
use crate::calendar::Moment;
use crate::money::Money;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::sheets::{Answer, Fault, Problem};
use crate::store::uploads::{self, Upload, UploadState};
use crate::store::{Db, dictionary, slips};

/// So many faults of a sheet are kept in the answer; the marked copy has them all.
const FAULTS_MAX: usize = 5_000;
/// So many slips are named of each rule that would hit.
const EXAMPLES_MAX: usize = 5;

/// What is said of a sheet that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetAnswer {
    /// The workbook's sheet; empty for CSV.
    pub sheet: String,
    /// The columns found: the English name, and how the sheet's header spells it.
    pub header: Vec<(String, String)>,
    /// The columns that are not known, as spelled.
    pub unknown_columns: Vec<String>,
    /// Rows below the header that are not blank.
    pub rows: u32,
    /// What is wrong, in the order of rows; at most 5,000 of it.
    pub faults: Vec<Fault>,
    /// How much is wrong in all.
    pub fault_count: usize,
    /// Rows that cannot be filed: those with a fault, and the others of their slips.
    pub unreadable_rows: u32,
    /// The slips that cannot be filed, as far as their numbers could be read.
    pub unreadable_slips: BTreeSet<String>,
}

impl SheetAnswer {
    /// As those see it who are not of the dealer: what stands in the columns about customers is masked in every fault.
    #[must_use]
    pub fn masked(mut self) -> Self {
        let header = self.header;
        let name_of = |spelled: &str| header.iter().find(|(_, own)| own == spelled).map(|(name, _)| name.as_str());
        for fault in &mut self.faults {
            let Some(column) = fault.column.as_deref().and_then(name_of) else { continue };
            let Some(value) = masked_value(column, &fault.value) else { continue };
            fault.value = value;
            if let Problem::DiffersWithinSlip { given, .. } = &mut fault.problem {
                *given = masked_value(column, given).unwrap_or_default();
            }
        }
        Self { header, ..self }
    }
}

/// What of a sheet can be filed, as it is kept until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readable {
    /// The slips, each with the row that it begins in.
    Slips(Vec<(u32, Slip)>),
    /// The rows of quality feedback.
    Feedback(Vec<Feedback>),
}

/// What filing a sheet would come to, as of its reading; once it is filed, what it came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Rows that can be filed.
    pub rows: u32,
    /// Slips that can be filed.
    pub slips: u64,
    /// Of these, those whose numbers were not filed for the period before.
    pub new: u64,
    /// Those that replace another version of their number (agreement 3.4).
    pub replacing: u64,
    /// Those that say what they said before.
    pub unchanged: u64,
    /// What would become of the slips, were the month decided now.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// What the slips claim: their claim values.
    pub claimed: Money,
    /// What of it would be payable.
    pub payable: Money,
    /// What of it would wait for a person or a call.
    pub held: Money,
    /// The rules that would hit the slips, in the order of the agreement.
    #[serde(default)]
    pub hits: Vec<HitSlips>,
}

/// A rule, and the slips of a sheet that it would hit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitSlips {
    /// How many.
    pub count: u64,
    /// The first of them, each with the facts.
    pub examples: Vec<(SlipNo, Hit)>,
}

impl SheetAnswer {
    /// The answer to a sheet that is refused for one reason.
    pub fn of_fault(fault: Fault) -> Self {
        Self { faults: vec![fault], fault_count: 1, ..Self::default() }
    }

    fn new(answer: Answer, readable_rows: u32) -> Self {
        let Answer { sheet, header, unknown_columns, rows, mut faults } = answer;
        let unreadable_slips = faults.iter().map(|fault| fault.row_key.clone()).filter(|key| !key.is_empty()).collect();
        let fault_count = faults.len();
        faults.truncate(FAULTS_MAX);
        Self {
            sheet,
            header: header.into_iter().map(|(name, spelled)| (name.to_owned(), spelled)).collect(),
            unknown_columns,
            rows,
            faults,
            fault_count,
            unreadable_rows: rows.saturating_sub(readable_rows),
            unreadable_slips,
        }
    }

    /// Whether nothing of the sheet can be filed: its file cannot be read, or every row has a fault.
    fn refuses_all(&self, readable_rows: u32) -> bool {
        let of_file = self.faults.iter().any(|fault| matches!(fault.problem, Problem::File(_)));
        of_file || (self.fault_count > 0 && readable_rows == 0)
    }
}

/// Reads the upload that a job names: `upload dealer`. An upload that was read or withdrawn meanwhile is left alone.
pub fn check_upload(office: &Office, subject: &str) -> Result<(), Error> {
    let (id, dealer) = subject.split_once(' ').ok_or(Error::NotFound)?;
    let dealer = DealerCode::new(dealer).ok_or(Error::NotFound)?;
    let upload = office.store.read(|c| uploads::load(c, &dealer, id))?.ok_or(Error::NotFound)?;
    if upload.state != UploadState::Received {
        return Ok(());
    }
    let (answer, readable_rows, readable) = read(office, &upload)?;
    let met = unmatched(office, &upload, &answer)?;
    let preview = Preview { rows: readable_rows, ..preview(office, &upload, &readable)? };
    let state = if answer.refuses_all(readable_rows) { UploadState::Refused } else { UploadState::Checked };
    let read = uploads::Read { state, rows: answer.rows, answer: &answer, preview: &preview, readable: &readable };
    let now = office.clock.now();
    office.store.write(|c| {
        if !uploads::read(c, &upload, &read)? {
            return Ok(());
        }
        dictionary::note(c, &upload, &met, now)?;
        if state == UploadState::Refused {
            tell_refused(c, &upload, answer.fault_count, now)?;
        }
        Ok(())
    })
}

/// Tells the dealer that nothing of a sheet can be filed.
pub(super) fn tell_refused(c: &mut Db, upload: &Upload, fault_count: usize, now: Moment) -> Result<(), Error> {
    let event = Event::SheetRefused {
        period: upload.period,
        sheet: upload.sheet,
        upload: upload.id.clone(),
        fault_count: u64::try_from(fault_count).unwrap_or(u64::MAX),
    };
    Ok(outbox::tell(c, &upload.dealer, event, &upload.id, now)?)
}

fn read(office: &Office, upload: &Upload) -> Result<(SheetAnswer, u32, Readable), Error> {
    let (limits, glossary) =
        office.store.read(|c| Ok::<_, Error>((dealer_limits(c)?, corrected_glossary_of(c, upload)?)))?;
    let copy = stored_copy(office, &upload.file_sha256)?;
    match upload.sheet {
        FiledSheet::Slips => {
            let (answer, placed) = read_slips(&office.reader, copy.path(), limits, &glossary)?.into_readable();
            let rows = placed.iter().map(|placed| placed.rows).sum();
            let slips = placed.into_iter().map(|PlacedSlip { row, slip, .. }| (row, slip)).collect();
            Ok((SheetAnswer::new(answer, rows), rows, Readable::Slips(slips)))
        }
        FiledSheet::Feedback => {
            let (answer, feedback) = read_feedback(&office.reader, copy.path(), limits, &glossary)?;
            let rows = u32::try_from(feedback.len()).unwrap_or(u32::MAX);
            let answer = SheetAnswer { unreadable_slips: BTreeSet::new(), ..SheetAnswer::new(answer, rows) };
            Ok((answer, rows, Readable::Feedback(feedback)))
        }
    }
}

/// What filing the slips would come to beside those that stand.
fn preview(office: &Office, upload: &Upload, readable: &Readable) -> Result<Preview, Error> {
    let Readable::Slips(placed) = readable else { return Ok(Preview::default()) };
    let standing = office.store.read(|c| slips::current(c, &upload.dealer, upload.period))?;
    let standing: HashMap<&SlipNo, &Slip> = standing.iter().map(|slip| (&slip.no, slip)).collect();
    let mut preview = Preview::default();
    for (_, slip) in placed {
        preview.slips += 1;
        match standing.get(&slip.no) {
            None => preview.new += 1,
            Some(before) if *before == slip => preview.unchanged += 1,
            Some(_) => preview.replacing += 1,
        }
    }
    let proposed: Vec<Slip> = placed.iter().map(|(_, slip)| slip.clone()).collect();
    let numbers: BTreeSet<&SlipNo> = proposed.iter().map(|slip| &slip.no).collect();
    let decided = settle_dealer::preview(office, &upload.dealer, upload.period, &proposed)?;
    let mut hits: BTreeMap<(Code, String), HitSlips> = BTreeMap::new();
    for decided in decided.slips.iter().filter(|decided| numbers.contains(&decided.slip.no)) {
        for hit in &decided.hits {
            let slips = hits.entry((hit.code(), hit.name().to_owned())).or_default();
            slips.count += 1;
            if slips.examples.len() < EXAMPLES_MAX {
                slips.examples.push((decided.slip.no.clone(), hit.clone()));
            }
        }
        *preview.verdicts.entry(decided.verdict).or_default() += 1;
        preview.claimed += decided.claim_value;
        preview.payable += decided.payable();
        if decided.verdict == Verdict::Held {
            preview.held += decided.claim_value;
        }
    }
    preview.hits = hits.into_values().collect();
    Ok(preview)
}
