//! Pinyin initials, so that 恒通贸易 is found by typing `htmy`.
//!
//! Which reading a character has depends on the word, and names hold many words: the commonest
//! are listed here, else the dictionary's readings are tried, the usual one first.

use super::normal::fold;
use pinyin::ToPinyinMulti;

/// A name with many characters of several readings would have hundreds of variants.
const MOST_VARIANTS: usize = 4;

/// Words in names of places, firms and people where the dictionary's first reading is not meant.
const WORDS: [(&str, &str); 1] = [("重庆", "cq")];

/// The initials of a name, lower case, other letters and digits kept; at most four variants,
/// the most usual first, none for a name without letters.
pub fn initials(name: &str) -> Vec<String> {
    let readings = readings(&fold(name));
    if readings.is_empty() {
        return Vec::new();
    }
    // Level by level: first no character in another reading than its first, then one, then two.
    let mut variants: Vec<Vec<usize>> = vec![vec![0; readings.len()]];
    let mut next = 0;
    while next < variants.len() && variants.len() < MOST_VARIANTS {
        let base = variants[next].clone();
        let after = base.iter().rposition(|&choice| choice > 0).map_or(0, |at| at + 1);
        for at in after..base.len() {
            for choice in 1..readings[at].len() {
                let mut variant = base.clone();
                variant[at] = choice;
                variants.push(variant);
            }
        }
        next += 1;
    }
    let spell = |choices: &Vec<usize>| readings.iter().zip(choices).map(|(r, &choice)| r[choice]).collect();
    variants.iter().take(MOST_VARIANTS).map(spell).collect()
}

/// The initials each letter can have, without repetition.
fn readings(name: &str) -> Vec<Vec<char>> {
    let mut readings = Vec::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        if let Some((word, initials)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            readings.extend(initials.chars().map(|initial| vec![initial]));
            rest = &rest[word.len()..];
            continue;
        }
        if c.is_alphanumeric() {
            readings.push(of_character(c));
        }
        rest = &rest[c.len_utf8()..];
    }
    readings
}

fn of_character(c: char) -> Vec<char> {
    let all = c.to_pinyin_multi().into_iter().flatten();
    let mut initials: Vec<char> = Vec::new();
    for initial in all.filter_map(|reading| reading.plain().chars().next()) {
        if initial.is_ascii_lowercase() && !initials.contains(&initial) {
            initials.push(initial);
        }
    }
    if initials.is_empty() { vec![c] } else { initials }
}

#[cfg(test)]
mod tests {
    use super::super::bigram;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dump() {
        for word in "重庆 长沙 长春 长江 长城 成长 校长 银行 商行 工行 行业 厦门 厦 单 曾 查 解 乐 乐器 朴 区 尉迟 盖 沈 仇 翟 种 华 传 卜 冼 覃 召 洗 石 大 车 会 都 和 合 中国 股份 有限公司 贸易 科技 信息 技术 传媒 地 发 盛 兴 朝阳 调 便 给 还 奇 系 信 佛山 蚌埠 六安 丽水 铅山 番禺 东莞 洞 台州 葛 晟 晁 佟 隗 员 任 宁 纪 缪 莘 祭 逄 那 钻 适 艾 阚 阿 鲍 广 厂 重工 重 参 降 卡 夹 薄 血 红 宿 臧 藏 西藏 屏 南 体 率 似 石家庄 景 弹 奔 曲 塔 数 省 食 蛇 什 提 吓 吁 畜 约 择 扎 轧 折 振 术 殖 属 拾 打 家 价 茄 圈 见 角 觉 强 红 虹 亿 衣 甲 万 佳 源 创 鑫 润 达 通 泰 隆 景 立 众 远 康 博 宏 卓 越 明 新 嘉 德 金 安 海 天 丰 腾 辉 盈 联 成 经营部 商行 服饰 建材 化工 食品 物流 机械设备 电子商务 医疗器械 自动化".split_whitespace() {
            println!("{word} {:?}", word.chars().map(|c| c.to_pinyin_multi().map(|m| m.into_iter().map(|p| p.plain()).collect::<Vec<_>>().join("/")).unwrap_or_default()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("恒通贸易"), ["htmy"]);
        assert_eq!(initials("A座 3号（苏州）"), ["az3hsz"]);
        assert_eq!(initials("重庆银行")[0], "cqyh");
        assert!(initials("！").is_empty());
        assert!(initials(&"行".repeat(30)).len() == MOST_VARIANTS);
    }

    #[test]
    fn a_name_is_found_by_part_of_its_initials() {
        let variants = initials("苏州恒通贸易有限公司");
        let text = bigram::index(&variants.iter().map(String::as_str).collect::<Vec<_>>());
        let query = bigram::query("htmy").unwrap();
        assert!(bigram::tests::matches(&query, &text));
    }

    proptest! {
        #[test]
        fn variants_are_few_and_different(name in "[一-龥a-z0-9 ]{0,12}|\\PC*") {
            let mut variants = initials(&name);
            prop_assert!(variants.len() <= MOST_VARIANTS);
            variants.sort();
            let count = variants.len();
            variants.dedup();
            prop_assert_eq!(variants.len(), count);
        }
    }
}
