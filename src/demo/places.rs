//! Where the customers are: cities around the company's home first, each with the area code and districts that belong to it.

pub struct DemoPlace {
    /// Out of a hundred customers.
    pub weight: i64,
    pub province: &'static str,
    pub city: &'static str,
    /// As company names begin.
    pub short: &'static str,
    pub area_code: &'static str,
    /// Digits of a local number.
    pub digits: u32,
    pub districts: &'static [&'static str],
}

const fn place(
    weight: i64,
    province: &'static str,
    city: &'static str,
    short: &'static str,
    area_code: &'static str,
    districts: &'static [&'static str],
) -> DemoPlace {
    DemoPlace { weight, province, city, short, area_code, digits: 8, districts }
}

pub const PLACES: [DemoPlace; 22] = [
    place(
        16,
        "江苏省",
        "苏州市",
        "苏州",
        "0512",
        &["工业园区", "虎丘区", "吴中区", "相城区", "吴江区", "昆山市", "常熟市", "张家港市", "太仓市"],
    ),
    place(9, "江苏省", "无锡市", "无锡", "0510", &["新吴区", "滨湖区", "惠山区", "锡山区", "江阴市", "宜兴市"]),
    place(7, "江苏省", "常州市", "常州", "0519", &["武进区", "新北区", "天宁区", "钟楼区", "溧阳市"]),
    place(6, "江苏省", "南京市", "南京", "025", &["江宁区", "栖霞区", "浦口区", "六合区", "雨花台区"]),
    place(4, "江苏省", "南通市", "南通", "0513", &["崇川区", "通州区", "海门区", "启东市", "如皋市"]),
    DemoPlace {
        digits: 8,
        ..place(10, "上海市", "上海市", "上海", "021", &["嘉定区", "松江区", "闵行区", "青浦区", "浦东新区", "奉贤区", "宝山区"])
    },
    place(7, "浙江省", "杭州市", "杭州", "0571", &["余杭区", "萧山区", "钱塘区", "临平区", "富阳区"]),
    place(7, "浙江省", "宁波市", "宁波", "0574", &["鄞州区", "北仑区", "慈溪市", "余姚市", "镇海区"]),
    place(3, "浙江省", "嘉兴市", "嘉兴", "0573", &["南湖区", "秀洲区", "嘉善县", "平湖市", "海宁市"]),
    place(3, "浙江省", "温州市", "温州", "0577", &["龙湾区", "瓯海区", "乐清市", "瑞安市"]),
    place(4, "安徽省", "合肥市", "合肥", "0551", &["蜀山区", "包河区", "肥西县", "经开区"]),
    DemoPlace { digits: 7, ..place(2, "安徽省", "芜湖市", "芜湖", "0553", &["鸠江区", "弋江区", "繁昌区"]) },
    place(4, "广东省", "深圳市", "深圳", "0755", &["宝安区", "龙岗区", "龙华区", "光明区", "坪山区"]),
    place(3, "广东省", "东莞市", "东莞", "0769", &["长安镇", "松山湖", "虎门镇", "塘厦镇", "厚街镇"]),
    place(3, "广东省", "佛山市", "佛山", "0757", &["顺德区", "南海区", "禅城区", "三水区"]),
    place(2, "山东省", "青岛市", "青岛", "0532", &["黄岛区", "城阳区", "即墨区", "胶州市"]),
    place(2, "山东省", "济南市", "济南", "0531", &["历城区", "章丘区", "高新区"]),
    place(2, "湖北省", "武汉市", "武汉", "027", &["江夏区", "东西湖区", "蔡甸区", "洪山区"]),
    place(2, "河南省", "郑州市", "郑州", "0371", &["中原区", "荥阳市", "经开区"]),
    place(2, "四川省", "成都市", "成都", "028", &["龙泉驿区", "双流区", "郫都区", "新都区"]),
    place(1, "重庆市", "重庆市", "重庆", "023", &["渝北区", "北碚区", "江北区"]),
    place(1, "天津市", "天津市", "天津", "022", &["西青区", "北辰区", "滨海新区"]),
];

pub const STREETS: [&str; 24] = [
    "创业路",
    "科技大道",
    "工业北路",
    "东环路",
    "金枫路",
    "华山路",
    "兴业路",
    "长江路",
    "迎宾大道",
    "建设路",
    "星湖街",
    "港城路",
    "通达路",
    "和谐路",
    "振兴路",
    "滨河路",
    "新城大道",
    "富民路",
    "翠园路",
    "珠江路",
    "新华路",
    "光电路",
    "春晖路",
    "中心大道",
];

impl DemoPlace {
    /// Province and city; a city of its own once.
    pub fn region(&self) -> String {
        if self.province == self.city { self.city.to_owned() } else { format!("{}{}", self.province, self.city) }
    }
}
