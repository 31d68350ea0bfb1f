capacity-deputy = You act as deputy of { $a } ({ $b }) until { $c }.
capacity-rest = Stop acting as deputy
capacity-look = You look as dealer { $a } { $b }, read-only.
capacity-back = Back to my pages
capacity-left = You are yourself again.
capacity-look-do = Look as this dealer
capacity-look-hint = All pages as the clerk sees them, read-only; customers stay masked. It is recorded.
capacity-for = { $a } for { $b }
