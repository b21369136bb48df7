//! `GET /payments/{invoice}/invoice.pdf` and `GET /payments/receipts/{payment}/receipt.pdf`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::page::{Line, written};
use crate::auth::{HouseholdActor, Power};
use crate::billing::bill::model::{BillView, ReceiptView};
use crate::billing::bill::store;
use crate::billing::bill::view::line_words;
use crate::billing::view::by;
use crate::documents::upload::{MaybeSession, sender};
use crate::error::AppError;
use crate::ids::{InvoiceId, PaymentId, Series, show_number};
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::day_full;

/// A paper: the number of its bill, and its lines.
type Paper = Result<(String, Vec<Line>), AppError>;

/// A bill as a file.
pub async fn invoice(State(state): State<AppState>, session: MaybeSession, lang: Option<Extension<Lang>>, Path(invoice): Path<InvoiceId>) -> Response {
    let l = lang.map_or(Lang::En, |Extension(l)| l);
    answered(l, l.paying_bill(), bill_paper(&state, session, &invoice, l).await)
}

/// A receipt as a file.
pub async fn receipt(State(state): State<AppState>, session: MaybeSession, lang: Option<Extension<Lang>>, Path(payment): Path<PaymentId>) -> Response {
    let l = lang.map_or(Lang::En, |Extension(l)| l);
    answered(l, l.paying_receipt(), receipt_paper(&state, session, &payment, l).await)
}

async fn bill_paper(state: &AppState, session: MaybeSession, invoice: &InvoiceId, l: Lang) -> Paper {
    let actor = who(session)?;
    let bill = store::find(state, &actor, invoice).await?.ok_or(AppError::NotFound)?;
    Ok((show_number(Series::Invoice, &bill.number), bill_lines(l, &bill)))
}

async fn receipt_paper(state: &AppState, session: MaybeSession, payment: &PaymentId, l: Lang) -> Paper {
    let actor = who(session)?;
    let receipt = store::receipt(state, &actor, payment).await?.ok_or(AppError::NotFound)?;
    Ok((show_number(Series::Invoice, &receipt.number), receipt_lines(l, &receipt)))
}

fn who(session: MaybeSession) -> Result<HouseholdActor, AppError> {
    sender(session)?.household(&[Power::View, Power::Pay])
}

fn answered(l: Lang, what: &str, found: Paper) -> Response {
    match found {
        Ok((number, lines)) => {
            let title = format!("{what} {number}");
            let headers = [
                (CONTENT_TYPE, "application/pdf".to_owned()),
                (
                    CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{what} {number}.pdf\"").replace(|c: char| !c.is_ascii(), ""),
                ),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, written(&title, l.as_str(), &lines)).into_response()
        }
        Err(error) => StatusCode::from_u16(error.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

fn bill_lines(l: Lang, bill: &BillView) -> Vec<Line> {
    let pair = |name: &str, value: String| Line::Pair(name.to_owned(), value);
    let mut lines = vec![
        Line::Title(format!("{} {}", l.paying_bill(), show_number(Series::Invoice, &bill.number))),
        pair(l.paying_from(), bill.brand.name.clone()),
        Line::Words(bill.brand.postal.clone()),
        Line::Gap,
        pair(l.paying_to(), bill.addressee.clone()),
        pair(l.paying_for(), l.billing_bill_for(&bill.pet_name)),
        pair(l.paying_policy(), show_number(Series::Policy, &bill.policy_number)),
        pair(l.paying_issued(), day_full(l, bill.issued_on)),
        pair(l.paying_due(), day_full(l, bill.due_on)),
        Line::Gap,
    ];
    lines.extend(bill.lines.iter().map(|line| {
        pair(
            &format!("{} ({})", line_words(l, line.kind), l.paying_code(&line.code)),
            line.amount.to_string(),
        )
    }));
    lines.push(Line::Sum(l.paying_together().to_owned(), bill.amount.to_string()));
    lines.push(pair(l.paying_paid_so_far(), bill.paid.to_string()));
    let left = if bill.standing.is_some() {
        bill.left()
    } else {
        crate::money::Money { cents: 0, ..bill.amount }
    };
    lines.push(Line::Sum(l.paying_left().to_owned(), left.to_string()));
    lines.push(Line::Gap);
    lines.push(Line::Words(l.paying_questions(&bill.brand.email, &bill.brand.phone)));
    lines
}

fn receipt_lines(l: Lang, receipt: &ReceiptView) -> Vec<Line> {
    let pair = |name: &str, value: String| Line::Pair(name.to_owned(), value);
    let mut lines = vec![
        Line::Title(l.paying_receipt_title(receipt.effort.amount)),
        pair(l.paying_from(), receipt.brand.name.clone()),
        Line::Words(receipt.brand.postal.clone()),
        Line::Gap,
        pair(l.paying_to(), receipt.addressee.clone()),
        pair(l.paying_for(), l.billing_bill_for(&receipt.pet_name)),
        pair(l.paying_policy(), show_number(Series::Policy, &receipt.policy_number)),
        pair(l.paying_bill(), show_number(Series::Invoice, &receipt.number)),
        pair(l.paying_received(), day_full(l, receipt.settled_on)),
        pair(l.paying_paid_by(), by(l, &receipt.effort.by)),
        Line::Gap,
        Line::Sum(l.billing_payment_settled().to_owned(), receipt.effort.amount.to_string()),
    ];
    if receipt.refunded.cents > 0 {
        lines.push(pair(l.paying_refunded(), receipt.refunded.to_string()));
    }
    lines.push(Line::Gap);
    lines.push(Line::Words(l.paying_questions(&receipt.brand.email, &receipt.brand.phone)));
    lines
}
