//! What a ticket says: the words and their order, before any width is known.

mod customer;
mod rider;

use jiff::Timestamp;

use super::discreet::Discreet;
use super::text::clean;
use super::{Block, Brief, Size, Style, Ticket};
use crate::order::{Line, LineOption, OrderKind, Personal, TicketKind, Timing};

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

/// Whether a choice leaves something out. 곱빼기 is a double portion.
fn leaves_out(name: &str) -> bool {
    let name = name.replace("곱빼기", "");
    ["빼기", "빼고", "빼주", "제외", "없이"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests;
