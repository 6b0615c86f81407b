#[derive(Debug, Clone, PartialEq)]
pub enum Cell { Text(String), Number(String), Date(chrono::NaiveDate), Empty }
