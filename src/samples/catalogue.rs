//! What the manufacturer of the samples makes: three product lines with their models, parts and usual faults.

use crate::money::Money;

/// A product line with all that belongs to it.
#[derive(Debug)]
pub struct Line {
    /// 产品线
    pub code: &'static str,
    /// Two letters that its models and serial numbers begin with.
    pub letters: &'static str,
    /// Repairs in a hundred that concern this line.
    pub share: u32,
    /// Its terms as the standard agreement writes them.
    pub terms: &'static str,
    /// Labour fee of the standard agreement.
    pub labour_fee: Money,
    /// Visit fee of the standard agreement.
    pub visit_fee: Money,
    /// What a dealer pays for a unit.
    pub price_yuan: i64,
    /// Its models with their names and warranties in months.
    pub models: [(&'static str, &'static str, Option<u32>); 3],
    /// Its spare parts; the last is the seal that goes with other repairs.
    pub parts: [SparePart; 5],
    /// What breaks.
    pub faults: [Fault; 5],
}

/// A spare part.
#[derive(Clone, Copy, Debug)]
pub struct SparePart {
    /// 配件编号
    pub no: &'static str,
    /// 配件名称
    pub name: &'static str,
    /// 成本价
    pub unit_cost: Money,
    /// 铺底
    pub consigned: bool,
    /// 单次最大用量
    pub max_per_repair: Option<u32>,
}

/// What breaks, what the customer says of it and how it is repaired.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// 故障代码
    pub code: &'static str,
    /// 故障现象
    pub description: &'static str,
    /// 维修内容
    pub work_done: &'static str,
    /// The part that is replaced.
    pub part: Option<&'static str>,
}

const fn part(no: &'static str, name: &'static str, fen: i64, consigned: bool, max: u32) -> SparePart {
    let max_per_repair = if max == 0 { None } else { Some(max) };
    SparePart { no, name, unit_cost: Money::from_fen(fen), consigned, max_per_repair }
}

const fn fault(code: &'static str, description: &'static str, work: &'static str, part: &'static str) -> Fault {
    let part = if part.is_empty() { None } else { Some(part) };
    Fault { code, description, work_done: work, part }
}

/// The product lines; their shares add up to 100.
pub const LINES: [Line; 3] = [
    Line {
        code: "water-heater",
        letters: "WH",
        share: 50,
        terms: "labour_fee = \"15.00\"\nvisit_fee = \"10.00\"\nallowance_rate = \"0.01\"\n\
                parts_policy = \"consignment_exchange\"\nfree_part_limit = \"3.00\"\n",
        labour_fee: Money::from_fen(15_00),
        visit_fee: Money::from_fen(10_00),
        price_yuan: 1_980,
        models: [
            ("WH-DSZF50", "储水式电热水器50升", None),
            ("WH-DSZF60", "储水式电热水器60升", Some(24)),
            ("WH-JSQ24", "燃气热水器12升", None),
        ],
        parts: [
            part("WH-TH-01", "温控器", 12_50, true, 2),
            part("WH-HT-02", "加热管", 38_80, true, 1),
            part("WH-PCB-03", "主控板", 56_00, true, 1),
            part("WH-VL-04", "安全阀", 9_60, true, 2),
            part("WH-SL-05", "密封圈", 1_20, true, 0),
        ],
        faults: [
            fault("E1", "插电后不加热", "更换加热管", "WH-HT-02"),
            fault("E2", "进水口漏水", "更换安全阀", "WH-VL-04"),
            fault("E3", "水温忽冷忽热", "更换温控器", "WH-TH-01"),
            fault("E5", "显示屏不亮", "更换主控板", "WH-PCB-03"),
            fault("E6", "运行时有异响", "重新紧固并调试", ""),
        ],
    },
    Line {
        code: "range-hood",
        letters: "RH",
        share: 30,
        terms: "labour_fee = \"20.00\"\nvisit_fee = \"15.00\"\nallowance_rate = \"0.01\"\nparts_policy = \"exchange\"\n\
                free_part_limit = \"3.00\"\nwarranty_months = 24\n",
        labour_fee: Money::from_fen(20_00),
        visit_fee: Money::from_fen(15_00),
        price_yuan: 2_360,
        models: [
            ("RH-CXW200", "侧吸式吸油烟机", None),
            ("RH-CXW268", "顶吸式吸油烟机", None),
            ("RH-CXW300", "变频吸油烟机", Some(36)),
        ],
        parts: [
            part("RH-MT-01", "电机", 86_00, false, 1),
            part("RH-SW-02", "触摸开关", 18_50, false, 1),
            part("RH-LP-03", "照明灯", 6_80, false, 2),
            part("RH-FN-04", "风轮", 32_00, false, 1),
            part("RH-SL-05", "止回阀密封条", 2_40, false, 0),
        ],
        faults: [
            fault("H1", "电机不转", "更换电机", "RH-MT-01"),
            fault("H2", "按键失灵", "更换触摸开关", "RH-SW-02"),
            fault("H3", "照明灯不亮", "更换照明灯", "RH-LP-03"),
            fault("H4", "噪音大、吸力小", "更换风轮并清洗", "RH-FN-04"),
            fault("H5", "滴油", "清洗油路、重新安装油杯", ""),
        ],
    },
    Line {
        code: "gas-cooker",
        letters: "GC",
        share: 20,
        terms: "labour_fee = \"12.00\"\nvisit_fee = \"10.00\"\nallowance_rate = \"0.01\"\nparts_policy = \"purchase\"\n",
        labour_fee: Money::from_fen(12_00),
        visit_fee: Money::from_fen(10_00),
        price_yuan: 1_290,
        models: [
            ("GC-JZT2B", "嵌入式双眼灶", None),
            ("GC-JZT3C", "嵌入式三眼灶", None),
            ("GC-JZY5D", "台式双眼灶", Some(18)),
        ],
        parts: [
            part("GC-TC-01", "热电偶", 5_60, false, 2),
            part("GC-IG-02", "脉冲点火器", 16_00, false, 1),
            part("GC-VL-03", "旋塞阀", 24_50, false, 2),
            part("GC-BN-04", "火盖", 28_00, false, 2),
            part("GC-SL-05", "旋钮密封垫", 90, false, 0),
        ],
        faults: [
            fault("G1", "打不着火", "更换脉冲点火器", "GC-IG-02"),
            fault("G2", "松手熄火", "更换热电偶", "GC-TC-01"),
            fault("G3", "旋钮转动费力", "更换旋塞阀", "GC-VL-03"),
            fault("G4", "火焰发黄", "更换火盖并调整风门", "GC-BN-04"),
            fault("G5", "有轻微燃气味", "检漏并重新紧固接头", ""),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::terms::parse;

    #[test]
    fn shares_make_a_whole_and_faults_name_parts_of_their_line() {
        assert_eq!(LINES.iter().map(|line| line.share).sum::<u32>(), 100);
        for line in &LINES {
            for part in line.faults.iter().filter_map(|fault| fault.part) {
                assert!(line.parts.iter().any(|known| known.no == part), "{part}");
            }
        }
    }

    #[test]
    fn the_fees_are_those_of_the_terms() {
        for line in &LINES {
            let text = format!(
                "code = \"x\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n[lines.{}]\n{}",
                line.code, line.terms
            );
            let agreement = parse(&text).expect("terms that can be read");
            let (_, terms) = agreement.lines.iter().next().expect("one line");
            assert_eq!((terms.labour_fee, terms.visit_fee), (Some(line.labour_fee), line.visit_fee), "{}", line.code);
        }
    }
}
