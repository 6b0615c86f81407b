//! What is noted down after a talk. A note follows from where the business stands: first words, needs, a quote, an order, silence.

use super::customers::Company;
use super::dice::Dice;

/// Where the business with a customer stands when they are spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SalesStage {
    First,
    Needs,
    Quote,
    Bargain,
    Order,
    Delivery,
    Service,
    /// They go quiet.
    Quiet,
    /// They buy elsewhere, or nowhere.
    Lost,
}

/// How they were spoken to; the choices of the field `type`.
pub fn channel(stage: SalesStage, dice: &mut Dice) -> &'static str {
    let by_stage: &[(i64, &str)] = match stage {
        SalesStage::First => &[(46, "call"), (24, "wechat"), (16, "visit"), (8, "meeting"), (6, "email")],
        SalesStage::Needs => &[(30, "call"), (26, "wechat"), (28, "visit"), (12, "meeting"), (4, "email")],
        SalesStage::Quote => &[(26, "call"), (34, "wechat"), (28, "email"), (8, "visit"), (4, "meeting")],
        SalesStage::Bargain => &[(42, "call"), (26, "wechat"), (20, "visit"), (12, "meeting")],
        SalesStage::Order | SalesStage::Delivery => &[(38, "call"), (40, "wechat"), (12, "email"), (10, "visit")],
        SalesStage::Service => &[(40, "call"), (24, "wechat"), (30, "visit"), (6, "other")],
        SalesStage::Quiet | SalesStage::Lost => &[(64, "call"), (32, "wechat"), (4, "email")],
    };
    dice.weighted(by_stage)
}

const FIRST: [&str; 10] = [
    "第一次联系{人}，介绍了公司和主要产品，对方对{品}感兴趣，先发了样本。",
    "{人}从{源}了解到我们，询问{品}的交期和起订量。",
    "加了{人}微信，发了产品目录。他们目前做{用}，{品}用量不小。",
    "电话联系上{人}，说现在有固定供应商，但愿意比一比价格。",
    "上门拜访，{人}带着看了车间，{用}正在上量，{品}是主要易损件。",
    "{人}说今年{用}的预算还没批下来，请我们先报一个参考价。",
    "前台转给了{人}，简单介绍后约了下周详谈。",
    "老乡介绍认识的{人}，负责{用}，手上有两个项目要用{品}。",
    "寄了{品}样本和名片，{人}回复收到，请技术部先看参数。",
    "展会上聊过，回访{人}，对我们的{品}印象不错，想要一份检测报告。",
];

const NEEDS: [&str; 12] = [
    "与{人}确认需求：{用}用{品} {量} 套，负载和行程已记下，图纸明天发来。",
    "{人}发来了图纸，{品}需要非标法兰，已转技术部评估。",
    "到现场测了安装尺寸，原来用的是{竞}，间隙偏大，客户想换。",
    "{人}关心的是寿命和噪音，约好送一套{品}试装。",
    "技术部和{人}电话会议，确定了{品}型号，防护等级要 IP65。",
    "{用}方案改了，{品}数量从原来的减到 {量} 套，交期提前一周。",
    "客户现有设备年底大修，{品}要 {量} 套，{人}负责选型。",
    "陪{人}参观了我们的仓库和检测室，对库存比较放心。",
    "{人}说{竞}交期要八周，等不了，问我们能不能四周内到货。",
    "样品已寄出，单号发给{人}了，约定装机后反馈。",
    "样品装机运行三天，{人}反馈温升正常，噪音比原来小。",
    "和{人}把{用}的清单过了一遍，除{品}外还缺配套的联轴器和电缆。",
];

const QUOTE: [&str; 10] = [
    "给{人}报价：{品} {量} 套，合计 {价} 元，含税含运，交期 {天} 天。",
    "报价单已发{人}邮箱，{价} 元，有效期 30 天。",
    "{人}收到报价，说比{竞}高一点，要和领导商量。",
    "按年度框架价重新报了{品}，{量} 套以上再降两个点，{人}认可这个思路。",
    "{人}要求分两批交货，报价单改为两批，总价 {价} 元不变。",
    "补报了备件包，{人}说一起走采购流程。",
    "报价已进客户采购系统，{人}说还有两家在比。",
    "{人}追问{品}的质保期，书面答复 18 个月。",
    "客户要 13% 专票和出厂检验报告，已在报价单注明，金额 {价} 元。",
    "把{用}整套报价发给{人}，{价} 元，约周五电话讨论。",
];

const BARGAIN: [&str; 8] = [
    "{人}希望再让三个点，说{竞}已经松口。答应请示后回复。",
    "价格谈到 {价} 元，{人}要求账期 60 天，财务同意 45 天，再谈。",
    "和{人}当面谈，价格没再压，主要卡在预付款比例。",
    "{人}说总经理要见一面再定，约了下周二，请林总一起去。",
    "同意首单让利，条件是全年{品}都从我们这里走，{人}原则同意。",
    "合同条款来回改了两轮，违约金改为千分之三，{人}送法务。",
    "{人}透露预算就是 {价} 元左右，可以成交，但要赶在月底前。",
    "客户要求延保一年，技术部算过成本，可以给。",
];

const ORDER: [&str; 8] = [
    "合同签回来了，{品} {量} 套，{价} 元，预付款三成本周到账。",
    "{人}下了订单，编号已录入，要求 {天} 天内交货。",
    "首单确认：{品} {量} 套。{人}说用得好后面每季度都有。",
    "收到预付款，安排备货，交期已告知{人}。",
    "续单 {量} 套{品}，价格按上次执行，{人}催交期。",
    "{人}把{用}的剩余部分也给了我们，合计 {价} 元。",
    "年度框架协议签订，{品}按月提货，首批 {量} 套。",
    "追加订单 {量} 套，{人}希望和上一批一起发。",
];

const DELIVERY: [&str; 8] = [
    "货已发出，物流单号发给{人}，预计三天到。",
    "{人}确认收货，外观无损，数量 {量} 套正确。",
    "第一批到货验收合格，第二批按计划下周发。",
    "物流晚了一天，向{人}解释过，生产没受影响。",
    "发票已寄，{人}说月底走付款流程。",
    "到现场配合安装{品}，当天调试完成，{人}签了验收单。",
    "核对对账单，尾款 {价} 元，{人}答应下周安排。",
    "尾款到账，给{人}发了感谢函，顺便问了下季度的计划。",
];

const SERVICE: [&str; 10] = [
    "回访：{品}运行正常，{人}说{用}产量上来了，备件要提前备。",
    "{人}反映一套{品}有异响，已安排售后明天上门。",
    "售后处理完毕，是润滑不足，教了现场保养方法，{人}满意。",
    "给{人}送了节日问候，聊到明年有{用}的扩产计划。",
    "季度拜访，{人}介绍了新来的设备主管，后续备件找他。",
    "换下来的{品}拿回来检测，磨损在正常范围，报告发给{人}。",
    "{人}问能不能做定期巡检，报了一个年度服务方案。",
    "客户满意度回访，{人}打了九分，建议加快小件发货。",
    "为操作工做了一次{品}使用培训，{人}请我们每半年来一次。",
    "{人}介绍了同园区一家客户，也用{品}，先记下来。",
];

const QUIET: [&str; 8] = [
    "打了两次电话没人接，微信留言等回复。",
    "{人}说项目暂停，等通知。",
    "{人}出差，让下个月再联系。",
    "联系{人}，{用}今年不做了，先保持联系。",
    "客户库存还够用，{人}说用完再说。",
    "{人}换岗了，新负责人还没定。",
    "发了新品资料，{人}回复收到，没有具体需求。",
    "例行问候，没有新需求，三个月后再联系。",
];

const LOST: [&str; 6] = [
    "{人}明确答复这次用了{竞}，价格低百分之八，我们跟不了。",
    "客户搬到外地，采购归总部统一管，{人}也帮不上忙。",
    "{用}项目取消，{人}抱歉地说以后有机会再合作。",
    "客户自己改了方案，不再用{品}。",
    "{人}说集团指定了供应商名录，我们进不去。",
    "信用评估不通过，客户不接受款到发货，暂停跟进。",
];

const RIVALS: [&str; 8] =
    ["原来的供应商", "一家台资品牌", "一家日系品牌", "本地一家小厂", "一家德系品牌", "网上一家店", "隔壁园区的代理", "一家国产大牌"];

const CLOSINGS: [(i64, &str); 9] = [
    (62, ""),
    (6, "对方态度比较积极。"),
    (5, "需要技术部支持。"),
    (5, "价格敏感。"),
    (5, "下次带样品去。"),
    (5, "决策还要总经理点头。"),
    (4, "注意竞争对手动向。"),
    (4, "已同步给客户服务部。"),
    (4, "资料存公司共享盘。"),
];

fn notes(stage: SalesStage) -> &'static [&'static str] {
    match stage {
        SalesStage::First => &FIRST,
        SalesStage::Needs => &NEEDS,
        SalesStage::Quote => &QUOTE,
        SalesStage::Bargain => &BARGAIN,
        SalesStage::Order => &ORDER,
        SalesStage::Delivery => &DELIVERY,
        SalesStage::Service => &SERVICE,
        SalesStage::Quiet => &QUIET,
        SalesStage::Lost => &LOST,
    }
}

/// A note on a talk with somebody, called as one calls them.
pub fn note(stage: SalesStage, company: &Company, who: &str, dice: &mut Dice) -> String {
    let quantity = dice.one(&[2, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100, 120, 200]);
    let price = (company.volume / dice.range(3, 15)).max(1_200) / 100 * 100;
    let source = match company.source {
        "referral" => "朋友介绍",
        "wechat" => "公众号",
        "website" => "官网",
        "exhibition" => "展会",
        _ => "同行",
    };
    let fill = |mark: char, dice: &mut Dice| match mark {
        '人' => who.to_owned(),
        '品' => dice.pick(company.trade.goods).to_owned(),
        '用' => dice.pick(company.trade.uses).to_owned(),
        '竞' => dice.pick(&RIVALS).to_owned(),
        '源' => source.to_owned(),
        '量' => quantity.to_string(),
        '价' => grouped(price),
        _ => dice.range(7, 46).to_string(),
    };
    let template = dice.pick(notes(stage));
    let mut text = String::with_capacity(template.len() + 60);
    for part in template.split_inclusive('}') {
        match part.strip_suffix('}').and_then(|part| part.rsplit_once('{')) {
            Some((before, mark)) => {
                text.push_str(before);
                text.push_str(&fill(mark.chars().next().unwrap_or_default(), dice));
            }
            None => text.push_str(part),
        }
    }
    text.push_str(dice.weighted(&CLOSINGS));
    text
}

/// `1,234,500`.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::customers::Founders;

    #[test]
    fn notes_are_filled_and_various() {
        let mut dice = Dice::new(1);
        let company = Founders::default().company(&mut dice);
        let stages = [
            SalesStage::First,
            SalesStage::Needs,
            SalesStage::Quote,
            SalesStage::Bargain,
            SalesStage::Order,
            SalesStage::Delivery,
            SalesStage::Service,
            SalesStage::Quiet,
            SalesStage::Lost,
        ];
        let mut seen = std::collections::HashSet::new();
        for stage in stages.into_iter().cycle().take(1000) {
            let text = note(stage, &company, "吴经理", &mut dice);
            assert!(!text.contains(['{', '}']) && text.ends_with('。'), "{text}");
            seen.insert(text);
        }
        assert!(seen.len() > 500, "{}", seen.len());
    }

    #[test]
    fn amounts_are_grouped() {
        assert_eq!([1, 999, 1_000, 1_234_500].map(grouped), ["1", "999", "1,000", "1,234,500"]);
    }
}
