nav-quality = Quality
quality-title = Quality
quality-first = From
quality-last = Through
quality-line = Product line
quality-all = All
quality-filter = Filter
quality-reset = Clear the filter
quality-by-fault = Fault code
quality-by-model = Model
quality-by-part = Part
quality-by-dealer = Dealer
quality-none = Not stated
quality-pareto = Faults by frequency
quality-occurrences = Occurrences
quality-cumulative = { $a }, { $b } so far
quality-as-table = As a table
quality-ages = Repairs per thousand units sold, by months in service
quality-ages-label = Months in service
quality-ages-value = Per thousand
quality-age = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
quality-rate = { $a } · { $b }/{ $c }
quality-no-units = { $a } slips, no units sold
quality-ages-note = Slips that are paid or on hold, by the registered day of sale, divided by the units that were in service for just so long in the chosen months (register of sales).
quality-ages-note-model = Sales are registered by product line: the units of the model's whole line are the denominator.
quality-first-seen = Faults seen for the first time
quality-nothing-new = Nothing new in the chosen months.
quality-since = First reported
quality-description = Fault
quality-severity = Severity
quality-cause = Suspected cause
quality-suggestion = Suggestion
quality-safety = Safety
quality-function = Function
quality-appearance = Appearance
quality-safety-told = { $a } sheets ({ $b }), { $c } occurrences; suspected cause: { $d }
quality-note = What is to be done
quality-note-do = Take note
quality-note-missing = Please say what is to be done.
quality-note-done = Noted: { $a } { $b }.
quality-notes = Safety faults noted lately
quality-noted = { $a } on { $b }: { $c }
quality-all-rows = All rows of feedback
quality-no-feedback = No feedback within this filter.
quality-no-claims = No slips within this filter.
quality-as-of = Counted on { $a }.
quality-as-of-waits = Counted on { $a }; what changed since is counted within minutes.
quality-counting = These months are being counted; the picture is here within minutes.
quality-empty = Nothing about quality within this filter
quality-empty-do = Try other months, another product line or dealer; feedback sheets are shown here once dealers have filed them.
quality-rows = Feedback rows
quality-rows-empty = No feedback within this filter
quality-rows-empty-do = Try a wider filter.
quality-back = Back to quality
quality-claims = Slips by months in service
quality-claims-lead = Slips that are paid or on hold.
quality-claims-of-age = { $n ->
    [one] Units that were one month in service when repaired.
   *[other] Units that were { $n } months in service when repaired.
}
quality-claims-empty = No slips within this filter
quality-slip = Slip
quality-serial = Serial number
quality-sold-on = Sold on
quality-repaired-on = Repaired on
