//! Takes the customer out of what is stored of an order, once its business day is over. What was sold, for how much, when, and how it
//! went stays.
//!
//! Every struct is taken apart field by field, so that a new field does not compile until it is decided whether it may tell who a
//! person is. Machines with private fields do that in their own files.

use crate::order::{Bundle, CashReceipt, Customer, Line, Order, Personal};
use crate::rules::Head;
use crate::{CancellationRequest, Compared, Offer, OrderState};

impl OrderState {
    /// Takes out who ordered, where it went, what customers and staff wrote about it, and who carried it. Meant for an order of
    /// which nothing is open: its problems go too, as their reasons are the words of apps and agencies.
    pub fn forget_customer(&mut self) {
        let OrderState { head, tickets: _, deliveries, gathering: _, problems, bell: _, timeline: _ } = self;
        head.forget_customer();
        deliveries.forget_customer();
        problems.clear();
    }

    /// A text from outside without what the order says of its customer and riders, for a log: servers repeat in their errors what
    /// they were sent.
    pub fn without_customer(&self, text: &str) -> String {
        let written = |text: &Option<String>| text.clone();
        let personal = |text: &Option<Personal>| text.as_ref().map(|text| text.0.clone());
        let mut told: Vec<String> = Vec::new();
        if let Some(order) = &self.head.order {
            told.extend([&order.store_memo, &order.rider_memo].into_iter().filter_map(written));
            told.extend(order.lines.iter().filter_map(|line| line.memo.clone()));
            told.extend([&order.customer.name, &order.customer.phone].into_iter().filter_map(personal));
            if let Some(place) = &order.address {
                let parts = [&place.road, &place.jibun, &place.detail, &place.entrance];
                told.extend(parts.into_iter().filter_map(personal));
            }
        }
        for rider in self.deliveries.iter().filter_map(|attempt| attempt.rider.as_ref()) {
            told.extend([&rider.name, &rider.phone].into_iter().filter_map(personal));
        }
        let digits = |text: &String| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let numbers: Vec<String> = told.iter().map(digits).filter(|digits| digits.len() > 6).collect();
        // The longest first: a name may be a part of what was written.
        told.extend(numbers);
        told.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let told = told.iter().filter(|part| !part.trim().is_empty());
        told.fold(text.to_owned(), |text, part| text.replace(part.as_str(), "…"))
    }
}

impl Head {
    fn forget_customer(&mut self) {
        let Head {
            id: _,
            number: _,
            channel: _,
            shop: _,
            external_id: _,
            order,
            status: _,
            confirmed: _,
            pending_action: _,
            received_at: _,
            accept_by: _,
            accepted_at: _,
            prep_minutes: _,
            ready_at: _,
            starts_at: _,
            started: _,
            delivered_at: _,
            cancellation_request,
            cancelled_at_app: _,
            cancel_answered: _,
            compared_at: _,
            receipt_issued_at: _,
            cancelled_after_completion_at: _,
            missed_seen: _,
            customer_gone,
            clock_ahead: _,
            unsure_since: _,
            last_event_at: _,
            updated_at: _,
        } = self;
        if let Some(order) = order {
            order.forget_customer();
        }
        if let Some(CancellationRequest { requested_at: _, reason, answer_by: _ }) = cancellation_request {
            *reason = None;
        }
        *customer_gone = true;
    }
}

impl Order {
    /// Takes out who ordered it, where it went and what was written about it. That a receipt was asked for stays, without its
    /// number; which banknote was announced stays, as money does.
    pub fn forget_customer(&mut self) {
        let Order {
            external_id: _,
            display_id: _,
            kind: _,
            timing: _,
            placed_at: _,
            preparation_start: _,
            promised_at: _,
            wanted: _,
            lines,
            fees: _,
            discounts: _,
            total: _,
            payments: _,
            customer,
            address,
            delivered_by: _,
            store_memo,
            rider_memo,
            cutlery: _,
            reusable_container: _,
            return_code,
            bundle,
            cash_receipt,
            pickup_code,
            wants: _,
            remarks,
            unread,
            left_out: _,
        } = self;
        *customer = Customer::default();
        *address = None;
        (*store_memo, *rider_memo, *return_code, *pickup_code) = (None, None, None, None);
        // They repeat what the app sent.
        remarks.clear();
        unread.clear();
        if let Some(CashReceipt { kind: _, id }) = cash_receipt {
            *id = Personal(String::new());
        }
        if let Some(Bundle { id: _, market: _, deliver_from: _, deliver_until: _, stalls: _ }) = bundle {}
        for line in lines {
            let Line {
                id: _,
                name: _,
                external_code: _,
                quantity: _,
                unit_price: _,
                total: _,
                options: _,
                memo,
                alcohol: _,
                stall: _,
            } = line;
            *memo = None;
        }
    }
}

/// Of an agency's no its code stays; its message may repeat an address.
pub(crate) fn forget_in_quote(asked: &mut Compared) {
    let Compared { agency: _, key: _, asked_at: _, answer } = asked;
    if let Some(Offer::Refused(refusal)) = answer {
        refusal.message = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Address, DeliveryState, Problem, Refusal, Remark, Rider};
    use crate::{Purpose, sample};
    use jiff::Timestamp;

    const MARK: &str = "가상표식";

    /// An order in which every text that a person may have written is marked.
    fn marked(now: Timestamp) -> OrderState {
        let personal = || Some(Personal::from(MARK));
        let text = || Some(MARK.to_owned());
        let mut order = sample::order("B7K2", now, sample::soup());
        order.customer = Customer { name: personal(), phone: personal(), ..Customer::default() };
        order.address = Some(Address {
            road: personal(),
            jibun: personal(),
            detail: personal(),
            entrance: personal(),
            district: text(),
            latitude: Some(35.123_456),
            longitude: Some(127.123_456),
        });
        order.lines[0].memo = text();
        (order.store_memo, order.rider_memo) = (text(), text());
        (order.return_code, order.pickup_code) = (text(), text());
        order.cash_receipt = Some(CashReceipt { kind: "INDIVIDUAL".to_owned(), id: Personal::from(MARK) });
        order.remarks = vec![Remark::Worded(MARK.to_owned())];
        order.unread = vec![MARK.to_owned()];
        let mut state = sample::state("특급-001", now, order);
        state.head.cancellation_request =
            Some(CancellationRequest { requested_at: now, reason: text(), answer_by: None });
        let mut delivery = sample::delivery("특급-001", now, DeliveryState::Delivered);
        delivery.rider = Some(Rider { name: personal(), phone: personal() });
        delivery.purpose = Purpose::Redelivery { note: MARK.to_owned() };
        delivery.refusal = Some(Refusal { code: "INVALID_AREA".to_owned(), message: text() });
        state.deliveries = vec![delivery].into();
        state.problems.push(Problem::CancelledByApp { reason: text(), food: Default::default() });
        state
    }

    #[test]
    fn nothing_of_a_customer_is_left_and_money_and_dishes_stay() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let before = marked(now);
        let mut after = before.clone();
        after.forget_customer();
        let json = serde_json::to_string(&after).unwrap();
        assert!(!json.contains(MARK) && !json.contains("123456"), "{json}");
        let (known, order) = (before.head.order.unwrap(), after.head.order.unwrap());
        assert_eq!(
            (&order.external_id, &order.display_id, order.total, &order.payments, &order.fees),
            (&known.external_id, &known.display_id, known.total, &known.payments, &known.fees)
        );
        let dishes = |order: &Order| order.lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>();
        assert_eq!(dishes(&order), dishes(&known));
        assert_eq!(order.cash_receipt.map(|receipt| receipt.kind).as_deref(), Some("INDIVIDUAL"));
        assert_eq!(after.deliveries[0].cost, before.deliveries[0].cost);
        assert_eq!(after.deliveries[0].refusal.as_ref().unwrap().code, "INVALID_AREA");
        assert_eq!(after.head.updated_at, before.head.updated_at);
        assert!(after.head.customer_gone);
    }

    #[test]
    fn a_log_does_not_repeat_what_a_server_repeats() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut order = sample::order("B7K2", now, sample::soup());
        order.customer.name = Some("김가상".into());
        order.customer.phone = Some("0504-000-0012".into());
        order.address = Some(Address { road: Some("없는로 1".into()), ..Address::default() });
        order.rider_memo = Some("김가상 문 앞".to_owned());
        let state = sample::state("특급-001", now, order);
        let said = state.without_customer("400: no 없는로 1 for 김가상, 05040000012, 김가상 문 앞");
        assert_eq!(said, "400: no … for …, …, …");
    }

    #[test]
    fn forgetting_twice_changes_nothing() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut once = marked(now);
        once.forget_customer();
        let mut twice = once.clone();
        twice.forget_customer();
        assert_eq!(once, twice);
    }
}
