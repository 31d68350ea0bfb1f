"""Repair slips as plain values; each dealer's hand writes them in its own way (hands.py)."""

import random
from datetime import date, datetime, time, timedelta

COLUMNS = {
    "slip_no": "维修单号",
    "service_class": "服务类别",
    "product_model": "产品型号",
    "serial_no": "机身编号",
    "sale_date": "销售日期",
    "customer_name": "用户姓名",
    "customer_phone": "联系电话",
    "customer_address": "地址",
    "area": "区域",
    "reported_at": "报修时间",
    "arrived_at": "到达时间",
    "repair_date": "维修日期",
    "completed_at": "完工时间",
    "fault_code": "故障代码",
    "fault_description": "故障现象",
    "cause": "故障原因",
    "work_done": "维修内容",
    "service_mode": "服务方式",
    "part_no": "配件编号",
    "part_qty": "数量",
    "old_parts_returned": "旧件返还数",
    "claimed_fee": "申报费用",
    "technician": "维修员",
    "customer_signed": "用户签字",
    "dealer_callback_on": "回访日期",
    "reissued": "补单",
}
PART_COLUMNS = ("part_no", "part_qty", "old_parts_returned")

LINES = {
    "water-heater": {
        "fees": (15, 10),
        "models": [("DSZF-50", "储水式电热水器50升", None), ("DSZF-60A", "储水式电热水器60升", 24)],
        "parts": {
            "WH-TH-01": ("温控器", "12.50", True, 2),
            "WH-HT-02": ("加热管", "38.80", True, 1),
            "WH-PCB-03": ("主控板", "56.00", True, 1),
            "WH-SL-04": ("密封圈", "1.20", True, None),
        },
        "faults": [
            ("E1", "插电后不加热", "更换加热管", "WH-HT-02"),
            ("E2", "水温忽冷忽热", "更换温控器", "WH-TH-01"),
            ("E3", "进水口漏水", "更换密封圈", "WH-SL-04"),
            ("E4", "运行时有异响", "重新紧固并调试", None),
        ],
    },
    "range-hood": {
        "fees": (20, 15),
        "models": [("CXW-200", "侧吸式吸油烟机", None), ("CXW-268", "顶吸式吸油烟机", None)],
        "parts": {
            "RH-MT-01": ("电机", "86.00", False, 1),
            "RH-SW-02": ("触摸开关", "18.50", False, 1),
            "RH-LP-03": ("照明灯", "6.80", False, 2),
        },
        "faults": [
            ("H1", "电机不转", "更换电机", "RH-MT-01"),
            ("H2", "按键失灵", "更换触摸开关", "RH-SW-02"),
            ("H3", "照明灯不亮", "更换照明灯", "RH-LP-03"),
        ],
    },
    "gas-cooker": {
        "fees": (12, 10),
        "models": [("JZT-2B", "嵌入式双眼灶", None), ("JZT-3C", "嵌入式三眼灶", None)],
        "parts": {
            "GC-TC-01": ("热电偶", "5.60", False, 2),
            "GC-IG-02": ("脉冲点火器", "16.00", False, 1),
        },
        "faults": [("G1", "打不着火", "更换脉冲点火器", "GC-IG-02"), ("G2", "松手熄火", "更换热电偶", "GC-TC-01")],
    },
}
NAMES = "王芳 李军 张伟 刘洋 陈静 杨勇 赵敏 黄丽 周涛 吴磊 徐艳 孙杰 胡娟 朱明 高超 林秀英 何建国 郭志强 马桂兰 罗玉梅".split()
ROADS = "人民路 解放路 中山路 建设路 和平路 新华路 文化路 学院路 滨江路 胜利街".split()


def line_of(model):
    return next(line for line in LINES if any(model == name for name, *_ in LINES[line]["models"]))


def tariff(slip):
    labour, visit = LINES[line_of(slip["product_model"])]["fees"]
    return labour + (visit if slip["service_mode"] == "door_to_door" else 0)


class Maker:
    """Makes faultless slips one after another, each of a unit of its own."""

    def __init__(self):
        self.chance = random.Random("import-samples")
        self.units = []
        self.made = 0

    def slip(self, dealer, city, technicians, number, day):
        chance = self.chance
        self.made += 1
        line = chance.choice(["water-heater"] * 5 + ["range-hood"] * 3 + ["gas-cooker"] * 2)
        model = chance.choice(LINES[line]["models"])[0]
        code, description, work, part = chance.choice(LINES[line]["faults"])
        serial = str(6901234500000 + self.made)
        sold_on = day - timedelta(days=chance.randint(20, 320))
        self.units.append([serial, model, dealer, sold_on])
        reported_at = datetime.combine(day, time(chance.randint(8, 11), chance.choice([0, 10, 25, 40])))
        arrived_at = reported_at + timedelta(hours=chance.randint(2, 4))
        slip = {
            "slip_no": number,
            "service_class": "C",
            "product_model": model,
            "serial_no": serial,
            "sale_date": sold_on,
            "customer_name": chance.choice(NAMES),
            "customer_phone": f"138{chance.randint(0, 99999999):08}",
            "customer_address": f"{city}市{chance.choice(ROADS)}{chance.randint(1, 300)}号{chance.randint(1, 6)}0{chance.randint(1, 4)}室",
            "area": chance.choice(["city", "city", "county"]),
            "reported_at": reported_at,
            "arrived_at": arrived_at,
            "repair_date": day,
            "completed_at": arrived_at + timedelta(minutes=chance.choice([20, 35, 50])),
            "fault_code": code,
            "fault_description": description,
            "cause": "product_defect",
            "work_done": work,
            "service_mode": chance.choice(["door_to_door", "door_to_door", "in_shop"]),
            "technician": chance.choice(technicians),
            "customer_signed": True,
            "dealer_callback_on": day + timedelta(days=2) if chance.random() < 0.5 else None,
            "reissued": False,
            "parts": [(part, 1, 1)] if part else [],
        }
        if part == "WH-HT-02" and chance.random() < 0.5:
            slip["parts"].append(("WH-SL-04", 2, 0))
        slip["claimed_fee"] = tariff(slip)
        return slip


def rows(slip):
    """One row per part, every column filled in."""
    for part in slip["parts"] or [(None, None, None)]:
        yield {**slip, **dict(zip(PART_COLUMNS, part))}
