//! Understanding what people type: names, money, days, telephone numbers, addresses on the net,
//! and the text that makes them findable.
//!
//! Everything here is a pure function from text to a value or a typed error. Nothing reads a
//! file, a clock or a setting, and nothing knows what a customer is: the floors above decide
//! which field wants which of these.
//!
//! Each kind of value is stored in exactly one form, so parsing a stored value gives it back
//! unchanged; duplicate checks and searches may then compare plain text. Understanding is
//! generous about spelling (`１２.５万元`, `2016年3月4号`, `+86 138 1234 5678`) and strict about
//! meaning: what has two readings is an error, never a guess.

pub mod amount;
pub mod bigram;
pub mod credit_code;
pub mod date;
pub mod email;
pub mod escape;
pub mod mask;
pub mod normal;
pub mod phone;
pub mod pinyin;
pub mod similar;
pub mod url;
