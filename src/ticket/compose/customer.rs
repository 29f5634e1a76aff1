//! The customer's ticket: what each dish cost, who pays each discount, how it is paid.

use domain::order::{Fee, FeeKind, Line, Payment, PaymentKind, Quantity, Sponsor, Won, mask};

use super::super::discreet::PAID;
use super::{NORMAL, Style, TALL, Writer, by_stall, printable};

impl Writer<'_> {
    pub(super) fn shop(&mut self) {
        let name = printable(&self.input.shop.name);
        if !name.is_empty() {
            self.text(Style { centred: true, ..TALL }, name);
        }
    }

    pub(super) fn business(&mut self) {
        let shop = self.input.shop;
        let business = Some(printable(&shop.business_number)).filter(|n| !n.is_empty());
        let phone = Some(printable(&shop.phone)).filter(|n| !n.is_empty());
        if business.is_some() || phone.is_some() {
            let business = business.map(|n| format!("사업자 {n}"));
            let phone = phone.map(|n| format!("TEL {n}"));
            self.pair(NORMAL, business.unwrap_or_default(), phone.unwrap_or_default());
        }
    }

    pub(super) fn container(&mut self) {
        if self.input.order.reusable_container {
            self.text(NORMAL, "다회용기: 가방의 QR로 반납 신청해 주세요");
        }
        if let Some(code) = &self.input.order.return_code {
            self.labelled(NORMAL, "반납 코드: ", printable(code));
        }
    }

    pub(super) fn footer(&mut self) {
        for line in &self.input.shop.footer {
            self.text(NORMAL, printable(line));
        }
    }

    pub(super) fn prices(&mut self) {
        let mut stall = None;
        for (position, line) in by_stall(&self.input.order.lines) {
            self.stall(&mut stall, line, NORMAL);
            self.struck(position, line, NORMAL, "");
            self.price(line);
        }
        self.left_out();
        // The sums are the app's: it has no call that takes one dish out.
        if !self.input.short.is_empty() {
            self.text(NORMAL, "품절·대체로 생긴 차액은 주문하신 곳(앱, 전화면 가게)에서 정산됩니다");
        }
    }

    fn price(&mut self, line: &Line) {
        let dish = times(line.unit_price, line.quantity.thousandths);
        self.pair(NORMAL, self.dish(line), priced(line.unit_price, &line.quantity.to_string(), dish));
        let mut sum = dish;
        for option in &line.options {
            if option.unit_price == Won::ZERO {
                let (sign, name) = self.option(option);
                self.hanging(NORMAL, format!(" {sign}"), name);
                continue;
            }
            let thousandths =
                i128::from(option.quantity.thousandths) * i128::from(line.quantity.thousandths) / 1000;
            let thousandths = i64::try_from(thousandths).unwrap_or(i64::MAX);
            let total = times(option.unit_price, thousandths);
            sum = sum + total;
            let (sign, name) = self.choice(option);
            let all = Quantity { thousandths, unit: line.quantity.unit };
            self.labelled_pair(
                NORMAL,
                format!(" {sign}"),
                name,
                priced(option.unit_price, &all.to_string(), total),
            );
        }
        // The app's own sum is what the customer paid; where it says otherwise, it is shown.
        if sum != line.total {
            self.pair(NORMAL, " 앱 금액", line.total.to_string());
        }
    }

    pub(super) fn sums(&mut self) {
        let order = self.input.order;
        let items = format!("상품 {}", order.total.items);
        if let [fee] = order.fees.as_slice() {
            self.pair(NORMAL, items, format!("{} {}", self.fee_name(fee), fee.amount));
        } else {
            self.pair(NORMAL, "상품", order.total.items.to_string());
            for fee in &order.fees {
                self.pair(NORMAL, self.fee_name(fee), fee.amount.to_string());
            }
        }
        for discount in &order.discounts {
            let by = match discount.paid_by {
                Sponsor::App => "할인(앱 부담)",
                Sponsor::Store => "할인(가게 부담)",
                Sponsor::City => "할인(지자체 부담)",
                Sponsor::Unknown => "할인",
            };
            self.pair(NORMAL, by, (-discount.amount).to_string());
        }
        self.pair(TALL, "합계", format!("{}원", order.total.amount));
    }

    fn fee_name(&self, fee: &Fee) -> String {
        let named = match fee.kind {
            FeeKind::Delivery => "배달팁",
            FeeKind::Service => "서비스료",
            FeeKind::Tip => "봉사료",
            FeeKind::MinimumOrder => "최소주문 추가금",
            FeeKind::Other => "",
        };
        if !named.is_empty() {
            return named.to_owned();
        }
        self.optional(Some(&fee.name)).unwrap_or_else(|| "기타 요금".to_owned())
    }

    /// What is paid, then what is still to be paid. Cards are not named: a row without a name must not stand out,
    /// for it may be a child's meal card.
    pub(super) fn payments(&mut self) {
        let order = self.input.order;
        let (due, paid): (Vec<&Payment>, Vec<_>) = order.payments.iter().partition(|p| p.on_delivery);
        let mut unnamed = None;
        for payment in paid {
            match self.wallet(payment) {
                Some(name) => {
                    self.labelled_pair(NORMAL, format!("{PAID} "), name, format!("{}원", payment.amount));
                }
                None => unnamed = Some(unnamed.unwrap_or(Won::ZERO) + payment.amount),
            }
        }
        if let Some(amount) = unnamed {
            self.pair(NORMAL, PAID, format!("{amount}원"));
        }
        for payment in &due {
            self.labelled_pair(TALL, "만나서 ", self.means(payment), format!("{}원", payment.amount));
        }
    }

    pub(super) fn receipt(&mut self) {
        let order = self.input.order;
        if let Some(receipt) = &order.cash_receipt {
            let cash = order.payments.iter().any(|p| p.on_delivery && p.kind == PaymentKind::Cash);
            let part = cash && order.payments.len() > 1;
            let label = if part { "현금영수증 신청(현금분)" } else { "현금영수증 신청" };
            self.pair(NORMAL, label, mask(&self.clean(receipt.id.as_str())));
        }
    }

    /// The name of a payment that is neither a card nor to be kept quiet.
    fn wallet(&self, payment: &Payment) -> Option<String> {
        let wallet = matches!(
            payment.kind,
            PaymentKind::LocalCurrency | PaymentKind::Onnuri | PaymentKind::Point | PaymentKind::Coupon
        );
        self.discreet.name_of(payment).filter(|_| wallet)
    }

    /// What changes hands at the door.
    pub(super) fn means(&self, payment: &Payment) -> String {
        match payment.kind {
            PaymentKind::Cash => "현금".to_owned(),
            PaymentKind::Card | PaymentKind::ChildMealCard => "카드".to_owned(),
            _ => self.discreet.name_of(payment).unwrap_or_else(|| "카드".to_owned()),
        }
    }
}

/// Amount × thousandths / 1000, without overflow.
fn times(amount: Won, thousandths: i64) -> Won {
    let product = i128::from(amount.0) * i128::from(thousandths);
    Won(i64::try_from((product + product.signum() * 500) / 1000).unwrap_or(i64::MAX))
}

/// Unit price, quantity and sum in columns that stand under one another.
fn priced(unit: Won, quantity: &str, sum: Won) -> String {
    format!("{:>9} {:>8}", format!("{unit} x{quantity}"), sum.to_string())
}
