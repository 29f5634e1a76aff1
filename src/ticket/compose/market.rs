//! A market's bundle: whose it is, when it is to be there, and its stalls to be ticked off.

use super::{LARGE, LOUD, Look, NAMELESS, NORMAL, OPTION_LEAD, TALL, Writer};

/// An empty box to tick. CP949 has it, so every Korean printer does.
const BOX: char = '□';

impl Writer<'_> {
    pub(super) fn market(&mut self) {
        if let Some(bundle) = &self.brief.order.bundle {
            let market = self.optional(bundle.market.as_deref()).unwrap_or_default();
            self.labelled(TALL, "장보기 꾸러미 ", market);
        }
    }

    /// `배송 17:00 ~ 18:30`: what the customer was told.
    pub(super) fn deliver(&mut self) {
        let Some(bundle) = &self.brief.order.bundle else { return };
        let from = bundle.deliver_from.map(|at| self.time(at));
        let until = bundle.deliver_until.map(|at| self.time(at));
        match (from, until) {
            (Some(from), Some(until)) => self.text(LOUD, format!("배송 {from} ~ {until}")),
            (Some(from), None) => self.text(LOUD, format!("배송 {from} 부터")),
            (None, Some(until)) => self.text(LOUD, format!("배송 {until} 까지")),
            (None, None) => {}
        }
    }

    /// Every stall with its things, each with a box.
    pub(super) fn stalls(&mut self) {
        let (look, order) = (self.look, self.brief.order);
        let stalls = order.stalls();
        for (number, (name, lines)) in (1..).zip(&stalls) {
            self.look = Look { size: None, options: None, ..look };
            // A stall that has nothing is not gone to.
            let nothing = lines.iter().all(|line| matches!(self.brief.short.get(line), Some(None)));
            let tick = if nothing { '×' } else { BOX };
            let name = self.optional(Some(name)).unwrap_or_else(|| NAMELESS.to_owned());
            self.hanging(LARGE, format!("{tick} "), format!("{name} {number}/{}", stalls.len()));
            for position in lines {
                let line = &order.lines[*position];
                self.look = look;
                if self.struck(*position, line, TALL, &format!("  {BOX} ")) {
                    continue;
                }
                let lead = format!("  {BOX} {}  ", line.quantity);
                self.hanging(TALL, lead, self.dish(line));
                self.look = Look { size: look.options, ..look };
                for option in &line.options {
                    let (sign, name) = self.option(option);
                    self.hanging(NORMAL, format!("{OPTION_LEAD}{sign} "), name);
                }
                self.request("요청", line.memo.as_deref());
            }
        }
    }
}
