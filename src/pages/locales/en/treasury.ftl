treasury-filter = Filter
treasury-sums = Totals
treasury-total = Total
treasury-payments = Payments
treasury-amount = Amount
treasury-capitals = { $a }
treasury-dealer = Dealer
treasury-dealer-code = Dealer code
treasury-account = Account
treasury-reference = Reference
treasury-invoice = Invoice
treasury-due = Due on
treasury-statement = Statement
treasury-clause = Clause
treasury-do = Action
treasury-code-first = Enter your code first
closing-title = Close statements that pay nothing
closing-lead = No bank answers a released statement that pays nothing. Somebody in finance who did not release it closes it.
closing-net = Net
closing-none = No statement waits to be closed
closing-none-do = Statements that pay nothing stand here once they are released.
closing-do = { $n ->
    [one] Close this statement
   *[other] Close these { $n } statements
}
closing-done = Statements closed: { $a }.
