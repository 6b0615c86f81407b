//! What the customers make, and what they buy for it.

pub struct Trade {
    /// The choice of the field `industry`.
    pub key: &'static str,
    /// Out of a hundred customers.
    pub weight: i64,
    /// As company names say it.
    pub words: &'static [&'static str],
    /// What they speak of buying.
    pub goods: &'static [&'static str],
    /// For what.
    pub uses: &'static [&'static str],
}

pub const TRADES: [Trade; 12] = [
    Trade {
        key: "machinery",
        weight: 24,
        words: &["机械", "精密机械", "重工", "机械设备", "数控设备", "机床", "模具", "液压设备"],
        goods: &["直线导轨", "滚珠丝杠", "行星减速机", "主轴轴承", "伺服电机", "联轴器", "气缸"],
        uses: &["新机型", "加工中心改造", "出口订单", "龙门铣床", "冲压线"],
    },
    Trade {
        key: "automation",
        weight: 20,
        words: &["自动化", "智能装备", "机器人", "自动化设备", "工业控制", "智能科技"],
        goods: &["伺服电机", "谐波减速机", "直线模组", "电动夹爪", "光电传感器", "气动元件", "拖链电缆"],
        uses: &["装配线", "上下料机械手", "检测工位", "锂电项目", "非标设备"],
    },
    Trade {
        key: "technology",
        weight: 9,
        words: &["科技", "光电科技", "新能源科技", "半导体", "材料科技"],
        goods: &["直线电机", "真空吸盘", "精密滑台", "伺服电机", "无尘拖链"],
        uses: &["贴合设备", "晶圆搬运", "点胶机", "二期产线"],
    },
    Trade {
        key: "medical_devices",
        weight: 6,
        words: &["医疗器械", "医疗科技", "生物科技", "医用设备"],
        goods: &["微型导轨", "步进电机", "精密滑台", "小型气缸"],
        uses: &["分析仪", "包装线", "病床升降", "采样设备"],
    },
    Trade {
        key: "food",
        weight: 7,
        words: &["食品", "食品机械", "乳业", "粮油", "饮料"],
        goods: &["不锈钢输送链", "食品级轴承", "减速电机", "不锈钢气缸"],
        uses: &["灌装线", "包装车间", "输送线更换", "杀菌釜"],
    },
    Trade {
        key: "building_materials",
        weight: 7,
        words: &["建材", "新型材料", "陶瓷", "门窗", "管业"],
        goods: &["硬齿面减速机", "输送链条", "重载轴承", "变频器"],
        uses: &["窑炉输送", "切割线", "搅拌站", "大修"],
    },
    Trade {
        key: "chemicals",
        weight: 6,
        words: &["化工", "新材料", "涂料", "精细化工"],
        goods: &["防爆电机", "耐腐蚀轴承", "摆线减速机", "气动阀门"],
        uses: &["反应釜搅拌", "投料系统", "年度检修", "二车间"],
    },
    Trade {
        key: "clothing",
        weight: 4,
        words: &["服饰", "纺织", "针织", "纺织机械"],
        goods: &["同步带", "伺服电机", "滚针轴承", "减速电机"],
        uses: &["横机改造", "裁床", "验布机", "自动缝制"],
    },
    Trade {
        key: "logistics",
        weight: 5,
        words: &["物流", "仓储设备", "智能物流", "供应链"],
        goods: &["电动滚筒", "伺服轮毂", "输送链", "减速电机", "光电传感器"],
        uses: &["分拣线", "立体库", "AGV 小车", "月台输送"],
    },
    Trade {
        key: "information_technology",
        weight: 3,
        words: &["信息技术", "软件", "物联网科技", "数据科技"],
        goods: &["光电传感器", "工业网关", "伺服驱动器"],
        uses: &["设备联网", "样机", "集成项目"],
    },
    Trade {
        key: "trade",
        weight: 7,
        words: &["贸易", "机电贸易", "五金机电", "工贸", "进出口"],
        goods: &["深沟球轴承", "气动元件", "减速电机", "直线导轨", "同步带"],
        uses: &["备库存", "终端项目", "出口东南亚", "年度框架"],
    },
    Trade {
        key: "e_commerce",
        weight: 2,
        words: &["电子商务", "网络科技"],
        goods: &["小型减速电机", "直线导轨", "轴承"],
        uses: &["线上店铺", "大促备货"],
    },
];

/// The second word of a company's name: two of these.
pub const HEADS: [&str; 40] = [
    "恒", "达", "金", "盛", "华", "瑞", "嘉", "新", "宏", "鑫", "泰", "远", "天", "力", "德", "博", "凯", "腾", "正", "科", "锦", "通",
    "宇", "联", "佳", "海", "东", "广", "永", "润", "安", "信", "隆", "丰", "立", "启", "众", "伟", "航", "顺",
];
pub const TAILS: [&str; 36] = [
    "达", "源", "诚", "泰", "盛", "兴", "通", "力", "丰", "康", "邦", "凌", "特", "诺", "锐", "迪", "翔", "捷", "鼎", "创", "普", "晟",
    "益", "隆", "伦", "耐", "恩", "尔", "维", "邦", "奇", "能", "欣", "升", "裕", "迈",
];
