//! The customers of the bench, their people and what was said with them, each a function of its number, so that everybody knows whom
//! to ask for.

use chrono::{DateTime, Duration, Utc};
use kedun::model::Draft;

/// How many customers, and how many people they belong to in turn.
pub const CUSTOMERS: usize = 1_000_000;
pub const OWNERS: usize = 200;
/// How many people and how many conversations each customer has.
pub const CONTACTS_EACH: usize = 3;
pub const FOLLOW_UPS_EACH: usize = 5;

const CITIES: [&str; 20] = [
    "苏州", "无锡", "常州", "南京", "南通", "上海", "杭州", "宁波", "嘉兴", "温州", "合肥", "芜湖", "深圳", "东莞", "佛山", "青岛", "济南",
    "武汉", "郑州", "成都",
];
pub const FIRST: [&str; 40] = [
    "恒", "达", "金", "盛", "华", "瑞", "嘉", "新", "宏", "鑫", "泰", "远", "天", "力", "德", "博", "凯", "腾", "正", "科", "锦", "通",
    "宇", "联", "佳", "海", "东", "广", "永", "润", "安", "信", "隆", "丰", "立", "启", "众", "伟", "航", "顺",
];
pub const SECOND: [&str; 35] = [
    "源", "诚", "兴", "康", "邦", "特", "诺", "锐", "迪", "翔", "捷", "鼎", "创", "普", "晟", "益", "伦", "耐", "恩", "尔", "维", "奇",
    "能", "欣", "升", "裕", "迈", "佰", "骏", "沃", "利", "亚", "美", "中", "川",
];
const THIRD: [&str; 36] = [
    "机械",
    "精密机械",
    "自动化",
    "智能装备",
    "电气",
    "电子",
    "科技",
    "新材料",
    "化工",
    "建材",
    "食品",
    "纺织",
    "物流",
    "医疗器械",
    "贸易",
    "五金",
    "模具",
    "液压",
    "轴承",
    "仪表",
    "光电",
    "环保",
    "包装",
    "塑胶",
    "橡胶",
    "铸造",
    "锻压",
    "管业",
    "阀门",
    "泵业",
    "线缆",
    "照明",
    "家具",
    "玻璃",
    "陶瓷",
    "印刷",
];
const FORMS: [&str; 2] = ["有限公司", "股份有限公司"];
const INDUSTRIES: [&str; 6] = ["machinery", "automation", "technology", "chemicals", "building_materials", "trade"];
const LEVELS: [&str; 10] = ["A", "B", "B", "C", "C", "C", "C", "D", "D", "D"];
const STATUSES: [&str; 5] = ["new", "following", "following", "won", "dormant"];

/// Different for every number below a million and more: 20 × 40 × 35 × 36 × 2.
pub fn name(n: usize) -> String {
    let mut rest = n;
    let mut of = |list: &[&'static str]| {
        let one = list[rest % list.len()];
        rest /= list.len();
        one
    };
    let (first, second, third, city, form) = (of(&FIRST), of(&SECOND), of(&THIRD), of(&CITIES), of(&FORMS));
    format!("{city}{first}{second}{third}{form}")
}

/// Different for every number, too; spread, so that any six digits are rare.
pub fn mobile(n: usize) -> String {
    const PREFIXES: [&str; 10] = ["130", "131", "133", "135", "136", "138", "139", "150", "158", "186"];
    format!("{}{:08}", PREFIXES[n % 10], (n * 61_803_399 + 27_182_818) % 100_000_000)
}

/// Scattered over a range, the same way each time.
fn scattered(n: usize, salt: usize, range: usize) -> usize {
    let mut z = (n as u64 ^ (salt as u64) << 32).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % range as u64) as usize
}

pub fn draft(n: usize) -> Draft {
    let city = CITIES[scattered(n, 1, CITIES.len())];
    Draft::new()
        .set("name", name(n))
        .set("mobile", mobile(n))
        .set("level", LEVELS[scattered(n, 2, LEVELS.len())])
        .set("status", STATUSES[scattered(n, 3, STATUSES.len())])
        .set("industry", INDUSTRIES[scattered(n, 4, INDUSTRIES.len())])
        .set("region", format!("{city}市"))
        .set("address", format!("工业园区{}号", scattered(n, 5, 2000) + 1))
        .set("yearly_volume", (scattered(n, 6, 5_000_000) * 100) as i64)
}

const SURNAMES: [&str; 20] =
    ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"];
const GIVEN: [&str; 16] = ["伟", "芳", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "霞"];
const POSITIONS: [&str; 6] = ["总经理", "采购经理", "采购员", "技术总监", "财务", "仓库主管"];
const ROLES: [&str; 4] = ["decider", "influencer", "buyer", "user"];
const TYPES: [&str; 6] = ["call", "call", "visit", "wechat", "email", "meeting"];
const SAID: [&str; 8] = [
    "电话沟通了报价，对方希望下周给答复",
    "到厂里看了产线，现有设备用了六年",
    "发了产品资料，等采购评审",
    "约好月底前签合同，先做样品",
    "对方换了采购负责人，重新介绍",
    "价格偏高，要求再让三个点",
    "技术参数已确认，等财务审批",
    "暂时没有需求，三个月后再联系",
];

/// The `nth` of the people at customer `n`, whose number is `customer`.
pub fn contact(n: usize, nth: usize, customer: i64) -> Draft {
    let salt = 10 + nth;
    let pick = |list: &[&'static str], more: usize| list[scattered(n, salt * 8 + more, list.len())];
    Draft::new()
        .set("name", format!("{}{}{}", pick(&SURNAMES, 0), pick(&GIVEN, 1), pick(&GIVEN, 2)))
        .set("customer", customer)
        .set("position", pick(&POSITIONS, 3))
        .set("role", pick(&ROLES, 4))
        .set("mobile", mobile(5 * CUSTOMERS + n * CONTACTS_EACH + nth))
}

/// The `nth` conversation with customer `n`, held at `at`: every other one agrees on the next.
pub fn follow_up(n: usize, nth: usize, customer: i64, at: DateTime<Utc>) -> Draft {
    let salt = 100 + nth;
    let draft = Draft::new()
        .set("type", TYPES[scattered(n, salt, TYPES.len())])
        .set("content", format!("{}（第{}次，客户{n}）", SAID[scattered(n, salt + 20, SAID.len())], nth + 1))
        .set("customer", customer);
    if (n + nth).is_multiple_of(2) { draft.set("next_contact_at", (at + Duration::days(7)).timestamp_millis()) } else { draft }
}
