//! What the trigram indexes know of an expression of `q`: who may be among those it is true of.
//!
//! Where a text that is asked for is in the keys of few users, those are looked at and nobody else. Where it is in many, going
//! through all by id meets them soon. What has no text of three characters to look up is gone through, too.

use domain::expression::{Expression, Operator, Term as Asked, Test, UserField, Value};
use domain::fold;

use super::TABLE;
use crate::StoreError;
use crate::dialect::{Link, Term, TrigramKey};
use crate::statement::Statement;

/// More are not worth gathering.
const FEW: i64 = 2_000;

/// So many texts of one expression are tried.
const TRIED: usize = 4;

/// A text that is in this key of everybody whom the expression is true of.
struct Hint {
    key: TrigramKey,
    text: Term,
}

/// A query for the ids of the few users whom the expression may be true of; none when they may be many.
pub async fn few(
    link: &mut Link,
    expression: &Expression,
) -> Result<Option<Statement>, StoreError> {
    let mut hints = Vec::new();
    add(expression, &mut hints);
    let dialect = link.dialect();
    let mut fewest: Option<(i64, Statement)> = None;
    for hint in hints.iter().take(TRIED) {
        let candidates = |statement: &mut Statement| {
            dialect.candidates_in(statement, hint.key, &hint.text);
            statement.push(" LIMIT ").bind(FEW + 1);
        };
        let mut count = Statement::new("SELECT count(*) AS users FROM (");
        candidates(&mut count);
        count.push(") few");
        let row = link.one(&count).await?.ok_or(StoreError::NotFound)?;
        let users = row.of(TABLE, "users").int("users")?;
        let most = fewest.as_ref().map_or(FEW, |(users, _)| users - 1);
        if users <= most {
            let mut statement = Statement::new("");
            candidates(&mut statement);
            fewest = Some((users, statement));
        }
    }
    Ok(fewest.map(|(_, statement)| statement))
}

/// Of what must all be true, each part; of alternatives nothing.
fn add(expression: &Expression, hints: &mut Vec<Hint>) {
    match expression {
        Expression::And(parts) => parts.iter().for_each(|part| add(part, hints)),
        Expression::Or(_) => {}
        Expression::Term(asked) => hints.extend(hint(asked)),
    }
}

fn hint(asked: &Asked<UserField>) -> Option<Hint> {
    let key = match asked.field {
        UserField::FirstName | UserField::OauthClientId | UserField::PartyNumber => {
            TrigramKey::Search
        }
        UserField::Email => TrigramKey::Email,
        UserField::Description => TrigramKey::Description,
        _ => return None,
    };
    let text = match &asked.test {
        Test::Compare(Operator::Eq, Value::Text(text)) => fold(text),
        Test::Like(pattern) => pattern.longest_literal(),
        _ => return None,
    };
    // A key may hold several texts in lines; the longest line is one that it has for certain.
    let line = text
        .split(char::is_control)
        .max_by_key(|line| line.chars().count())?;
    Some(Hint {
        key,
        text: Term::with_trigrams(line)?,
    })
}
