//! The shape of a policy text, measured before Cedar sees it.
//!
//! Cedar's reader goes one level deeper into the stack with each bracket, each operator and each step into an attribute, and what an `if`
//! comes to for rows is said twice, for yes and for no: a text of a few lines could end the process or keep it busy for hours. Only texts
//! that come in are measured; what stands in the database was measured when it came.

use super::error::{PolicyError, PolicyProblem, Position};
use super::policies::PolicySource;

/// The longest policy, in characters, as the table has it.
pub(super) const LONGEST: usize = 10_000;
/// Brackets within brackets, of all sorts. A condition that needs more can say it in two policies.
const DEEPEST: usize = 16;
/// Each may double what the others come to.
const MOST_IFS: usize = 8;
/// Operators and dots.
const MOST_MARKS: usize = 600;

/// Refuses a text that Cedar must not be given.
pub(super) fn measure(source: &PolicySource) -> Result<(), PolicyError> {
    let text = &source.text;
    if text.chars().count() > LONGEST {
        return Err(PolicyError { policy: source.name.clone(), place: None, problem: PolicyProblem::Long { max: LONGEST } });
    }
    walk(text).map_err(|(byte, problem)| {
        let place = Some(Position::of_byte(text, byte));
        PolicyError { policy: source.name.clone(), place, problem }
    })
}

/// Goes through a text as Cedar's lexer does: what stands in texts and comments is no bracket.
fn walk(text: &str) -> Result<(), (usize, PolicyProblem)> {
    let (mut depth, mut ifs, mut marks) = (0_usize, 0_usize, 0_usize);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                while let Some((_, c)) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => {
                while chars.next_if(|(_, c)| !matches!(c, '\n' | '\r')).is_some() {}
            }
            '(' | '[' | '{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Err((at, PolicyProblem::Deep { max: DEEPEST }));
                }
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            c if c.is_ascii_alphabetic() || c == '_' => {
                let mut end = at + 1;
                while let Some((next, _)) = chars.next_if(|(_, c)| c.is_ascii_alphanumeric() || *c == '_') {
                    end = next + 1;
                }
                ifs += usize::from(&text[at..end] == "if");
                if ifs > MOST_IFS {
                    return Err((at, PolicyProblem::Ifs { max: MOST_IFS }));
                }
            }
            '.' | '&' | '|' | '!' | '+' | '-' | '*' | '<' | '>' | '=' => {
                marks += 1;
                if marks > MOST_MARKS {
                    return Err((at, PolicyProblem::Marks { max: MOST_MARKS }));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(condition: &str) -> Option<PolicyProblem> {
        let text = format!("permit (principal, action, resource is customer) when {{ {condition} }};");
        measure(&PolicySource { name: None, text }).err().map(|error| error.problem)
    }

    #[test]
    fn brackets_of_every_sort_are_counted_and_those_in_texts_and_comments_are_not() {
        assert_eq!(problem(&format!("{}true{}", "(".repeat(15), ")".repeat(15))), None);
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{", "}"), ("!(", ")"), ("(\n", ")"), ("(//\r", ")"), ("([", "])"), ("(\"\\\"\",", ")")]
        {
            let nested = format!("{}true{}", open.repeat(16), close.repeat(16));
            assert_eq!(problem(&nested), Some(PolicyProblem::Deep { max: DEEPEST }), "{open}");
        }
        assert_eq!(problem(&format!("resource.name == \"{}\" // {}", "(".repeat(40), "[".repeat(40))), None);
        // Closing more than was opened buys nothing.
        assert!(problem(&format!("\"))))\" == \"{}\" {}{}", ")".repeat(40), ")".repeat(40), "(".repeat(17))).is_some());
    }

    #[test]
    fn what_nests_without_brackets_is_counted_too() {
        let ifs = |n: usize| format!("{}true{}", "if true then ".repeat(n), " else false".repeat(n));
        assert_eq!(problem(&ifs(8)), None);
        assert_eq!(problem(&ifs(22)), Some(PolicyProblem::Ifs { max: MOST_IFS }));
        assert_eq!(problem("resource.notify == \"if if if if if if if if if\" // if if"), None);
        for chain in ["true && ", "true || ", "!", "-", "1 + ", "if(", "context.a."] {
            assert!(problem(&format!("{}true", chain.repeat(1_000))).is_some(), "{chain}");
        }
        assert_eq!(problem(&"客".repeat(10_001)), Some(PolicyProblem::Long { max: LONGEST }));
    }
}
