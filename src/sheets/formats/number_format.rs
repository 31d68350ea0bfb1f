//! Whether a cell's number format shows its number as a date or a time, in the workbooks of Excel's family.

/// The formats that need no code: 14–22 and 45–47 everywhere, 27–36 and 50–58 in East Asian Excels (ECMA-376, 18.8.30).
pub const fn is_date_by_number(format: u32) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// A code such as `yyyy"年"m"月"d"日"` has letters for parts of a day outside quotes and brackets; `[h]:mm` counts hours.
pub fn is_date_by_code(code: &str) -> bool {
    let lower = code.to_ascii_lowercase().replace("general", "");
    let mut characters = lower.chars().peekable();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        match character {
            '"' => while characters.next().is_some_and(|quoted| quoted != '"') {},
            // The next character stands for itself, for its width, or fills the cell.
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inside = characters.by_ref().take_while(|inner| *inner != ']').collect::<String>();
                if !inside.is_empty() && inside.chars().all(|unit| matches!(unit, 'h' | 'm' | 's')) {
                    return true;
                }
            }
            // `a/p` and `am/pm` only go with hours.
            'a' if matches!(characters.peek(), Some('/' | 'm')) => {
                while characters.next_if(|letter| matches!(letter, 'a' | 'm' | '/' | 'p')).is_some() {}
            }
            // `e` is a year, but not in `0.00e+00`.
            'e' if matches!(previous, '0' | '#' | '?') || matches!(characters.peek(), Some('+' | '-')) => {}
            'y' | 'm' | 'd' | 'h' | 's' | 'e' | 'b' | 'a' => return true,
            _ => {}
        }
        previous = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: bool) {
        assert_eq!(is_date_by_code(code), expected, "{code}");
    }

    #[test]
    fn letters_outside_quotes_decide() {
        check("yyyy-mm-dd", true);
        check("yyyy\"年\"m\"月\"d\"日\";@", true);
        check("yyyy年m月d日", true);
        check("m/d/yy h:mm AM/PM", true);
        check("[$-804]aaaa", true);
        check("[$-404]e/m/d", true);
        check("[h]:mm:ss", true);
        check("[mm]", true);
        check("mm:ss.0", true);
        check("General", false);
        check("G/通用格式", false);
        check("General\"days\"", false);
        check("0.00E+00", false);
        check("##0.0E+0", false);
        check("[Red]#,##0.00;[Blue]-#,##0.00", false);
        check("[$¥-804]#,##0.00", false);
        check("\"day\" 0", false);
        check("0\\d", false);
        check("_d0*d", false);
        check("0 \"h", false);
        check("[DBNum1][$-804]General", false);
        check("A/P", false);
        check("0;\"d\"", false);
        check("[$CNY] 0", false);
        check("[Red]d", true);
        check("@", false);
        check("", false);
    }

    #[test]
    fn numbers_without_a_code_decide_too() {
        let dates = (0..=163).filter(|format| is_date_by_number(*format)).count();
        assert_eq!(dates, 9 + 10 + 3 + 9);
        assert!(is_date_by_number(14) && is_date_by_number(57) && !is_date_by_number(0) && !is_date_by_number(49));
    }
}
