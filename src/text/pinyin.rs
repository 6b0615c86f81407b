//! Pinyin, in full and by its initials, so that 恒通贸易 is found by typing `htmy` and stands in lists where its sound says.
//!
//! Which reading a character has depends on the word. The dictionary lists every reading there
//! ever was (技 also as `q`), in an order that often is not the usual one (厦门 as `sm`), and its
//! variants would drown the right one. So the dictionary is asked for the first reading only,
//! and the characters and words that have to be known better are listed here.

use super::normal::{fold, unaccented};
use pinyin::{ToPinyin, ToPinyinMulti};

/// A name with many characters of several readings would have hundreds of variants.
const MOST_VARIANTS: usize = 4;

/// Behind so many characters names are not told apart in a sort key.
const LONGEST_KEY: usize = 24;

/// Words with one reading only, where their characters alone have another or several.
#[rustfmt::skip]
const WORDS: [(&str, &[&str]); 24] = [
    ("重庆", &["chong2", "qing4"]), ("长江", &["chang2", "jiang1"]), ("长沙", &["chang2", "sha1"]), ("长春", &["chang2", "chun1"]),
    ("长城", &["chang2", "cheng2"]), ("长安", &["chang2", "an1"]), ("成长", &["cheng2", "zhang3"]), ("校长", &["xiao4", "zhang3"]),
    ("银行", &["yin2", "hang2"]), ("商行", &["shang1", "hang2"]), ("行业", &["hang2", "ye4"]), ("旅行", &["lv3", "xing2"]),
    ("自行车", &["zi4", "xing2", "che1"]), ("重工", &["zhong4", "gong1"]), ("会计", &["kuai4", "ji4"]), ("会展", &["hui4", "zhan3"]),
    ("音乐", &["yin1", "yue4"]), ("乐器", &["yue4", "qi4"]), ("西藏", &["xi1", "zang4"]), ("番禺", &["pan1", "yu2"]),
    ("铅山", &["yan2", "shan1"]), ("厦门", &["xia4", "men2"]), ("尉迟", &["yu4", "chi2"]), ("传媒", &["chuan2", "mei2"]),
];

/// Characters common in names whose readings differ: the usual one, and the initials of the others.
#[rustfmt::skip]
const CHARACTERS: [(char, &str, &str); 52] = [
    ('长', "chang2", "z"), ('行', "hang2", "x"), ('重', "zhong4", "c"), ('厦', "xia4", "s"), ('乐', "le4", "y"), ('单', "shan4", "d"),
    ('曾', "zeng1", "c"), ('查', "zha1", "c"), ('解', "jie3", "x"), ('区', "qu1", "o"), ('翟', "zhai2", "d"), ('覃', "qin2", "t"),
    ('仇', "qiu2", "c"), ('朝', "chao2", "z"), ('藏', "cang2", "z"), ('晟', "sheng4", "c"), ('盛', "sheng4", "c"), ('调', "tiao2", "d"),
    ('传', "chuan2", "z"), ('便', "bian4", "p"), ('系', "xi4", "j"), ('会', "hui4", "k"), ('种', "zhong3", "c"), ('弹', "dan4", "t"),
    ('参', "can1", "s"), ('降', "jiang4", "x"), ('给', "gei3", "j"), ('校', "xiao4", "j"), ('召', "shao4", "z"), ('莘', "xin1", "s"),
    ('隗', "wei3", "k"), ('阚', "kan4", ""), ('缪', "miao4", ""), ('茄', "qie2", "j"), ('畜', "xu4", "c"), ('率', "lv4", "s"),
    ('阿', "a1", "e"), ('番', "fan1", "p"), ('歙', "she4", "x"), ('浚', "jun4", "x"), ('涡', "wo1", "g"), ('荥', "xing2", "y"),
    ('栎', "li4", "y"), ('秘', "mi4", "b"), ('俞', "yu2", ""), ('员', "yuan2", ""), ('都', "du1", ""), ('柏', "bai3", ""),
    ('卜', "bu3", ""), ('洗', "xi3", ""), ('冼', "xian3", ""), ('尉', "wei4", "y"),
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

/// A person's name as its letters are usually written, without tones, spaces and signs: 林晓东 is `linxiaodong`, Anna Smith `annasmith`.
/// Empty where nothing of it has Latin letters or digits.
pub fn written(name: &str) -> String {
    let name = unaccented(&fold(name));
    let (mut letters, mut rest) = (String::new(), name.as_str());
    let plain = |syllable: &str| syllable.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    while let Some(c) = rest.chars().next() {
        let mut read = c.len_utf8();
        if let Some((word, syllables)) = word_at(rest) {
            read = word.len();
            syllables.iter().for_each(|syllable| letters.push_str(&plain(syllable)));
        } else if c.is_ascii_alphanumeric() {
            letters.push(c.to_ascii_lowercase());
        } else if let Some(syllable) = syllable(c) {
            letters.push_str(&plain(&syllable));
        }
        rest = &rest[read..];
    }
    letters.retain(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    letters
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
        if let Some((word, syllables)) = word_at(rest) {
            readings.extend(syllables.iter().filter_map(|syllable| syllable.chars().next()).map(|initial| vec![initial]));
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
    if let Some((_, usual, others)) = CHARACTERS.iter().find(|(known, ..)| *known == c) {
        return usual.chars().take(1).chain(others.chars()).collect();
    }
    let initial = c.to_pinyin().and_then(|reading| reading.plain().chars().next());
    vec![initial.filter(char::is_ascii_lowercase).unwrap_or(c)]
}

fn word_at(text: &str) -> Option<(&'static str, &'static [&'static str])> {
    WORDS.iter().find(|(word, _)| text.starts_with(word)).copied()
}

/// By what names are sorted, byte by byte: figures first, by their value; then by letters, Chinese characters by their sound. Those of
/// one sound keep together, so that all 李 stand before the first 里. Signs do not count.
pub fn sort_key(name: &str) -> String {
    let name: String = unaccented(&fold(name)).chars().take(LONGEST_KEY).collect();
    let (mut key, mut rest) = (String::new(), name.as_str());
    while let Some(c) = rest.chars().next() {
        let mut read = c.len_utf8();
        if let Some((word, syllables)) = word_at(rest) {
            read = word.len();
            word.chars().zip(syllables).for_each(|(c, syllable)| sound(&mut key, syllable, c));
        } else if c.is_ascii_digit() {
            read = rest.bytes().take_while(u8::is_ascii_digit).count();
            number(&mut key, &rest[..read]);
        } else if c.is_alphanumeric() {
            match syllable(c) {
                Some(syllable) => sound(&mut key, &syllable, c),
                None => key.push(c),
            }
        } else if c == ' ' && !key.is_empty() && !key.ends_with(' ') {
            key.push(c);
        }
        rest = &rest[read..];
    }
    key.truncate(key.trim_end().len());
    key
}

/// The tone stands before the character itself: `li3李`.
fn sound(key: &mut String, syllable: &str, c: char) {
    key.push_str(syllable);
    key.push(c);
}

/// How long a number is comes before it, so that 9 stands before 10.
fn number(key: &mut String, digits: &str) {
    let significant = digits.trim_start_matches('0');
    key.extend(u8::try_from(significant.len()).ok().and_then(|length| b'0'.checked_add(length)).map(char::from));
    key.push_str(significant);
}

fn syllable(c: char) -> Option<String> {
    if let Some((_, usual, _)) = CHARACTERS.iter().find(|(known, ..)| *known == c) {
        return Some((*usual).to_owned());
    }
    c.to_pinyin().map(|reading| reading.with_tone_num_end().replace('ü', "v"))
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

    #[rustfmt::skip]
    #[test]
    fn names_stand_where_their_sound_says() {
        let sorted = [
            "  ", "3M中国", "9号仓库", "10号仓库", "阿里", "（安徽）合肥", "Beta", "长安汽车", "长沙远大", "重庆长江", "Delta", "Émile",
            "İstanbul", "李明", "李四", "里仁", "连云港", "Lisa", "旅行社", "银行", "中国", "重工机械",
        ];
        let mut names = sorted.to_vec();
        names.reverse();
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, sorted);
        assert_eq!(sort_key("Ａ-ｂ　（長沙）"), sort_key("ab 長沙"));
    }

    #[test]
    fn a_name_is_spelled_out_in_its_readings() {
        assert_eq!(spellings("客户")[0], "kehu");
        assert!(spellings("调拨单").contains(&"diaobodan".to_owned()));
        assert_eq!(spellings("A 级联"), ["ajilian"]);
        assert!(spellings("！").is_empty());
    }

    #[test]
    fn a_persons_name_is_written_in_letters() {
        let names = ["林晓东", "曾庆", "单 于", "吕长江", "Anna Smith", "José", "!?"];
        assert_eq!(names.map(written), ["linxiaodong", "zengqing", "shanyu", "lvchangjiang", "annasmith", "jose", ""]);
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
