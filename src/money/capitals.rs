//! Amounts in Chinese capitals (人民币大写), after the rules for filling in bank papers (正确填写票据和结算凭证的基本规定).
//!
//! Where these leave a 零 to the writer, it stands as in their own first examples: between 元 and 角 after whole tens
//! (¥1,680.32: 壹仟陆佰捌拾元零叁角贰分), not between 万 and 仟 (¥107,000.53: 壹拾万柒仟元零伍角叁分).

use super::Money;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
/// The places of a group of four, the highest first.
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
/// What a group of four places is counted in.
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

impl Money {
    /// The amount in capitals: `人民币壹仟零伍元叁角整`.
    #[must_use]
    pub fn capitals(self) -> String {
        let fen = self.fen().unsigned_abs();
        let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
        let mut text = String::from("人民币");
        if self.fen() < 0 {
            text.push('负');
        }
        if yuan > 0 || (jiao == 0 && fen == 0) {
            text.push_str(&whole(yuan));
            text.push('元');
        }
        let after_yuan = yuan > 0 && (jiao > 0 || fen > 0);
        if after_yuan && (jiao == 0 || yuan.is_multiple_of(10)) {
            text.push('零');
        }
        if jiao > 0 {
            text.push_str(digit(jiao));
            text.push('角');
        }
        if fen > 0 {
            text.push_str(digit(fen));
            text.push('分');
        } else {
            text.push('整');
        }
        text
    }
}

fn digit(digit: u64) -> &'static str {
    usize::try_from(digit).ok().and_then(|place| DIGITS.get(place)).copied().unwrap_or_default()
}

/// A whole number.
fn whole(number: u64) -> String {
    if number == 0 {
        return digit(0).to_owned();
    }
    let mut text = String::new();
    let mut rest = number;
    if rest >= YI {
        // More than 万亿 is counted in 亿 again: 壹亿亿.
        text = format!("{}亿", whole(rest / YI));
        rest %= YI;
        if rest > 0 && rest < YI / 10 {
            text.push('零');
        }
    }
    if rest >= WAN {
        text.push_str(&group(rest / WAN));
        text.push('万');
        rest %= WAN;
        if rest > 0 && rest < WAN / 10 {
            text.push('零');
        }
    }
    text + &group(rest)
}

/// Up to four places; of several noughts between digits one is written, those at the end are not.
fn group(number: u64) -> String {
    let mut text = String::new();
    let mut nought = false;
    for (value, name) in PLACES {
        let place = number / value % 10;
        if place == 0 {
            nought = !text.is_empty();
            continue;
        }
        if nought {
            text.push('零');
        }
        nought = false;
        text.push_str(digit(place));
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An amount, and what a bank's paper says.
    const TABLE: &str = "
        0.00               零元整
        0.01               壹分
        0.05               伍分
        0.10               壹角整
        0.30               叁角整
        0.38               叁角捌分
        1.00               壹元整
        1.01               壹元零壹分
        1.10               壹元壹角整
        5.00               伍元整
        10.00              壹拾元整
        10.05              壹拾元零伍分
        10.50              壹拾元零伍角整
        11.11              壹拾壹元壹角壹分
        15.00              壹拾伍元整
        20.00              贰拾元整
        100.00             壹佰元整
        100.10             壹佰元零壹角整
        101.00             壹佰零壹元整
        110.00             壹佰壹拾元整
        325.04             叁佰贰拾伍元零肆分
        1000.00            壹仟元整
        1001.00            壹仟零壹元整
        1005.30            壹仟零伍元叁角整
        1010.00            壹仟零壹拾元整
        1100.00            壹仟壹佰元整
        1409.50            壹仟肆佰零玖元伍角整
        1680.32            壹仟陆佰捌拾元零叁角贰分
        6007.14            陆仟零柒元壹角肆分
        10000.00           壹万元整
        10001.00           壹万零壹元整
        10010.00           壹万零壹拾元整
        10100.00           壹万零壹佰元整
        11000.00           壹万壹仟元整
        16409.02           壹万陆仟肆佰零玖元零贰分
        100000.00          壹拾万元整
        100500.00          壹拾万零伍佰元整
        107000.53          壹拾万柒仟元零伍角叁分
        1000001.00         壹佰万零壹元整
        1010101.01         壹佰零壹万零壹佰零壹元零壹分
        10000000.00        壹仟万元整
        10001000.00        壹仟万壹仟元整
        20030045.60        贰仟零叁万零肆拾伍元陆角整
        99999999.99        玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分
        100000000.00       壹亿元整
        100000001.00       壹亿零壹元整
        100010000.00       壹亿零壹万元整
        100100000.00       壹亿零壹拾万元整
        110000000.00       壹亿壹仟万元整
        1000000000.00      壹拾亿元整
        1050000300.07      壹拾亿伍仟万零叁佰元零柒分
        1234567890.12      壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分
        10000000000.00     壹佰亿元整
        -0.01              负壹分
        -12.50             负壹拾贰元伍角整
        -107000.53         负壹拾万柒仟元零伍角叁分
    ";

    #[test]
    fn amounts_stand_as_banks_want_them() {
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (amount, words) = line.split_once(char::is_whitespace).unwrap();
            let amount: Money = amount.parse().unwrap();
            assert_eq!(amount.capitals(), format!("人民币{}", words.trim()), "{amount}");
        }
    }

    #[test]
    fn sums_beyond_what_is_entered_have_words_too() {
        assert_eq!(Money::from_fen(1_000_000_000_000_00).capitals(), "人民币壹万亿元整");
        assert_eq!(Money::from_fen(1_000_000_000_100_00).capitals(), "人民币壹万亿零壹佰元整");
        let last = "人民币玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分";
        assert_eq!(Money::from_fen(i64::MAX).capitals(), last);
    }
}
