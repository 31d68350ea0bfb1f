//! What a reviewer decided of late, beside the others.

use chrono::TimeDelta;
use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::store::reviews::{self, StoredReview};
use sanbao::store::slips::{self, SlipFilter};
use sanbao::store::{self, Db};

use super::cases::fed;

on_both! {
    fn a_reviewers_decisions_stand_beside_those_of_the_others(test: &TestOffice) {
        fed(test, "one-month");
        let office = &test.office;
        let all = office.store.read(|c| slips::list(c, &SlipFilter::default(), None, 1_000)).unwrap();
        let slip = all.iter().find(|row| !row.reasons.is_empty()).unwrap();
        let code = slip.reasons.split(';').next().unwrap();
        let dealer = DealerCode::new(&slip.dealer).unwrap();
        let begin = office.clock.now();
        let review = |reviewer: &str, accepted, withdrawn, minutes| StoredReview {
            period: slip.period.parse().unwrap(),
            no: SlipNo::new(&slip.slip_no).unwrap(),
            accepted,
            after_draw: false,
            reason: format!("as {reviewer} sees it"),
            reviewer: reviewer.to_owned(),
            reviewed_at: begin + TimeDelta::minutes(minutes),
            withdrawn,
            on_behalf_of: String::new(),
        };
        let made = [review("lin", true, false, 0), review("mei", false, false, 1), review("mei", false, true, 2)];
        let add = |c: &mut Db| made.iter().try_for_each(|review| reviews::add(c, &dealer, review));
        office.store.write::<_, store::Error>(add).unwrap();

        let read = |reviewer: &str, since| {
            office
                .store
                .read(|c| {
                    Ok::<_, store::Error>((
                        reviews::of_reviewer(c, reviewer, since, 10)?,
                        reviews::by_code(c, reviewer, since)?,
                        reviews::overruled(c, reviewer, since, 10)?,
                    ))
                })
                .unwrap()
        };
        let (own, codes, overruled) = read("lin", begin);
        assert_eq!(own, made[..1]);
        let of_code = codes.iter().find(|share| share.code == code).unwrap();
        assert_eq!((of_code.own, of_code.own_accepted, of_code.others, of_code.others_accepted), (1, 1, 1, 0));
        let told: Vec<_> = overruled.iter().map(|one| (one.slip_no.as_str(), one.other.as_str(), one.other_withdrawn)).collect();
        assert_eq!(told, [(slip.slip_no.as_str(), "mei", true), (slip.slip_no.as_str(), "mei", false)]);
        let (own, _, overruled) = read("mei", begin);
        assert_eq!((own.as_slice(), overruled.as_slice()), (&made[1..], &[][..]), "what is taken back by oneself is no disagreement");
        let (own, codes, overruled) = read("lin", begin + TimeDelta::hours(1));
        assert!(own.is_empty() && codes.is_empty() && overruled.is_empty());
    }
}
