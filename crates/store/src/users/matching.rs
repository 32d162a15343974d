//! An expression of `q` as a condition on `integration_user u`. It says what [`Expression::matches`] says, on both
//! databases; tests hold the two together.

use domain::expression::{
    Expression, LikePattern, Operator, Term, Test, UserField, Value, status_word,
};
use domain::wire::PermissionFlag;
use domain::{GroupType, Status};

use crate::dialect::Dialect;
use crate::statement::Statement;

/// What a member is in the database.
enum Source {
    /// A text; absent when empty. `$like` looks at the folded form.
    Text {
        column: &'static str,
        folded: Folded,
    },
    /// A number.
    Number(&'static str),
    /// A moment in microseconds; 0 is none where it may be absent.
    Moment {
        column: &'static str,
        may_be_absent: bool,
    },
    /// One of few values, by number.
    Few {
        column: &'static str,
        values: Vec<(i64, Value)>,
    },
    /// A text of a group of the user.
    OfGroups {
        column: &'static str,
        folded: Folded,
    },
    /// The type of a group of the user.
    TypeOfGroups,
    /// Whether the user is in the group.
    Permission(PermissionFlag),
    /// The same of everybody.
    Constant(Vec<Value>),
}

/// Where the folded form of a text is.
#[derive(Clone, Copy)]
enum Folded {
    /// In a column.
    Column(&'static str),
    /// In the first line of a column of several.
    FirstLine(&'static str),
    /// The text is of ASCII alone, which both databases fold alike.
    Lower(&'static str),
}

const fn text(column: &'static str, folded: Folded) -> Source {
    Source::Text { column, folded }
}

fn source(field: UserField) -> Source {
    match field {
        UserField::Login => text("u.login", Folded::Lower("u.login")),
        // Not name_key, which is cut where an index could not hold it.
        UserField::FirstName => text("u.name", Folded::FirstLine("u.search_key")),
        UserField::Email => text("u.email", Folded::Column("u.email_key")),
        UserField::Description => text("u.description", Folded::Column("u.description_key")),
        UserField::OauthClientId => text("u.client_id", Folded::Column("u.client_id_key")),
        UserField::PartyNumber => text("u.party_number", Folded::Lower("u.party_number")),
        UserField::DateAdded => Source::Moment {
            column: "u.date_added",
            may_be_absent: false,
        },
        UserField::DateModified => Source::Moment {
            column: "u.date_modified",
            may_be_absent: false,
        },
        UserField::LastLogin => Source::Moment {
            column: "u.last_used",
            may_be_absent: true,
        },
        UserField::PartyId => Source::Number("u.party_id"),
        UserField::Status => Source::Number("u.status"),
        UserField::StatusWord => Source::Few {
            column: "u.status",
            values: Status::ALL
                .map(|status| (status.number(), Value::Text(status_word(status).to_owned())))
                .into(),
        },
        UserField::GroupVariableName => Source::OfGroups {
            column: "g.variable_name",
            folded: Folded::Lower("g.variable_name"),
        },
        UserField::GroupLabel => Source::OfGroups {
            column: "g.label",
            folded: Folded::FirstLine("g.search_key"),
        },
        UserField::GroupType => Source::TypeOfGroups,
        UserField::Permission(flag) => Source::Permission(flag),
        UserField::Constant(constant) => Source::Constant(constant.values()),
    }
}

/// Adds the condition, in brackets of its own.
pub fn push(dialect: Dialect, statement: &mut Statement, expression: &Expression) {
    let (parts, between) = match expression {
        Expression::And(parts) => (parts, " AND "),
        Expression::Or(parts) => (parts, " OR "),
        Expression::Term(term) => return push_term(dialect, statement, term),
    };
    for (at, part) in parts.iter().enumerate() {
        statement.push(if at == 0 { "(" } else { between });
        push(dialect, statement, part);
    }
    statement.push(")");
}

fn push_term(dialect: Dialect, statement: &mut Statement, term: &Term<UserField>) {
    let test = &term.test;
    match source(term.field) {
        Source::Text { column, folded } => push_text(dialect, statement, column, folded, test),
        Source::Number(column) => push_number(statement, column, test),
        Source::Moment {
            column,
            may_be_absent,
        } => push_moment(statement, column, may_be_absent, test),
        Source::Few { column, values } => push_few(statement, column, &values, test),
        Source::OfGroups { column, folded } => {
            let (none, test) = of_any(test);
            push_groups(statement, none);
            if let Some(test) = test {
                statement.push(" AND ");
                push_text(dialect, statement, column, folded, &test);
            }
            statement.push(")");
        }
        Source::TypeOfGroups => {
            let (none, test) = of_any(test);
            push_groups(statement, none);
            if let Some(test) = test {
                let values =
                    GroupType::ALL.map(|kind| (kind.number(), Value::Text(kind.word().to_owned())));
                statement.push(" AND ");
                push_few(statement, "g.kind", &values, &test);
            }
            statement.push(")");
        }
        Source::Permission(flag) => push_permission(statement, flag, test),
        Source::Constant(values) => push_always(statement, test.holds(&values)),
    }
}

fn push_always(statement: &mut Statement, holds: bool) {
    statement.push(if holds { "(1 = 1)" } else { "(1 = 0)" });
}

/// What of groups is asked of any of them: whether it must hold of none rather than of one, and what.
fn of_any(test: &Test) -> (bool, Option<Test>) {
    match test {
        Test::Compare(Operator::Ne, with) => {
            (true, Some(Test::Compare(Operator::Eq, with.clone())))
        }
        Test::Exists(wanted) => (!wanted, None),
        other => (false, Some(other.clone())),
    }
}

/// Begins a question for the groups of the user; the bracket is to be closed.
fn push_groups(statement: &mut Statement, none: bool) {
    statement
        .push(if none { "NOT EXISTS (" } else { "EXISTS (" })
        .push(
            "SELECT 1 FROM membership m JOIN user_group g ON g.group_id = m.group_id \
             WHERE m.party_id = u.party_id",
        );
}

fn push_permission(statement: &mut Statement, flag: PermissionFlag, test: &Test) {
    match [true, false].map(|set| test.holds(&[Value::Flag(set)])) {
        [set, unset] if set == unset => push_always(statement, set),
        [set, _] => {
            push_groups(statement, !set);
            statement
                .push(" AND g.kind = ")
                .bind(GroupType::Administrator.number())
                .push(" AND g.variable_name = ")
                .bind(flag.group())
                .push(")");
        }
    }
}

const fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => " = ",
        Operator::Ne => " <> ",
        Operator::Gt => " > ",
        Operator::Gte => " >= ",
        Operator::Lt => " < ",
        Operator::Lte => " <= ",
    }
}

fn push_text(
    dialect: Dialect,
    statement: &mut Statement,
    column: &'static str,
    folded: Folded,
    test: &Test,
) {
    statement.push("(").push(column);
    match test {
        Test::Compare(operator, Value::Text(with)) => {
            statement.push(sign(*operator)).bind(with.as_str());
            // What is absent is neither before nor behind anything.
            if matches!(operator, Operator::Lt | Operator::Lte | Operator::Gte) {
                statement.push(" AND ").push(column).push(" <> ''");
            }
        }
        Test::Like(pattern) => {
            statement.push(" <> '' AND ");
            push_like(dialect, statement, folded, pattern);
        }
        Test::Exists(wanted) => {
            statement.push(if *wanted { " <> ''" } else { " = ''" });
        }
        // The parser gives no other type to a text.
        Test::Compare(operator, _) => {
            statement.push(" = '' AND ");
            push_always(statement, *operator == Operator::Ne);
        }
    }
    statement.push(")");
}

fn push_like(dialect: Dialect, statement: &mut Statement, folded: Folded, pattern: &LikePattern) {
    match folded {
        Folded::Column(column) => statement.push(column),
        Folded::FirstLine(column) => statement.push(&dialect.first_line(column)),
        Folded::Lower(column) => statement.push("lower(").push(column).push(")"),
    };
    statement
        .push(" LIKE ")
        .bind(pattern.folded())
        .push(" ESCAPE '\\'");
}

fn push_number(statement: &mut Statement, column: &str, test: &Test) {
    match test {
        Test::Compare(operator, Value::Number(with)) => {
            statement.push("(").push(column).push(sign(*operator));
            statement.bind(*with).push(")");
        }
        // Numbers are always there, and the parser gives them no other type.
        Test::Exists(wanted) => push_always(statement, *wanted),
        Test::Compare(..) | Test::Like(_) => push_always(statement, false),
    }
}

/// Moments are compared in whole milliseconds and stored in microseconds: what is sent as one millisecond is a thousand
/// of these.
fn push_moment(statement: &mut Statement, column: &str, may_be_absent: bool, test: &Test) {
    let (operator, with) = match test {
        Test::Compare(operator, Value::Moment(with)) => (*operator, *with),
        Test::Exists(wanted) if may_be_absent => {
            statement.push("(").push(column);
            statement.push(if *wanted { " <> 0)" } else { " = 0)" });
            return;
        }
        Test::Exists(wanted) => return push_always(statement, *wanted),
        Test::Compare(..) | Test::Like(_) => return push_always(statement, false),
    };
    // The first microsecond that is sent as this moment or a later one, and the first that is sent as a later one. They
    // are the same where the moment has more decimals than are ever sent: nothing equals it.
    let millisecond = with.micros().div_euclid(1_000);
    let behind = millisecond.saturating_add(1).saturating_mul(1_000);
    let from = if with.micros().rem_euclid(1_000) == 0 {
        with.micros()
    } else {
        behind
    };
    statement.push("(").push(column);
    match operator {
        Operator::Eq | Operator::Gte => statement.push(" >= ").bind(from),
        Operator::Ne | Operator::Lt => statement.push(" < ").bind(from),
        Operator::Gt => statement.push(" >= ").bind(behind),
        Operator::Lte => statement.push(" < ").bind(behind),
    };
    match operator {
        Operator::Eq => {
            statement
                .push(" AND ")
                .push(column)
                .push(" < ")
                .bind(behind);
        }
        Operator::Ne => {
            statement
                .push(" OR ")
                .push(column)
                .push(" >= ")
                .bind(behind);
        }
        _ => {}
    }
    if may_be_absent {
        // What never was passes "is not" and nothing else.
        statement.push(if operator == Operator::Ne {
            " OR "
        } else {
            " AND "
        });
        statement.push(column);
        statement.push(if operator == Operator::Ne {
            " = 0"
        } else {
            " <> 0"
        });
    }
    statement.push(")");
}

fn push_few(statement: &mut Statement, column: &str, values: &[(i64, Value)], test: &Test) {
    let holding: Vec<i64> = values
        .iter()
        .filter(|(_, value)| test.holds(std::slice::from_ref(value)))
        .map(|(number, _)| *number)
        .collect();
    if holding.is_empty() {
        push_always(statement, false);
    } else {
        statement.push(column).push(" IN ").tuple(holding);
    }
}
