//! Customers and the people there, each consistent in itself: city, area code and district; trade, name and goods; level and volume.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Months, Utc};
use serde_json::json;

use super::dice::Dice;
use super::names::PersonName;
use super::places::{DemoPlace, PLACES, STREETS};
use super::trades::{HEADS, TAILS, TRADES, Trade};
use crate::model::Draft;
use crate::text::{normal, pinyin};

/// A company, as the sales people know it from the start.
pub struct Company {
    pub name: String,
    pub short_name: String,
    pub level: &'static str,
    pub trade: &'static Trade,
    pub place: &'static DemoPlace,
    pub source: &'static str,
    /// Yuan a year.
    pub volume: i64,
    mobile: String,
    phone: Option<String>,
    domain: String,
    district: &'static str,
    street: String,
    /// Years before the first entry that they bought first, where they did.
    bought_years_ago: Option<u32>,
}

/// Somebody at a customer's.
pub struct Contact {
    pub name: PersonName,
    pub position: &'static str,
    role: &'static str,
    mobile: String,
    email: Option<String>,
    birthday: Option<String>,
    is_primary: bool,
}

/// Draws companies whose names and numbers nobody else has.
#[derive(Default)]
pub struct Founders {
    names: HashSet<String>,
    numbers: i64,
}

const POSITIONS: [(i64, &str, &str); 13] = [
    (14, "采购经理", "buyer"),
    (12, "采购员", "buyer"),
    (8, "采购主管", "buyer"),
    (8, "总经理", "decider"),
    (5, "副总经理", "decider"),
    (4, "厂长", "decider"),
    (8, "技术经理", "influencer"),
    (9, "设备工程师", "influencer"),
    (6, "电气工程师", "influencer"),
    (6, "工艺工程师", "user"),
    (8, "生产经理", "user"),
    (6, "项目经理", "influencer"),
    (6, "仓库主管", "user"),
];

impl Founders {
    pub fn company(&mut self, dice: &mut Dice) -> Company {
        let place = dice.weighted(&weights(&PLACES, |place| place.weight));
        let trade = dice.weighted(&weights(&TRADES, |trade| trade.weight));
        let (name, short_name) = self.name(dice, place, trade);
        let level = dice.weighted(&[(8, "A"), (22, "B"), (40, "C"), (30, "D")]);
        let volume = match level {
            "A" => dice.range(80, 600) * 10_000,
            "B" => dice.range(25, 110) * 10_000,
            "C" => dice.range(30, 320) * 1_000,
            _ => dice.range(5, 60) * 1_000,
        };
        let source = dice.weighted(&[
            (18, "returning"),
            (24, "referral"),
            (14, "wechat"),
            (12, "phone"),
            (12, "website"),
            (16, "exhibition"),
            (4, "other"),
        ]);
        let bought_years_ago = (source == "returning").then(|| u32::try_from(dice.range(1, 9)).unwrap_or(1));
        let domain = format!("{}.example.com", pinyin::initials(&short_name).first().map_or("kehu", String::as_str));
        Company {
            level,
            trade,
            place,
            source,
            volume,
            mobile: self.mobile(dice),
            phone: dice.percent(70).then(|| self.phone(dice, place)),
            district: dice.pick(place.districts),
            street: format!("{}{}号", dice.pick(&STREETS), dice.range(1, 900)),
            bought_years_ago,
            domain,
            name,
            short_name,
        }
    }

    pub fn contact(&mut self, dice: &mut Dice, company: &Company, is_primary: bool) -> Contact {
        let name = PersonName::draw(dice);
        let (position, role) = dice.weighted(&POSITIONS.map(|(weight, position, role)| (weight, (position, role))));
        let initials = pinyin::initials(&name.full()).first().cloned().unwrap_or_default();
        let email = dice.percent(55).then(|| format!("{initials}{}@{}", dice.range(1, 99), company.domain));
        let birthday = dice.percent(15).then(|| format!("{}-{:02}-{:02}", dice.range(1968, 2001), dice.range(1, 13), dice.range(1, 29)));
        Contact { name, position, role, mobile: self.mobile(dice), email, birthday, is_primary }
    }

    fn name(&mut self, dice: &mut Dice, place: &DemoPlace, trade: &Trade) -> (String, String) {
        loop {
            let short = format!("{}{}", dice.pick(&HEADS), dice.pick(&TAILS));
            let form = dice.weighted(&[(80, "有限公司"), (10, "股份有限公司"), (6, "有限责任公司"), (4, "厂")]);
            let name = format!("{}{short}{}{form}", place.short, dice.pick(trade.words));
            if self.names.insert(normal::name_key(&name)) {
                return (name, format!("{}{short}", place.short));
            }
        }
    }

    /// Numbers spread over the eight digits without ever meeting: the step has no divisor in common with their count.
    fn digits(&mut self, width: u32) -> i64 {
        self.numbers += 1;
        let count = 10_i64.pow(width);
        (self.numbers * 61_803_399 + 27_182_818) % count
    }

    fn mobile(&mut self, dice: &mut Dice) -> String {
        const PREFIXES: [&str; 14] = ["130", "131", "133", "135", "136", "137", "138", "139", "150", "158", "159", "177", "186", "189"];
        format!("{}{:08}", dice.pick(&PREFIXES), self.digits(8))
    }

    /// A landline begins with 5 to 8.
    fn phone(&mut self, dice: &mut Dice, place: &DemoPlace) -> String {
        let width = place.digits - 1;
        format!("{}-{}{:0width$}", place.area_code, dice.range(5, 9), self.digits(width), width = width as usize)
    }
}

fn weights<T>(from: &'static [T], weight: impl Fn(&T) -> i64) -> Vec<(i64, &'static T)> {
    from.iter().map(|one| (weight(one), one)).collect()
}

impl Company {
    /// What is entered on the first day.
    pub fn draft(&self, dice: &mut Dice, at: DateTime<Utc>) -> Draft {
        let mut draft = Draft::new()
            .set("name", self.name.as_str())
            .set("level", self.level)
            .set("source", self.source)
            .set("industry", self.trade.key)
            .set("mobile", self.mobile.as_str())
            .set("region", self.place.region())
            .set("address", format!("{}{}", self.district, self.street));
        let mut maybe = |chance: i64, field: &'static str, value: Option<String>| {
            if let Some(value) = value.filter(|_| dice.percent(chance)) {
                draft.put(field, value);
            }
        };
        maybe(80, "short_name", Some(self.short_name.clone()));
        maybe(100, "phone", self.phone.clone());
        maybe(60, "email", Some(format!("info@{}", self.domain)));
        maybe(40, "website", Some(format!("https://www.{}", self.domain)));
        maybe(
            if self.level == "A" { 70 } else { 3 },
            "tags",
            Some(tags(if self.volume > 3_000_000 { &["key", "terms"] } else { &["key"] })),
        );
        maybe(20, "remarks", Some(format!("主要用于{}，{}起步。", self.trade.uses[0], self.trade.goods[0])));
        if self.level != "D" {
            draft.put("yearly_volume", self.volume * 100);
        }
        let bought = self.bought_years_ago.and_then(|years| at.checked_sub_months(Months::new(years * 12 + at.month() % 7)));
        if let Some(day) = bought {
            draft.put("first_deal_on", day.date_naive().to_string());
        }
        draft
    }

    pub fn is_returning(&self) -> bool {
        self.bought_years_ago.is_some()
    }
}

fn tags(values: &[&str]) -> String {
    json!(values).to_string()
}

impl Contact {
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::new()
            .set("name", self.name.full())
            .set("position", self.position)
            .set("role", self.role)
            .set("mobile", self.mobile.as_str())
            .set("is_primary", i64::from(self.is_primary));
        for (field, value) in [("email", &self.email), ("birthday", &self.birthday)] {
            if let Some(value) = value {
                draft.put(field, value.as_str());
            }
        }
        draft
    }

    pub fn called(&self) -> String {
        self.name.called(self.position)
    }
}
