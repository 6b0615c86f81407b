//! Pinyin, in full and by its initials, so that 恒通贸易 is found by typing `htmy`.
//!
//! Which reading a character has depends on the word. The dictionary lists every reading there
//! ever was (技 also as `q`), in an order that often is not the usual one (厦门 as `sm`), and its
//! variants would drown the right one. So the dictionary is asked for the first reading only,
//! and the characters and words that have to be known better are listed here.

use super::normal::fold;
use pinyin::{ToPinyin, ToPinyinMulti};

/// A name with many characters of several readings would have hundreds of variants.
const MOST_VARIANTS: usize = 4;

/// Words with one reading only, where their characters alone have another or several.
#[rustfmt::skip]
const WORDS: [(&str, &str); 24] = [
    ("重庆", "cq"), ("长江", "cj"), ("长沙", "cs"), ("长春", "cc"), ("长城", "cc"), ("长安", "ca"),
    ("成长", "cz"), ("校长", "xz"), ("银行", "yh"), ("商行", "sh"), ("行业", "hy"), ("旅行", "lx"),
    ("自行车", "zxc"), ("重工", "zg"), ("会计", "kj"), ("会展", "hz"), ("音乐", "yy"), ("乐器", "yq"),
    ("西藏", "xz"), ("番禺", "py"), ("铅山", "ys"), ("厦门", "xm"), ("尉迟", "yc"), ("传媒", "cm"),
];

/// Characters common in names whose readings differ in their initial, the usual one first.
#[rustfmt::skip]
const CHARACTERS: [(char, &str); 52] = [
    ('长', "cz"), ('行', "hx"), ('重', "zc"), ('厦', "xs"), ('乐', "ly"), ('单', "sd"), ('曾', "zc"),
    ('查', "zc"), ('解', "jx"), ('区', "qo"), ('翟', "zd"), ('覃', "qt"), ('仇', "qc"), ('朝', "cz"),
    ('藏', "cz"), ('晟', "sc"), ('盛', "sc"), ('调', "td"), ('传', "cz"), ('便', "bp"), ('系', "xj"),
    ('会', "hk"), ('种', "zc"), ('弹', "dt"), ('参', "cs"), ('降', "jx"), ('给', "gj"), ('校', "xj"),
    ('召', "sz"), ('莘', "xs"), ('隗', "wk"), ('阚', "k"), ('缪', "m"), ('茄', "qj"), ('畜', "xc"),
    ('率', "ls"), ('阿', "ae"), ('番', "fp"), ('歙', "sx"), ('浚', "jx"), ('涡', "wg"), ('荥', "xy"),
    ('栎', "ly"), ('秘', "mb"), ('俞', "y"), ('员', "y"), ('都', "d"), ('柏', "b"), ('卜', "b"),
    ('洗', "x"), ('冼', "x"), ('尉', "wy"),
];

/// The initials of a name, lower case, other letters and digits kept; at most four variants,
/// the most usual first, none for a name without letters.
pub fn initials(name: &str) -> Vec<String> {
    variants(&readings(&fold(name)))
}

/// A name spelled out, without tones and spaces; at most four variants, none for a name without letters. For names that are few and
/// short: every reading that the dictionary has is taken, in its order.
pub fn spellings(name: &str) -> Vec<String> {
    let name = fold(name);
    let spelled = |c: char| {
        let mut readings: Vec<String> = Vec::new();
        for reading in c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain().to_owned()) {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        if readings.is_empty() {
            readings.push(c.to_string());
        }
        readings
    };
    variants(&name.chars().filter(|c| c.is_alphanumeric()).map(spelled).collect::<Vec<_>>())
}

/// One choice after the other, put together.
fn variants<T: std::fmt::Display>(readings: &[Vec<T>]) -> Vec<String> {
    if readings.is_empty() {
        return Vec::new();
    }
    let mut variants = vec![String::new()];
    for choices in readings {
        let mut longer: Vec<String> = Vec::new();
        for choice in choices {
            longer.extend(variants.iter().map(|start| format!("{start}{choice}")));
        }
        longer.truncate(MOST_VARIANTS);
        variants = longer;
    }
    variants
}

/// The initials each letter can have.
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
    if let Some((_, initials)) = CHARACTERS.iter().find(|(known, _)| *known == c) {
        return initials.chars().collect();
    }
    let initial = c.to_pinyin().and_then(|reading| reading.plain().chars().next());
    vec![initial.filter(char::is_ascii_lowercase).unwrap_or(c)]
}

#[cfg(test)]
mod tests {
    use super::super::bigram;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("恒通贸易"), ["htmy"]);
        assert_eq!(initials("A座 3号（苏州）"), ["az3hsz"]);
        for (name, usual) in [("重庆银行", "cqyh"), ("厦门乐成商行", "xmlcsh"), ("长沙曾晟", "cszs"), ("会计", "kj")] {
            assert_eq!(initials(name)[0], usual);
        }
        assert_eq!(initials("单行"), ["sh", "dh", "sx", "dx"]);
        assert!(initials("！").is_empty());
        assert!(initials(&"行".repeat(30)).len() == MOST_VARIANTS);
    }

    #[test]
    fn a_name_is_spelled_out_in_its_readings() {
        assert_eq!(spellings("客户"), ["kehu"]);
        assert!(spellings("调拨单").contains(&"diaobodan".to_owned()));
        assert_eq!(spellings("A 级联"), ["ajilian"]);
        assert!(spellings("！").is_empty());
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
