//! Dealers, customers and technicians with names, places and numbers as they are in China.

use super::chance::Chance;

/// Province, city, area code, and the bank code's digits of the city.
type City = (&'static str, &'static str, &'static str, &'static str);

const CITIES: [City; 20] = [
    ("浙江", "杭州", "0571", "3310"),
    ("浙江", "宁波", "0574", "3320"),
    ("浙江", "温州", "0577", "3330"),
    ("江苏", "南京", "025", "3010"),
    ("江苏", "苏州", "0512", "3050"),
    ("江苏", "无锡", "0510", "3020"),
    ("广东", "广州", "020", "5810"),
    ("广东", "佛山", "0757", "5880"),
    ("广东", "东莞", "0769", "6020"),
    ("四川", "成都", "028", "6510"),
    ("四川", "绵阳", "0816", "6590"),
    ("湖北", "武汉", "027", "5210"),
    ("湖南", "长沙", "0731", "5510"),
    ("山东", "济南", "0531", "4510"),
    ("山东", "青岛", "0532", "4520"),
    ("河南", "郑州", "0371", "4910"),
    ("陕西", "西安", "029", "7910"),
    ("云南", "昆明", "0871", "7310"),
    ("福建", "厦门", "0592", "3930"),
    ("辽宁", "沈阳", "024", "2210"),
];

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "欧阳", "诸葛",
];
const GIVEN: [&str; 24] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英",
    "建国", "志强", "桂兰", "玉梅", "晓东", "子涵",
];
const FIRMS: [&str; 12] =
    ["恒通", "美佳", "宏达", "金源", "佳和", "华信", "鑫盛", "万家", "永兴", "安顺", "百信", "同力"];
const BANKS: [(&str, &str); 4] =
    [("中国工商银行", "102"), ("中国农业银行", "103"), ("中国银行", "104"), ("中国建设银行", "105")];
const STREETS: [&str; 16] = [
    "人民路",
    "解放路",
    "中山路",
    "建设路",
    "和平路",
    "新华路",
    "文化路",
    "长江路",
    "北京路",
    "滨江大道",
    "青年路",
    "学府路",
    "朝阳街",
    "胜利街",
    "幸福里",
    "湖滨路",
];
const ESTATES: [&str; 12] = [
    "阳光花园",
    "锦绣家园",
    "金色港湾",
    "翠湖苑",
    "书香门第",
    "世纪城",
    "东方名居",
    "绿地新城",
    "万和小区",
    "景泰苑",
    "紫金公寓",
    "平安里",
];

/// A dealer's city.
pub fn city(dealer: u32) -> City {
    let [first, ..] = CITIES;
    usize::try_from(dealer).ok().and_then(|at| CITIES.get(at % CITIES.len())).copied().unwrap_or(first)
}

/// A person's name.
pub fn name(chance: &mut Chance) -> String {
    [chance.pick(&SURNAMES), chance.pick(&GIVEN)].concat()
}

/// A mobile number, or now and then a landline of the city.
pub fn phone(chance: &mut Chance, area_code: &str) -> String {
    if chance.once_in(12) {
        return format!("{area_code}-{}", chance.between(50_000_000, 89_999_999));
    }
    let prefix = chance.pick(&["133", "135", "138", "139", "150", "158", "176", "186", "188", "199"]);
    format!("{prefix}{:08}", chance.below(100_000_000))
}

/// An address in the city.
pub fn address(chance: &mut Chance, city: &str) -> String {
    let street = chance.pick(&STREETS);
    let estate = chance.pick(&ESTATES);
    let (number, house, floor, door) =
        (chance.between(1, 399), chance.between(1, 28), chance.between(1, 18), chance.between(1, 4));
    format!("{city}市{street}{number}号{estate}{house}栋{floor}{door:02}室")
}

/// A dealer's firm in the city.
pub fn firm(chance: &mut Chance, city: &str) -> String {
    let kind = chance.pick(&["电器有限公司", "厨卫经营部", "家电服务有限公司", "商贸有限公司"]);
    format!("{city}{}{kind}", chance.pick(&FIRMS))
}

/// A bank's branch with an account there and the branch's code.
pub fn account(chance: &mut Chance, city: &str, city_digits: &str) -> [String; 3] {
    let (bank, code) = chance.pick(&BANKS);
    [
        format!("{bank}{city}{}支行", chance.pick(&["城东", "城西", "开发区", "中山路"])),
        format!("62{code}{:07}{:07}", chance.below(10_000_000), chance.below(10_000_000)),
        format!("{code}{city_digits}{:05}", chance.below(100_000)),
    ]
}
