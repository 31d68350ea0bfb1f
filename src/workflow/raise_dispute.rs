//! Raising a dispute (agreement 9.2): a dealer's clerk disputes a statement, a line of it or a slip, within its time, with a
//! reason and attachments. What is not disputed is paid on time: a dispute holds nothing back.

use serde_json::json;

use super::{Error, Office, StatementRefusal, said};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::disputes as rules;
use crate::auth::{Actor, Role};
use crate::calendar::{Moment, Period};
use crate::clock;
use crate::money::Money;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::audit::{self, Entry};
use crate::store::disputes::{self, Attachment, Dispute, DisputeState};
use crate::store::statement_steps::{self, StepKind};
use crate::store::{Db, agreements, files, months, new_id, statements};

/// How many files may be attached to a dispute.
pub const ATTACHMENTS_MAX: usize = 10;
/// How large each may be.
pub const ATTACHMENT_BYTES_MAX: usize = 10 << 20;

/// What is disputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The whole statement.
    Statement,
    /// A line of it.
    Line(u32),
    /// What was decided of a slip.
    Slip(SlipNo),
}

/// A file that comes with a dispute.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// As the dealer named it.
    pub file_name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// What is wrong with the attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentFault {
    /// There are too many.
    TooMany {
        /// So many may come.
        count_max: usize,
    },
    /// One is too large.
    TooLarge {
        /// Which.
        file_name: String,
        /// What it may have.
        bytes_max: usize,
    },
    /// One is neither a picture nor a PDF nor a workbook.
    UnknownType {
        /// Which.
        file_name: String,
    },
}

/// What an attachment is, by its first bytes; whatever its name says.
pub fn content_type(content: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 4] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];
    kinds.iter().find(|(magic, _)| content.starts_with(magic)).map(|(_, name)| *name)
}

/// Raises a dispute, and answers its identifier.
pub fn raise_dispute(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    (about, reason): (&About, &str),
    attachments: &[NewAttachment],
) -> Result<String, Error> {
    if actor.role != Role::DealerClerk {
        return Err(Error::NotAllowed);
    }
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    let reason = said(reason)?;
    check(attachments).map_err(StatementRefusal::Attachment)?;
    let (now, today) = (office.clock.now(), office.clock.today());
    office.store.write(|c| {
        let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
        let steps = statement_steps::of(c, dealer, period)?;
        let Some(confirmed) = steps.iter().find(|step| step.kind == StepKind::Confirm) else {
            return Err(StatementRefusal::StillOpen.into());
        };
        let agreements = agreements::standing(c)?;
        let version = agreements.of(dealer).for_period(period).ok_or(Error::NotFound)?;
        // A statement is issued with its confirmation: from then on the dealer can rely on it.
        rules::raise(&version.terms, clock::business_day(confirmed.taken_at), today)
            .map_err(|late| Error::OutOfTime { last_day: late.last_day })?;
        let (line, slip) = disputed(c, dealer, period, about, month.statement_revision)?;
        let earlier = disputes::of_statement(c, dealer, period)?;
        if let Some(open) =
            earlier.into_iter().find(|it| it.state == DisputeState::Open && it.line == line && it.slip == slip)
        {
            return Err(StatementRefusal::AlreadyDisputed { dispute: open.id }.into());
        }
        let dispute = Dispute {
            dealer: dealer.clone(),
            id: new_id(),
            period,
            line,
            slip,
            reason: reason.to_owned(),
            raised_by: actor.login.clone(),
            raised_at: now,
            state: DisputeState::Open,
            amount: Money::ZERO,
            outcome_reason: String::new(),
            settled_by: String::new(),
            settled_at: None,
            settled_on_behalf_of: String::new(),
        };
        keep(c, &dispute, attachments, now)?;
        Ok(dispute.id)
    })
}

pub(super) fn check(attachments: &[NewAttachment]) -> Result<(), AttachmentFault> {
    if attachments.len() > ATTACHMENTS_MAX {
        return Err(AttachmentFault::TooMany { count_max: ATTACHMENTS_MAX });
    }
    for attachment in attachments {
        let file_name = attachment.file_name.clone();
        if attachment.content.len() > ATTACHMENT_BYTES_MAX {
            return Err(AttachmentFault::TooLarge { file_name, bytes_max: ATTACHMENT_BYTES_MAX });
        }
        if content_type(&attachment.content).is_none() {
            return Err(AttachmentFault::UnknownType { file_name });
        }
    }
    Ok(())
}

/// The line or the slip, which must be there.
fn disputed(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    about: &About,
    revision: i64,
) -> Result<(Option<u32>, Option<SlipNo>), Error> {
    match about {
        About::Statement => Ok((None, None)),
        About::Line(line) => {
            let statement = statements::load(c, dealer, period, revision)?.ok_or(Error::NotFound)?;
            let lines = statement.lines.len();
            let is_there = usize::try_from(*line).is_ok_and(|line| (1..=lines).contains(&line));
            if is_there { Ok((Some(*line), None)) } else { Err(StatementRefusal::NoSuchLine { lines }.into()) }
        }
        About::Slip(slip) if disputes::is_slip_filed(c, dealer, period, slip)? => Ok((None, Some(slip.clone()))),
        About::Slip(_) => Err(StatementRefusal::NoSuchSlip.into()),
    }
}

fn keep(c: &mut Db, dispute: &Dispute, attachments: &[NewAttachment], now: Moment) -> Result<(), Error> {
    disputes::add(c, dispute)?;
    let mut kept = Vec::with_capacity(attachments.len());
    for (seq, attachment) in (1..).zip(attachments) {
        let sha256 = files::put(c, &attachment.content, now)?;
        let row = Attachment {
            dealer: dispute.dealer.to_string(),
            dispute: dispute.id.clone(),
            seq,
            file_name: attachment.file_name.clone(),
            file_sha256: sha256.clone(),
            added_by: dispute.raised_by.clone(),
            added_at: now,
        };
        disputes::attach(c, &row)?;
        kept.push(sha256);
    }
    let event = Event::DisputeRaised { period: dispute.period, dispute: dispute.id.clone() };
    outbox::tell(c, &dispute.dealer, event, &dispute.id, now)?;
    let (dealer, id) = (dispute.dealer.as_str(), &dispute.id);
    let entry = Entry {
        at: now,
        person: &dispute.raised_by,
        action: "dispute.raise",
        dealer,
        object: &format!("dispute {dealer} {id}"),
        facts: json!({
            "period": dispute.period,
            "line": dispute.line,
            "slip": dispute.slip,
            "attachments": kept,
        }),
    };
    Ok(audit::append(c, &entry)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_are_known_by_their_first_bytes() {
        let named =
            |name: &str, content: &[u8]| NewAttachment { file_name: name.to_owned(), content: content.to_vec() };
        assert_eq!(check(&[named("a.exe", b"%PDF-1.7 ..."), named("b", b"\x89PNG\r\n\x1a\n..")]), Ok(()));
        let unknown = AttachmentFault::UnknownType { file_name: "a.pdf".to_owned() };
        assert_eq!(check(&[named("a.pdf", b"MZ\x90\x00")]), Err(unknown));
        let large = vec![b'%'; ATTACHMENT_BYTES_MAX + 1];
        assert!(matches!(check(&[named("a.pdf", &large)]), Err(AttachmentFault::TooLarge { .. })));
        let many = vec![named("a.pdf", b"%PDF-"); ATTACHMENTS_MAX + 1];
        assert_eq!(check(&many), Err(AttachmentFault::TooMany { count_max: ATTACHMENTS_MAX }));
    }
}
