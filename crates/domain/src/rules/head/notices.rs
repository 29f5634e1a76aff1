//! What the app is told of an order.

use jiff::Timestamp;

use super::HeadMachine;
use crate::order::{AppAction, DeliveredBy, Order, OrderKind};
use crate::rules::Effect;

impl HeadMachine<'_, '_> {
    /// Queues an effect for now.
    pub(super) fn queue(&mut self, effect: Effect) {
        self.queue_at(effect, self.now);
    }

    pub(super) fn queue_at(&mut self, effect: Effect, not_before: Timestamp) {
        self.out.enqueue_for_app(self.own, effect, not_before);
    }

    /// The confirmation as it is to be sent now.
    pub(super) fn confirm(&self) -> Option<Effect> {
        let placed_at = self.own.order.as_ref()?.placed_at;
        let prep_minutes = self.own.prep_minutes?;
        let action = AppAction::Confirm { prep_minutes, number: self.own.number.clone(), placed_at };
        Some(Effect::Notify { action })
    }

    /// Notifies the app that the food has left the shop, where it wants to be told.
    pub(super) fn tell_picked_up(&mut self) {
        let action = match &self.own.order {
            Some(Order { kind: OrderKind::Delivery, delivered_by: DeliveredBy::Merchant, .. }) => {
                AppAction::Dispatch
            }
            Some(order) if order.kind != OrderKind::Delivery && order.wants.picked_up => AppAction::PickedUp,
            _ => return,
        };
        self.queue(Effect::Notify { action });
    }

    /// Notes that the customer has the food, and notifies the app where it wants to be told.
    pub(super) fn tell_delivered(&mut self) {
        if self.own.delivered_at.is_none() && self.own.status.is_accepted() {
            self.own.delivered_at = Some(self.now);
            let wanted = self
                .own
                .order
                .as_ref()
                .is_some_and(|order| order.kind == OrderKind::Delivery && order.wants.delivered);
            if wanted {
                self.queue(Effect::Notify { action: AppAction::Delivered });
            }
        }
    }
}
