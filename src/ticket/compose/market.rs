//! A market's bundle: whose it is, when it is to be there, and its stalls to be ticked off.

use domain::order::OrderKind;

use super::{LARGE, LOUD, Look, NAMELESS, NORMAL, OPTION_LEAD, TALL, Writer};

/// An empty box to tick. CP949 has it, so every Korean printer does.
const TICK_BOX: char = '□';

impl Writer<'_> {
    pub(super) fn market(&mut self) {
        if let Some(bundle) = &self.input.order.bundle {
            let market = self.optional(bundle.market.as_deref()).unwrap_or_default();
            self.labelled(TALL, "장보기 꾸러미 ", market);
        }
    }

    /// When it is wanted. Of a bundle, what the customer was told: `배송 17:00 ~ 18:30`; of a pre-order, what the customer
    /// chose: `예약 배달 11/22 12:00`. With its day where that is not the day on which the order came in.
    pub(super) fn deliver(&mut self) {
        let order = self.input.order;
        if let Some(bundle) = &order.bundle {
            match (bundle.deliver_from, bundle.deliver_until) {
                (Some(from), Some(until)) => self.text(LOUD, format!("배송 {}", self.span(from, until))),
                (Some(from), None) => self.text(LOUD, format!("배송 {} 부터", self.time(from))),
                (None, Some(until)) => self.text(LOUD, format!("배송 {} 까지", self.time(until))),
                (None, None) => {}
            }
        } else if let Some(wanted) = order.wanted {
            let how = match order.kind {
                OrderKind::Delivery => "배달",
                OrderKind::Takeout => "포장",
                OrderKind::Indoor => "매장",
            };
            self.text(LOUD, format!("예약 {how} {}", self.span(wanted.start, wanted.end)));
        }
    }

    /// Every stall with its things, each with a box.
    pub(super) fn stalls(&mut self) {
        let (look, order) = (self.look, self.input.order);
        let stalls = order.stalls();
        for (number, (name, lines)) in (1..).zip(&stalls) {
            self.look = Look { size: None, options: None, ..look };
            // A stall that has nothing is not gone to.
            let nothing = lines.iter().all(|line| matches!(self.input.short.get(line), Some(None)));
            let tick = if nothing { '×' } else { TICK_BOX };
            let name = self.optional(Some(name)).unwrap_or_else(|| NAMELESS.to_owned());
            self.hanging(LARGE, format!("{tick} "), format!("{name} {number}/{}", stalls.len()));
            for position in lines {
                let line = &order.lines[*position];
                self.look = look;
                if self.struck(*position, line, TALL, &format!("  {TICK_BOX} ")) {
                    continue;
                }
                let lead = format!("  {TICK_BOX} {}  ", line.quantity);
                self.hanging(TALL, lead, self.dish(line));
                self.look = Look { size: look.options, ..look };
                for option in &line.options {
                    let (sign, name) = self.option(option);
                    self.hanging(NORMAL, format!("{OPTION_LEAD}{sign} "), name);
                }
                self.request("요청", line.memo.as_deref());
            }
        }
        self.left_out();
    }
}
