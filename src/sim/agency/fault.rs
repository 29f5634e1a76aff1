//! Misbehaviour that can be switched on, so many times.

use std::str::FromStr;

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
    /// A delivery under way is found dearer by a surcharge of this kind, won, at its next look-up.
    Raise(String, i64),
    /// The next order is split into two deliveries.
    FanOut,
    /// Asked how it is doing, the agency takes no deliveries, for this reason.
    Condition(String),
    /// Asked how it is doing, the agency is late by so many minutes.
    Delay(u32),
    /// The next delivery that moves ends like this instead (`CANCELED`, `REJECTED`, `FAILED`).
    End(String),
    /// The next delivery that moves ends like this, and its order goes on: after a while another delivery agency has it.
    /// Only where orders and deliveries are two things, at Gorela.
    PassOn(String),
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
    /// `PUT /api/orders/{key}/pickup-wish-at`.
    PickupWish,
    /// `PUT /api/orders/{key}/drop-info`.
    Drop,
    /// `PUT /api/orders/{key}/memo-info`.
    Memo,
    /// `PUT /api/orders/{key}/payment-info`.
    Payment,
    /// `PUT /api/flexible/orders/{key}/delivery-price`.
    Raise,
    /// `GET /api/deposit-infos`.
    Deposit,
    /// `GET /api/delivery-conditions`.
    Conditions,
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
    /// 429, and it wants to be left alone for so many seconds.
    Busy(u16),
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

/// A fault as the command line spells it: `WHAT[@ROUTE][:TIMES]`, as in `lost@create:2` or `surge-WEATHER-1500`.
#[derive(Clone, Debug, PartialEq)]
pub struct Misbehaviour {
    /// What goes wrong.
    pub fault: Fault,
    /// How often.
    pub times: u32,
}

/// What [`Misbehaviour`] understands.
pub const SPELLINGS: &str = "WHAT: refuse-REASON hang lost reset status-N busy-SECONDS garbage, each with @ROUTE (quote create \
    look-up cancel pickup-wish drop memo payment raise deposit conditions prepare-complete); reassign, stale, fan-out, \
    surge-KIND-WON, raise-KIND-WON, condition-REASON, delay-MINUTES, end-STATE, pass-on-STATE; \
    lost is taken and not answered";

impl FromStr for Misbehaviour {
    type Err = String;

    fn from_str(text: &str) -> Result<Misbehaviour, String> {
        let wrong = || format!("WHAT[@ROUTE][:TIMES]; {SPELLINGS}");
        let (what, times) = text.split_once(':').unwrap_or((text, "1"));
        let (what, route) = what.split_once('@').map_or((what, None), |(what, route)| (what, Some(route)));
        let route = match route {
            None => None,
            Some("quote") => Some(Route::Quote),
            Some("create") => Some(Route::Create),
            Some("look-up") => Some(Route::LookUp),
            Some("cancel") => Some(Route::Cancel),
            Some("pickup-wish") => Some(Route::PickupWish),
            Some("drop") => Some(Route::Drop),
            Some("memo") => Some(Route::Memo),
            Some("payment") => Some(Route::Payment),
            Some("raise") => Some(Route::Raise),
            Some("deposit") => Some(Route::Deposit),
            Some("conditions") => Some(Route::Conditions),
            Some("prepare-complete") => Some(Route::PrepareComplete),
            Some(_) => return Err(wrong()),
        };
        let mishap = |what, after_effect| {
            let route = route.ok_or_else(wrong)?;
            Ok::<Fault, String>(Fault::Mishap { route, what, after_effect })
        };
        let fault = match what {
            "hang" => mishap(Mishap::Hang, false)?,
            "lost" => mishap(Mishap::Hang, true)?,
            "reset" => mishap(Mishap::Reset, true)?,
            "garbage" => mishap(Mishap::Garbage, false)?,
            "reassign" => Fault::Reassign,
            "stale" => Fault::Stale,
            "fan-out" => Fault::FanOut,
            _ if what.starts_with("pass-on-") => Fault::PassOn(what["pass-on-".len()..].to_owned()),
            _ => match what.split_once('-') {
                Some(("refuse", reason)) => Fault::Refuse(route.ok_or_else(wrong)?, reason.to_owned()),
                Some(("status", status)) => {
                    mishap(Mishap::Status(status.parse().map_err(|_| wrong())?), false)?
                }
                Some(("busy", seconds)) => {
                    mishap(Mishap::Busy(seconds.parse().map_err(|_| wrong())?), false)?
                }
                Some(("end", state)) => Fault::End(state.to_owned()),
                Some(("condition", reason)) => Fault::Condition(reason.to_owned()),
                Some(("delay", minutes)) => Fault::Delay(minutes.parse().map_err(|_| wrong())?),
                Some((moved @ ("surge" | "raise"), charge)) => {
                    let (kind, won) = charge.rsplit_once('-').ok_or_else(wrong)?;
                    let (kind, won) = (kind.to_owned(), won.parse().map_err(|_| wrong())?);
                    if moved == "surge" { Fault::Surge(kind, won) } else { Fault::Raise(kind, won) }
                }
                _ => return Err(wrong()),
            },
        };
        Ok(Misbehaviour { fault, times: times.parse().map_err(|_| wrong())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_lines_spelling_is_understood_or_explained() {
        let read = |text: &str| text.parse::<Misbehaviour>();
        let lost = Fault::Mishap { route: Route::Create, what: Mishap::Hang, after_effect: true };
        assert_eq!(read("lost@create:2"), Ok(Misbehaviour { fault: lost, times: 2 }));
        let surge = Fault::Surge("WEATHER".to_owned(), 1_500);
        assert_eq!(read("surge-WEATHER-1500"), Ok(Misbehaviour { fault: surge, times: 1 }));
        let busy = Fault::Mishap { route: Route::Create, what: Mishap::Busy(40), after_effect: false };
        assert_eq!(read("busy-40@create"), Ok(Misbehaviour { fault: busy, times: 1 }));
        let raise = Fault::Raise("OVERLOAD".to_owned(), 700);
        assert_eq!(read("raise-OVERLOAD-700"), Ok(Misbehaviour { fault: raise, times: 1 }));
        assert_eq!(read("delay-30:2"), Ok(Misbehaviour { fault: Fault::Delay(30), times: 2 }));
        let pass_on = Fault::PassOn("REJECTED".to_owned());
        assert_eq!(read("pass-on-REJECTED"), Ok(Misbehaviour { fault: pass_on, times: 1 }));
        let refuse = Fault::Refuse(Route::Quote, "OVER_CAPACITY".to_owned());
        assert_eq!(read("refuse-OVER_CAPACITY@quote"), Ok(Misbehaviour { fault: refuse, times: 1 }));
        for wrong in [
            "",
            "hang",
            "hang@door",
            "surge-WEATHER",
            "raise-700",
            "delay-long",
            "lost@create:often",
            "refuse-ETC",
        ] {
            assert!(read(wrong).is_err_and(|why| why.contains("refuse-REASON")), "{wrong}");
        }
    }
}
