//! Personal data of customers as most people see it: enough to recognise a case, not enough to call or find anybody.

/// Stands for what is left out.
const LEFT_OUT: char = '*';

/// `13812345678` as `138****5678`; of a number too short for that, only its last two digits.
pub fn masked_phone(phone: &str) -> String {
    let letters: Vec<char> = phone.chars().collect();
    let (head, tail) = match letters.len() {
        0..=2 => (0, 0),
        3..=6 => (0, 2),
        7..=10 => (0, 4),
        _ => (3, 4),
    };
    masked(&letters, head, tail)
}

/// A number as it is compared, however it is written: `+86 138-1234-5678` as `13812345678`. None where it has no digits.
pub fn number_of(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international = digits.strip_prefix("00").unwrap_or(&digits);
    // A mobile number behind the country's code.
    let mobile = international.strip_prefix("86").filter(|rest| rest.len() == 11 && rest.starts_with('1'));
    let number = mobile.unwrap_or(&digits);
    (!number.is_empty()).then(|| number.to_owned())
}

/// `张三丰` as `张**`, `Li Lei` as `L*****`.
pub fn masked_name(name: &str) -> String {
    masked(&name.chars().collect::<Vec<char>>(), 1, 0)
}

/// What a dealer's sheet says of a customer as most people see it, by the column's English name; none where a column says
/// nothing of one.
pub fn masked_value(column: &str, value: &str) -> Option<String> {
    match column {
        "customer_name" => Some(masked_name(value)),
        "customer_phone" => Some(masked_phone(value)),
        "customer_address" => Some(address_to_district(value)),
        _ => None,
    }
}

fn masked(letters: &[char], head: usize, tail: usize) -> String {
    let shown = |place: usize| place < head || place + tail >= letters.len();
    letters.iter().enumerate().map(|(place, letter)| if shown(place) { *letter } else { LEFT_OUT }).collect()
}

/// An address up to its district: `浙江省杭州市西湖区文三路 12 号` as `浙江省杭州市西湖区*`. Where no district can be told, up to its
/// city or province; else nothing of it.
pub fn address_to_district(address: &str) -> String {
    if address.is_empty() {
        return String::new();
    }
    let end = end_of_district(address).unwrap_or(0);
    let shown = address.get(..end).unwrap_or_default();
    format!("{shown}{LEFT_OUT}")
}

/// The longest that a name of a province, city or district is, in letters, its last one not counted: beyond, a 区 or 市
/// belongs to a street, a quarter or a market.
const NAME_LETTERS_MAX: usize = 7;

/// Where the last of province, city and district ends that stand at the beginning, in this order.
fn end_of_district(address: &str) -> Option<usize> {
    let levels: [&[char]; 3] = [&['省'], &['市', '州', '盟'], &['区', '县', '旗', '市']];
    let mut end = None;
    for last_letters in levels {
        let from = end.unwrap_or(0);
        let rest = address.get(from..).unwrap_or_default();
        let letters = rest.char_indices().take(NAME_LETTERS_MAX + 1);
        // 自治区 is a province's name and no district.
        let found = letters.skip(1).find(|(_, letter)| last_letters.contains(letter));
        if let Some((at, letter)) = found {
            end = Some(from + at + letter.len_utf8());
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_keeps_its_ends() {
        let table = [
            ("13812345678", "138****5678"),
            ("+8613812345678", "+86*******5678"),
            ("0571-88889999", "057******9999"),
            ("88889999", "****9999"),
            ("12345", "***45"),
            ("12", "**"),
            ("", ""),
        ];
        for (phone, expected) in table {
            assert_eq!(masked_phone(phone), expected);
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for written in ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "008613812345678"] {
            assert_eq!(number_of(written).as_deref(), Some("13812345678"), "{written}");
        }
        for (written, number) in
            [("0571-88889999", "057188889999"), ("(0571) 8888 9999", "057188889999"), ("8688", "8688")]
        {
            assert_eq!(number_of(written).as_deref(), Some(number));
        }
        assert_eq!(number_of("none"), None);
    }

    #[test]
    fn a_name_keeps_its_first_letter() {
        for (name, expected) in [("张三", "张*"), ("张三丰", "张**"), ("张", "张"), ("", ""), ("Li Lei", "L*****")]
        {
            assert_eq!(masked_name(name), expected);
        }
    }

    #[test]
    fn an_address_ends_with_its_district() {
        let table = [
            ("浙江省杭州市西湖区文三路 12 号", "浙江省杭州市西湖区*"),
            ("杭州市西湖区文三路 12 号", "杭州市西湖区*"),
            ("浙江省金华市义乌市稠城街道", "浙江省金华市义乌市*"),
            ("浙江省安吉县递铺镇", "浙江省安吉县*"),
            ("北京市朝阳区建国路 1 号", "北京市朝阳区*"),
            ("西湖区文三路 12 号幸福小区 3 幢", "西湖区*"),
            ("文三路 12 号院 3 幢 502 室", "*"),
            ("12 Main Street", "*"),
            ("", ""),
        ];
        for (address, expected) in table {
            assert_eq!(address_to_district(address), expected, "{address}");
        }
    }
}
