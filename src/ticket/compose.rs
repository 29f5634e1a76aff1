//! What a ticket says: the words and their order, before any width is known.

use jiff::Timestamp;

use super::discreet::{Discreet, PAID};
use super::text::clean;
use super::{Block, Brief, Size, Style, Ticket};
use crate::order::{
    FeeKind, Line, LineOption, OrderKind, Payment, PaymentKind, Personal, Sponsor, TicketKind, Timing, Won,
};

/// Says what is known, in the order the reader needs it. Every text from outside is clean when this returns.
pub fn compose(brief: &Brief<'_>) -> Ticket {
    let mut writer =
        Writer { brief, discreet: Discreet::of(brief.order), blocks: Vec::new(), reversed: false };
    writer.marks();
    match brief.kind {
        TicketKind::Kitchen => writer.kitchen(),
        TicketKind::Customer => writer.customer(),
        TicketKind::Rider => writer.rider(),
        TicketKind::Cancel => writer.cancel(),
    }
    Ticket { blocks: writer.blocks }
}

const NORMAL: Style = Style { size: Size::Normal, reversed: false, centred: false };
const TALL: Style = Style { size: Size::Tall, ..NORMAL };
const LARGE: Style = Style { size: Size::Large, ..NORMAL };
const LOUD: Style = Style { reversed: true, ..TALL };

/// Columns between the paper's edge and an option's sign, under a dish in double width.
const OPTION_LEAD: u32 = 5;

struct Writer<'a> {
    brief: &'a Brief<'a>,
    discreet: Discreet,
    blocks: Vec<Block>,
    /// Everything is white on black (cancel slips).
    reversed: bool,
}

impl Writer<'_> {
    fn text(&mut self, style: Style, text: impl Into<String>) {
        self.hanging(style, text, 0);
    }

    fn hanging(&mut self, style: Style, text: impl Into<String>, indent: u32) {
        let style = Style { reversed: style.reversed || self.reversed, ..style };
        self.blocks.push(Block::Text { text: text.into(), style, indent });
    }

    fn pair(&mut self, style: Style, left: impl Into<String>, right: impl Into<String>) {
        let style = Style { reversed: style.reversed || self.reversed, ..style };
        self.blocks.push(Block::Pair { left: left.into(), right: right.into(), style });
    }

    fn rule(&mut self, mark: char) {
        self.blocks.push(Block::Rule(mark));
    }

    fn clean(&self, text: &str) -> String {
        self.discreet.clean(text)
    }

    fn optional(&self, text: Option<&str>) -> Option<String> {
        text.map(|text| self.clean(text)).filter(|text| !text.is_empty())
    }

    fn personal(&self, text: &Option<Personal>) -> Option<String> {
        self.optional(text.as_ref().map(Personal::as_str))
    }

    fn marks(&mut self) {
        let marks = self.brief.marks;
        let mark = Style { reversed: true, centred: true, ..LARGE };
        if marks.reprint {
            self.text(mark, "재출력");
        }
        if marks.backup {
            self.text(mark, "대체 출력");
        }
        if marks.changed {
            self.text(mark, "변경");
        }
    }

    /// `배달   서구-017`: what a reader two metres away needs.
    fn headline(&mut self) {
        let what = match self.brief.order.kind {
            OrderKind::Delivery => "배달",
            OrderKind::Takeout => "포장",
            OrderKind::Indoor => "매장",
        };
        self.text(LARGE, format!("{what}   {}", clean(self.brief.number)));
    }

    fn display_id(&self) -> String {
        clean(&self.brief.order.display_id)
    }

    fn date_and_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.brief.zone.clone()).strftime("%m/%d %H:%M").to_string()
    }

    /// The time of day; with its date when that is not the day the order came in.
    fn time(&self, at: Timestamp) -> String {
        let zone = &self.brief.zone;
        let local = at.to_zoned(zone.clone());
        if local.date() == self.brief.received_at.to_zoned(zone.clone()).date() {
            local.strftime("%H:%M").to_string()
        } else {
            local.strftime("%m/%d %H:%M").to_string()
        }
    }

    fn kitchen(&mut self) {
        let order = self.brief.order;
        self.headline();
        let received = self.date_and_time(self.brief.received_at);
        let app = format!("{} 앱번호 {}", clean(self.brief.channel), self.display_id());
        self.pair(NORMAL, app, format!("접수 {received}"));
        self.timing();
        if let Some(code) = self.optional(order.pickup_code.as_deref()) {
            self.text(TALL, format!("픽업번호 {code}"));
        }
        if let Some(memo) = self.optional(order.store_memo.as_deref()) {
            self.text(LOUD, format!("요청: {memo}"));
        }
        if order.has_alcohol() {
            self.text(LOUD, "주류 신분증 확인");
        }
        self.rule('=');
        self.dishes();
        self.rule('-');
        let station = self.brief.station;
        let station = station.map(|(name, this, of)| format!("{} {this}/{of}", clean(name)));
        self.pair(TALL, self.count(), station.unwrap_or_default());
        let packing = self.packing();
        if !packing.is_empty() {
            self.text(LOUD, format!("포장: {}", packing.join("   ")));
        }
    }

    fn timing(&mut self) {
        let order = self.brief.order;
        if order.timing == Timing::Scheduled {
            let start = self.time(order.preparation_start);
            self.text(LOUD, format!("예약 주문 / 조리 시작 {start}"));
        }
        if let Some(at) = self.brief.ready_at {
            let at = self.time(at);
            self.text(TALL, format!("조리완료 {at} 까지"));
        }
    }

    /// Dishes as the kitchen reads them: quantity first, choices below.
    fn dishes(&mut self) {
        let mut stall = None;
        for line in &self.brief.order.lines {
            self.stall(&mut stall, line, TALL);
            let quantity = line.quantity.to_string();
            let indent = quantity.len() as u32 + 2;
            self.hanging(LARGE, format!("{quantity}  {}", self.clean(&line.name)), indent);
            for option in &line.options {
                let (sign, name) = self.option(option);
                let lead = " ".repeat(OPTION_LEAD as usize);
                self.hanging(TALL, format!("{lead}{sign} {name}"), OPTION_LEAD + 2);
            }
            if let Some(memo) = self.optional(line.memo.as_deref()) {
                self.text(LOUD, format!("요청: {memo}"));
            }
        }
    }

    fn stall<'l>(&mut self, last: &mut Option<&'l str>, line: &'l Line, style: Style) {
        if line.stall.as_deref() != *last {
            *last = line.stall.as_deref();
            if let Some(stall) = self.optional(*last) {
                self.text(style, format!("[{stall}]"));
            }
        }
    }

    /// `+` for what is added, `-` for what is left out, and how many if not one.
    fn option(&self, option: &LineOption) -> (char, String) {
        let name = self.clean(&option.name);
        let sign = if leaves_out(&name) { '-' } else { '+' };
        let name = name.trim_start_matches(['+', '-', ' ']);
        let times = option.quantity.to_string();
        (sign, if times == "1" { name.to_owned() } else { format!("{name} x{times}") })
    }

    fn count(&self) -> String {
        let lines = &self.brief.order.lines;
        let pieces = lines.iter().fold(0i64, |sum, line| sum.saturating_add(line.quantity.count()));
        format!("{}종 {pieces}개", lines.len())
    }

    fn packing(&self) -> Vec<&'static str> {
        let order = self.brief.order;
        let container = order.reusable_container.then_some("다회용기 O");
        let cutlery = order.cutlery.map(|wanted| if wanted { "수저 O" } else { "수저 X" });
        container.into_iter().chain(cutlery).collect()
    }

    fn customer(&mut self) {
        let shop = self.brief.shop;
        let name = clean(&shop.name);
        if !name.is_empty() {
            self.text(Style { centred: true, ..TALL }, name);
        }
        let business = Some(clean(&shop.business_number)).filter(|n| !n.is_empty());
        let phone = Some(clean(&shop.phone)).filter(|n| !n.is_empty());
        if business.is_some() || phone.is_some() {
            let business = business.map(|n| format!("사업자 {n}"));
            let phone = phone.map(|n| format!("TEL {n}"));
            self.pair(NORMAL, business.unwrap_or_default(), phone.unwrap_or_default());
        }
        let head =
            format!("{} / {} {}", clean(self.brief.number), clean(self.brief.channel), self.display_id());
        let received = self.date_and_time(self.brief.received_at);
        self.pair(NORMAL, head, received);
        self.rule('-');
        let mut stall = None;
        for line in &self.brief.order.lines {
            self.stall(&mut stall, line, NORMAL);
            self.prices(line);
        }
        self.rule('-');
        self.sums();
        self.paid();
        self.rule('-');
        if self.brief.order.reusable_container {
            self.text(NORMAL, "다회용기: 가방의 QR로 반납 신청해 주세요");
        }
        for line in &shop.footer {
            self.text(NORMAL, clean(line));
        }
    }

    fn prices(&mut self, line: &Line) {
        let dish = times(line.unit_price, line.quantity.thousandths);
        self.pair(NORMAL, self.clean(&line.name), priced(line.unit_price, &line.quantity.to_string(), dish));
        let mut sum = dish;
        for option in &line.options {
            let (sign, name) = self.option(option);
            if option.unit_price == Won::ZERO {
                self.hanging(NORMAL, format!(" {sign}{name}"), 2);
                continue;
            }
            let thousandths =
                i128::from(option.quantity.thousandths) * i128::from(line.quantity.thousandths) / 1000;
            let thousandths = i64::try_from(thousandths).unwrap_or(i64::MAX);
            let total = times(option.unit_price, thousandths);
            sum = sum + total;
            let name = self.clean(&option.name);
            let name = name.trim_start_matches(['+', '-', ' ']);
            let all = crate::order::Quantity { thousandths, unit: line.quantity.unit };
            self.pair(NORMAL, format!(" {sign}{name}"), priced(option.unit_price, &all.to_string(), total));
        }
        // The app's own sum is what the customer paid; where it says otherwise, it is shown.
        if sum != line.total {
            self.pair(NORMAL, " 앱 금액", line.total.to_string());
        }
    }

    fn sums(&mut self) {
        let order = self.brief.order;
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

    fn fee_name(&self, fee: &crate::order::Fee) -> String {
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
    fn paid(&mut self) {
        let order = self.brief.order;
        let (due, paid): (Vec<&Payment>, Vec<_>) = order.payments.iter().partition(|p| p.on_delivery);
        let mut unnamed = None;
        for payment in paid {
            match self.wallet(payment) {
                Some(name) => self.pair(NORMAL, format!("{PAID} {name}"), format!("{}원", payment.amount)),
                None => unnamed = Some(unnamed.unwrap_or(Won::ZERO) + payment.amount),
            }
        }
        if let Some(amount) = unnamed {
            self.pair(NORMAL, PAID, format!("{amount}원"));
        }
        for payment in &due {
            self.pair(TALL, format!("만나서 {}", self.means(payment)), format!("{}원", payment.amount));
        }
        if let Some(receipt) = &order.cash_receipt {
            let part = due.iter().any(|p| p.kind == PaymentKind::Cash) && order.payments.len() > 1;
            let label = if part { "현금영수증 신청(현금분)" } else { "현금영수증 신청" };
            self.pair(NORMAL, label, masked(&self.clean(receipt.id.as_str())));
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
    fn means(&self, payment: &Payment) -> String {
        match payment.kind {
            PaymentKind::Cash => "현금".to_owned(),
            PaymentKind::Card | PaymentKind::ChildMealCard => "카드".to_owned(),
            _ => self.discreet.name_of(payment).unwrap_or_else(|| "카드".to_owned()),
        }
    }

    fn rider(&mut self) {
        let order = self.brief.order;
        self.headline();
        let mut head = format!("{} {}", clean(self.brief.channel), self.display_id());
        if let Some(agency) = self.brief.agency {
            head = format!("{head} / {}", clean(agency));
        }
        let ready = self.brief.ready_at.map(|at| format!("준비 {}", self.time(at)));
        self.pair(NORMAL, head, ready.unwrap_or_default());
        if let Some(code) = self.optional(order.pickup_code.as_deref()) {
            self.text(TALL, format!("픽업번호 {code}"));
        }
        self.collect();
        self.rule('=');
        self.destination();
        if let Some(memo) = self.optional(order.rider_memo.as_deref()) {
            self.text(LOUD, format!("라이더: {memo}"));
        }
        if order.has_alcohol() {
            self.text(LOUD, "주류 신분증 확인 (직접 전달)");
        }
        let bag = if order.reusable_container { " / 다회용기 가방" } else { "" };
        let alcohol = if order.has_alcohol() { " / 주류" } else { "" };
        self.text(TALL, format!("짐: {}{bag}{alcohol}", self.count()));
        self.pair(NORMAL, "기사 ____________", "픽업 __:__");
    }

    /// Money first: what to take, the change to carry, and a request that contradicts it.
    fn collect(&mut self) {
        let order = self.brief.order;
        let due: Vec<&Payment> = order.payments.iter().filter(|p| p.on_delivery).collect();
        if due.is_empty() {
            self.text(TALL, format!("{PAID} (받을 돈 없음)"));
            return;
        }
        for payment in due {
            let end = if payment.kind == PaymentKind::Cash { "받기" } else { "결제받기" };
            self.text(LARGE, format!("{} {}원 {end}", self.means(payment), payment.amount));
            if let Some(note) = payment.change_for.filter(|note| *note > payment.amount) {
                let change = note - payment.amount;
                self.text(TALL, format!("손님 {note}원 -> 거스름돈 {change}원 지참"));
            }
        }
        let asks = [&order.rider_memo, &order.store_memo];
        if asks.iter().filter_map(|memo| memo.as_deref()).any(asks_to_leave) {
            self.text(LOUD, "만나서 결제인데 '문 앞' 요청: 손님께 확인");
        }
    }

    fn destination(&mut self) {
        let order = self.brief.order;
        if order.kind != OrderKind::Delivery {
            self.text(TALL, "손님이 가지러 옵니다");
        } else if let Some(address) = &order.address {
            let (road, jibun) = (self.personal(&address.road), self.personal(&address.jibun));
            if let Some(road) = &road {
                self.text(TALL, road.clone());
            }
            if let Some(detail) = self.personal(&address.detail) {
                self.text(LARGE, detail);
            }
            match (jibun, road) {
                (Some(jibun), Some(_)) => self.hanging(NORMAL, format!("(지번) {jibun}"), 7),
                (Some(jibun), None) => self.text(TALL, jibun),
                (None, Some(_)) => {}
                (None, None) => self.text(LOUD, "주소 없음: 앱에서 확인"),
            }
        } else {
            self.text(LOUD, "주소 없음: 앱에서 확인");
        }
        let entrance = order.address.as_ref().and_then(|address| self.personal(&address.entrance));
        let entrance = entrance.map(|way| format!("공동현관 {way}")).unwrap_or_default();
        let phone = self.personal(&order.customer.phone).map(|number| {
            let label = if order.customer.safe_number { "안심" } else { "전화" };
            let until = order.customer.safe_number_expires.filter(|_| order.customer.safe_number);
            let until = until.map(|at| format!(" ({}까지)", self.time(at))).unwrap_or_default();
            format!("{label} {number}{until}")
        });
        if phone.is_some() || !entrance.is_empty() {
            self.pair(NORMAL, entrance, phone.unwrap_or_default());
        }
    }

    /// Stops the kitchen: white on black from top to bottom, so that it cannot be taken for another order.
    fn cancel(&mut self) {
        self.reversed = true;
        self.text(LARGE, format!("취소   {}", clean(self.brief.number)));
        let received = self.date_and_time(self.brief.received_at);
        let app = format!("{} 앱번호 {}", clean(self.brief.channel), self.display_id());
        self.pair(NORMAL, app, format!("접수 {received}"));
        self.text(TALL, "만들지 마세요. 만든 것은 내보내지 마세요.");
        self.dishes();
        let station = self.brief.station;
        let station = station.map(|(name, this, of)| format!("{} {this}/{of}", clean(name)));
        self.pair(TALL, self.count(), station.unwrap_or_default());
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

/// A number for a cash receipt with its middle hidden; one the app masked stays as it is.
fn masked(id: &str) -> String {
    if id.contains('*') {
        return id.to_owned();
    }
    let length = id.chars().count();
    let shown_first = if length >= 10 { 3 } else { 0 };
    let hide = |i: usize, c: char| c.is_alphanumeric() && i >= shown_first && i + 4 < length;
    id.chars().enumerate().map(|(i, c)| if hide(i, c) { '*' } else { c }).collect()
}

/// Whether a choice leaves something out. 곱빼기 is a double portion.
fn leaves_out(name: &str) -> bool {
    let name = name.replace("곱빼기", "");
    ["빼기", "빼고", "빼주", "제외", "없이"].iter().any(|word| name.contains(word))
}

/// Whether a request means that nobody opens the door.
fn asks_to_leave(memo: &str) -> bool {
    const LEAVE: [&str; 9] =
        ["문앞", "현관앞", "비대면", "두고가", "놓고가", "놔두", "걸어두", "걸어놔", "벨누르지"];
    let memo: String = clean(memo).chars().filter(|c| *c != ' ').collect();
    LEAVE.iter().any(|words| memo.contains(words))
}

#[cfg(test)]
mod tests;
