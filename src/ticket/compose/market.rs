//! A market's bundle: whose it is, when it is to be there, and its stalls to be ticked off.

use super::{LARGE, LOUD, Look, NORMAL, OPTION_LEAD, TALL, Writer, clean};

/// An empty box to tick. CP949 has it, so every Korean printer does.
const BOX: char = '□';

impl Writer<'_> {
    pub(super) fn market(&mut self) {
        if let Some(bundle) = &self.brief.order.bundle {
            let market = self.optional(bundle.market.as_deref()).unwrap_or_default();
            self.text(TALL, format!("장보기 꾸러미 {market}").trim_end());
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
            self.hanging(LARGE, format!("{tick} {} {number}/{}", clean(name), stalls.len()), 3);
            for position in lines {
                let line = &order.lines[*position];
                self.look = look;
                let what = format!("{}  {}", line.quantity, self.clean(&line.name));
                if self.struck(*position, line, TALL, &format!("  {BOX} ")) {
                    continue;
                }
                self.hanging(TALL, format!("  {BOX} {what}"), 5);
                self.look = Look { size: look.options, ..look };
                for option in &line.options {
                    let (sign, name) = self.option(option);
                    let lead = " ".repeat(OPTION_LEAD as usize);
                    self.hanging(NORMAL, format!("{lead}{sign} {name}"), OPTION_LEAD + 2);
                }
                self.request("요청", line.memo.as_deref());
            }
        }
    }
}
