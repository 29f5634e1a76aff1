# 화면, 명령줄, 안내에 나오는 모든 한국어. en.ftl과 같은 id를 가진다(시험이 지킨다).
# 사장님이 읽는다: 무슨 일이 있었고, 이제 무엇을 하면 되는지.

## order: 주문 상태, 종류

status-received = 새 주문
status-accepted = 접수됨
status-ready = 준비 완료
status-picked_up = 배달 출발
status-handed_over = 손님 수령
status-completed = 완료
status-rejected = 거절
status-cancelled = 취소
status-missed = 놓친 주문
status-unreadable = 읽지 못한 주문

order-kind-delivery = 배달
order-kind-takeout = 포장
order-kind-indoor = 매장

pending-reject = 거절 요청 중
pending-cancel = 취소 요청 중

## tickets: 전표

ticket-kind-kitchen = 주방 전표
ticket-kind-customer = 손님 전표
ticket-kind-rider = 라이더 전표
ticket-kind-cancel = 취소 전표
ticket-kind-gather = 꾸러미 모음 전표

ticket-state-queued = 출력 대기
ticket-state-sending = 출력 중
ticket-state-printed = 출력됨
ticket-state-sent = 보냄 (이 프린터는 확인 기능 없음)
ticket-state-unknown = 출력 여부 모름
ticket-state-failed = 출력 실패
ticket-state-expired = 출력하지 않음

stall-waiting = 모으는 중
stall-picked = 모음
stall-short = 품절

## delivery: 배달

delivery-state-planned = 확인 필요
delivery-state-quoting = 요금 확인 중
delivery-state-submitting = 기사 호출 중
delivery-state-requested = 기사 요청됨
delivery-state-assigned = 배차됨
delivery-state-arrived = 기사 가게 도착
delivery-state-picked_up = 픽업 완료
delivery-state-delivered = 배달 완료
delivery-state-rejected = 대행사 거절
delivery-state-unknown = 호출 여부 모름
delivery-state-cancel_requested = 호출 취소 중
delivery-state-cancelled = 호출 취소됨
delivery-state-expired = 호출 안 됨 (직접 확인)
delivery-state-returning = 되돌아오는 중
delivery-state-returned = 가게로 돌아옴
delivery-state-failed = 배달 실패

raw-state-CANCELED = 취소
raw-state-REJECTED = 거절
raw-state-FAILED = 배달 실패
raw-state-MATCHING_FAILED = 기사를 찾지 못함
raw-state-ABORTED = 대행사가 중단함
raw-state-CANCELLED = 취소
raw-state-RETURNING_TO_MERCHANT = 가게로 되돌아오는 중
raw-state-RETURNED_TO_MERCHANT = 가게로 돌아옴

surcharge-WEATHER = 기상 할증
surcharge-AREA = 지역 할증
surcharge-OVERLOAD = 과적 할증
surcharge-HOLIDAY = 휴일 할증
surcharge-TIME = 시간대 할증
surcharge-BUSY = 혼잡 할증
surcharge-LATE_NIGHT = 심야 할증
surcharge-VALUABLE = 고가품 할증
surcharge-ADMIN = 관리 할증
surcharge-PROMOTION = 프로모션
surcharge-ETC = 기타 할증
surcharge-ALCOHOLIC = 주류 할증
surcharge-DYNAMIC = 실시간 할증
charge = { $kind } { $amount }원

amendment-pickup = 준비 시각
amendment-drop = 배달 주소
amendment-memo = 라이더 요청
amendment-payment = 받을 돈

## codes: 거절·취소 사유

cancel-UNAVAILABLE_ITEM = 재료 소진(품절)
cancel-INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT = 주방 사정(주문 밀림)
cancel-OUTSIDE_DELIVERY_HOURS = 영업시간 아님
cancel-ORDER_OUTSIDE_THE_DELIVERY_AREA = 배달 불가 지역
cancel-RESTAURANT_WITHOUT_DELIVERY_PERSON = 라이더 없음
cancel-DELIVERY_PROBLEM = 배달 사고
cancel-OUTDATED_MENU = 메뉴·가격 변경
cancel-DUPLICATE_APPLICATION = 중복 주문
cancel-BLOCKED_CUSTOMER = 거래 제한 고객
cancel-RISK_AREA = 위험 지역
cancel-SYSTEMIC_ISSUES = 시스템 오류

deny-DISH_ALREADY_DONE = 이미 조리함
deny-OUT_FOR_DELIVERY = 이미 배달 출발

## problems: 사람이 알거나 정해야 하는 일

reason-none = 사유 없음

problem-unreadable = 주문 내용을 읽지 못했습니다({ $reason }). 이 주문은 배달앱에서 직접 보고 처리하세요. 프로그램도 계속 다시 받아 봅니다.
problem-confirm-refused = 배달앱이 접수를 받아 주지 않았습니다({ $reason }). 배달앱에서 주문이 살아 있는지 확인하세요.
problem-cancellation-refused = 배달앱이 취소를 받아 주지 않았습니다({ $reason }). 주문은 그대로 살아 있습니다. 배달앱 고객센터에 전화하세요.
problem-step-refused = 배달앱이 ‘{ $step }’ 알림을 받아 주지 않았습니다({ $reason }). 배달앱에서 주문 상태를 확인하세요.
problem-ticket-unknown = ‘{ $printer }’ 프린터에서 { $kind }가 나왔는지 알 수 없습니다. 종이가 있으면 ‘나왔음’, 없으면 ‘다시 출력’을 누르세요.
problem-ticket-expired = ‘{ $printer }’ 프린터의 { $kind }가 너무 오래 기다려 출력하지 않았습니다. 아직 필요하면 ‘다시 출력’을 누르세요.
problem-fee-above-max = ‘{ $agency }’ 요금이 { $fee }원으로, 정해 둔 { $max }원보다 비쌉니다. 이 요금에 부르거나 다른 대행사를 고르세요.
problem-fee-rose = ‘{ $agency }’ 요금이 부른 뒤에 { $known }원에서 { $fee }원으로 올랐습니다. 정해 둔 금액보다 비쌉니다. 그대로 두거나 ‘라이더 취소’를 누르고 다른 대행사로 부르세요.
problem-rider-not-needed-takeout = 포장 주문으로 바뀌었는데 ‘{ $agency }’ 기사를 이미 불렀습니다. ‘라이더 취소’를 누르세요. 안 되면 대행사에 전화하세요.
problem-rider-not-needed-app = 배달앱이 기사를 보내기로 바뀌었는데 ‘{ $agency }’ 기사도 이미 불렀습니다. ‘라이더 취소’를 누르고, 음식은 앱이 보낸 기사에게 주세요.
problem-rider-not-needed-left = 음식은 나갔는데 ‘{ $agency }’에는 아직 기사가 음식을 받은 기록이 없습니다. 다른 사람이 가져갔으면 ‘라이더 취소’를 누르고, 그 기사가 가져갔으면 ‘확인’을 누르세요.
problem-nobody-called = ‘{ $agency }’ 기사는 부르지 않았습니다. { $refusal }
problem-no-rider = ‘{ $agency }’에서 배달을 받지 않았습니다. { $refusal }
problem-delivery-unknown = ‘{ $agency }’에 기사를 불렀는데 답을 받지 못했습니다. 다시 부르기 전에 대행사에 전화해 확인하세요(호출 번호 { $key }). 불렸으면 ‘불렸음’, 아니면 ‘안 불렸음’을 누르세요.
problem-delivery-orphaned = 기사를 부른 ‘{ $agency }’의 설정이 바뀌었거나 빠져서 이 배달을 물어볼 수 없습니다. 대행사에 전화해 확인하세요(호출 번호 { $key }). 기사가 오면 ‘불렸음’, 아니면 ‘안 불렸음’을 누르세요.
problem-rider-not-called-off = ‘{ $agency }’ 호출을 취소하지 못했습니다: { $reason } 기사가 올 수 있으니 대행사에 전화하세요.
problem-delivery-ended = ‘{ $agency }’에서 배달을 끝냈습니다({ $state }). 아직 음식이 가게에 있으면 기사를 다시 부르세요.
problem-delivery-lives-after-all = 안 불린 줄 알았던 ‘{ $agency }’ 호출이 살아 있어 취소하는 중입니다. 기사가 두 명 오지 않는지 살피고, 먼저 온 기사 한 명에게만 음식을 주세요.
problem-rider-comes-early = ‘{ $agency }’ 기사에게는 늦어진다는 것을 알리지 못했습니다(이미 배차됨). 기사가 먼저 오면 기다려 달라고 말해 주세요.
problem-rider-not-told = ‘{ $agency }’에 바뀐 { $what }을(를) 알리지 못했습니다. 대행사나 기사에게 전화해 알려 주세요.
problem-rider-late = ‘{ $agency }’ 기사가 늦습니다. 대행사에 전화해 보고, 다른 대행사로 부르려면 먼저 ‘라이더 취소’를 누르세요.
problem-rider-not-found = ‘{ $agency }’에서 아직 기사가 배차되지 않았습니다. 대행사에 전화해 보고, 다른 대행사로 부르려면 먼저 ‘라이더 취소’를 누르세요.
problem-fee-not-raised = ‘{ $agency }’에서 배달 요금을 올리지 못했습니다. { $refusal }
problem-delay-not-told = 늦어진다는 것을 배달앱에 알리지 못했습니다(이 앱에는 그런 기능이 없을 수 있습니다). 많이 늦으면 손님께 전화해 알려 주세요.
problem-order-changed = 배달앱에서 주문 내용이 바뀌었습니다. 접수해서 아직 가게에 있는 주문이면 ‘변경’이라고 적힌 표가 새로 나옵니다. 먼저 나온 표는 버리세요.
problem-item-short = ‘{ $item }’ 품절: 손님께 전화해 대체나 환불을 여쭤보세요. 배달앱에는 메뉴 하나만 빼는 기능이 없어, 앱에서 온 주문이면 앱은 모릅니다. 주문을 모두 취소하려면 ‘주문 취소’를 누르세요.
problem-item-replaced = ‘{ $item }’ 대신 ‘{ $substitute }’: 손님께 전화해 괜찮은지 여쭤보세요. 배달앱에는 바뀐 것을 알리는 기능이 없어, 앱에서 온 주문이면 앱은 모릅니다.
problem-not-gathered = 이 꾸러미는 이미 배달앱에 준비 완료로 알렸고 되돌릴 수 없습니다. 다 모이기 전에는 라이더에게 내주지 마세요.
problem-cancelled-by-app = 접수한 주문이 배달앱에서 취소되었습니다({ $reason }). 조리를 멈추고, 부른 기사가 있으면 돌려보내세요.
problem-cancellation-asked = 취소 요청이 들어왔습니다({ $reason }). 받아들일지 거절할지 골라 주세요.

step-confirm = 접수
step-details = 조리 시간 변경
step-preparing = 조리 시작
step-readyForPickup = 준비 완료
step-pickedUp = 손님 수령
step-dispatch = 배달 출발
step-delivered = 배달 완료

## refused: 하지 못한 까닭

refused-unknown-order = 주문 ‘{ $order }’을(를) 찾을 수 없습니다. 번호를 다시 확인하세요.
refused-ambiguous-order = ‘{ $order }’ 주문이 여러 건입니다. 이 가운데 하나를 쓰세요: { $candidates }
refused-wrong-status = 지금 상태(‘{ $status }’)에서는 할 수 없습니다.
refused-pending = 배달앱의 답을 기다리는 중입니다({ $pending }). 답이 오면 다시 해 보세요.
refused-out-of-range = { $what } 값은 { $least }에서 { $most } 사이여야 합니다.
refused-not-our-riders = 이 주문의 기사는 여기서 부르지 않습니다({ $why }).
refused-not-our-riders-takeout = 포장 주문이라 기사를 부르지 않습니다.
refused-not-our-riders-app = 배달앱이 기사를 보내는 주문입니다. 여기서 부르면 기사가 두 명 옵니다.
refused-not-our-riders-other-program = 이 앱의 기사는 다른 프로그램이 부르도록 설정되어 있습니다. 바꾸려면 설정의 riders를 고치세요.
refused-not-our-riders-elsewhere = 다른 곳에서 이미 불렀다고 표시한 주문입니다. 여기서 부르려면 먼저 그 표시를 푸세요.
refused-unknown-channel = ‘{ $channel }’이라는 앱은 설정에 없습니다.
refused-unknown-stall = 이 꾸러미에 ‘{ $stall }’ 점포는 없습니다. 있는 점포: { $known }
refused-no-bundle = 이 주문은 장보기 꾸러미가 아닙니다.
refused-no-agency = 설정된 배달대행사가 없습니다. 설정에 대행사를 추가하세요.
refused-no-own-riders = 우리 기사가 설정에 없습니다. 설정의 [[agencies]]에 kind = "in-house"를 추가하세요.
refused-unknown-agency = ‘{ $agency }’ 대행사는 설정에 없습니다. 설정의 대행사 이름을 확인하세요.
refused-delivery-under-way = 이미 부른 배달이 있습니다(‘{ $state }’). 다시 부르려면 먼저 그 호출을 취소하세요.
refused-nothing-there = 해당하는 것이 없습니다. 이미 처리되었는지 확인하세요.
refused-store = 저장하지 못했습니다({ $reason }). 디스크에 빈 공간이 있는지 보고 다시 해 보세요.
refused-stopping = 프로그램이 끝나는 중입니다. 다시 켠 뒤 해 보세요.

value-prep_minutes = 조리 시간(분)
value-minutes = 시간(분)
value-item = 메뉴 순번
value-max_fee = 최대 요금(원)
value-surcharge = 할증 이름의 길이
value-up_to = 허용 금액(원)
value-fee = 배달 요금(원)

## refusals: 대행사의 거절 사유

refusal-INVALID_AREA = 이 대행사가 배달하지 않는 지역입니다. 다른 대행사로 부르세요.
refusal-IMPOSSIBLE_DELIVERY_AREA = 지금 배달할 수 없는 지역입니다. 다른 대행사로 부르거나 대행사에 전화하세요.
refusal-INVALID_ADDRESS = 대행사가 주소를 찾지 못했습니다. 손님에게 주소를 확인하고 대행사에 전화로 부르세요.
refusal-TOO_LONG_DELIVERY_DISTANCE = 배달 거리가 너무 멉니다. 다른 대행사로 부르세요.
refusal-OVER_CAPACITY = 대행사에 주문이 밀려 지금은 받지 않습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-BAD_WEATHER = 날씨 때문에 대행사가 배달을 멈췄습니다. 다른 대행사로 부르거나 손님에게 늦어진다고 알리세요.
refusal-CLOSE_AGENCY = 대행사 운영 시간이 아닙니다. 다른 대행사로 부르세요.
refusal-CLOSE_STORE = 대행사에 우리 가게가 영업 종료로 되어 있습니다. 대행사에서 가게 영업 상태를 열어 주세요.
refusal-INSUFFICIENT_DEPOSIT = 예치금이 부족합니다. 충전하거나 다른 대행사로 부르세요.
refusal-STORE_NOT_APPROVED = 대행사가 아직 우리 가게를 승인하지 않았습니다. 대행사에 전화해 승인을 요청하세요.
refusal-DELIVERY_DISABLED = 대행사에서 우리 가게의 배달이 꺼져 있습니다. 대행사에 전화해 확인하세요.
refusal-INVALID_GOODS_PAY_TYPE_ONLY_PREPAID = 이 대행사는 미리 결제된 주문만 받습니다. 다른 대행사로 부르세요.
refusal-INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD = 이 대행사는 현금을 받는 주문은 배달하지 않습니다. 다른 대행사로 부르세요.
refusal-INCORRECT_DELIVERY_PRICE_SETTING = 대행사에 우리 가게의 배달 요금이 잘못 설정되어 있습니다. 대행사에 전화해 고쳐 달라고 하세요.
refusal-WRONG_REQUEST = 대행사가 호출 내용을 이해하지 못했습니다. 대행사에 전화로 부르고, 되풀이되면 설치 업체에 알리세요.
refusal-DELIVERY_AGENCY_CAN_NOT_DEFERRED_PAYMENT = 이 대행사는 현장에서 돈을 받는 주문을 배달하지 않습니다. 다른 대행사로 부르세요.
refusal-INCORRECT_STORE_INFO_SETTING = 대행사에 우리 가게 정보가 잘못 등록되어 있습니다. 대행사에 전화해 고쳐 달라고 하세요.
refusal-INCORRECT_STORE_VAN_INFO_SETTING = 대행사에 우리 가게의 카드 결제 정보가 잘못 등록되어 있습니다. 대행사에 전화해 고쳐 달라고 하세요.
refusal-OUT_OF_DELIVERY_POSSIBLE_AREA = 우리 가게의 배달 구역 밖입니다. 다른 대행사로 부르세요.
refusal-POSSIBLE_AREA_OUT_OF_HOURS = 이 지역은 지금 시간에 배달하지 않습니다. 다른 대행사로 부르세요.
refusal-NONE_DELIVERY_AGENCY_MAPPING = 우리 가게에 연결된 대행사가 없습니다. 대행사에 전화해 가게 연결을 요청하세요.
refusal-NONE_ORDER_AGENCY_MAPPING = 우리 가게가 대행사에 연결되어 있지 않습니다. 대행사에 전화해 가게 연결을 요청하세요.
refusal-no-shop-location = 가게 주소나 위치(위도·경도)가 설정에 없어 부를 수 없습니다. 설정 파일의 가게 주소(address)에 road, latitude, longitude를 넣으세요.
refusal-no-address = 주문에 주소가 없어 부를 수 없습니다. 손님에게 주소를 묻고 대행사에 전화로 부르세요.
refusal-no-coordinates = 주문에 지도 위치가 없어 이 대행사로는 부를 수 없습니다. 다른 대행사로 부르거나 대행사에 전화로 부르세요.
refusal-no-phone = 가게 전화번호가 설정에 없어 부를 수 없습니다. 설정 파일에 가게 전화번호(phone)를 넣으세요.
refusal-only-prepaid = 이 대행사 기사는 문 앞에서 돈을 받지 않습니다. 다른 대행사로 부르거나 가게 기사가 가세요.
refusal-PRICE_EXCEEDED = 지금 배달비가 허용한 금액보다 높습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-VEHICLE_NOT_AVAILABLE = 대행사에 지금 쓸 수 있는 오토바이가 없습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-NO_DELIVERYPERSON_AVAILABLE = 대행사에 지금 갈 수 있는 기사가 없습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-DOES_NOT_MEET_REQUESTED_TIMES = 대행사가 음식이 나오는 시간에 맞춰 올 수 없습니다. 다른 대행사로 부르거나 손님에게 늦어진다고 알리세요.
refusal-REGION_NOT_SERVED = 대행사가 가지 않는 동네입니다. 다른 대행사로 부르세요.
refusal-too-late = 배달이 이미 끝나 취소할 수 없습니다.
refusal-signed-out = 대행사가 인증 키를 받아 주지 않습니다. 인증 키를 다시 등록하거나 다른 대행사로 부르세요.
refusal-unsuited-alcohol = 주류가 든 주문이라 저절로 부르지 않았습니다. 주류를 나르는 대행사를 골라 부르세요.
refusal-unsuited-cash = 현금을 받을 주문이라 저절로 부르지 않았습니다. 현금을 받아 주는 대행사를 골라 부르세요.
refusal-unsuited-card = 카드를 받을 주문이라 저절로 부르지 않았습니다. 카드 단말기가 있는 대행사를 골라 부르세요.
refusal-unsuited-hours = 음식이 준비될 때는 저절로 부를 수 있는 시간이 아닙니다. 대행사를 골라 직접 부르세요.
refusal-missed-time = 부를 때가 지나서(프로그램이 꺼져 있었을 수 있습니다) 저절로 부르지 않았습니다. 아직 필요하면 직접 부르세요.
refusal-unsuited-distance = 정해 둔 거리보다 멉니다. 다른 대행사로 부르거나, 그래도 부르려면 이 대행사를 직접 고르세요.
refusal-no-answer = 대행사가 답하지 않습니다. 다른 대행사로 부르거나 대행사에 전화하세요.
refusal-not-called = 불리지 않은 것으로 정했습니다. 다시 부르거나 다른 대행사로 부르세요.
refusal-not-set-up = 설정에서 빠진 대행사입니다. 다른 대행사로 부르세요.
refusal-no-line = 대행사와 연결되지 않습니다. 다른 대행사로 부르거나 잠시 뒤 다시 부르세요.
refusal-no-call = 이 대행사에는 그런 기능이 없습니다. 대행사에 전화하세요.
refusal-partly-cancelled = 여러 배달 가운데 일부만 취소되었습니다. 대행사에 전화해 남은 배달을 확인하세요.
refusal-partly-amended = 여러 배달 가운데 일부에만 바뀐 내용이 전해졌습니다. 대행사에 전화해 알리세요.
refusal-INVALID_STATUS = 기사가 이미 움직이고 있어 취소할 수 없습니다.
refusal-ALREADY_CANCELED = 이미 취소된 호출입니다.
refusal-MULTIPLE_DELIVERY_IN_PROGRESS = 여러 배달로 나뉘어 있어 배달 요금을 올릴 수 없습니다. 대행사에 전화하세요.
refusal-INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL = 배달 요금은 지금보다 높게만 바꿀 수 있습니다.
refusal-CHANGE_STORE = 대행사가 이 배달을 다른 가게로 옮겼습니다. 대행사에 전화해 확인하세요.
refusal-WRONG_RECEIVER_INFO = 손님 정보가 맞지 않아 배달이 끝났습니다. 손님에게 주소와 전화번호를 확인하세요.
refusal-NOT_ANSWER_RECEIVER = 기사가 손님과 연락하지 못해 배달이 끝났습니다. 손님에게 전화하세요.
refusal-CHANGE_CUSTOMER_MIND = 손님이 마음을 바꿔 배달이 끝났습니다. 앱의 주문을 확인하세요.
refusal-DAMAGE_PRODUCT = 가는 길에 음식이 상해 배달이 끝났습니다. 손님에게 알리고 다시 만들지 정하세요.
refusal-SOLD_OUT = 품절로 배달이 취소되었습니다. 손님에게 알리세요.
refusal-TIMEOUT_CANCEL = 오랫동안 기사가 정해지지 않아 대행사가 취소했습니다. 다시 부르거나 다른 대행사로 부르세요.
refusal-LONG_TERM_UNALLOCATE = 배차가 되지 않아 취소되었습니다. 요금을 올려 다시 부르거나 다른 대행사로 부르세요.
refusal-UNDERAGE = 손님이 미성년자로 보여 주류를 건네지 못했습니다. 음식이 돌아오는지 대행사에 확인하세요.
refusal-DELAY_DELIVERY = 배달이 늦어져 취소되었습니다. 손님에게 알리고 다른 대행사로 부르세요.
refusal-CANCEL_BY_STORE = 가게가 취소한 배달입니다.
refusal-CANCEL_BY_CUSTOMER = 손님이 취소한 배달입니다. 앱의 주문을 확인하세요.
refusal-COMPLAIN_BY_CUSTOMER = 손님의 불만으로 취소된 배달입니다. 손님에게 전화하세요.
refusal-CANCEL_BY_SWITCH_SELF_DELIVERY = 가게가 직접 배달하는 것으로 바뀌어 취소되었습니다.
refusal-ETC = 대행사가 까닭을 밝히지 않고 거절했습니다. 대행사에 전화하거나 다른 대행사로 부르세요.
refusal-other = 대행사가 거절했습니다({ $message }). 대행사에 전화하거나 다른 대행사로 부르세요.

## printers: 프린터

trouble-unreachable = ‘{ $printer }’ 프린터에 연결되지 않습니다({ $reason }). 전원과 선을 확인하세요. 홀 POS가 지금 이 프린터를 쓰고 있으면 끝나는 대로 저절로 이어집니다.
trouble-busy = ‘{ $printer }’ 프린터를 다른 프로그램이 쓰고 있습니다. 잠시 기다리거나 그 프로그램을 닫으세요. 늘 그러면 컴퓨터의 인쇄 대기열(spooler://), 프린터의 다른 단자, 포트를 나눠 쓰는 프로그램 가운데 하나를 쓰세요.
trouble-busy-by = ‘{ $printer }’ 프린터를 다른 프로그램({ $program })이 쓰고 있습니다. 잠시 기다리거나 그 프로그램을 닫으세요. 늘 그러면 컴퓨터의 인쇄 대기열(spooler://), 프린터의 다른 단자, 포트를 나눠 쓰는 프로그램 가운데 하나를 쓰세요.
trouble-paused = ‘{ $printer }’ 프린터의 인쇄 대기열이 멈춰 있습니다({ $queue }). 컴퓨터의 프린터 설정에서 그 대기열의 일시 중지를 푸세요.
trouble-silent = ‘{ $printer }’ 프린터가 대답하지 않습니다. 홀 POS가 지금 찍고 있으면 잠시 기다리고, 아니면 프린터를 껐다가 다시 켜세요.
trouble-paper-out = ‘{ $printer }’ 프린터에 용지가 없습니다. 새 용지를 넣으세요.
trouble-cover-open = ‘{ $printer }’ 프린터 덮개가 열려 있습니다. 덮개를 닫으세요.
trouble-stuck = ‘{ $printer }’ 프린터가 표를 받다가 멈췄습니다. 용지와 덮개를 보고, 그래도 멈춰 있으면 껐다가 다시 켜세요.
trouble-error = ‘{ $printer }’ 프린터에 오류가 있습니다(칼날 걸림 등). 덮개를 열어 걸린 종이를 빼고 덮개를 닫으면 이어서 찍습니다.
trouble-overheated = ‘{ $printer }’ 프린터가 뜨거워져 쉬고 있습니다. 식으면 저절로 이어서 찍습니다.
trouble-broken = ‘{ $printer }’ 프린터가 고장을 알립니다. 껐다가 다시 켜고, 그래도 안 되면 수리를 맡기세요.

## lines: 배달앱·대행사 연결

line-starting = { $name }: 연결하는 중입니다.
line-connected = { $name }: 연결됨
line-failing = { $name }: 연결되지 않습니다({ $reason }). 계속 다시 시도합니다. 인터넷을 확인하세요.
line-away = ‘{ $name }’에는 영업 종료를 알릴 방법이 없어 주문 받기를 멈췄습니다. 몇 분 안에 앱이 가게를 닫습니다.
channel-absent = ‘{ $name }’과 { $minutes }분째 연결되지 않습니다. 이대로면 앱이 가게를 닫습니다. 인터넷 선과 공유기 전원을 확인하세요. 안 되면 휴대폰 설정에서 ‘모바일 핫스팟’을 켜고, 이 컴퓨터의 와이파이에서 그 휴대폰을 고르세요.
clock-fast = 이 컴퓨터의 시계가 { $minutes }분쯤 빠릅니다. 윈도우 설정의 ‘날짜 및 시간’에서 ‘지금 동기화’를 누르세요. 그동안 접수 마감은 앱의 시계에 맞춰 셉니다.
clock-slow = 이 컴퓨터의 시계가 { $minutes }분쯤 느립니다. 윈도우 설정의 ‘날짜 및 시간’에서 ‘지금 동기화’를 누르세요. 그동안 접수 마감은 앱의 시계에 맞춰 셉니다.
line-signed-out = { $name }: 로그인이 풀려 있습니다({ $reason }). 인증 키를 다시 등록하세요.

## bell: 벨

mute = 벨 소리를 낼 수 없습니다({ $reason }). 스피커를 연결하고 소리 설정을 확인하세요. 그동안 화면을 자주 보세요.
mute-no-sound = 소리 기능 없이 만들어진 프로그램입니다
mute-no-device = 소리 장치가 없습니다
mute-other = 소리 장치를 열 수 없습니다

## ui: 창

ui-title = { $shop } — 주문벨
ui-column-new = 새 주문
ui-column-cooking = 조리 중
ui-column-away = 배달 중 · 수령 대기
ui-column-finished = 오늘 끝난 주문
ui-column-empty = 없음
ui-tab-open = 진행 중 { $n }
ui-tab-finished = 오늘 끝난 주문 { $n }
ui-counter-keys = 방향키 · Enter 열기 · Space 다음 단계
ui-waiting = 주문을 기다리고 있습니다
ui-starting = 배달앱에 연결하는 중입니다
ui-disconnected = 배달앱과 연결이 끊겼습니다. 새 주문이 들어오지 않습니다. 인터넷을 확인하세요
ui-no-channels = 설정된 배달앱이 없습니다. settings.toml에 [[channels]]를 추가하세요
ui-stopped = 주문 처리가 멈췄습니다. 이 창을 닫고 주문벨을 다시 켜세요. 받은 주문은 저장되어 있습니다.
ui-order-gone = 이 주문은 더 이상 목록에 없습니다
ui-engine-silent = 프로그램이 대답하지 않습니다. 잠시 뒤 주문 상태를 보고, 그대로면 다시 눌러 주세요.
ui-broken-title = 설정이 잘못되어 시작하지 못했습니다
ui-broken-next = 위에 적힌 곳을 고쳐 저장한 뒤, 이 창을 닫고 주문벨을 다시 켜세요.

ui-line-starting = 연결 중
ui-line-uncalled = 호출 전
ui-line-connected = 연결됨
ui-line-failing = 연결 안 됨
ui-line-late = 늦음
ui-line-away = 쉬는 중
ui-line-signed-out = 로그인 풀림
ui-printer = 프린터 { $name }
ui-printer-good = 정상
ui-printer-busy = 다른 프로그램 사용 중
ui-printer-paused = 대기열 멈춤
ui-printer-silent = 응답 없음
ui-printer-paper-out = 용지 없음
ui-printer-cover-open = 덮개 열림
ui-printer-stuck = 멈춤
ui-printer-error = 오류
ui-printer-overheated = 과열
ui-printer-broken = 고장
ui-printer-paper-low = 용지 얼마 안 남음
ui-printer-waiting = 대기 { $n }
ui-bell = 벨
ui-bell-on = 켜짐
ui-bell-ringing = 울리는 중
ui-bell-mute = 소리 안 남

ui-key-enter = Enter
ui-key-space = Space
ui-key-esc = Esc
ui-back = 뒤로
ui-close = 닫기
ui-no = 아니요
ui-shop = 영업
ui-shop-all = 모든 앱
ui-shop-open = 영업 중
ui-shop-pause = { $minutes }분 중지
ui-shop-busy = 바쁨 +{ $minutes }분
ui-shop-calm = 바쁨 끝
ui-shop-close = 영업 종료
ui-shop-sold-out = 품절: { $item }
ui-shop-on-sale = 다시 판매
ui-sold-out = 품절
ui-which-sold-out = 무엇이 품절인가요?
ui-sold-out-note = 이 주문이 들어온 앱의 메뉴에서 내립니다. 다음 영업일에 저절로 다시 올립니다.
ui-by-phone = 전화 주문
ui-closing = 배달 정산
ui-agencies-more = 대행사 { $n }곳 더
ui-agencies-look = 확인 필요
ui-deposit = 예치금 { $won }원
ui-phone-delivery = 배달
ui-phone-takeout = 포장
ui-phone-dish = 메뉴
ui-phone-count = 수량
ui-phone-price = 한 개 값(원)
ui-phone-more = 메뉴 더 적기
ui-phone-address = 배달 주소
ui-phone-detail = 동, 호
ui-phone-tip = 배달팁(원)
ui-phone-number = 손님 전화
ui-phone-memo = 주방 요청
ui-phone-rider-memo = 라이더 요청
ui-phone-cash = 만나서 현금
ui-phone-card = 만나서 카드
ui-phone-paid = 이미 받음
ui-phone-amount = 받을 돈 { $won }원
ui-phone-take = 접수
ui-short = 품절·대체
ui-short-note = 이 주문의 표를 ‘변경’으로 다시 찍습니다. 배달앱에는 메뉴 하나만 빼는 기능이 없으니 손님께 전화하세요.
ui-short-dish = 품절: { $item }
ui-instead-question = 대신 내보낼 것 (없으면 비워 두세요)
ui-off-menu-too = 앱의 메뉴에서도 내리기
ui-leave-out = 빼기
ui-replace = 대체
ui-there-again = 다시 있음
ui-instead = → 대체: { $name }
ui-stalls = 점포 { $here }/{ $all }
ui-call-safe-number = 손님 안심번호: { $number }
ui-call-number = 손님 전화: { $number }
ui-seen = 확인
ui-accept = 접수 { $minutes }분
ui-minutes = { $minutes }분
ui-accept-question = 몇 분 뒤에 준비됩니까? 누르면 바로 접수됩니다.
ui-reject = 거절
ui-cancel = 주문 취소
ui-ready = 조리완료
ui-departed = 배달 출발
ui-handed-over = 손님 수령
ui-complete = 완료
ui-call-rider = 라이더 부르기
ui-delay = 조리 +{ $minutes }분
ui-call-off = 라이더 취소
ui-reprint = { $kind } 다시 출력
ui-answer-printed = 나왔음
ui-answer-reprint = 다시 출력
ui-answer-not-needed = 필요 없음
ui-answer-pay = { $amount }원에 부르기
ui-answer-allow = 오늘 할증 { $amount }원까지 허용
ui-answer-raise = { $amount }원으로 올리기
ui-answer-other-agency = 다른 대행사
ui-answer-no-rider = 부르지 않음
ui-answer-call-again = 다시 부르기
ui-answer-called = 불렸음
ui-answer-not-called = 안 불렸음
ui-answer-call-off-again = 다시 취소
ui-answer-agree = 취소 동의
ui-answer-dish-done = 이미 조리함
ui-answer-out = 이미 배달 출발
ui-why-reject = 왜 거절합니까?
ui-why-cancel = 왜 취소합니까?
ui-sure-reject = 정말 거절할까요?
ui-sure-cancel = 정말 취소할까요?
ui-sure-call-off = 라이더를 정말 취소할까요?
ui-sure-call-off-note = 이미 배차된 기사가 오지 않습니다. 다시 부르면 처음부터 기다려야 합니다.
ui-sure-note = 손님에게 알림이 가고, 되돌릴 수 없습니다.
ui-yes-reject = 거절합니다
ui-yes-cancel = 취소합니다
ui-reason = 사유: { $reason }
ui-which-agency = 어디로 부를까요?
ui-agency-any = 정해 둔 순서대로
ui-own-rider = 우리 기사 { $name }
ui-own-rider-name = 우리 기사 정하기
ui-own-rider-goes = 이 기사로
ui-rider-name = 다른 기사면 이름을 적어 주세요.
ui-called-elsewhere = 다른 곳에서 이미 호출함
ui-not-elsewhere = 여기서 부르기
ui-asking-price = 요금 확인 중
ui-no-price = 불가
ui-price-old = { $minutes }분 전 요금
ui-cancel-costs = 부른 기사를 취소하면 { $amount }원이 듭니다.
ui-came-back = 되돌아옴
ui-again = 한 번 더 배달
ui-again-question = 무엇을 더 갖다 드리나요? 전표와 기사에게 그대로 나갑니다. 배달 요금이 한 번 더 듭니다.
ui-again-tag = 재배달: { $note }
ui-retry-tag = 다시 배달
ui-again-short = 재배달
ui-riders-here = 기사 대기
ui-just-now = 방금
ui-costs = 수수료 { $amount }원
ui-rider-here = 기사 대기 { $minutes }분
ui-rider-just-here = 기사 도착
ui-rider-at = { $time } 도착 예정
ui-rider-late-by = { $minutes }분 늦음
ui-rider-since = { $minutes }분째
ui-elsewhere-tag = 다른 곳에서 부름
ui-vat = 부가세 { $amount }원
ui-cancel-fee = 취소 수수료 { $amount }원
ui-takes = 기사가 받을 돈 { $amount }원
ui-consents = 오늘 허용한 할증
ui-consent = { $kind } { $amount }원까지
ui-consent-end = 거두기
ui-called-number = 대행사가 알려 준 호출 번호를 적어 주세요.

ui-starts-at = { $time } 시작
ui-waits-for-call = 앱의 조리 요청 대기
ui-minutes-left = { $minutes }분 남음
ui-minutes-over = { $minutes }분 지남
ui-due-now = 지금
ui-scheduled = 예약 { $time }
ui-dishes-and-total = { $dishes }개 · { $total }원
ui-paid = 결제완료
ui-collect = 만나서 { $name } { $amount }원
ui-has-request = 요청 있음
ui-sums = 금액 확인
ui-leave-or-pay = 문 앞 + 만나서 결제
ui-leave-or-check = 문 앞 + 주류
ui-leave-or-pay-long = ‘문 앞에 두고 가라’면서 만나서 결제입니다. 접수하기 전에 손님께 전화로 확인하세요.
ui-leave-or-check-long = 주류는 얼굴과 신분증을 보고 건네야 하는데 ‘문 앞에 두고 가라’고 합니다. 접수하기 전에 손님께 전화로 확인하세요.
ui-receipt-issued = 현금영수증 발급함
ui-cash-receipt-issued = 현금영수증 발급함: { $number }
ui-alcohol = 주류
ui-alcohol-check = 주류 · 신분증 확인
ui-won = { $amount }원

ui-app-number = 앱 주문번호 { $number }
ui-drawing = 전표를 그리는 중입니다
ui-ticket-kitchen = 주방
ui-ticket-customer = 손님
ui-ticket-rider = 라이더
ui-ticket-cancel = 취소
ui-ticket-gather = 꾸러미
ui-store-memo = 가게 요청
ui-rider-memo = 라이더 요청
ui-request = 요청
ui-cutlery = 수저·포크 필요
ui-no-cutlery = 수저·포크 필요 없음
ui-reusable = 다회용기에 담아 주세요
ui-total = 합계
ui-at-door = 만나서 결제
ui-change-for = 거스름돈 준비: { $amount }원을 냅니다
ui-cash-receipt = 현금영수증 요청: { $number }
ui-safe-number = 안심번호
ui-phone = 전화번호
ui-customer = 손님
ui-orders-here = 우리 가게 주문
ui-times = { $n }번째
ui-road = 도로명
ui-jibun = 지번
ui-address-detail = 상세 주소
ui-entrance = 공동현관
ui-pickup-code = 픽업 번호
ui-came-at = 들어옴 { $time }
ui-accepted-at = 접수 { $time }
ui-start-at = 조리 시작 { $time }
ui-ready-at = 준비 예정 { $time }
ui-promised-at = 손님 약속 { $time }
ui-rider-expected = 가게 도착 예정 { $time }
ui-marked-reprint = 재출력
ui-marked-backup = 대체 출력

## cli: 명령줄

cli-demo-order = 주문
cli-demo-app = 앱
cli-demo-tickets = 표
cli-demo-rider = 라이더
cli-demo-takeout = 포장

## opening: 영업 상태

opening-open = 영업 중
opening-paused = { $until }까지 잠시 중지
opening-closed = 영업 종료
opening-busy = 바쁨: 조리 +{ $minutes }분
opening-telling = 앱에 알리는 중
opening-told = 앱이 알고 있음
opening-no-call = 앱에 알릴 방법 없음
opening-refused = 앱이 받아 주지 않음({ $reason })
opening-sold-out = 품절 ‘{ $item }’: { $told }
opening-back = 다시 판매 ‘{ $item }’: { $told }

## closing: 배달 정산

deposit-low = ‘{ $agency }’ 예치금이 얼마 남지 않았습니다({ $won }원). 떨어지면 기사를 부를 수 없으니 충전하세요.
agency-shut = ‘{ $agency }’에서 지금 배달을 받지 않습니다. 다른 대행사로 부르거나 대행사에 전화하세요.
agency-shut-why = ‘{ $agency }’: { $why }
conditions-shut = 지금 배달 안 함
conditions-delay = 지연 { $minutes }분
conditions-extra = { $kind } { $won }원
closing-deposit = 예치금
closing-delivered = 배달 완료
closing-cancelled = 취소
closing-failed = 실패·반송
closing-open = 진행 중
closing-fees = 배달 요금
closing-surcharges = 그중 할증
closing-vat = 부가세
closing-cancel-fees = 취소 수수료
closing-cash = 기사가 받은 현금
closing-card = 기사가 받은 카드
closing-result = 예치금 대조
closing-count = { $n }건
closing-no-deposit = 예치금 없음
closing-too-early = 진행 중인 배달이 있음
closing-comes-out = 예치금과 맞습니다
closing-more = 예치금에서 { $won }원 더 나갔습니다
closing-less = 예치금에서 { $won }원 덜 나갔습니다
closing-again = 다시 보낸 배달 { $n }건, { $won }원이 위에 들어 있습니다.
closing-without-fee = 요금을 알 수 없는 배달이 { $n }건 있어 그만큼 더 나갔을 수 있습니다.
closing-moved = 예치금: 처음 { $first }원, 마지막 { $last }원.
closing-top-ups = { $won }원을 충전한 것으로 보입니다(예치금이 늘어난 만큼에서 셈한 값).
closing-compared = 나간 돈 { $spent }원, 요금·부가세·취소 수수료 { $expected }원.
closing-ask = 차이가 그대로 남으면 대행사의 정산 내역과 견주어 보세요.
closing-nothing = 이 영업일에는 배달이 없습니다
closing-day = { $month }월 { $day }일
closing-day-before = 전날
closing-day-after = 다음 날
closing-reading = 불러오는 중입니다
closing-none = 배달도 예치금 기록도 없습니다

## sums: 금액이 맞지 않을 때

sum-items = 상품 합계가 맞지 않습니다: 앱은 { $told }원, 더하면 { $counted }원
sum-fees = 배달팁 등의 합계가 맞지 않습니다: 앱은 { $told }원, 더하면 { $counted }원
sum-discount = 할인 합계가 맞지 않습니다: 앱은 { $told }원, 더하면 { $counted }원
sum-amount = 낼 돈이 맞지 않습니다: 앱은 { $told }원, 계산하면 { $counted }원
sum-payments = 결제한 돈이 낼 돈과 다릅니다: 낼 돈 { $told }원, 결제 { $counted }원

## phone: 수기 주문

phone-no-dish = 메뉴를 하나 이상 적어 주세요.
phone-too-many = 메뉴가 너무 많습니다. 나누어 적어 주세요.
phone-dish = 메뉴의 이름, 수량, 가격을 확인해 주세요.
phone-no-address = 배달 주소를 적어 주세요. 손님이 가지러 오면 ‘포장’을 고르세요.
phone-no-shop = 그런 가게가 설정에 없습니다.
phone-tip = 배달팁을 확인해 주세요. 포장 주문에는 배달팁이 없습니다.
