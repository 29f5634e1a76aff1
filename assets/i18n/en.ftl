# Everything in English. The same ids as ko.ftl (a test holds it).
# The owner reads this: what happened, and what to do now.

## order: status and kind of orders

status-received = new order
status-accepted = accepted
status-ready = ready
status-picked_up = on its way
status-handed_over = handed over
status-completed = completed
status-rejected = rejected
status-cancelled = cancelled
status-missed = missed
status-unreadable = unreadable

order-kind-delivery = delivery
order-kind-takeout = takeout
order-kind-indoor = eat in

pending-reject = asking to reject
pending-cancel = asking to cancel

## tickets

ticket-kind-kitchen = kitchen ticket
ticket-kind-customer = customer ticket
ticket-kind-rider = rider slip
ticket-kind-cancel = cancel ticket
ticket-kind-gather = gathering slip

ticket-state-queued = waiting to print
ticket-state-sending = printing
ticket-state-printed = printed
ticket-state-sent = sent (this printer cannot confirm)
ticket-state-unknown = not known whether printed
ticket-state-failed = failed
ticket-state-expired = not printed

stall-waiting = to gather
stall-picked = here
stall-short = sold out

## delivery

delivery-state-planned = needs your decision
delivery-state-quoting = asking the price
delivery-state-submitting = calling a rider
delivery-state-requested = rider requested
delivery-state-assigned = rider assigned
delivery-state-arrived = rider at the shop
delivery-state-picked_up = picked up
delivery-state-delivered = delivered
delivery-state-rejected = refused by the agency
delivery-state-unknown = not known whether called
delivery-state-cancel_requested = calling off
delivery-state-cancelled = called off
delivery-state-expired = not called (as checked by you)
delivery-state-returning = coming back
delivery-state-returned = back in the shop
delivery-state-failed = delivery failed

raw-state-CANCELED = cancelled
raw-state-REJECTED = rejected
raw-state-FAILED = delivery failed
raw-state-MATCHING_FAILED = no rider was found
raw-state-ABORTED = stopped by the agency
raw-state-CANCELLED = cancelled
raw-state-RETURNING_TO_MERCHANT = on its way back to the shop
raw-state-RETURNED_TO_MERCHANT = back in the shop

surcharge-WEATHER = weather
surcharge-AREA = area
surcharge-OVERLOAD = heavy load
surcharge-HOLIDAY = holiday
surcharge-TIME = time of day
surcharge-BUSY = busy hours
surcharge-LATE_NIGHT = late night
surcharge-VALUABLE = valuables
surcharge-ADMIN = set by the agency
surcharge-PROMOTION = promotion
surcharge-ETC = other
surcharge-ALCOHOLIC = alcohol
surcharge-DYNAMIC = demand
charge = { $kind } { $amount } won

amendment-pickup = pickup time
amendment-drop = address
amendment-memo = request to the rider
amendment-payment = money to collect

## codes: reasons to reject or cancel

cancel-UNAVAILABLE_ITEM = sold out
cancel-INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT = kitchen too busy
cancel-OUTSIDE_DELIVERY_HOURS = outside opening hours
cancel-ORDER_OUTSIDE_THE_DELIVERY_AREA = outside the delivery area
cancel-RESTAURANT_WITHOUT_DELIVERY_PERSON = no rider
cancel-DELIVERY_PROBLEM = delivery accident
cancel-OUTDATED_MENU = menu or price changed
cancel-DUPLICATE_APPLICATION = ordered twice
cancel-BLOCKED_CUSTOMER = blocked customer
cancel-RISK_AREA = unsafe area
cancel-SYSTEMIC_ISSUES = system error

deny-DISH_ALREADY_DONE = already cooked
deny-OUT_FOR_DELIVERY = already on its way

## problems: what a person has to know or decide

reason-none = no reason given

problem-unreadable = The order could not be read ({ $reason }). Handle it in the delivery app itself. The program keeps fetching it again.
problem-confirm-refused = The app did not take our acceptance ({ $reason }). Check in the app whether the order still stands.
problem-cancellation-refused = The app did not agree to cancel ({ $reason }). The order still stands. Call the app's support.
problem-step-refused = The app did not take “{ $step }” ({ $reason }). Check the order's status in the app.
problem-ticket-unknown = Nobody knows whether the { $kind } came out of printer “{ $printer }”. If the paper is there press “It printed”, if not “Print again”.
problem-ticket-expired = The { $kind } for printer “{ $printer }” waited too long and was not printed. If you still need it, press “Print again”.
problem-fee-above-max = “{ $agency }” asks { $fee } won; your limit is { $max } won. Call at this price or choose another agency.
problem-fee-rose = The price of “{ $agency }” grew from { $known } to { $fee } won after the call, above your limit. Leave it so, or call the rider off and call another agency.
problem-rider-not-needed-takeout = The customer fetches the order now, but a rider of “{ $agency }” is called. Call the rider off; if that fails, telephone the agency.
problem-rider-not-needed-app = The app sends a rider for this order now, but one of “{ $agency }” is called too. Call that one off and give the food to the app's rider.
problem-rider-not-needed-left = The food has left, but at “{ $agency }” no rider has taken it yet. Call that rider off if somebody else has it; if that rider has it, press “OK”.
problem-nobody-called = No rider of “{ $agency }” was called. { $refusal }
problem-no-rider = “{ $agency }” did not take the delivery. { $refusal }
problem-delivery-unknown = We called “{ $agency }” and got no answer. Before calling again, phone the agency (call number { $key }). Press “It was called” or “It was not called”.
problem-delivery-orphaned = “{ $agency }”, which was called, was changed in the settings or taken out, so nobody can be asked about this delivery. Phone the agency (call number { $key }). Press “It was called” if a rider comes, or “It was not called”.
problem-rider-not-called-off = The call at “{ $agency }” could not be cancelled: { $reason } A rider may come; phone the agency.
problem-delivery-ended = “{ $agency }” ended the delivery ({ $state }). If the food is still here, call a rider again.
problem-delivery-lives-after-all = A call at “{ $agency }” that was thought void is alive and is being cancelled. Watch for a second rider, and give the food to the first one only.
problem-rider-comes-early = The rider of “{ $agency }” could not be told about the delay (already on the way). Ask the rider to wait at the counter.
problem-rider-not-told = “{ $agency }” was not told the new { $what }. Telephone the agency or the rider.
problem-rider-late = The rider of “{ $agency }” is late. Telephone the agency; to call another one, call this rider off first.
problem-rider-not-found = “{ $agency }” has not found a rider yet. Telephone the agency; to call another one, call this one off first.
problem-fee-not-raised = “{ $agency }” did not raise the fee. { $refusal }
problem-delay-not-told = The app could not be told about the delay (it may have no call for it). If it is long, phone the customer.
problem-order-changed = The app changed this order. If it was accepted and is still here, a new ticket marked 변경 comes out; throw the earlier one away.
problem-item-short = “{ $item }” is sold out: phone the customer about a substitute or the money back. Apps have no call that takes out one dish: if the order came from one, it does not know. To call the whole order off, press “Cancel order”.
problem-item-replaced = “{ $substitute }” instead of “{ $item }”: phone the customer and ask whether that is fine. Apps have no call for it: if the order came from one, it does not know.
problem-not-gathered = The app was already told that this bundle is ready, and that cannot be taken back. Do not hand it over before everything is here.
problem-cancelled-by-app = The app cancelled an accepted order ({ $reason }). Stop cooking and send the rider away if one was called.
problem-cancellation-asked = The app asks to cancel ({ $reason }). Agree or refuse.

step-confirm = accepted
step-details = preparation time
step-preparing = cooking
step-readyForPickup = ready
step-pickedUp = handed over
step-dispatch = on its way
step-delivered = delivered

## refused: why a command was not carried out

refused-unknown-order = There is no order “{ $order }”. Check the number.
refused-ambiguous-order = “{ $order }” names several orders. Use one of: { $candidates }
refused-wrong-status = Not possible while the order is “{ $status }”.
refused-pending = Waiting for the app's answer ({ $pending }). Try again once it has come.
refused-out-of-range = { $what } must be between { $least } and { $most }.
refused-not-our-riders = Riders for this order are not called from here ({ $why }).
refused-not-our-riders-takeout = This is a takeout order; it needs no rider.
refused-not-our-riders-app = The app sends the rider for this order. Calling one here would bring two.
refused-not-our-riders-other-program = Riders for this app are called by another program. To change that, edit `riders` in the settings.
refused-not-our-riders-elsewhere = This order is marked as called elsewhere. Take that mark off before calling from here.
refused-unknown-channel = No app “{ $channel }” is set up.
refused-unknown-stall = This bundle has no stall “{ $stall }”. It has: { $known }
refused-no-bundle = This order is no market bundle.
refused-no-agency = No delivery agency is set up. Add one to the settings.
refused-no-own-riders = The shop has no riders of its own in the settings. Add [[agencies]] with kind = "in-house".
refused-unknown-agency = There is no agency “{ $agency }” in the settings. Check its id.
refused-delivery-under-way = A delivery is under way already (“{ $state }”). Cancel that call before calling again.
refused-nothing-there = There is nothing to do this to. Perhaps it is settled already.
refused-store = It could not be saved ({ $reason }). Check the free disk space and try again.
refused-stopping = The program is stopping. Start it again and retry.

value-prep_minutes = preparation time (minutes)
value-minutes = time (minutes)
value-item = position of the dish
value-max_fee = highest fee (won)
value-surcharge = length of the surcharge's name
value-up_to = amount (won)
value-fee = delivery fee (won)

## refusals: why an agency refuses

refusal-INVALID_AREA = This agency does not deliver to that area. Call another agency.
refusal-IMPOSSIBLE_DELIVERY_AREA = That area cannot be reached now. Call another agency or phone this one.
refusal-INVALID_ADDRESS = The agency cannot find the address. Check it with the customer and phone the agency.
refusal-TOO_LONG_DELIVERY_DISTANCE = It is too far for this agency. Call another agency.
refusal-OVER_CAPACITY = The agency is too busy to take it. Try again shortly or call another agency.
refusal-BAD_WEATHER = The agency has stopped because of the weather. Call another agency or tell the customer it will be late.
refusal-CLOSE_AGENCY = The agency is closed now. Call another agency.
refusal-CLOSE_STORE = The agency has our shop marked as closed. Open the shop at the agency.
refusal-INSUFFICIENT_DEPOSIT = The deposit is too low. Top it up or call another agency.
refusal-STORE_NOT_APPROVED = The agency has not approved our shop yet. Phone the agency and ask for approval.
refusal-DELIVERY_DISABLED = Delivery is switched off for our shop at the agency. Phone the agency.
refusal-INVALID_GOODS_PAY_TYPE_ONLY_PREPAID = This agency only takes prepaid orders. Call another agency.
refusal-INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD = This agency does not carry orders paid in cash. Call another agency.
refusal-INCORRECT_DELIVERY_PRICE_SETTING = Our shop's delivery price is set up wrongly at the agency. Phone it to have it corrected.
refusal-WRONG_REQUEST = The agency did not understand the call. Call by phone, and tell your installer if it happens again.
refusal-DELIVERY_AGENCY_CAN_NOT_DEFERRED_PAYMENT = This agency does not take money at the door. Call another agency.
refusal-INCORRECT_STORE_INFO_SETTING = Our shop is registered wrongly at the agency. Phone it to have it corrected.
refusal-INCORRECT_STORE_VAN_INFO_SETTING = Our shop's card payments are registered wrongly at the agency. Phone it to have it corrected.
refusal-OUT_OF_DELIVERY_POSSIBLE_AREA = That is outside our shop's delivery area. Call another agency.
refusal-POSSIBLE_AREA_OUT_OF_HOURS = That area is not served at this hour. Call another agency.
refusal-NONE_DELIVERY_AGENCY_MAPPING = No agency is linked to our shop. Phone the agency and ask to be linked.
refusal-NONE_ORDER_AGENCY_MAPPING = Our shop is not linked at the agency. Phone the agency and ask to be linked.
refusal-no-shop-location = The settings lack the shop's address or its place on the map. Add road, latitude and longitude to the shop's address in the settings file.
refusal-no-address = The order has no address. Ask the customer for it and phone the agency.
refusal-no-coordinates = The order has no place on the map, which this agency needs. Call another agency or phone this one.
refusal-no-phone = The settings lack the shop's telephone number. Add phone to the shop in the settings file.
refusal-only-prepaid = This agency's riders take no money at the door. Call another agency or send a rider of our own.
refusal-PRICE_EXCEEDED = The delivery now costs more than was allowed. Try again shortly or call another agency.
refusal-VEHICLE_NOT_AVAILABLE = The agency has no motorbike free now. Try again shortly or call another agency.
refusal-NO_DELIVERYPERSON_AVAILABLE = The agency has no rider free now. Try again shortly or call another agency.
refusal-DOES_NOT_MEET_REQUESTED_TIMES = The agency cannot come by the time the food is ready. Call another agency or tell the customer it will be late.
refusal-REGION_NOT_SERVED = The agency's riders do not go there. Call another agency.
refusal-too-late = The delivery is over; it cannot be cancelled.
refusal-signed-out = The agency does not accept our key. Store the key again or call another agency.
refusal-unsuited-alcohol = The order has alcohol, so nobody was called by itself. Choose an agency that carries alcohol.
refusal-unsuited-cash = Cash is to be taken at the door, so nobody was called by itself. Choose an agency that takes cash.
refusal-unsuited-card = A card is to be taken at the door, so nobody was called by itself. Choose an agency with card terminals.
refusal-unsuited-hours = When the food is ready, no agency is called by itself. Choose one and call it.
refusal-missed-time = The time to call has passed (the program may have been off), so nobody was called. Call by hand if a rider is still needed.
refusal-unsuited-distance = It is farther than you set. Call another agency, or choose this one by hand to call it all the same.
refusal-no-answer = The agency does not answer. Call another one, or telephone it.
refusal-not-called = You said that nobody was called. Call again, or another agency.
refusal-not-set-up = This agency is no longer in the settings. Call another one.
refusal-no-line = The agency cannot be reached. Call another one, or this one again in a while.
refusal-no-call = This agency has no such function. Telephone it.
refusal-partly-cancelled = Only some of the deliveries were cancelled. Phone the agency about the rest.
refusal-partly-amended = Only some of the deliveries heard of the change. Phone the agency about it.
refusal-INVALID_STATUS = The rider is already moving; it cannot be cancelled.
refusal-ALREADY_CANCELED = It is cancelled already.
refusal-MULTIPLE_DELIVERY_IN_PROGRESS = The order is split into several deliveries, so that its fee cannot be raised. Phone the agency.
refusal-INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL = The delivery fee can only be raised above what it is now.
refusal-CHANGE_STORE = The agency moved this delivery to another shop. Phone the agency.
refusal-WRONG_RECEIVER_INFO = The delivery ended because the customer's details are wrong. Check address and number with the customer.
refusal-NOT_ANSWER_RECEIVER = The rider could not reach the customer. Phone the customer.
refusal-CHANGE_CUSTOMER_MIND = The customer changed their mind. Check the order in the app.
refusal-DAMAGE_PRODUCT = The food was damaged on the way. Tell the customer and decide whether to cook again.
refusal-SOLD_OUT = The delivery was cancelled because something is sold out. Tell the customer.
refusal-TIMEOUT_CANCEL = The agency found no rider for too long and cancelled. Call again or call another agency.
refusal-LONG_TERM_UNALLOCATE = No rider took it and it was cancelled. Call again for a higher fee or call another agency.
refusal-UNDERAGE = The customer seemed to be a minor, so alcohol was not handed over. Ask the agency whether the food comes back.
refusal-DELAY_DELIVERY = The delivery was cancelled because it was late. Tell the customer and call another agency.
refusal-CANCEL_BY_STORE = The shop cancelled this delivery.
refusal-CANCEL_BY_CUSTOMER = The customer cancelled this delivery. Check the order in the app.
refusal-COMPLAIN_BY_CUSTOMER = The delivery was cancelled after a complaint. Phone the customer.
refusal-CANCEL_BY_SWITCH_SELF_DELIVERY = It was cancelled because the shop delivers by itself now.
refusal-ETC = The agency refused without a reason. Phone it or call another agency.
refusal-other = The agency refused ({ $message }). Phone it or call another agency.

## printers

trouble-unreachable = Printer “{ $printer }” cannot be reached ({ $reason }). Check power and cable. If the hall's POS is using it just now, it comes back by itself.
trouble-busy = Printer “{ $printer }” is in use by another program. Wait a moment or close that program. If it is always so, share the printer: the computer's print queue (spooler://), another port of the printer, or a program that splits the port.
trouble-busy-by = Printer “{ $printer }” is in use by another program ({ $program }). Wait a moment or close that program. If it is always so, share the printer: the computer's print queue (spooler://), another port of the printer, or a program that splits the port.
trouble-paused = The print queue of printer “{ $printer }” is stopped ({ $queue }). Resume that queue in the computer's printer settings.
trouble-silent = Printer “{ $printer }” does not answer. If the hall's POS is printing just now, wait a moment; else switch the printer off and on.
trouble-paper-out = Printer “{ $printer }” is out of paper. Put in a new roll.
trouble-cover-open = The cover of printer “{ $printer }” is open. Close it.
trouble-stuck = Printer “{ $printer }” stopped in the middle of a ticket. See to paper and cover; if it stays so, switch it off and on.
trouble-error = Printer “{ $printer }” reports an error (a jammed cutter, say). Open the cover, clear the paper, close the cover; it goes on by itself.
trouble-overheated = Printer “{ $printer }” is too hot and rests. It goes on by itself.
trouble-broken = Printer “{ $printer }” reports a fault. Switch it off and on; if that does not help, have it repaired.

## lines: connection to apps and agencies

line-starting = { $name }: connecting.
line-connected = { $name }: connected
line-failing = { $name }: no connection ({ $reason }). It keeps trying. Check the internet.
line-away = “{ $name }” has no call for closing, so it is no longer asked for orders. It closes the shop within minutes.
channel-absent = “{ $name }” has not answered for { $minutes } min and may close the shop. Check the cable and the router. If that does not help, switch on the mobile hotspot in your phone's settings and choose that phone in this computer's Wi-Fi.
clock-fast = This computer's clock is about { $minutes } min fast. Press “Sync now” in the system's date and time settings. Until then deadlines are counted by the app's clock.
clock-slow = This computer's clock is about { $minutes } min slow. Press “Sync now” in the system's date and time settings. Until then deadlines are counted by the app's clock.
line-signed-out = { $name }: signed out ({ $reason }). Store its key again.

## bell

mute = The bell cannot be heard ({ $reason }). Connect a speaker and check the sound settings. Watch the screen until then.
mute-no-sound = this build has no sound
mute-no-device = there is no sound device
mute-other = the sound device cannot be opened

## ui: the window

ui-title = { $shop } — Jumunbell
ui-column-new = New orders
ui-column-cooking = Cooking
ui-column-away = On the way · pickup
ui-column-finished = Finished today
ui-column-empty = None
ui-tab-open = Open { $n }
ui-tab-finished = Finished today { $n }
ui-counter-keys = Arrows · Enter · Space: next
ui-waiting = Waiting for orders
ui-starting = Connecting to the apps
ui-disconnected = The apps cannot be reached. No new orders come in. Check the internet connection
ui-no-channels = No app is set up. Add [[channels]] to settings.toml
ui-stopped = Order handling has stopped. Close this window and start Jumunbell again. The orders are saved.
ui-order-gone = This order is no longer on the list
ui-engine-silent = The program does not answer. Look at the order in a moment, and press again if nothing has changed.
ui-broken-title = The settings are wrong, so nothing was started
ui-broken-next = Correct the place named above and save it, then close this window and start Jumunbell again.

ui-line-starting = connecting
ui-line-uncalled = not called yet
ui-line-connected = connected
ui-line-failing = no connection
ui-line-late = late
ui-line-away = away
ui-line-signed-out = signed out
ui-printer = Printer { $name }
ui-printer-good = fine
ui-printer-busy = in use elsewhere
ui-printer-paused = queue stopped
ui-printer-silent = no answer
ui-printer-paper-out = out of paper
ui-printer-cover-open = cover open
ui-printer-stuck = stopped
ui-printer-error = error
ui-printer-overheated = too hot
ui-printer-broken = fault
ui-printer-paper-low = paper low
ui-printer-waiting = { $n } waiting
ui-bell = Bell
ui-bell-on = on
ui-bell-ringing = ringing
ui-bell-mute = no sound

ui-key-enter = Enter
ui-key-space = Space
ui-key-esc = Esc
ui-back = Back
ui-close = Close
ui-no = No
ui-shop = Shop
ui-shop-all = All apps
ui-shop-open = Open
ui-shop-pause = Pause { $minutes } min
ui-shop-busy = Busy +{ $minutes } min
ui-shop-calm = Not busy
ui-shop-close = Closed
ui-shop-sold-out = Sold out: { $item }
ui-shop-on-sale = On sale again
ui-sold-out = Sold out
ui-which-sold-out = What is sold out?
ui-sold-out-note = It is taken off the menu of the app that this order came from, and comes back with the next business day.
ui-by-phone = By phone
ui-closing = Riders' money
ui-agencies-more = { $n } more agencies
ui-agencies-look = look
ui-deposit = deposit { $won } won
ui-phone-delivery = Delivery
ui-phone-takeout = Takeout
ui-phone-dish = Dish
ui-phone-count = Count
ui-phone-price = Price of one (won)
ui-phone-more = One more dish
ui-phone-address = Address
ui-phone-detail = Building, unit
ui-phone-tip = Delivery tip (won)
ui-phone-number = Customer's number
ui-phone-memo = For the kitchen
ui-phone-rider-memo = For the rider
ui-phone-cash = Cash at the door
ui-phone-card = Card at the door
ui-phone-paid = Paid already
ui-phone-amount = { $won } won
ui-phone-take = Take it
ui-short = Sold out…
ui-short-note = The tickets of this order come out again, marked 변경. The app has no call that takes out one dish: phone the customer.
ui-short-dish = Sold out: { $item }
ui-instead-question = What goes out instead (leave empty for nothing)
ui-off-menu-too = Off the app’s menu too
ui-leave-out = Leave out
ui-replace = Replace
ui-there-again = There after all
ui-instead = → instead: { $name }
ui-stalls = Stalls { $here }/{ $all }
ui-call-safe-number = The customer’s safe number: { $number }
ui-call-number = The customer’s phone: { $number }
ui-seen = OK
ui-accept = Accept { $minutes } min
ui-minutes = { $minutes } min
ui-accept-question = Ready in how many minutes? One press accepts the order.
ui-reject = Reject
ui-cancel = Cancel order
ui-ready = Ready
ui-departed = Gone out
ui-handed-over = Handed over
ui-complete = Complete
ui-call-rider = Call a rider
ui-delay = Cooking +{ $minutes } min
ui-call-off = Call rider off
ui-reprint = Print again: { $kind }
ui-answer-printed = It came out
ui-answer-reprint = Print again
ui-answer-not-needed = Not needed
ui-answer-pay = Call for { $amount } won
ui-answer-allow = Allow +{ $amount } won today
ui-answer-raise = Raise to { $amount } won
ui-answer-other-agency = Other agency
ui-answer-no-rider = Do not call
ui-answer-call-again = Call again
ui-answer-called = It was called
ui-answer-not-called = Not called
ui-answer-call-off-again = Call off again
ui-answer-agree = Agree to cancel
ui-answer-dish-done = Already cooked
ui-answer-out = Already on the way
ui-why-reject = Why reject it?
ui-why-cancel = Why cancel it?
ui-sure-reject = Really reject it?
ui-sure-cancel = Really cancel it?
ui-sure-call-off = Really call the rider off?
ui-sure-call-off-note = The rider who was assigned will not come. Another one starts from the beginning.
ui-sure-note = The customer is told, and it cannot be taken back.
ui-yes-reject = Reject it
ui-yes-cancel = Cancel it
ui-reason = Reason: { $reason }
ui-which-agency = Which agency?
ui-agency-any = In the order set
ui-own-rider = Our rider { $name }
ui-own-rider-name = Choose our rider
ui-own-rider-goes = This rider goes
ui-rider-name = For another rider, write the name.
ui-called-elsewhere = Already called elsewhere
ui-not-elsewhere = Call from here
ui-asking-price = asking the price
ui-no-price = not possible
ui-price-old = price of { $minutes } min ago
ui-cancel-costs = Calling the rider off costs { $amount } won.
ui-came-back = Came back
ui-again = Deliver once more
ui-again-question = What is brought? It goes to the slip and to the rider as it is. The delivery costs a second fee.
ui-again-tag = Once more: { $note }
ui-retry-tag = Second try
ui-again-short = Once more
ui-riders-here = Riders here
ui-just-now = now
ui-costs = fee { $amount } won
ui-rider-here = Rider waits { $minutes } min
ui-rider-just-here = Rider is here
ui-rider-at = here at { $time }
ui-rider-late-by = { $minutes } min late
ui-rider-since = for { $minutes } min
ui-elsewhere-tag = Called elsewhere
ui-vat = VAT { $amount } won
ui-cancel-fee = cancel fee { $amount } won
ui-takes = rider takes { $amount } won
ui-consents = Surcharges allowed today
ui-consent = { $kind } up to { $amount } won
ui-consent-end = End
ui-called-number = Enter the number the agency gave for this delivery.

ui-starts-at = Start { $time }
ui-waits-for-call = Waits for the app's call
ui-minutes-left = { $minutes } min left
ui-minutes-over = { $minutes } min over
ui-due-now = Now
ui-scheduled = For { $time }
ui-dishes-and-total = { $dishes } dishes · { $total } won
ui-paid = Paid
ui-collect = At the door: { $name } { $amount } won
ui-has-request = Has a request
ui-sums = check the sums
ui-leave-or-pay = at the door + to be paid
ui-leave-or-check = at the door + alcohol
ui-leave-or-pay-long = To be left at the door, and paid at the door: phone the customer before you accept.
ui-leave-or-check-long = Alcohol needs a face and an identity card, but it is to be left at the door: phone the customer before you accept.
ui-receipt-issued = Receipt issued
ui-cash-receipt-issued = Cash receipt issued: { $number }
ui-alcohol = Alcohol
ui-alcohol-check = Alcohol · check identity
ui-won = { $amount } won

ui-app-number = App number { $number }
ui-drawing = Drawing the ticket
ui-ticket-kitchen = Kitchen
ui-ticket-customer = Customer
ui-ticket-rider = Rider
ui-ticket-cancel = Cancel
ui-ticket-gather = Bundle
ui-store-memo = To the shop
ui-rider-memo = To the rider
ui-request = Request
ui-cutlery = Cutlery wanted
ui-no-cutlery = No cutlery
ui-reusable = Use the reusable containers
ui-total = Total
ui-at-door = at the door
ui-change-for = Bring change: pays with { $amount } won
ui-cash-receipt = Cash receipt asked for: { $number }
ui-safe-number = Safe number
ui-phone = Telephone
ui-customer = Customer
ui-orders-here = Orders here
ui-times = number { $n }
ui-road = Road address
ui-jibun = Lot address
ui-address-detail = Details
ui-entrance = Entrance
ui-pickup-code = Pickup code
ui-came-at = Came { $time }
ui-accepted-at = Accepted { $time }
ui-start-at = Start { $time }
ui-ready-at = Ready { $time }
ui-promised-at = Promised { $time }
ui-rider-expected = At the shop { $time }
ui-marked-reprint = Reprint
ui-marked-backup = Stand-in

## cli: the command line

cli-demo-order = order
cli-demo-app = app
cli-demo-tickets = tickets
cli-demo-rider = rider
cli-demo-takeout = takeout

## opening

opening-open = open
opening-paused = paused until { $until }
opening-closed = closed
opening-busy = busy: cooking +{ $minutes } min
opening-telling = telling the app
opening-told = the app knows
opening-no-call = the app has no call for it
opening-refused = the app refused ({ $reason })
opening-sold-out = sold out “{ $item }”: { $told }
opening-back = on sale again “{ $item }”: { $told }

## closing: riders' money

deposit-low = The deposit at "{ $agency }" is running out ({ $won } won left). Top it up: without it no rider can be called.
agency-shut = "{ $agency }" takes no deliveries now. Call another agency, or phone it.
agency-shut-why = { $agency }: { $why }
conditions-shut = no deliveries now
conditions-delay = { $minutes } min late
conditions-extra = { $kind } { $won } won
closing-deposit = Deposit
closing-delivered = Delivered
closing-cancelled = Called off
closing-failed = Failed, returned
closing-open = Under way
closing-fees = Fees
closing-surcharges = of it surcharges
closing-vat = VAT
closing-cancel-fees = Cancel fees
closing-cash = Cash with riders
closing-card = Card with riders
closing-result = Against the deposit
closing-count = { $n }
closing-no-deposit = no deposit
closing-too-early = deliveries under way
closing-comes-out = comes out with the deposit
closing-more = { $won } won more left the deposit
closing-less = { $won } won less left the deposit
closing-again = Second deliveries: { $n }, { $won } won, contained above.
closing-without-fee = Deliveries whose fee nobody told: { $n }. They may be why more is gone.
closing-moved = Deposit: { $first } won at first, { $last } won at last.
closing-top-ups = { $won } won seem to have been paid in (derived from the rise of the deposit).
closing-compared = { $spent } won left it; fees, VAT and cancel fees are { $expected } won.
closing-ask = If the difference stays, compare with the agency's own statement.
closing-nothing = No deliveries on this business day
closing-day = { $month }/{ $day }
closing-day-before = Day before
closing-day-after = Day after
closing-reading = Reading
closing-none = no deliveries and no deposit on record

## sums

sum-items = The dishes do not add up: the app says { $told } won, they come to { $counted } won
sum-fees = The fees do not add up: the app says { $told } won, they come to { $counted } won
sum-discount = The discounts do not add up: the app says { $told } won, they come to { $counted } won
sum-amount = The amount does not add up: the app says { $told } won, it comes to { $counted } won
sum-payments = The payments are not the amount: { $told } won to pay, { $counted } won paid

## phone

phone-no-dish = Write at least one dish.
phone-too-many = Too many dishes; make two orders of it.
phone-dish = Check the dishes' names, numbers and prices.
phone-no-address = Write the address, or choose takeout.
phone-no-shop = No such shop is set up.
phone-tip = Check the delivery tip; a takeout has none.
