//! Misbehaviour that can be switched on, so many times.

/// One kind of misbehaviour.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Refuses with this reason. A refused cancel with `INVALID_STATUS` is a lost race: a rider is named at that moment.
    Refuse(Route, String),
    /// Something goes wrong with the answer, before or after the request took effect.
    Mishap {
        /// Which request.
        route: Route,
        /// What.
        what: Mishap,
        /// The request took effect.
        after_effect: bool,
    },
    /// The named rider is taken away (`ALLOCATION_CANCELED`) and another has to be found.
    Reassign,
    /// A look-up shows the delivery one step back.
    Stale,
    /// The next quote carries a surcharge of this kind, won.
    Surge(String, i64),
    /// The next delivery that moves ends like this instead (`CANCELED`, `REJECTED`, `FAILED`).
    End(String),
}

/// Kinds of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `POST /api/delivery-possible`.
    Quote,
    /// `POST /api/orders`.
    Create,
    /// `GET /api/orders/{key}`.
    LookUp,
    /// `PUT /api/orders/{key}/status/cancel`.
    Cancel,
    /// `POST /api/orders/{key}/prepare-complete`.
    PrepareComplete,
    /// Anything else.
    Other,
}

/// What goes wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// No answer comes.
    Hang,
    /// The connection is cut.
    Reset,
    /// This HTTP status with Gorela's envelope.
    Status(u16),
    /// 200 with a page that is not Gorela's.
    Garbage,
}

/// The misbehaviour still to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Vec<(Fault, u32)>);

impl Faults {
    pub fn set(&mut self, fault: Fault, times: u32) {
        self.0.retain(|(known, _)| *known != fault);
        if times > 0 {
            self.0.push((fault, times));
        }
    }

    /// Uses up the first fault that `wanted` picks, once.
    pub fn take<T>(&mut self, wanted: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (index, found) =
            self.0.iter().enumerate().find_map(|(i, (fault, _))| Some((i, wanted(fault)?)))?;
        let (_, left) = &mut self.0[index];
        *left -= 1;
        if *left == 0 {
            self.0.remove(index);
        }
        Some(found)
    }
}
