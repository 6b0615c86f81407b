//! Names of people, as frequent as they are.

use super::dice::Dice;

const SURNAMES: [(i64, &str); 52] = [
    (72, "王"),
    (72, "李"),
    (68, "张"),
    (54, "刘"),
    (46, "陈"),
    (31, "杨"),
    (23, "黄"),
    (21, "赵"),
    (20, "周"),
    (20, "吴"),
    (18, "徐"),
    (18, "孙"),
    (17, "马"),
    (16, "朱"),
    (16, "胡"),
    (15, "郭"),
    (14, "何"),
    (14, "林"),
    (13, "高"),
    (13, "罗"),
    (12, "郑"),
    (11, "梁"),
    (10, "谢"),
    (10, "宋"),
    (9, "唐"),
    (9, "许"),
    (9, "邓"),
    (9, "韩"),
    (8, "冯"),
    (8, "曹"),
    (7, "彭"),
    (7, "曾"),
    (7, "肖"),
    (7, "田"),
    (7, "董"),
    (6, "潘"),
    (6, "袁"),
    (6, "蔡"),
    (6, "蒋"),
    (6, "余"),
    (6, "于"),
    (6, "杜"),
    (5, "叶"),
    (5, "程"),
    (5, "魏"),
    (5, "苏"),
    (5, "吕"),
    (4, "丁"),
    (4, "沈"),
    (4, "顾"),
    (3, "陆"),
    (2, "欧阳"),
];

const MEN: [&str; 46] = [
    "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "明", "刚", "平", "辉", "鹏", "飞", "斌", "波", "浩", "凯", "志强", "建国",
    "建军", "志明", "文杰", "俊杰", "永强", "海涛", "国栋", "立新", "晓东", "振华", "宏伟", "家豪", "子轩", "浩然", "宇航", "天佑", "学文",
    "卫东", "春生", "庆丰", "德胜", "兴旺", "少华", "一鸣", "思远",
];

const WOMEN: [&str; 42] = [
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "红", "玲", "梅", "琳", "洁", "颖", "婷", "雪", "倩", "秀英", "桂英", "丽华",
    "海燕", "晓燕", "春梅", "建华", "欣怡", "雨桐", "梓涵", "佳怡", "思琪", "雅婷", "文静", "慧敏", "淑珍", "玉兰", "晓琳", "婉清", "若曦",
    "诗涵", "丹丹", "莉莉", "美玲",
];

#[derive(Debug, Clone, PartialEq)]
pub struct PersonName {
    pub surname: &'static str,
    pub given: &'static str,
    pub is_woman: bool,
}

impl PersonName {
    pub fn draw(dice: &mut Dice) -> Self {
        let is_woman = dice.percent(42);
        let given = if is_woman { dice.pick(&WOMEN) } else { dice.pick(&MEN) };
        Self { surname: dice.weighted(&SURNAMES), given, is_woman }
    }

    pub fn full(&self) -> String {
        format!("{}{}", self.surname, self.given)
    }

    /// As one speaks of somebody in a note: by position where it is one to be called by, else by sex.
    pub fn called(&self, position: &str) -> String {
        let title = match position {
            "总经理" | "副总经理" | "厂长" => "总",
            "采购经理" | "生产经理" | "项目经理" | "技术经理" | "设备经理" => "经理",
            "设备工程师" | "工艺工程师" | "电气工程师" => "工",
            "采购主管" | "仓库主管" => "主管",
            _ if self.is_woman => "女士",
            _ => "先生",
        };
        let name = match title {
            "总" if position == "厂长" => return format!("{}厂长", self.surname),
            _ => self.surname,
        };
        format!("{name}{title}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_what_they_are() {
        let wu = PersonName { surname: "吴", given: "敏", is_woman: true };
        assert_eq!(
            [wu.called("总经理"), wu.called("厂长"), wu.called("采购员"), wu.called("设备工程师")],
            ["吴总", "吴厂长", "吴女士", "吴工"]
        );
    }
}
