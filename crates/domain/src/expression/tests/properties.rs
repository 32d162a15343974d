//! What holds of every text and every expression.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::*;

/// Bits of expressions, which thrown together are nearly ones.
fn bit() -> impl Strategy<Value = String> {
    let bits = vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "'",
        "\"",
        "\\",
        "$and",
        "$or",
        "$eq",
        "$ne",
        "$like",
        "$exists",
        "$exist",
        "$in",
        "status",
        "status.value",
        "email",
        "dateAdded",
        "groups.label",
        "LIKE",
        "like",
        "1",
        "-5",
        "true",
        "null",
        "'x'",
        "\"y%\"",
        "2026-01-01T00:00:00Z",
        " ",
        "\n",
        "\\u00e9",
        "\0",
        "é",
        "😀",
        "%",
        "_",
    ];
    prop_oneof![
        6 => select(bits).prop_map(str::to_owned),
        1 => ".{0,3}",
    ]
}

fn operator() -> impl Strategy<Value = Operator> {
    select(Operator::ALL.to_vec())
}

/// Any text without NUL, with quotes and backslashes more often than not.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z%_ '\"\\\\]{1,12}",
        "[^\0]{1,8}",
        Just("O'Neil".to_owned()),
    ]
}

fn test_of(field: UserField) -> BoxedStrategy<Test> {
    let compare = |value: BoxedStrategy<Value>| {
        (operator(), value).prop_map(|(operator, value)| Test::Compare(operator, value))
    };
    let exists = any::<bool>().prop_map(Test::Exists);
    match field.kind() {
        ValueKind::Text => prop_oneof![
            compare(text().prop_map(Value::Text).boxed()),
            text().prop_map(|text| Test::Like(LikePattern::new(text))),
            exists,
        ]
        .boxed(),
        ValueKind::Number => prop_oneof![
            compare(any::<i64>().prop_map(Value::Number).boxed()),
            exists
        ]
        .boxed(),
        ValueKind::Flag => {
            prop_oneof![compare(any::<bool>().prop_map(Value::Flag).boxed()), exists].boxed()
        }
        ValueKind::Moment => {
            // The years 0 to 9999.
            let moments = (-62_167_219_200_000_000_i64..253_402_300_800_000_000)
                .prop_map(|micros| Value::Moment(crate::Timestamp::from_micros(micros)));
            prop_oneof![compare(moments.boxed()), exists].boxed()
        }
    }
}

fn expression() -> impl Strategy<Value = Expression> {
    let term = select(UserField::all().collect::<Vec<_>>())
        .prop_flat_map(|field| test_of(field).prop_map(move |test| Term { field, test }))
        .prop_map(Expression::Term);
    term.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Expression::all_of),
            vec(inner, 1..4).prop_map(Expression::any_of),
        ]
    })
}

fn terms(expression: &Expression) -> usize {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().map(terms).sum(),
        Expression::Term(_) => 1,
    }
}

/// Another way to write the same, decided by the numbers.
fn otherwise(canonical: &str, choices: &[u8]) -> String {
    let mut written = String::new();
    let mut choices = choices.iter().copied().cycle();
    let mut rest = canonical;
    while let Some(begin) = rest.find('"') {
        let (before, quoted) = rest.split_at(begin);
        for c in before.chars() {
            written.push(c);
            let blank = choices.next().unwrap_or(0) % 3 == 0;
            if blank && matches!(c, '{' | '}' | '[' | ']' | ':' | ',') {
                written.push_str(" \n");
            }
        }
        let end = end_of_text(quoted);
        let (text, behind) = quoted.split_at(end);
        let inner = &text[1..end - 1];
        let is_name = behind.starts_with(':');
        match choices.next().unwrap_or(0) % 3 {
            0 if is_name => written.push_str(inner),
            1 => {
                // A single quote within is written twice, or escaped.
                let quote = if inner.len() % 2 == 0 { "''" } else { "\\'" };
                written.push('\'');
                written.push_str(&inner.replace('\'', quote));
                written.push('\'');
            }
            _ => written.push_str(text),
        }
        rest = behind;
    }
    written.push_str(rest);
    match written
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    {
        Some(bare) if choices.next().unwrap_or(0) % 2 == 0 => bare.to_owned(),
        _ => written,
    }
}

/// Behind the quote that closes a text which begins here.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    text.len()
}

fn check_fault(text: &str) {
    if let Err(fault) = parse_q::<UserField>(text) {
        assert!(fault.offset <= text.chars().count(), "{text:?} {fault:?}");
    }
    if let Err(fault) = parse_order::<UserField>(text) {
        assert!(fault.offset <= text.chars().count(), "{text:?} {fault:?}");
    }
    if let Ok(read) = parse_q::<UserField>(text) {
        let printed = read.to_string();
        if printed.len() <= MOST_BYTES {
            assert_eq!(parse_q(&printed), Ok(read), "{text:?} {printed}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_at_a_place_within(text in ".{0,60}") {
        check_fault(&text);
    }

    #[test]
    fn bits_of_expressions_are_read_or_refused_at_a_place_within(bits in vec(bit(), 0..40)) {
        check_fault(&bits.concat());
    }

    #[test]
    fn an_expression_written_is_read_as_itself(expression in expression()) {
        let written = expression.to_string();
        prop_assume!(written.len() <= MOST_BYTES && terms(&expression) <= MOST_TERMS);
        prop_assert_eq!(parse_q(&written), Ok(expression), "{}", written);
    }

    #[test]
    fn quotes_and_blanks_do_not_matter(expression in expression(), choices in vec(any::<u8>(), 1..50)) {
        let written = otherwise(&expression.to_string(), &choices);
        prop_assume!(written.len() <= MOST_BYTES && terms(&expression) <= MOST_TERMS);
        prop_assert_eq!(parse_q(&written), Ok(expression), "{}", written);
    }

    #[test]
    fn a_slip_in_an_expression_breaks_nothing(
        expression in expression(), at in any::<prop::sample::Index>(), slip in bit(), cut in 0..4_usize,
    ) {
        let mut chars: Vec<char> = expression.to_string().chars().collect();
        let from = at.index(chars.len());
        let to = chars.len().min(from + cut);
        chars.splice(from..to, slip.chars());
        check_fault(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn a_pattern_without_wildcards_matches_what_folds_alike(text in "[^%_\\\\\0]{0,20}") {
        let pattern = LikePattern::new(text.clone());
        prop_assert!(pattern.matches(&text));
        prop_assert!(pattern.matches(&crate::fold(&text)));
        let within = LikePattern::new(format!("%{text}%"));
        let text = format!("x{text}y");
        prop_assert!(within.matches(&text));
    }

    #[test]
    fn every_expression_is_true_or_not_of_a_user(expression in expression()) {
        let user = super::meaning::user();
        let told = match &expression {
            Expression::And(parts) => parts.iter().all(|part| part.matches(&user)),
            Expression::Or(parts) => parts.iter().any(|part| part.matches(&user)),
            Expression::Term(term) => term.test.holds(&term.field.values(&user)),
        };
        prop_assert_eq!(expression.matches(&user), told);
    }
}
