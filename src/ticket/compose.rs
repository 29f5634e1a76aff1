//! What a ticket says: the words and their order, before any width is known.

mod customer;
mod market;
mod own;
mod rider;

use domain::order::{Line, LineOption, OrderKind, Personal, TicketKind, Timing};
use domain::text::{printable, width};
use jiff::Timestamp;

use super::discreet::Discreet;
use super::form::{Look, Show, What};
use super::{Block, Drawing, Figure, Forms, QR_BYTES, QrText, Size, Style, Ticket, TicketInput};
pub use own::own_look;

/// Says what is known, part by part as the form of this kind of ticket wants it. Every text from outside is clean when
/// this returns.
pub fn compose(input: &TicketInput<'_>, forms: &Forms) -> Ticket {
    let mut writer = Writer {
        input,
        discreet: Discreet::of(input.order),
        blocks: Vec::new(),
        look: Look::default(),
        reversed: input.kind == TicketKind::Cancel,
    };
    writer.marks();
    for part in forms.form(input.kind).parts() {
        writer.look = part.look;
        match &part.what {
            What::Show(show) => writer.show(*show),
            What::Text(text) => writer.text(NORMAL, printable(text)),
            What::Rule(mark) => writer.rule(*mark),
            What::Qr(qr) => writer.qr(qr),
            What::Logo(logo) => writer.figure(Drawing::Logo(logo.clone())),
        }
    }
    Ticket { blocks: writer.blocks }
}

const NORMAL: Style = Style { size: Size::Normal, reversed: false, centred: false };
const TALL: Style = Style { size: Size::Tall, ..NORMAL };
const LARGE: Style = Style { size: Size::Large, ..NORMAL };
const LOUD: Style = Style { reversed: true, ..TALL };

/// Between the paper's edge and an option's sign, under a dish in double width.
const OPTION_LEAD: &str = "     ";

/// What stands for a name that is missing or shows nothing.
const NAMELESS: &str = "(이름 없음)";

struct Writer<'a> {
    input: &'a TicketInput<'a>,
    discreet: Discreet,
    blocks: Vec<Block>,
    /// What the form says about the part being written.
    look: Look,
    /// Everything is white on black, so that a cancel slip cannot be taken for another order.
    reversed: bool,
}

impl Writer<'_> {
    fn show(&mut self, show: Show) {
        match show {
            Show::Number => self.number(),
            Show::Reference => self.reference(),
            Show::App => self.app(),
            Show::Agency => self.agency(),
            Show::Stop => self.text(TALL, "만들지 마세요. 만든 것은 내보내지 마세요."),
            Show::Ready => self.ready(),
            Show::PickupCode => self.pickup_code(),
            Show::Request => {
                self.request("요청", self.input.order.store_memo.as_deref());
                self.unread();
            }
            Show::Alcohol => self.alcohol(),
            Show::Dishes => self.dishes(),
            Show::Count => self.counts(),
            Show::Packing => self.packing(),
            Show::Shop => self.shop(),
            Show::Business => self.business(),
            Show::Prices => self.prices(),
            Show::Sums => self.sums(),
            Show::Payments => self.payments(),
            Show::Receipt => self.receipt(),
            Show::Container => self.container(),
            Show::Footer => self.footer(),
            Show::Collect => self.collect(),
            Show::Address => self.address(),
            Show::Contact => self.contact(),
            Show::RiderRequest => self.request("라이더", self.input.order.rider_memo.as_deref()),
            Show::Load => self.load(),
            Show::Signature => self.pair(NORMAL, "기사 ____________", "픽업 __:__"),
            Show::Market => self.market(),
            Show::Deliver => self.deliver(),
            Show::Stalls => self.stalls(),
        }
    }

    /// A part's own look, as far as the form does not say otherwise.
    fn styled(&self, own: Style) -> Style {
        Style {
            size: self.look.size.unwrap_or(own.size),
            reversed: self.look.reversed.unwrap_or(own.reversed) || self.reversed,
            centred: self.look.centred.unwrap_or(own.centred),
        }
    }

    fn text(&mut self, style: Style, text: impl Into<String>) {
        self.labelled(style, "", text);
    }

    /// A text behind its label, from the paper's edge on.
    fn labelled(&mut self, style: Style, lead: impl Into<String>, text: impl Into<String>) {
        let style = self.styled(style);
        self.blocks.push(Block::Text { lead: lead.into(), text: text.into(), style, indent: 0 });
    }

    /// A text that hangs under where it begins, behind what leads it.
    fn hanging(&mut self, style: Style, lead: impl Into<String>, text: impl Into<String>) {
        let (style, lead) = (self.styled(style), lead.into());
        let indent = width(&lead);
        self.blocks.push(Block::Text { lead, text: text.into(), style, indent });
    }

    fn pair(&mut self, style: Style, left: impl Into<String>, right: impl Into<String>) {
        self.labelled_pair(style, "", left, right);
    }

    fn labelled_pair(
        &mut self,
        style: Style,
        lead: impl Into<String>,
        left: impl Into<String>,
        right: impl Into<String>,
    ) {
        let style = self.styled(style);
        self.blocks.push(Block::Pair { lead: lead.into(), left: left.into(), right: right.into(), style });
    }

    fn rule(&mut self, mark: char) {
        let style = self.styled(NORMAL);
        self.blocks.push(Block::Rule { mark, style });
    }

    /// A QR code; where an app's id makes it too long for one, the text itself.
    fn qr(&mut self, qr: &QrText) {
        let text = qr.of(self.input);
        if text.is_empty() {
            return;
        }
        if text.len() > QR_BYTES {
            return self.text(NORMAL, text);
        }
        self.figure(Drawing::Qr(text));
    }

    fn figure(&mut self, drawing: Drawing) {
        let centred = self.look.centred.unwrap_or(true);
        self.blocks.push(Block::Figure(Figure { drawing, centred }));
    }

    fn clean(&self, text: &str) -> String {
        self.discreet.clean(text)
    }

    fn optional(&self, text: Option<&str>) -> Option<String> {
        text.map(|text| self.clean(text)).filter(|text| !text.is_empty())
    }

    /// A dish as it is called; where its name shows nothing, its code.
    fn dish(&self, line: &Line) -> String {
        let code = || self.optional(line.external_code.as_deref());
        self.optional(Some(&line.name)).or_else(code).unwrap_or_else(|| NAMELESS.to_owned())
    }

    fn personal(&self, text: &Option<Personal>) -> Option<String> {
        self.optional(text.as_ref().map(Personal::as_str))
    }

    fn marks(&mut self) {
        let marks = self.input.marks;
        let mark = Style { reversed: true, centred: true, ..LARGE };
        if marks.reprint {
            self.text(mark, "재출력");
        }
        if marks.backup {
            self.text(mark, "대체 출력");
            if let Some(printer) = self.input.stands_in_for {
                let printer = printable(printer);
                self.text(Style { size: Size::Tall, ..mark }, format!("({printer} 프린터 고장)"));
            }
        }
        if marks.changed {
            self.text(mark, "변경");
        }
        if let Some(note) = self.input.again.filter(|_| self.input.kind == TicketKind::Rider) {
            self.text(mark, "재배달");
            let note = printable(note);
            if !note.is_empty() {
                self.text(Style { size: Size::Tall, ..mark }, note);
            }
        }
    }

    /// `배달   서구-017`: what a reader two metres away needs.
    fn number(&mut self) {
        let what = match (self.input.kind, self.input.order.kind) {
            (TicketKind::Cancel, _) => "취소",
            (_, OrderKind::Delivery) => "배달",
            (_, OrderKind::Takeout) => "포장",
            (_, OrderKind::Indoor) => "매장",
        };
        self.labelled(LARGE, format!("{what}   "), printable(self.input.number));
        if self.input.several_shops {
            self.text(TALL, format!("[{}]", printable(&self.input.shop.name)));
        }
    }

    fn display_id(&self) -> String {
        printable(&self.input.order.display_id)
    }

    fn date_and_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.input.zone.clone()).strftime("%m/%d %H:%M").to_string()
    }

    /// The time of day; with its date when that is not the day the order came in.
    fn time(&self, at: Timestamp) -> String {
        let zone = &self.input.zone;
        let local = at.to_zoned(zone.clone());
        if local.date() == self.input.received_at.to_zoned(zone.clone()).date() {
            local.strftime("%H:%M").to_string()
        } else {
            local.strftime("%m/%d %H:%M").to_string()
        }
    }

    /// From one time to another, the day said once; one moment if both are the same.
    fn span(&self, from: Timestamp, until: Timestamp) -> String {
        let local = |at: Timestamp| at.to_zoned(self.input.zone.clone());
        let (begins, ends) = (self.time(from), self.time(until));
        if local(from).date() != local(until).date() {
            return format!("{begins} ~ {ends}");
        }
        let ends = local(until).strftime("%H:%M").to_string();
        if begins.ends_with(&ends) { begins } else { format!("{begins} ~ {ends}") }
    }

    fn reference(&mut self) {
        let (number, channel) = (printable(self.input.number), printable(self.input.channel));
        let received = self.date_and_time(self.input.received_at);
        self.labelled_pair(NORMAL, format!("{number} / {channel} "), self.display_id(), received);
    }

    fn app(&mut self) {
        let received = self.date_and_time(self.input.received_at);
        let app = format!("{} 앱번호 ", printable(self.input.channel));
        self.labelled_pair(NORMAL, app, self.display_id(), format!("접수 {received}"));
    }

    fn pickup_code(&mut self) {
        if let Some(code) = self.optional(self.input.order.pickup_code.as_deref()) {
            self.labelled(TALL, "픽업번호 ", code);
        }
    }

    fn request(&mut self, to: &str, memo: Option<&str>) {
        if let Some(memo) = self.optional(memo) {
            self.labelled(LOUD, format!("{to}: "), memo);
        }
    }

    /// A part of what the app sent stands on no paper.
    fn unread(&mut self) {
        if !self.input.order.unread.is_empty() {
            self.text(LOUD, "읽지 못한 내용 있음: 배달앱 화면 확인");
        }
    }

    fn alcohol(&mut self) {
        if self.input.order.has_alcohol() {
            let door = if self.input.kind == TicketKind::Rider { " (직접 전달)" } else { "" };
            self.text(LOUD, format!("주류 신분증 확인{door}"));
        }
    }

    fn ready(&mut self) {
        let order = self.input.order;
        if order.timing == Timing::Scheduled {
            let start = self.time(order.preparation_start);
            self.text(LOUD, format!("예약 주문 / 조리 시작 {start}"));
        }
        if let Some(at) = self.input.ready_at {
            let at = self.time(at);
            self.text(TALL, format!("조리완료 {at} 까지"));
        }
    }

    /// Dishes as the kitchen reads them: quantity first, choices below, a market's stalls one after another.
    fn dishes(&mut self) {
        let look = self.look;
        let mut stall = None;
        if self.input.station.is_some() && self.input.order.lines.is_empty() {
            self.text(LARGE, "만들 것 없음");
        }
        for (position, line) in by_stall(&self.input.order.lines) {
            self.look = Look { size: None, ..look };
            self.stall(&mut stall, line, TALL);
            self.look = look;
            if self.struck(position, line, LARGE, "") {
                continue;
            }
            self.hanging(LARGE, format!("{}  ", line.quantity), self.dish(line));
            self.look = Look { size: look.options, ..look };
            for option in &line.options {
                let (sign, name) = self.option(option);
                self.hanging(TALL, format!("{OPTION_LEAD}{sign} "), name);
            }
            self.request("요청", line.memo.as_deref());
        }
        self.left_out();
    }

    /// A dish that cannot be had: struck, and under it, behind `lead`, what goes out instead. Whether it was one.
    fn struck(&mut self, position: usize, line: &Line, style: Style, lead: &str) -> bool {
        let Some(substitute) = self.input.short.get(&position) else { return false };
        let gone = Style { reversed: true, ..style };
        let struck = self.styled(gone);
        let name = self.dish(line);
        // What is gone hangs less: it is not cooked, and the space is needed.
        self.blocks
            .push(Block::Text { lead: "품절 ×  ".to_owned(), text: name, style: struck, indent: 4 });
        if let Some(substitute) = self.optional(*substitute) {
            let style = self.styled(style);
            let indent = width(lead) + 3;
            let lead = format!("{lead}→ 대체: {} ", line.quantity);
            self.blocks.push(Block::Text { lead, text: substitute, style, indent });
        }
        true
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
        let (sign, name) = self.choice(option);
        let times = option.quantity.to_string();
        (sign, if times == "1" { name } else { format!("{name} x{times}") })
    }

    /// Its sign and its bare name.
    fn choice(&self, option: &LineOption) -> (char, String) {
        let name = self.clean(&option.name);
        let sign = if leaves_out(&name) { '-' } else { '+' };
        let bare = name.trim_start_matches(['+', '-', ' ']);
        (sign, if bare.is_empty() { NAMELESS } else { bare }.to_owned())
    }

    /// Under the dishes, that the app sent more of them than one order may have.
    fn left_out(&mut self) {
        let count = self.input.order.left_out;
        if count > 0 {
            self.look = Look::default();
            self.text(LOUD, format!("이 밖에 {count}개 생략: 앱에서 확인"));
        }
    }

    fn count(&self) -> String {
        // What goes out: a dish that is short and not replaced does not.
        let gone = |position: &usize| matches!(self.input.short.get(position), Some(None));
        let lines = self.input.order.lines.iter().enumerate().filter(|(position, _)| !gone(position));
        let (kinds, pieces) = lines.fold((0, 0i64), |(kinds, sum), (_, line)| {
            (kinds + 1, sum.saturating_add(line.quantity.count()))
        });
        format!("{kinds}종 {pieces}개")
    }

    fn counts(&mut self) {
        let station = self.input.station;
        let share = |this: u32, of: u32| if of == 0 { String::new() } else { format!(" {this}/{of}") };
        let station = station.map(|(name, this, of)| printable(name) + &share(this, of));
        self.pair(TALL, self.count(), station.unwrap_or_default());
    }

    fn packing(&mut self) {
        let order = self.input.order;
        let container = order.reusable_container.then_some("다회용기 O");
        let cutlery = order.cutlery.map(|wanted| if wanted { "수저 O" } else { "수저 X" });
        let packing: Vec<_> = container.into_iter().chain(cutlery).collect();
        if !packing.is_empty() {
            self.text(LOUD, format!("포장: {}", packing.join("   ")));
        }
    }
}

/// Lines in the order they came, but those of one stall together, each stall where its first line stands. What is of
/// no stall comes before all, since it would seem to be of the stall above it. Each with its position.
fn by_stall(lines: &[Line]) -> Vec<(usize, &Line)> {
    let first = |line: &Line| lines.iter().position(|other| other.stall == line.stall);
    let mut lines: Vec<(usize, &Line)> = lines.iter().enumerate().collect();
    lines.sort_by_cached_key(|(_, line)| (line.stall.is_some(), first(line)));
    lines
}

/// Whether a choice leaves something out. 곱빼기 is a double portion.
fn leaves_out(name: &str) -> bool {
    // Few names have one of these, and looking for words takes ten times as long.
    if !name.contains(['빼', '제', '없']) {
        return false;
    }
    let name = name.replace("곱빼기", "");
    ["빼기", "빼고", "빼주", "제외", "없이"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests;
