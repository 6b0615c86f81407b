//! The customers of the bench, each a function of its number, so that everybody knows whom to ask for.

use kedun::model::Draft;

/// How many customers, and how many people they belong to in turn.
pub const CUSTOMERS: usize = 1_000_000;
pub const OWNERS: usize = 200;

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
