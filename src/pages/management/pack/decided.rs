//! Who decided what on a month, and when.

use super::{Pack, Taken, dealers_of};
use crate::pages::Page;
use crate::store::statement_steps::StepKind;

/// Steps that one person took together.
pub struct Decided {
    /// When.
    pub at: String,
    /// Who.
    pub person: String,
    /// What was done.
    pub step: String,
    /// On how many statements.
    pub count: String,
    /// Whose.
    pub dealers: String,
    /// With which note.
    pub note: String,
}

/// The steps of a month, those together that one person took in one minute.
pub fn decided(page: &Page, pack: &Pack) -> Vec<Decided> {
    let by = |(_, step): &Taken| page.acted(&step.person, &step.on_behalf_of);
    let are_together = |a: &Taken, b: &Taken| {
        let is_alike = a.1.kind == b.1.kind && by(a) == by(b) && a.1.note == b.1.note;
        is_alike && page.moment(a.1.taken_at) == page.moment(b.1.taken_at)
    };
    let group = |steps: &[Taken]| {
        let whole = steps.first()?;
        let (_, first) = whole;
        let dealers = dealers_of(steps.iter().map(|(dealer, _)| dealer));
        Some(Decided {
            at: page.moment(first.taken_at),
            person: by(whole),
            step: page.t(step_key(first.kind)),
            count: page.count(dealers.len()),
            dealers: dealers.join(", "),
            note: first.note.clone(),
        })
    };
    pack.steps.chunk_by(are_together).filter_map(group).collect()
}

/// The words of a step.
fn step_key(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Confirm => "pack-step-confirm",
        StepKind::Hold => "pack-step-hold",
        StepKind::Approve => "pack-step-approve",
        StepKind::Release => "pack-step-release",
        StepKind::Refuse => "pack-step-refuse",
        StepKind::Pay => "pack-step-pay",
        StepKind::Return => "pack-step-return",
    }
}
