//! Names that may mean the same company although they are not written the same: 恒通, 苏州恒通贸易有限公司 and 恒通科技.
//!
//! What most names have in common (the form of the company, its trade, what stands in brackets) says nothing of whether two are one. What
//! is left is compared by its pairs of characters.

use std::collections::BTreeSet;

use super::normal::{fold, name_key};

/// Endings and trades, the longer before what they contain.
#[rustfmt::skip]
const COMMON: [&str; 49] = [
    "股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团公司", "分公司", "总公司", "公司", "集团", "控股", "企业", "工作室", "经营部", "商行", "商贸",
    "国际贸易", "进出口", "贸易", "实业", "科技", "技术", "信息", "电子", "机械", "设备", "材料", "建材", "化工", "食品", "服饰", "服装", "物流", "医疗器械", "医疗",
    "自动化", "工程", "发展", "投资", "管理", "咨询", "服务", "文化", "传媒", "网络", "制造", "工业", "电器", "五金", "用品",
];
const COMMON_WORDS: [&str; 19] = [
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "inc",
    "industries",
    "international",
    "limited",
    "llc",
    "ltd",
    "plc",
    "pte",
    "sa",
    "the",
    "trading",
];
/// Alike by less than this, two names have a few characters in common and no more.
pub const ALIKE: f64 = 0.4;
/// More of a name than this is not compared.
const LONGEST: usize = 40;

/// What of a name tells it from others; all of it where nothing else would be left.
pub fn core(name: &str) -> String {
    let folded: String = fold(name).chars().take(LONGEST).collect();
    let outside = folded.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let words: Vec<&str> =
        outside.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',')).filter(|w| !COMMON_WORDS.contains(w)).collect();
    let mut rest = name_key(&words.concat());
    for common in COMMON {
        let without = rest.replace(common, "");
        if without.chars().count() >= 2 {
            rest = without;
        }
    }
    if rest.chars().count() >= 2 { rest } else { name_key(&folded) }
}

/// What a name that may mean the same holds: the core of this one, or that without the first two characters, which often say the place.
pub fn telling_parts(core: &str) -> Vec<String> {
    let chars: Vec<char> = core.chars().collect();
    let mut parts = vec![core.to_owned()];
    if chars.len() >= 4 && !core.is_ascii() {
        parts.push(chars[2..].iter().collect());
    }
    parts
}

/// How alike two cores are, from 0 to 1: the pairs they share, and wholly where one is a part of the other.
pub fn likeness(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    if one.contains(other) || other.contains(one) {
        return 1.0;
    }
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(2).map(|pair| (pair[0], pair[1])).collect::<BTreeSet<_>>()
    };
    let (a, b) = (pairs(one), pairs(other));
    let shared = u32::try_from(a.intersection(&b).count()).unwrap_or(u32::MAX);
    let all = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX).max(1);
    // 杭州恒通 and 苏州恒通 share one pair of three, and 恒通 is the name.
    let ends = one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
    if ends >= 2 { 0.5_f64.max(2.0 * f64::from(shared) / f64::from(all)) } else { 2.0 * f64::from(shared) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_have_in_common_is_left_out() {
        for (name, left) in [
            ("苏州恒通贸易有限公司", "苏州恒通"),
            ("恒通科技（苏州）有限公司", "恒通"),
            ("Acme Trading Co., Ltd.", "acme"),
            ("贸易有限公司", "贸易"),
            ("科技", "科技"),
            ("C# 工作室", "c#"),
        ] {
            assert_eq!(core(name), left, "{name}");
        }
    }

    #[test]
    fn names_are_alike_by_what_is_left_of_them() {
        let alike = |one: &str, other: &str| likeness(&core(one), &core(other)) >= ALIKE;
        for (one, other) in [
            ("恒通", "苏州恒通贸易有限公司"),
            ("杭州恒通科技", "苏州恒通贸易有限公司"),
            ("ACME Trading", "Acme Ltd"),
            ("恒通商贸", "恒通集团"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("苏州恒通贸易有限公司", "苏州博远贸易有限公司"), ("恒通科技", "博远科技"), ("Acme", "Zenith")]
        {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
