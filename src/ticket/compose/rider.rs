//! The rider's slip: what to collect, where to go, what to carry.

use domain::order::{OrderKind, Payment, PaymentKind};

use super::super::discreet::PAID;
use super::{LARGE, LOUD, NORMAL, TALL, Writer, printable};

impl Writer<'_> {
    pub(super) fn agency(&mut self) {
        let mut id = self.display_id();
        if let Some(agency) = self.input.agency {
            id = format!("{id} / {}", printable(agency));
        }
        let ready = self.input.ready_at.map(|at| format!("준비 {}", self.time(at)));
        let channel = format!("{} ", printable(self.input.channel));
        self.labelled_pair(NORMAL, channel, id, ready.unwrap_or_default());
    }

    pub(super) fn load(&mut self) {
        let order = self.input.order;
        let bag = if order.reusable_container { " / 다회용기 가방" } else { "" };
        let alcohol = if order.has_alcohol() { " / 주류" } else { "" };
        self.text(TALL, format!("짐: {}{bag}{alcohol}", self.count()));
    }

    /// Money first: what to take, the change to carry, and a request that contradicts it.
    pub(super) fn collect(&mut self) {
        let order = self.input.order;
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
        if order.asks_to_leave() {
            self.text(LOUD, "만나서 결제인데 '문 앞' 요청: 손님께 확인");
        }
    }

    pub(super) fn address(&mut self) {
        let order = self.input.order;
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
                (Some(jibun), Some(_)) => self.hanging(NORMAL, "(지번) ", jibun),
                (Some(jibun), None) => self.text(TALL, jibun),
                (None, Some(_)) => {}
                (None, None) => self.text(LOUD, "주소 없음: 앱에서 확인"),
            }
        } else {
            self.text(LOUD, "주소 없음: 앱에서 확인");
        }
    }

    pub(super) fn contact(&mut self) {
        let order = self.input.order;
        let entrance = order.address.as_ref().and_then(|address| self.personal(&address.entrance));
        let phone = self.personal(&order.customer.phone).map(|number| {
            let label = if order.customer.safe_number { "안심" } else { "전화" };
            let until = order.customer.safe_number_expires.filter(|_| order.customer.safe_number);
            let until = until.map(|at| format!(" ({}까지)", self.time(at))).unwrap_or_default();
            format!("{label} {number}{until}")
        });
        let phone = phone.unwrap_or_default();
        match entrance {
            Some(way) => self.labelled_pair(NORMAL, "공동현관 ", way, phone),
            None if !phone.is_empty() => self.pair(NORMAL, "", phone),
            None => {}
        }
    }
}
