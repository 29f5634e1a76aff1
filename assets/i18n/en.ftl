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
raw-state-other = a state that is not known here

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

moment-of-another-day = { $weekday } { $month }/{ $day } { $time }
window = { $start }–{ $end }
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
reason-none = no reason given

problem-unreadable = The order could not be read ({ $reason }). Handle it in the delivery app itself. The program keeps fetching it again.
problem-confirm-refused = The app did not take our acceptance ({ $reason }). Check in the app whether the order still stands.
problem-cancellation-refused = The app did not agree to cancel ({ $reason }). The order still stands. Call the app's support.
problem-step-refused = The app did not take “{ $step }” ({ $reason }). Check the order's status in the app.
problem-ticket-unknown = Nobody knows whether the { $kind } came out of printer “{ $printer }”. If the paper is there press “It printed”, if not “Print again”.
problem-ticket-expired = The { $kind } for printer “{ $printer }” waited too long and was not printed. If you still need it, press “Print again”.
problem-ticket-waits = “{ $printer }” has not been able to print the { $kind } for a minute. Look at its power, paper and cover; meanwhile tell the kitchen from the screen. It comes out by itself once the printer works.
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
problem-calling-off-cost = The order was cancelled and the rider of “{ $agency }” was called off; that cost { $fee } won. Ask the app whether it pays for that.
problem-fee-not-raised = “{ $agency }” did not raise the fee. { $refusal }
problem-delay-not-told = The app could not be told about the delay (it may have no call for it). If it is long, phone the customer.
problem-order-changed = The app changed this order. If it was accepted and is still here, a new ticket marked 변경 comes out; throw the earlier one away.
problem-partly-unread = A part of what the app sent cannot be read: { $places }. It is missing or garbled on paper; look it up on the app's own screen.
unread-dish = dish { $n }
unread-dish-request = the request for dish { $n }
unread-request = the request
unread-customer = the customer
unread-address = the address
unread-money = money or payment
unread-time = a time
problem-item-short = “{ $item }” is sold out: phone the customer about a substitute or the money back. Apps have no call that takes out one dish: if the order came from one, it does not know. To call the whole order off, press “Cancel order”.
problem-item-replaced = “{ $substitute }” instead of “{ $item }”: phone the customer and ask whether that is fine. Apps have no call for it: if the order came from one, it does not know.
problem-not-gathered = The app was already told that this bundle is ready, and that cannot be taken back. Do not hand it over before everything is here.
problem-left-out = { $count } dishes and choices are more than one order may have and stand on no ticket. See the app before cooking.
problem-negative-total = The total is { $amount } won, so the order was not accepted automatically. Check the sum in the app, then accept or refuse.
problem-cancelled-by-app = The app cancelled an accepted order ({ $reason }). Stop cooking and send the rider away if one was called.
problem-cancelled-by-app-waiting = The app cancelled a pre-order ({ $reason }). The kitchen has not begun: do not make it.
problem-cancelled-by-app-ready = The app cancelled an order that is ready ({ $reason }). Do not hand it out, and send the rider away if one was called.
problem-cancelled-by-app-gone = The app cancelled an order whose food has left ({ $reason }). Call its rider and the app's helpline about the food and the money.
problem-cancelled-after-completion = The app cancelled a completed order afterwards ({ $reason }, { $amount } won). The food has gone. Ask the app's helpline whether you are paid, and look for this order in the settlement.
store-set-aside = The orders' file was damaged. It was moved aside and a new one goes on: open orders are read again from the apps, and numbers continue. Do not delete the file that was moved ({ $path }); ask for help.
store-full = The disk is full, so orders cannot be stored ({ $path }). They are shown and ring, but the apps have no answer. Delete what is not needed; it goes on by itself.
store-gone = The orders' file was removed or replaced while the program ran ({ $path }). Nothing is stored or answered any more. Put the file back if you moved it, else start the program again.
store-failing = Orders cannot be stored ({ $path }). They are shown and ring, but the apps have no answer. Check the disk and the folder's permissions.
store-damaged = The orders' file is damaged ({ $path }). When the program starts it moves the file aside and goes on with a new one. Do not delete it.
store-newer = The orders' file was written by a newer version of jumunbell ({ $path }). Install that version again.
store-unusable = The orders' file cannot be used ({ $path }). Check the folder's permissions and the disk; logs/ says why.
problem-cancellation-asked = The app asks to cancel ({ $reason }). Agree or refuse.
problem-record-lost = What was stored of this order is damaged; it is read from the app again. It may have been accepted, printed or given to a rider before. Ask the kitchen and the agency before you accept it or call a rider again.
problem-record-lost-task = Something that was stored to be done ({ $what }) was damaged. Please check that it was done.
problem-not-stored = Orders cannot be stored for now. This one is only shown, and the app has no answer: accept it at the app itself, or make room as it says above.
task-print = printing a ticket
task-app = telling the app
task-agency = telling the delivery agency

step-confirm = accepted
step-delay = preparation time
step-preparing = cooking
step-ready = ready
step-picked-up = handed over
step-dispatch = on its way
step-delivered = delivered
step-other = what comes next

## refused: why a command was not carried out

refused-unknown-order = There is no order “{ $order }”. Check the number.
refused-ambiguous-order = “{ $order }” names several orders. Use one of: { $candidates }
refused-wrong-status = Not possible while the order is “{ $status }”.
refused-pending = Waiting for the app's answer ({ $pending }). Try again once it has come.
refused-out-of-range = { $what } must be between { $least } and { $most }.
refused-not-our-riders-unreadable = This order could not be read, so there is no address for a rider. Look it up at the app.
refused-not-our-riders-takeout = This is a takeout order; it needs no rider.
refused-not-our-riders-app = The app sends the rider for this order. Calling one here would bring two.
refused-not-our-riders-other-program = Riders for this app are called by another program. To change that, edit `riders` in the settings.
refused-not-our-riders-elsewhere = This order is marked as called elsewhere. Take that mark off before calling from here.
refused-unknown-channel = No app “{ $channel }” is set up.
refused-unknown-stall = This bundle has no stall “{ $stall }”. It has: { $known }
refused-unknown-station = No dish of this order is cooked at the station “{ $station }”. It is cooked at: { $known }
refused-day-ahead = { $day } has not come yet and cannot be closed. Check the date.
refused-day-over = { $day } is over: its closing cannot be taken back. What changes later stands beside it as a correction.
refused-no-printer = No printer is set up. Add one to the settings.
refused-not-printed = Not printed. { $reason }
refused-partly-printed = Whether all of it came out is not known. Look at the paper, and tap again if it did not. { $reason }
refused-no-station = The kitchen has no stations. Add [[stations]] to the settings.
refused-no-bundle = This order is no market bundle.
refused-no-agency = No delivery agency is set up. Add one to the settings.
refused-no-own-riders = The shop has no riders of its own in the settings. Add [[agencies]] with kind = "in-house".
refused-unknown-agency = There is no agency “{ $agency }” in the settings. Check its id.
refused-delivery-under-way = A delivery is under way already (“{ $state }”). Cancel that call before calling again.
refused-nothing-there = There is nothing to do this to. Perhaps it is settled already.
refused-store = It could not be saved ({ $reason }). Check the free disk space and try again.
refused-stopping = The program is stopping. Start it again and retry.
refused-unanswered = the program that takes the orders did not answer ({ $reason }). Whether it acted is not known: look at the screen, then try again.

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
refusal-unknown = The agency refused for a reason that is not known here. Phone it or call another agency.
refusal-other = The agency refused ({ $message }). Phone it or call another agency.

## printers

trouble-unreachable = Printer “{ $printer }” cannot be reached ({ $reason }). Check power and cable. If the hall's POS is using it just now, it comes back by itself.
trouble-busy = Printer “{ $printer }” is in use by another program. Wait a moment or close that program. If it is always so, share the printer: the computer's print queue (spooler://), another port of the printer, or a program that splits the port.
trouble-busy-by = Printer “{ $printer }” is in use by another program ({ $program }). Wait a moment or close that program. If it is always so, share the printer: the computer's print queue (spooler://), another port of the printer, or a program that splits the port.
trouble-paused = The print queue of printer “{ $printer }” is stopped ({ $queue }). Resume that queue in the computer's printer settings.
trouble-silent = Printer “{ $printer }” does not answer. If the hall's POS is printing just now, wait a moment; else switch the printer off and on.
trouble-nonsense = What answers at the address of printer “{ $printer }” makes no sense. Switch the printer off and on; if that does not help, another device may have its address: look with `jumunbell printer scan`.
trouble-paper-out = Printer “{ $printer }” is out of paper. Put in a new roll.
trouble-cover-open = The cover of printer “{ $printer }” is open. Close it.
trouble-stuck = Printer “{ $printer }” stopped in the middle of a ticket. See to paper and cover; if it stays so, switch it off and on.
trouble-error = Printer “{ $printer }” reports an error (a jammed cutter, say). Open the cover, clear the paper, close the cover; it goes on by itself.
trouble-overheated = Printer “{ $printer }” is too hot and rests. It goes on by itself.
trouble-broken = Printer “{ $printer }” reports a fault. Switch it off and on; if that does not help, have it repaired.
printer-unheard = not verified: this printer answers nothing; look at its paper.

## lines: connection to apps and agencies

line-starting = { $name }: connecting.
line-connected = { $name }: connected
line-failing = { $name }: no connection ({ $reason }). It keeps trying. Check the internet.
line-away = “{ $name }” has no call for closing, so it is no longer asked for orders. It closes the shop within minutes.
channel-absent = “{ $name }” has not answered for { $minutes } min and may close the shop. Check the cable and the router. If that does not help, switch on the mobile hotspot in your phone's settings and choose that phone in this computer's Wi-Fi.
channel-asks-to-wait = The server of “{ $name }” asks to be left alone for { $told } s. It is asked again every { $least } s at the latest. If it is urgent, look at the app's own screen.
channel-set-aside = { $n } notices from “{ $name }” cannot be read and were put aside; everything else goes on. Look at the app's own screen once, in case an order or a cancellation is missing.
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
ui-column-open = In progress
ui-last-minute = last minute { $n }
ui-late-count = late { $n }
ui-riders-missing = no rider called { $n }
ui-no-rider-called = No rider called
ui-call-short = Rider
ui-other-time = Time
ui-more-dishes = +{ $n } more
ui-ago = { $minutes } min ago
ui-today = Today { $n } · { $total } won
ui-new-waiting = New orders { $n }
ui-came = An order has come
ui-came-more = { $n } more waiting
ui-see = Look
ui-problems = Problems { $n }
ui-notes = Notes { $n }
ui-states = States
ui-all-well = All is well
ui-look = See the order
ui-page-up = ▲
ui-page-down = ▼
ui-page-back = Before
ui-page-on = Next
ui-apps = Apps { $n }
ui-printers = Printers { $n }
ui-agencies = Riders { $n }
ui-column-finished = Finished today
ui-column-empty = None
ui-tab-open = Orders { $n }
ui-tab-finished = Finished { $n }
ui-collect-short = { $name } { $amount } won
ui-missed = Missed { $n }
ui-held = { $number } { $step }: sent in { $seconds } s
ui-take-back = Undo
ui-take-back-in = Undo { $seconds }
ui-tapped-twice = The same place was pressed twice, and counted once.
ui-leave-question = Orders are open: { $n }. Close the window?
ui-leave-note = With the window closed, a new order may go unnoticed.
ui-leave-no = Go on taking orders
ui-leave-yes = Close the window
ui-counter-keys = Arrows · Enter: open · Space: accept
ui-waiting = Waiting for orders
ui-starting = Connecting to the apps
ui-disconnected = The apps cannot be reached. No new orders come in. Check the internet connection
ui-no-channels = No app is connected yet. Ask the person who set this up to connect one.
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
ui-printer-nonsense = answers nonsense
ui-printer-unheard = not verified
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

ui-sounds = Sounds
ui-hear = Play
ui-sound-chime = Notice
ui-sound-rider = A rider is here
ui-sound-printer = Printer fault, no paper
ui-sound-stop = Order cancelled (stop cooking)
ui-sound-urgent = Urgent (a rider too many)
ui-sounds-ringing = Nothing can be tried while the bell rings.
ui-sounds-advice =
    Where nothing is heard, look at these in turn.
    1. Whether the speaker is on and turned up
    2. The computer's volume, and that it is not muted
    3. Where sound goes: many HDMI monitors have no speaker. Choose the speaker in the computer's sound settings.
ui-volume-question = Did you hear the bell?
ui-volume-yes = Yes
ui-volume-no = No

ui-display = Display
ui-display-size = Size
ui-display-auto = Automatic
ui-percent = { $percent } %
ui-display-drawn = Drawn at { $percent } % now
ui-display-no-larger = No more than { $percent } % fits this screen
ui-display-theme = Colours
ui-display-light = Light
ui-display-dark = Dark
ui-display-language = Language
ui-display-own-language = English
ui-filter-all = All
ui-filter-cooking = Cooking
ui-filter-rider = Rider
ui-filter-takeout = Takeout
ui-stations = Stations: { $done } of { $all } done
ui-station-done = done
ui-station-cooks = cooking
ui-kitchen = Kitchen
ui-kitchen-open = Open
ui-kitchen-note = A second window with nothing but what is to be cooked, in large letters. Move it to the kitchen's monitor; F11 fills the screen.
ui-kitchen-not-opened = The kitchen's screen could not be opened: { $reason }
ui-display-forgotten = Changed for now, but not written into the settings ({ $reason }). The next start looks as before

ui-key-enter = Enter
ui-key-space = Space
ui-key-esc = Esc
ui-key-backspace = Backspace
ui-back = Back
ui-close = Close
ui-no = No
ui-shop = Shop
ui-closed = The shop is closed: no orders are taken.
ui-paused = The shop is paused: no orders are taken.
ui-open-now = Open the shop
ui-asks-to-open = It is a new business day, and the shop is still closed. Open it?
ui-stay-closed = Closed today
ui-shop-all = All apps
ui-shop-open = Open
ui-shop-paused = Paused
ui-shop-partly = Open in part
ui-shop-pause = Pause { $minutes } min
ui-shop-busy = Busy +{ $minutes } min
ui-shop-calm = Not busy
ui-shop-close = Closed
ui-stock = Sold out
ui-stock-since = sold out since { $time }
ui-stock-not-back = not sold again
ui-stock-told = told: { $apps }
ui-stock-unknown = look at: { $apps }
ui-stock-telling = telling: { $apps }
ui-stock-by-hand = by hand at: { $apps }
ui-stock-refused = refused by: { $apps }
ui-search-name = Find a dish
ui-search = Name or initials
ui-search-none = No such dish
ui-menu-reading = Reading the menu
ui-sold-out = Sold out
ui-which-sold-out = What is sold out?
ui-sold-out-note = It is taken off the menu of the app that this order came from, and comes back with the next business day.
ui-by-phone = By phone
ui-closing = Riders' money
ui-deposit = deposit { $won } won
ui-phone-delivery = Delivery
ui-phone-takeout = Takeout
ui-phone-dish = Dish
ui-phone-each = each
ui-phone-free = Add ‘{ $name }’ by hand
ui-phone-empty = Tap a dish to put it here
ui-phone-options = Options of { $name }
ui-phone-no-options = { $name }: no options known yet
ui-phone-options-none = Tap a dish of the order for its options
ui-phone-plus = +{ $amount } won
ui-phone-last = Orders before: one tap takes dishes and address
ui-less = −
ui-more = +
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
ui-answer-agree = Cancel it
ui-answer-dish-done = Cooked
ui-answer-out = On the way
ui-why-reject = Why reject it?
ui-why-cancel = Why cancel it?
ui-reject-note = The reason rejects the order at once. The customer is told, and it cannot be taken back.
ui-sure-cancel = Really cancel it?
ui-sure-call-off = Really call the rider off?
ui-sure-agree = Agree to cancel?
ui-sure-call-off-note = The rider who was assigned will not come. Another one starts from the beginning.
ui-sure-note = The customer is told, and it cannot be taken back.
ui-yes-cancel = Cancel it
ui-reason = Reason: { $reason }
ui-which-agency = Who is called?
ui-agency-any = Automatic
ui-agency-first = Automatic ({ $name } first)
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
ui-cancel-may-cost = If a rider is assigned by now, calling off costs { $amount } won.
ui-came-back = Came back
ui-again = Deliver once more
ui-again-question = What is brought? It goes to the slip and to the rider as it is. The delivery costs a second fee.
ui-again-tag = Once more: { $note }
ui-retry-tag = Second try
ui-again-short = Once more
ui-riders-here = riders here { $n }
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
ui-dishes = { $dishes } dishes
ui-one-dish = { $dishes } dish
ui-one-dish-and-total = { $dishes } dish · { $total } won
ui-paid = Paid
ui-collect = At the door: { $name } { $amount } won
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
ui-ticket-customer = Guest
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
ui-district = Area
ui-customer-show = Show address and telephone
ui-customer-over = The order is over: who ordered is hidden.
ui-ticket-hidden = This ticket bears the customer’s address and number. Press “Show address and telephone” on the left.
ui-ticket-over = This ticket bears the customer’s address and number. The order is over: it is hidden.
ui-road = Road address
ui-jibun = Lot address
ui-address-detail = Details
ui-entrance = Entrance
ui-pickup-code = Pickup code
ui-came-at = Came { $time }
ui-accepted-at = Accepted { $time }
ui-start-at = Start { $time }
ui-ready-at = Ready { $time }
ui-wanted = Wanted { $time }
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
cli-demo-no-display = no display: running without a window (--headless)
cli-demo-title = Hanok Gukbap (demo)
cli-demo-came = an order came in
cli-demo-undone = { $undone } orders did not end, { $torn } printing errors
cli-demo-done = every order was printed and delivered; { $tickets } tickets in { $folder }

run-already = already running on this data folder ({ $folder }). Stop it first, or name another with --data
run-folder-unusable = the data folder cannot be used: { $folder } ({ $reason }). Check its permissions or pass --data
run-store-stopped = the store has stopped; look into logs/ and start again
run-taking-orders = taking orders

act-done = done
act-already = it is so already
code-right = it is right
code-wrong = the code is wrong ({ $reason }). It may be another customer's order: do not hand it over
code-not-asked = the app could not be asked ({ $reason })
consent-set = done
consent-none = no surcharge is allowed
orders-none = no orders
history-none = No order fits
history-older = Older orders: --before { $place }
history-newer = Newer orders: --after { $place }
history-since = Orders from before { $time } are still being read and cannot be found yet. Look again in a while.
history-nothing = Orders that an older version wrote cannot be found yet. Start jumunbell once: it reads past orders one after the other.
history-days-crossed = --from { $from } is after --to { $to }. Change the dates.
ui-past = Past orders
ui-past-search = Look for
ui-past-hint = Number, last 4 of the phone, dish
ui-past-all = All
ui-past-days = { $n } days
ui-past-when = Days
ui-past-state = State
ui-past-app = App
ui-past-shop = Shop
ui-past-payment = Paid
ui-past-phone = Phone
ui-past-reading = Looking
ui-past-go-on = None so far. The next page looks on
ui-past-between = { $from } – { $to }
past-state-completed = Completed
past-state-cancelled = Cancelled
past-state-cancelled-after-completion = Cancelled after completion
past-state-rejected = Rejected
past-state-missed = Missed
past-state-open = Open
menu-none = no dishes yet: the menu is learned from the orders that come in
menu-dish = { $won } won, { $n ->
    [one] 1 order
   *[other] { $n } orders
} lately
menu-sold-out = sold out: { $apps }
menu-unknown = no dish ‘{ $dish }’; `jumunbell menu` lists names and numbers
menu-ambiguous = several dishes are called ‘{ $dish }’; name one by its number, or its shop with --shop
order-sold-out = sold out
order-replaced = sold out, instead: { $substitute }
phone-taken = { $number } taken
shop-set = done; `jumunbell shop status` tells what the apps answered
shop-asks-to-open = `jumunbell shop open` opens it, `jumunbell shop close` keeps it closed today

secret-paste = paste the value and press Enter:
secret-stored = stored
secret-set = set
secret-unset = not set
secret-unknown = not known

# $said: what another program said, in English; the Korean texts leave it out.
order-file-unusable =
    { $path }: { $reason }
    Please check the file.
order-file-not-json = { $said }
order-file-no-order = { $said }
order-file-no-picture = { $said }

printer-fine = fine
printer-waiting = { $n } waiting

scan-nothing = Nothing found.
scan-no-network = No private network of this machine was found; say --network 192.168.0.0/24.
scan-network-form = not an IPv4 network like 192.168.0.0/24
scan-network-wide = more than 1,024 addresses; /22 is the widest
scan-network-public = not a private network (10.x, 172.16-31.x, 192.168.x, 169.254.x, 127.x)
scan-model-unknown = model not known: see the test page
scan-network-too = To look for network printers too: jumunbell printer scan --network
scan-hint =
    A network printer that is missing may still have its factory address (such as 192.168.123.100 or 192.168.192.168).
    Switch it on with the feed button held: its self-test names the IP. Give this machine a second address there for a
    moment (192.168.123.10/24, say), open that IP in a browser, give it an address of the shop, and scan again.
    The speed of a serial printer is found by jumunbell printer speed.
speed-understood = understood
speed-noise = an answer that makes no sense
speed-no-answer = no answer
speed-none =
    Not understood at any rate. Check cable and power; the self-test (switched on with the feed button held) names the
    rate. Some printers answer no status request: then try the test page at each rate.
speed-not-serial = { $printer }: not a serial printer; give its id in settings.toml, or serial:///dev/ttyUSB0, serial://COM3

import-too-large = larger than 8 MB; this is another file
import-exists =
    already there, so nothing was written: { $names }
    Add --force to overwrite.
import-unknown = not known: { $keys }
import-left-out = left out { $key }: { $reason }
import-bad-name = its key cannot be a file name
import-twice = differs from another in case only
import-star = speaks Star's own language
import-done = { $count } written (escpos-printer-db, CC-BY-4.0). It knows nothing of Hangul and status: see `jumunbell printer test`.

## opening

opening-open = open
opening-paused = paused until { $until }
opening-closed = closed
opening-busy = busy: cooking +{ $minutes } min
opening-telling = telling the app
opening-told = the app knows
opening-no-call = the app has no call for it
opening-asks = a new business day, and still closed
by-hand-close = “{ $name }” cannot be closed from here. Stop taking orders on the app's own page for owners. Orders that the app takes until then are still shown here.
by-hand-open = If you stopped taking orders on the page for owners of “{ $name }”, open there again.
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
closing-late-cancelled = Cancelled after completion: { $n }, { $amount } won (ask the apps whether you are paid)
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

## causes: why, and what to do

cause-other = unknown; the log says more
cause-refused = nothing takes the connection there
cause-no-answer = no answer in time
cause-no-name = the name has no address
cause-no-route = no network leads to that address
cause-cut = the connection broke
cause-denied = no permission
cause-missing = no such file or device
cause-busy = in use by another program
cause-full = the disk is full
cause-read-only = the disk cannot be written to
cause-wrong-kind = something else has that name
cause-no-text = it is not a UTF-8 text
cause-device = the device failed
cause-certificate = the certificate is not to be trusted
cause-certificate-time = the certificate is not valid at this time
cause-no-tls = no secure connection could be made
cause-bad-address = the address cannot be used
cause-unreadable = the answer cannot be read
cause-web-page = a page of somebody else's came instead of an answer (a Wi-Fi login, for example)
cause-too-large = the answer is too long
cause-signed-out = the account or key is not accepted
cause-pending = it is still being worked on
cause-no-call = it has no call for this
cause-no-secret = no key is stored (jumunbell secret set)
cause-no-secret-store = this machine has no open credential store
cause-store-busy = another program holds the database
cause-store-damaged = the database cannot be read
cause-store-failed = the database failed
cause-store-newer = a newer version wrote the database
cause-store-stopped = the store has stopped
cause-resting = it did not answer and is left alone for a while
cause-program = a fault of the program
cause-unknown = no such order or delivery
cause-interrupted = the program ended in the middle
cause-no-layout = the ticket cannot be laid out
cause-silent = the printer does not answer
cause-nonsense = what answers is no printer, or makes no sense
cause-paper-out = out of paper
cause-cover-open = the cover is open
cause-stuck = the printer stopped taking data
cause-printer-error = a printer error (a cutter jam or the like)
cause-overheated = the printer is too hot
cause-broken = the printer tells of a fault
cause-not-confirmed = all was sent, and the printer did not confirm
cause-half-sent = it broke off in the middle
cause-not-printed = not printed in time, and taken back
cause-removed = it left the print queue before it was known to be printed
cause-withdrawn = taken back from the print queue
cause-still-queued = it may still come out of the print queue
cause-no-queue = there is no such print queue
cause-queue-stopped = the print queue is stopped
cause-queue-offline = the queue's printer is off or not connected
cause-no-print-system = no print system runs on this machine
cause-queue-refused = the print queue refused it
cause-not-plugged-in = not plugged in
cause-several-devices = several such devices are plugged in
cause-wrong-connection = this kind of connection does not work here
cause-http-3xx = the answer points to another address ({ $status })
cause-http-4xx = it was turned down ({ $status })
cause-http-401 = the account or key is not accepted (401)
cause-http-403 = this account is not allowed to (403)
cause-http-404 = there is no such thing there (404)
cause-http-408 = the other side gave up waiting (408)
cause-http-429 = it is asked too often (429)
cause-http-5xx = the other side's server has a problem ({ $status })

cure-refused = Check the address and port, and that the device or program is switched on.
cure-no-answer = Check power, cable and network, and try again in a moment.
cure-no-name = Check the network, and how the address is spelled.
cure-no-route = Check cable, Wi-Fi and router, and that the address is in this machine's network.
cure-cut = Check cable and power and try again; if it goes on, restart the router.
cure-denied = Mend the permissions of the folder or device; for a printer on Linux add this user to the groups lp and dialout.
cure-missing = Check that it is plugged in and how the settings name it; `jumunbell printer scan` finds printers.
cure-busy = Close that program (the hall's POS, or jumunbell) or wait until it is done.
cure-full = Delete what is not needed.
cure-read-only = Allow writing to the disk, or name another folder with --data.
cure-wrong-kind = Move the file or folder of that name, or use another name.
cure-no-text = Save it again with the encoding UTF-8.
cure-device = Plug it in again and switch it off and on; if it goes on, tell the installer.
cure-certificate = Check base_url and whether a security program reads the connection; ask the operator.
cure-certificate-time = Set this computer's date and time right; if they are, tell the operator.
cure-no-tls = Check https and the port in base_url; ask the operator.
cure-bad-address = Correct the address in settings.toml.
cure-unreadable = Check that base_url in settings.toml is that service's address; if it is, tell the operator.
cure-web-page = Open a browser: if a login page of the Wi-Fi or the provider appears, log in. Else restart the router and check base_url in settings.toml.
cure-too-large = Tell the operator.
cure-signed-out = Check the account in settings.toml and store the key again.
cure-pending = Wait a moment.
cure-no-call = Telephone.
cure-no-secret = Store the key with `jumunbell secret set` and start again.
cure-no-secret-store = Set the environment variable, or unlock the credential store.
cure-store-busy = Close the other program that has the data folder open, and try again.
cure-store-damaged = Do not delete it; keep a copy of the data folder and ask for help with what logs/ says.
cure-store-failed = Check that the disk has room and try again.
cure-store-newer = Install the newer version again.
cure-store-stopped = Start the program again.
cure-resting = Wait a moment, or telephone the agency.
cure-program = Ask for help with what logs/ says.
cure-unknown = Check the number.
cure-interrupted = Look at the paper and decide.
cure-no-layout = Copy it from the screen, and ask for help with what logs/ says.
cure-silent = Wait if the hall's POS is printing; else switch the printer off and on.
cure-nonsense = Switch the printer off and on, and look for its address with `jumunbell printer scan`.
cure-paper-out = Put in a new roll.
cure-cover-open = Close the cover.
cure-stuck = Look at paper and cover; if it stays so, switch it off and on.
cure-printer-error = Open the cover, take out the paper, close it.
cure-overheated = Wait until it has cooled down.
cure-broken = Switch it off and on; if that does not help, have it repaired.
cure-not-confirmed = Look at the paper; if it is always so, this model may confirm otherwise: find its profile with `jumunbell printer test`.
cure-half-sent = See whether all is on the paper; check the printer's power and cable.
cure-not-printed = Check the print queue and the printer.
cure-removed = Look at the paper.
cure-withdrawn = Check the print queue and the printer.
cure-still-queued = Delete the job from the print queue, or wait for the paper.
cure-no-queue = Find the queues there are with `jumunbell printer scan` and correct the settings.
cure-queue-stopped = Resume the queue in this computer's printer settings.
cure-queue-offline = Check the printer's power and cable.
cure-no-print-system = Start the print service (the Print Spooler on Windows, CUPS on Linux).
cure-queue-refused = Look at the queue in this computer's printer settings.
cure-not-plugged-in = Plug it in, and see what there is with `jumunbell printer scan`.
cure-several-devices = Write the serial number too, or the port's own name; `jumunbell printer scan` shows them.
cure-wrong-connection = Find one that does with `jumunbell printer scan`.
cure-http-3xx = Ask the operator for base_url; on a Wi-Fi with a login page, log in first.
cure-http-4xx = Check the settings; if it goes on, tell the operator this number.
cure-http-401 = Check the account in settings.toml and store the key again.
cure-http-403 = Check the shop's number and account, and ask the operator.
cure-http-404 = Check base_url and the shop's number in settings.toml.
cure-http-408 = Try again in a moment.
cure-http-429 = Wait; it is tried again by itself.
cure-http-5xx = It is tried again by itself; if it lasts, ask the operator.

## control: talking to the running instance

control-none = no instance runs on this data folder ({ $folder }). Start `jumunbell` or `jumunbell run --headless` first.
control-silent = the program is running and did not answer within { $seconds } s. If it is busy, try again in a moment; whether it acted is not known: look at `jumunbell orders`. If it never answers, stop it and start it again.
control-other-version = the running instance is another version ({ $theirs }) and does not understand this one ({ $ours }). Stop it and start it again.
control-broken = the connection to the running instance broke ({ $reason }). Whether it acted is not known: look at `jumunbell orders`.
control-unexpected = the running instance gave an answer that is not known here. Look at `jumunbell orders`, then stop it and start it again.
control-full = { $most } other screens are connected to the running instance already. Close one and try again.
control-printer-none = not running
control-printer-silent = not known (the running instance does not answer)
control-taking-over = taking over from the instance without a window.
control-not-given = the instance without a window did not end within { $seconds } s, so no window was opened. Try again in a moment. Orders that came meanwhile are stored.
control-goes-on = the window is closed; orders are still taken, without one as before.
control-taken-over = a start with a window has taken over.
window-none = the window cannot be opened. Log in at this computer's screen and start again; without a screen start `jumunbell run --headless`.

## doctor: what the check says, and the test page

doctor-detail = detail
doctor-progress = checking { $done }/{ $all }
doctor-settings = { $shops } shops, { $apps } apps, { $printers } printers, { $agencies } agencies
doctor-settings-next = mend these lines and check again
doctor-runs = running; lines and printers are told as the running instance knows them
doctor-silent-next = check again in a moment; if it still does not answer, stop it and start it again
doctor-restart-next = stop the program and start it again
doctor-wait-next = check again in a moment
doctor-folder = { $folder }: writable
doctor-no-folder = { $folder }: not there yet
doctor-no-folder-next = the first start creates it
doctor-folder-full = cannot write 16 MB to { $folder } ({ $reason })
doctor-folder-full-next = free disk space, or mend the folder's permissions
doctor-layout = printers: { $printers }
doctor-layout-unused = no printer has it
doctor-layout-unused-next = say it as `layout` under the `[[printers]]` meant
doctor-no-orders = no orders yet
doctor-store = readable
doctor-store-whole = whole
doctor-store-aside = a damaged file was moved aside: { $path }
doctor-store-records = orders whose stored record is damaged: { $numbers }
doctor-store-records-next = The program sets them aside when it starts and reads them again from the apps.
doctor-store-set-aside = the file is whole, but { $count } records that could not be read were set aside
doctor-features = { $name }: special features: { $list }
doctor-no-features = { $name }: special features: nothing known
feature-market-bundles = market bundles
feature-reusable-containers = reusable containers
feature-child-meal-cards = children's meal cards
feature-coupons = coupons
feature-takeout = takeout
feature-scheduled = scheduled orders
doctor-secret = set
doctor-no-secret = not set
doctor-no-secret-next = `jumunbell secret set { $name }`, or the variable `{ $variable }`
doctor-answers = answers ({ $url })
doctor-no-answer = no answer ({ $url }): { $reason }
doctor-line-next = check the network and base_url in settings.toml; ask the operator for the address
doctor-signed-in = answers and accepts the account and key ({ $url })
doctor-not-asked = answers; without a secret signing in was not tried ({ $url })
doctor-not-asked-next = store the secret and check again
doctor-key = accepts the account and key
doctor-wrong-key = { $url } does not accept the account or key: { $reason }
doctor-wrong-key-next = check the account (client_id, account) in settings.toml and store the key again: `jumunbell secret set { $name }`
doctor-foreign = something else answers at { $url }; it does not seem to be that service: { $reason }
doctor-foreign-next = ask the operator whether base_url in settings.toml is right; on a Wi-Fi with a login page, log in first
doctor-no-token = answers, but signing in does not work now ({ $url }): { $reason }
doctor-no-place = the shop's place on the map is not set
doctor-no-place-next = add latitude and longitude to the shop's address
doctor-printer-ready = { $connection }: ready
doctor-printer-unheard = { $connection }: not verified (it answers nothing)
doctor-printer-unheard-next = see that it is switched on, and with `jumunbell printer test` that paper comes out
doctor-printer-in-use = { $connection }: fine (the running instance uses it)
doctor-printer-unknown = { $connection }: the running instance does not know this printer
doctor-printer-not-asked = { $connection }: not asked, because the running instance may be using it
doctor-printer-not-ready = { $connection }: cannot print ({ $reason })
doctor-printer-next = check power, paper, cover and cable, and find its address with `jumunbell printer scan`
doctor-clock = right
doctor-no-clock = no server to compare with
doctor-clock-fast = this computer's clock is { $seconds } s ahead of the app's; deadlines are shown wrong
doctor-clock-slow = this computer's clock is { $seconds } s behind the app's; deadlines are shown wrong
doctor-clock-next = turn on automatic time in this computer's settings
doctor-sound = can be heard
doctor-mute = cannot be heard: { $reason }
doctor-sound-next = plug in a speaker and check the default output
printer-test-unknown = it is not known whether all was printed: { $reason }
printer-test-not-sent = nothing was printed: { $reason }
printer-test-busy = in use by another program (the hall's POS, or jumunbell): { $who }
printer-test-not-ready = cannot print ({ $connection }): { $reason }
printer-test-no-printer = no printer "{ $id }" in settings.toml; there are: { $ids }
printer-test-write-what = --write needs what was seen, for example: --columns-seen 48 --hangul-seen ks-x-1001 --write
printer-test-sent = Sent. This printer does not confirm; look at the paper.
printer-test-legend =
    Look at the paper.
    1  whole: hangul = "cp949"; garbled: "ks-x-1001"
    2  three times the same syllable: rare_hangul = "user-defined" works too; garbled: "raster" (so with many)
    3  a picture; if this is garbled too, it is no ESC/POS printer or the speed is wrong
    4-6  the longest ruler that ends in | on one row: { $rulers }
    7-9  sizes and reverse   10  buzzer (--buzzer)   11  drawer (--drawer)   12  cut below it: cut
    All Hangul in another script: the printer has none.
    { $doubts }To tell it later: jumunbell printer test { $id } --columns-seen 48 --hangul-seen ks-x-1001 --cut-seen partial --write
printer-test-confirms-nothing =
    This printer tells about paper and cover, and never confirms that a ticket is out (GS r). Tickets are called sent, and
    nothing waits for them. To write that down: jumunbell printer test { $id } --status-seen { $status } --write
printer-test-answers-nothing =
    This printer answers nothing: that it is off or out of paper cannot be known, so look at the paper.
    If it is always so, have it not asked: jumunbell printer test { $id } --status-seen none --write
printer-test-ask-columns = Of rulers 4 to 6, which is the longest that ends in | on one row?
printer-test-ask-hangul = Is the Hangul of line 1 whole?
printer-test-ask-taught = Are there three clear syllables on line 2?
printer-test-ask-sizes = Are sizes and white letters of lines 7 to 9 right?
printer-test-no-sizes = This printer does not know sizes (GS !) or reverse (GS B). No setting mends that; see its manual for an ESC/POS mode.
printer-test-ask-cut = How was it cut below line 12? (partial: a bridge is left | full: all through | none: not at all)
printer-test-ask-buzzer = Did it beep at line 10?
printer-test-ask-drawer = Did the drawer open at line 11?
# Answers that are typed, with a space between; those of either language are understood.
answer-yes = y yes
answer-no = n no
printer-test-as-seen = The settings say so already; there is nothing to write.
printer-test-not-yet = Nothing is written yet. Add --write to write it.
printer-test-ask-write = Write it?
printer-test-unwritten = Nothing was written.
printer-test-changed-meanwhile = { $path }: changed by somebody else meanwhile, so nothing was written. Please try again.
printer-test-write-failed =
    { $path }: nothing was written: { $reason }
    Check the permissions of folder and file, and free space.
printer-test-would-be-wrong =
    nothing was written, for the settings would be wrong:
    { $reason }
printer-test-written =
    written: { $path }
      To undo, rename { $backup } to it.
printer-test-made = made: { $path }
printer-test-restart = Restart jumunbell to print by the new settings, and print one more test page.
output-unwritten = not everything could be written ({ $reason }). Check the disk for space.

# What happened to an order, with its time and by whom.
timeline-ticket = { $kind }: { $state } · { $printer }
timeline-delivery = { $agency }: { $state }
timeline-cancellation-asked = The app asked to cancel
timeline-changed = The app changed the order
timeline-station = [{ $station }] { $did }
timeline-by-person = staff
timeline-by-app = app
timeline-by-agency = agency
timeline-by-printer = printer
timeline-by-program = automatic
did-accept = Accepted
did-reject = Asked to reject
did-delay = Put the cooking off
did-ready = Ready
did-pick = Gathered a stall
did-bump = A station is done
did-recall = A station cooks again
did-unpick = Took a gathered stall back
did-short = Marked a dish sold out or replaced
did-unshort = Took that back
did-picked-up = Left
did-complete = Completed
did-cancel = Asked to cancel
did-answer-cancel = Answered the request to cancel
did-dispatch = Called a rider
did-deliver-again = Called a rider once more
did-compare-quotes = Compared prices
did-called-elsewhere = Noted a rider called by other means
did-not-called-elsewhere = Took that note back
did-raise = Offered riders more
did-name-rider = Named our rider
did-came-back = Noted that the food came back
did-cancel-dispatch = Cancelled the rider
did-reprint = Printed a ticket again
did-resolve-printed = Confirmed that the ticket came out
did-resolve-reprint = Confirmed that the ticket did not come out
did-resolve-dispatched = Confirmed that a rider comes
did-resolve-not-dispatched = Confirmed that no rider was called
did-receipt-issued = Issued the cash receipt
did-seen = Read what was told
ui-timeline = Log
ui-timeline-none = There is no log of this order: an earlier version received it.

## kitchen: the kitchen's screen

kitchen-no-station = There is no station “{ $station }” in the settings. There are: { $known }
kitchen-title = Kitchen — { $shop }
kitchen-empty = Nothing to cook
kitchen-cooking = Cooking { $n }
kitchen-late = Late { $n }
kitchen-stopped-count = Cancelled { $n }
kitchen-later = { $n } for later · next starts { $time }
kitchen-goes-on = continued
kitchen-more = goes on in the next column
kitchen-stopped = Cancelled: do not cook
kitchen-asked = Cancellation asked: ask the counter
kitchen-cooked = Ready already
kitchen-changed = The order has changed
kitchen-out = sold out
kitchen-instead = { $dish } (for { $ordered })
kitchen-station-done = { $station } done
kitchen-station-cooks = { $station } cooks
kitchen-read = OK
kitchen-put-away = Put away
kitchen-done = Done here
kitchen-to-cook = To cook
kitchen-all = All
kitchen-size = Size { $percent } %
kitchen-recall = Bring back
kitchen-cut-off = The line to the counter is cut
kitchen-no-counter = The program at the counter is not running. Start it there.
kitchen-not-told = { $orders }: the order has changed, so nothing was told. Look again.
kitchen-untold = What was done while the line was cut ({ $n }) is not told yet. Close once more to leave all the same.
kitchen-tries = Trying again. Go by the paper tickets meanwhile.

## settings: what is wrong in the settings file and with secrets

fault-no-file = there are no settings. Put a settings.toml here; an example ships as assets/settings.example.toml
fault-unreadable = cannot be read ({ $reason }). Check its permissions and that it is UTF-8
fault-no-plain-file = is no plain file (a folder, a pipe or a device). Move it away and put a file there
fault-too-large = is too large (more than 1 MB or 20,000 lines). See whether another file took its place, and put the earlier one back
fault-syntax = not TOML ({ $said }). Check quotes, brackets and `=` on this line
fault-missing = is missing. Add a line `{ $key } = …`
fault-no-shop = there is no shop. Add `[store]` with `name = "…"`
fault-empty = is empty. Give it a value
fault-unknown-key-meant = unknown key. Did you mean `{ $meant }`? Rename or remove it
fault-unknown-key = unknown key. Remove it; keys known here: { $known }
fault-wrong-type = wants { $wanted }, but here is: { $found }. For example: `{ $example }`
fault-not-one-of = not allowed. Use one of: { $allowed }
fault-out-of-range = must be from { $least } to { $most }
fault-bad-id = ids are 1 to 32 of `a-z`, `0-9` and `-`. For example: `kitchen-1`
fault-own-id = this id is for orders taken by phone. Choose another
fault-duplicate-id = the same id as on line { $line }. Choose another
fault-dangling-none = nothing here has the id `{ $id }`. Remove the line or add the entry
fault-dangling = nothing here has the id `{ $id }`. There are: { $known }
fault-backup-cycle = backups go round in a circle: { $way }. Remove one `backup`
fault-bad-url = not an address. Write it as `https://…`, without `?` and `#`
fault-url-with-password = an address must not carry a name or password. Remove what stands before `@` and use `jumunbell secret set`
fault-plain-http = plain http is allowed to this machine (127.0.0.1) only. Use `https://`
fault-secret = secrets never stand in this file. Remove the line and run `jumunbell secret set { $home }`
fault-bad-connection = not a connection. For example: `{ $example }`
fault-other-rate = the same port as on line { $line } at another rate (baud) or flow. One printer has one: write the same
fault-bad-timezone = unknown time zone. Korea is `Asia/Seoul`
fault-bad-time = not a time of day. Write it as `05:00`
fault-bad-dispatch = use one of: manual, on-accept, before-ready:MIN (1 to 240 minutes, for example before-ready:10)
fault-bad-merchant-id = needs 36 to 100 characters. Write the shop's id as registered with the agency (business number and UUID)
fault-bad-hours = not a stretch of the day. Write it as `11:00-23:00`; it may end past midnight (`17:00-02:00`)
fault-no-such-layout = there is no such folder in the data folder's `layouts/`. Make it or remove the line; there are: { $known }
fault-no-such-ticket = there is no ticket of that name. Rename the file or move it away; tickets: { $known }
fault-block-not-here = this block must not stand on this ticket (no phone or address for the kitchen). Remove the line
fault-block-missing = this ticket must have such a block. Add one of: { $blocks }
fault-qr-placeholder = unknown placeholder `{ $found }`. There are: { $known }
fault-qr-says-nothing = not an address. Begin with `https://…`, or put one of these in: { $known }
fault-qr-too-long = too long. With the order's ids put in it may have { $bytes } bytes
fault-no-profile = there is no profile `{ $name }`. Correct its name or put its file into the data folder. There are: { $known }
fault-profile-protocol = this program does not speak the protocol "{ $protocol }" ({ $file }:{ $line }). Correct `protocol` to one that it speaks ({ $spoken }), or install a newer version that speaks it
fault-profile-wrong = the profile file cannot be used: { $said }. Mend it or move it away: { $file }{ $place }
fault-profile-line = line { $line }
fault-logo-name = must be the plain name of a PNG file in `layouts/`. For example: `image = "logo.png"`
fault-logo-no-file = there is no such picture. Put it here: { $path }
fault-logo-unreadable = the picture cannot be read ({ $reason }). Check its permissions
fault-logo-too-large = the picture is larger than { $kilobytes } KB. Save a smaller one
fault-logo-no-png = not a whole PNG file ({ $said }). Save it as PNG once more
fault-logo-too-many-dots = the picture is too large. Make both sides less than { $side } dots (80 mm paper has 576)
fault-logo-empty = the picture is white or too pale: nothing of it would show on paper. Use a black one on white
fault-logo-black = the picture is black all over and would print as a black box. Use a black one on white
fault-wanted-text = text
fault-wanted-integer = a whole number
fault-wanted-number = a number
fault-wanted-boolean = true or false
fault-wanted-list-of-text = a list of texts
fault-wanted-table = a table
fault-wanted-list-of-tables = a list of tables
secret-bad-name = `{ $name }`: write channel/ID or agency/ID, for example channel/teukgeup
secret-empty = nothing was given. Pass the secret on standard input
secret-no-store = this machine's credential store cannot be used. Set the variable { $variable }
secret-silent = the credential store does not answer. Unlock it, or set the variable { $variable }

# What was odd in an order as its app sent it
remark = { $place }: { $said }
remark-not-object = an object belongs here
remark-not-list = a list belongs here
remark-not-text = text belongs here
remark-not-number = a number belongs here
remark-not-flag = yes or no belongs here
remark-not-time = a time belongs here
remark-broken-text = damaged letters
remark-unreadable = a value that cannot be read
remark-absurd-amount = no such amount can be
remark-absurd-quantity = no such quantity can be
remark-too-many = only the first { $read } of { $sent } are read
remark-not-won = not in won: { $currency }
remark-no-zone = a time without an offset, read as the shop's
remark-unknown = unknown value "{ $value }"
remark-ends-before = it ends before it begins
remark-missing = the app did not send it
remark-counted = no sum was sent, so it is counted
remark-sum-differs = the app's sum is { $told }, its parts come to { $counted }
remark-shares-exceed = more is borne than the discount of { $discount }
remark-one-assumed = how many is not known, read as 1
remark-shop-delivers = whose riders is not said, read as the shop's

## sales: the day's closing
sales-title = Sales
sales-sold = Sold
sales-open = Still open
sales-cancelled-by-shop = Cancelled by the shop
sales-cancelled-at-app = Cancelled at the app
sales-cancelled-late = Cancelled after completion
sales-rejected = Rejected
sales-missed = Missed
sales-given-up = Given up unanswered
sales-unread = Not readable, without money
sales-damaged = Left out, record damaged
sales-week-before = a week before: { $amount } won
sales-more = ▲ { $percent }% on { $amount } won last week
sales-less = ▼ { $percent }% on { $amount } won last week
sales-same = much as last week, { $amount } won
sales-by-app = By app
sales-by-shop = By shop
sales-first-shop = First shop
sales-by-payment = By payment
sales-in-the-app = { $kind } in the app
sales-at-the-door = { $kind } at the door
sales-made-of = Made up of
sales-items = Dishes
sales-fee-delivery = Delivery tips
sales-fee-service = Packing and service
sales-fee-tip = Gratuities
sales-fee-minimum-order = Below the least order
sales-fee-other = Other fees
sales-discount-app = Discounts (by the app)
sales-discount-store = Discounts (by the shop)
sales-discount-city = Discounts (by the city)
sales-discount-unknown = Discounts (by whom is not known)
sales-left-items = Not explained by dishes
sales-left-fees = Not explained by fees
sales-left-discount = Not explained by discounts
sales-left-amount = Not explained by these
sales-left-payments = Paid in no known way
sales-amount = Paid by customers
sales-by-hour = By hour
sales-hour = { $hour }:00
sales-by-dish = By dish
sales-left-out = sold out: { $quantity }
sales-other-dishes = { $n } other dishes
sales-corrections = Corrections since
sales-corrected = Sales as corrected
till-title = Till
till-counter-cash = Cash at the counter
till-riders-cash = Cash of riders
till-cash = Cash there should be
till-counted-cash = Cash counted
till-difference-cash = Cash difference
till-card = Card slips there should be
till-counted-card = Card slips counted
till-difference-card = Card difference
payment-card = Card
payment-cash = Cash
payment-local-currency = Local currency
payment-onnuri = Onnuri
payment-child-meal-card = Child's meal card
payment-point = Points
payment-coupon = Coupon
payment-other = Other
closing-close = Close the day
closing-reopen = Take the closing back
closing-closed = Closed at { $time }
closing-not-closed = Not closed yet
closing-count-hint = What you count in the till is compared. Leave empty what you do not count.
closing-open-orders = { $n } orders are still open. What changes after closing stands beside it as a correction.
till-unit = won
ui-sales = Day's closing
sheet-days = Days
sheet-orders = Orders
sheet-dishes = Dishes
sheet-day = Business day
sheet-hour = Hour
sheet-number = Number
sheet-app = App
sheet-app-number = App's number
sheet-shop = Shop
sheet-kind = How
sheet-outcome = Outcome
sheet-other-fees = Other fees
sheet-amount = Amount
sheet-sold = Sold
sheet-discounts = Discounts
sheet-not-sold = Not sold
sheet-dish = Dish
sheet-quantity = Quantity
sheet-replaced = Replaced
sheet-left-out = Sold out
sales-period = A period has one to { $days } days. Check --from and --to.
sales-no-file = A period is written into a file: add `--csv FILE` or `--xlsx FILE`.
sales-written = { $file }: { $n } orders written.
sales-left-out-damaged = { $n } orders whose records are damaged are left out. See `jumunbell doctor`.
sales-nothing = No order on this business day.
close-done = { $day } is closed.
close-undone = The closing is taken back.
closing-slip = Day's closing
closing-print = Print slip
closing-printed = The slip is printed.
closing-already = This day is closed already. To count again, take the closing back first.
till-elsewhere-cash = Cash not coming to the shop (app's riders …)
till-elsewhere-card = Card not coming to the shop (app's riders …)
till-other-day-cash = Cash that riders took for another day
till-other-day-card = Card that riders took for another day
sales-left-out-sum = Dishes that did not go out
sales-odd = Sums that do not come out
sales-corrected-since = { $n } orders that changed after closing stand there as they are now.

## setup: the first start, and set-up files

setup-file-head =
    Settings of jumunbell, written by its assistant; they may be changed by hand. All of them: assets/settings.example.toml
    Secrets (client_secret, API keys) do not stand here: `jumunbell secret set channel/teukgeup`
setup-empty = This is empty. Please fill it in.
setup-no-place = Write latitude and longitude as a map shows them, like `37.5, 127.0`. Leave it empty if you do not know them.
setup-columns = Write the characters per line as a number from 16 to 96. Leave it empty if you do not know it.
setup-other-rate = Another printer at the same port has another speed (baud) or flow control (flow). Write the same if it is one printer.
setup-url-with-password = An address cannot hold an account or a password. Take out what stands before `@` and write it where the key belongs.
setup-other-key = `{ $key }` in the settings file: { $fault }
setup-file-wrong = Nothing was written, because something in the settings file is wrong:
    { $faults }
setup-changed-meanwhile = { $path }: another program changed it meanwhile, so nothing was written. Please try again.
setup-no-file = { $path } cannot be written or read ({ $reason }).
setup-no-secret = There is no key. Write it and try again.
setup-wrong-key = The account or key is not accepted: { $reason }
setup-wrong-key-next = Paste the account and the key that the operator gave you once more, from the first letter to the last.
setup-foreign = Something else answers at that address: { $reason }
setup-foreign-next = Ask the operator for the address again. Where the Wi-Fi wants a sign-in, sign in first.
setup-no-answer = There is no answer: { $reason }
setup-no-answer-next = See whether the internet works, and ask the operator for the address again.
setup-not-printed = It was not printed: { $reason }
setup-not-printed-next = Look at power, paper, cover and cable, and try again.
setup-fee = Account and key are accepted. To a customer near the shop it costs { $fee } (no rider was called).
setup-refused = Account and key are accepted, but now it would not deliver: { $reason }
setup-signed-in-no-place = Account and key are accepted. To ask for a fee or call a rider it needs the shop's latitude and longitude.
setup-signed-in-no-road = Account and key are accepted. With the shop's address the fee is asked for too.
setup-own-riders = These are the shop's own riders, so there is nobody to ask.
setup-kind-gorela = Barogo Gorela
setup-kind-kakao = Kakao T Quick and on foot
setup-kind-open-delivery-logistics = An agency that speaks Open Delivery
setup-kind-in-house = Our own riders
setup-printer-kitchen = Kitchen
setup-printer-counter = Counter
setup-printer-further = Printer { $number }
setup-kit-head =
    A set-up file of jumunbell. At each shop: `jumunbell setup import FILE` (only to look: `jumunbell setup check FILE`)
    It holds no secrets. Those named under `secrets` are typed at each shop.
setup-kit-made = { $files } files were put into { $path }
setup-kit-right = Nothing is wrong with it ({ $files } files). Nothing was written.
setup-kit-taken = { $files } files were written to { $folder }. The next start opens with them.
setup-kit-will-type = Secrets are not in it. To be typed at each shop with `jumunbell secret set`:
setup-kit-type = Now type these secrets with `jumunbell secret set`, and let `jumunbell doctor` look:
setup-kit-none = { $path }: this is no set-up file (line { $line }). See whether `jumunbell setup export` made it.
setup-kit-newer = { $path }: a newer jumunbell made this file (known here: { $version }). Install the newer version.
setup-kit-strange = { $path }: it holds a file that belongs to no set-up, or one that is broken: { $name }
setup-kit-secret = { $path }: a secret stands in this file, so nothing was put together. Take it out and try again.
setup-kit-there =
    Nothing was written, because this is there already:
    { $paths }
    To replace settings, add `--replace`; the old files stay as `.bak`. For a file that is to be made, give another name.
setup-kit-running = jumunbell runs on this folder. Close it and try again.
