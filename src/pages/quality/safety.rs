//! `/quality/safety`: somebody takes note of a fault that endangers people.

use serde::Deserialize;

use crate::pages::form::Posted;
use crate::pages::{Answer, Flash, Page};
use crate::store::feedback::SafetyFault;
use crate::web::Desk;
use crate::workflow::note_safety_fault::note_safety_fault;

/// Which fault, and what is to be done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    #[serde(default)]
    model: String,
    #[serde(default)]
    fault: String,
    reports: usize,
    #[serde(default)]
    note: String,
}

/// Takes note.
pub async fn take(desk: Desk, page: Page, form: Posted<NoteForm>) -> Answer {
    let NoteForm { model, fault, reports, note } = form.0;
    if note.trim().is_empty() {
        return Ok(page.see("/quality", Flash::failed(page.t("quality-note-missing"))));
    }
    let fault = SafetyFault { product_model: model, fault_code: fault };
    let done = page.t_with("quality-note-done", &[&fault.product_model, &fault.fault_code]);
    let actor = page.caller()?.actor;
    page.ask(&desk, move |office| note_safety_fault(office, &actor, &fault, reports, &note)).await?;
    Ok(page.see("/quality", Flash::done(done)))
}
