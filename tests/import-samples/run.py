"""The good run: one manufacturer, three product lines, six dealers, three months, and a story in every month."""

import hashlib
from datetime import date, timedelta

import hands
import office
from slips import LINES, Maker, tariff

SEED = "2026-spring"
PERIODS = ["2026-01", "2026-02", "2026-03"]
DEALERS = {
    "HZ01": ("杭州恒通电器有限公司", "杭州", "沈丽", "0571-85123456", ["王建国", "李志强"], hands.hangzhou),
    "NB02": ("宁波甬佳厨卫经营部", "宁波", "陈敏", "0574-87123456", ["周海波", "徐国平"], hands.ningbo),
    "WZ03": ("温州瓯江家电服务有限公司", "温州", "林晓东", "0577-88123456", ["林阿明", "郑小勇"], hands.wenzhou),
    "SX04": ("绍兴越城电器商行", "绍兴", "章伟", "0575-85223456", ["章建军", "丁一鸣"], hands.shaoxing),
    "JH05": ("金华婺州电器有限公司", "金华", "方婷", "0579-82123456", ["方志刚", "吕春生"], hands.jinhua),
    "TZ06": ("台州椒江佳和电器行", "台州", "蒋磊", "0576-88523456", ["蒋大海", "叶秋生"], hands.taizhou),
}
NUMBERS = {  # how each dealer numbers its slips: year, month, count
    "HZ01": "20{y}{m}{n:06}", "NB02": "NB-{y}{m}-{n:02}", "WZ03": "WZ{y}{m}{n:03}",
    "SX04": "SX{y}-{m}{n:02}", "JH05": "金{y}{m}{n:02}", "TZ06": "TZ{y}{m}{n:02}",
}
COUNTS = {  # slips by dealer and month
    "HZ01": (14, 12, 13), "NB02": (12, 12, 11), "WZ03": (11, 18, 12),
    "SX04": (13, 11, 10), "JH05": (10, 12, 11), "TZ06": (10, 0, 11),
}


def make(root):
    maker = Maker()
    filed = {(dealer, period): month(maker, dealer, period) for period in PERIODS for dealer in DEALERS}
    story(maker, filed)
    for (dealer, period), slips in filed.items():
        name, *_, hand = DEALERS[dealer]
        hand(root, name, period, slips, feedback(dealer, period))
    registers(root, maker, filed)
    agreements(root)


def month(maker, dealer, period):
    _, city, _, _, technicians, _ = DEALERS[dealer]
    year, month = int(period[:4]), int(period[5:])
    count = COUNTS[dealer][PERIODS.index(period)]
    slips = []
    for n in range(count):
        number = NUMBERS[dealer].format(y=year % 100, m=f"{month:02}", n=n + 1)
        slips.append(maker.slip(dealer, city, technicians, number, date(year, month, 2 + n * 25 // count)))
    return slips


def story(maker, filed):
    """What goes wrong; README.md tells it in words."""
    unit = {row[0]: row for row in maker.units}
    hz, nb, wz, sx, jh, tz = (lambda month, n, d=dealer: filed[d, PERIODS[month - 1]][n - 1] for dealer in DEALERS)

    def fault(slip, line, number):
        """Gives a slip another unit's model and fault, so that its story does not hang on chance."""
        terms = LINES[line]
        model = terms["models"][0][0]
        code, description, work, part = terms["faults"][number]
        unit[slip["serial_no"]][1] = model
        slip.update(
            product_model=model, fault_code=code, fault_description=description, work_done=work, service_class="C",
            parts=[(part, 1, 1)] if part else [],
        )
        slip["claimed_fee"] = tariff(slip)

    def repeat(slip, earlier):
        """The same unit with the same fault."""
        for column in (
            "product_model", "serial_no", "sale_date", "customer_name", "customer_phone", "customer_address",
            "fault_code", "fault_description", "work_done", "parts", "service_mode", "claimed_fee",
        ):
            slip[column] = earlier[column]

    # January
    hz(1, 2)["claimed_fee"] += 8
    repeat(hz(1, 9), hz(1, 3))
    hz(1, 5)["customer_signed"] = False
    fault(nb(1, 4), "water-heater", 1)
    nb(1, 4)["completed_at"] += timedelta(days=3)
    nb(1, 7)["cause"] = "user_damage"
    wz(1, 3)["parts"] = [("WH-XX-99", 1, 0)]
    wz(1, 6)["customer_phone"] = None
    fault(sx(1, 4), "gas-cooker", 1)
    sx(1, 4)["sale_date"] = unit[sx(1, 4)["serial_no"]][3] = date(2025, 1, 5)
    for n in (6, 7):
        fault(sx(1, n), "water-heater", 1)
        sx(1, n)["parts"] = [("WH-TH-01", 1, 0)]
    sx(1, 9)["sale_date"] -= timedelta(days=12)
    repeat(tz(1, 5), jh(1, 5))
    tz(1, 5)["repair_date"] = jh(1, 5)["repair_date"]
    jh(1, 8)["service_class"] = "A"
    # February
    nb(2, 3)["slip_no"] = nb(1, 3)["slip_no"]
    fault(hz(2, 6), "water-heater", 1)
    hz(2, 6)["parts"] = [("WH-TH-01", 3, 3)]
    hz(2, 8)["serial_no"] = "6901234999999"
    hz(2, 10)["reissued"] = True
    fault(sx(2, 5), "water-heater", 0)
    sx(2, 5)["parts"] = [("WH-HT-02", 1, 1), ("WH-PCB-03", 1, 1)]
    # March
    fault(hz(3, 4), "water-heater", 1)
    hz(3, 4)["product_model"] = "DSZF-60A"
    nb(3, 2)["repair_date"] = date(2026, 2, 27)
    for slip in filed["NB02", "2026-03"]:
        slip["dealer_callback_on"] = None
    unit[wz(3, 5)["serial_no"]][2] = "HZ01"
    sx(3, 4)["product_model"] = "DSZF-80"
    repeat(jh(3, 1), jh(2, 12))
    for n in (3, 5, 7, 9):
        fault(tz(3, n), "gas-cooker", 0)


def feedback(dealer, period):
    if (dealer, period) == ("TZ06", "2026-02"):
        return []
    if (dealer, period) == ("JH05", "2026-03"):
        return None
    return [
        ["DSZF-50", "E1", "插电后不加热", 3, "WH-HT-02", "功能", "加热管结垢后干烧", "建议增加镁棒"],
        ["CXW-200", "H2", "按键失灵", 1, "RH-SW-02", "功能", "油污进入开关", None],
        ["JZT-2B", "G2", "松手熄火", 1, "GC-TC-01", "安全", "热电偶移位", "建议加长固定卡"],
    ]


def registers(root, maker, filed):
    def book(name, header, rows):
        office.save(office.sheet(name, header, rows), root / f"{name}.xlsx")

    def text(name, header, rows):
        office.write(root / f"{name}.csv", office.csv_bytes([header, *rows]))

    book("dealers", ["经销商编码", "名称", "联系人", "邮箱", "电话", "地区", "户名", "开户行", "账号", "联行号", "locale"], [
        [code, name, contact, f"{code.lower()}@example.cn", phone, "浙江", name, f"中国工商银行{city}支行",
         f"12020000{n}9000{n}23456", f"10233100{n:04}", "zh-CN"]
        for n, (code, (name, city, contact, phone, *_)) in enumerate(DEALERS.items(), 1)
    ])
    book("products", ["产品型号", "产品线", "名称", "保修月数"],
         [[model, line, name, months] for line in LINES for model, name, months in LINES[line]["models"]])
    book("parts", ["配件编号", "配件名称", "产品线", "成本价", "铺底", "单次最大用量"], [
        [no, name, line, float(cost), "是" if consigned else "否", most]
        for line in LINES for no, (name, cost, consigned, most) in LINES[line]["parts"].items()
    ])
    book("technicians", ["经销商编码", "维修员", "登记日期", "离任日期"],
         [[code, person, date(2025, 1, 1), None] for code in DEALERS for person in DEALERS[code][4]])
    text("units", ["serial_no", "product_model", "dealer_code", "sale_date"], maker.units)
    text("sales", ["dealer_code", "product_line", "period", "units", "settlement_amount"], sales())
    book("stock", ["经销商编码", "配件编号", "月份", "类型", "数量", "单号"], stock(filed))
    text("goods_returns", ["dealer_code", "returned_on", "cost", "reference"],
         [["JH05", "2026-02-11", "36.50", "TH-0001"], ["NB02", "2026-03-20", "18.00", "TH-0002"]])
    book("complaints", ["经销商编码", "投诉日期", "级别", "属实", "维修单号", "内容"], [
        ["TZ06", date(2026, 2, 6), "一般", "是", "TZ260104", "约好上午上门，下午才到"],
        ["SX04", date(2026, 1, 19), "较重", "否", "SX26-0105", "用户误会，已解释"],
        ["HZ01", date(2026, 3, 9), "较重", "是", None, "安装后漏水泡坏地板"],
    ])
    text("submissions", ["dealer_code", "period", "sheet", "received_on"], [
        ["HZ01", "2026-01", "slips", "2026-02-05"], ["HZ01", "2026-01", "feedback", "2026-02-05"],
        ["WZ03", "2026-02", "slips", "2026-03-26"], ["SX04", "2026-03", "feedback", "2026-04-17"],
    ])
    text("callbacks", ["dealer_code", "slip_no", "called_on", "attempt", "outcome", "satisfaction", "note"], calls(filed))


def sales():
    """Thirteen months before January already count for agreement 4.17, and January to March for the allowance."""
    prices = {"water-heater": 1980, "range-hood": 2360, "gas-cooker": 1290}
    units = {"water-heater": 9, "range-hood": 6, "gas-cooker": 5}
    months = [f"2025-{month:02}" for month in range(1, 13)] + PERIODS
    for n, dealer in enumerate(DEALERS):
        for line in LINES:
            sold = units[line] + (n + len(line)) % 3
            if (dealer, line) == ("TZ06", "gas-cooker"):
                sold = 2
            price = 300 if (dealer, line) == ("NB02", "range-hood") else prices[line]
            for period in months:
                yield [dealer, line, period, sold, f"{sold * price}.00"]


def stock(filed):
    """What was used comes again and the old part goes back, but for SX04: no main board, two thermostats kept."""
    for dealer in DEALERS:
        for line in ("water-heater", "range-hood"):
            for part, (_, _, consigned, _) in LINES[line]["parts"].items():
                if (dealer, part) == ("SX04", "WH-PCB-03"):
                    continue
                yield [dealer, part, "2025-12", "铺底" if consigned else "购买", 4, f"PD-{dealer}"]
                for period in PERIODS:
                    used = sum(qty for slip in filed[dealer, period] for no, qty, _ in slip["parts"] if no == part)
                    if not used:
                        continue
                    yield [dealer, part, period, "补货", used, f"BH-{period}"]
                    kept = 2 if (dealer, part, period) == ("SX04", "WH-TH-01", "2026-01") else 0
                    if used > kept:
                        yield [dealer, part, period, "旧件收回", used - kept, f"JJ-{period}"]


def calls(filed):
    """The centre calls in the order of the draw (agreement 6.2), further than any sample reaches."""
    for (dealer, period), slips in filed.items():
        numbers = sorted((slip["slip_no"] for slip in slips), key=lambda number: draw_key(dealer, period, number))
        called_on = date.fromisoformat(f"2026-0{int(period[5:]) + 1}-22")
        reissued = [slip["slip_no"] for slip in slips if slip["reissued"]]
        bad_lot = (dealer, period) == ("JH05", "2026-02")
        called = numbers[:4] if bad_lot else dict.fromkeys(numbers[:12] + reissued)
        for place, number in enumerate(called):
            day = called_on + timedelta(days=place // 4)
            if (dealer, period, place) == ("WZ03", "2026-02", 3):
                yield [dealer, number, day, 1, "fabricated", "", "用户表示从未报修"]
            elif bad_lot and place == 0:
                yield [dealer, number, day, 1, "mismatch", 2, "用户称没有更换配件"]
            elif (dealer, period, place) == ("HZ01", "2026-01", 1):
                for attempt in (1, 2, 3):
                    yield [dealer, number, day + timedelta(days=attempt), attempt, "no_answer", "", ""]
            elif place == 6:
                yield [dealer, number, day, 1, "no_answer", "", ""]
                yield [dealer, number, day + timedelta(days=1), 2, "confirmed", 4, ""]
            else:
                yield [dealer, number, day, 1, "confirmed", 5 if place % 3 else 4, ""]


def draw_key(dealer, period, number):
    return hashlib.sha256(f"{SEED}:{dealer}:{period}:{number}".encode()).hexdigest()


def agreements(root):
    lines = {
        "water-heater": 'labour_fee = "15.00"\nvisit_fee = "10.00"\nallowance_rate = "0.01"\nfree_part_limit = "3.00"\n',
        "range-hood": 'labour_fee = "20.00"\nvisit_fee = "15.00"\nallowance_rate = "0.01"\nparts_policy = "exchange"\n',
        "gas-cooker": 'labour_fee = "12.00"\nvisit_fee = "10.00"\nallowance_rate = "0.01"\nparts_policy = "purchase"\n',
    }
    for name, dealers, terms in (("standard", "*", ""), ("HZ01", "HZ01", "payment_days = 10\n")):
        text = f'code = "{name}-2026"\ndealers = ["{dealers}"]\neffective_from = 2026-01-01\n\n[terms]\n'
        text += 'sampling_aql = "6.5"\nlate_service_fine = "5.00"\ndealer_callback_fine = "20.00"\n' + terms
        for line, fees in lines.items():
            text += f"\n[lines.{line}]\n{fees}"
        text += '\n[[warranty_extensions]]\nregion = "浙江"\nproduct_line = "range-hood"\nwarranty_months = 24\n'
        office.write(root / f"agreement-{name}.toml", text.encode())
