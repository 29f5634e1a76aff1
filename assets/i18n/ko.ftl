# 화면, 명령줄, 안내에 나오는 모든 한국어. en.ftl과 같은 id를 가진다(시험이 지킨다).
# 사장님이 읽는다: 무슨 일이 있었고, 이제 무엇을 하면 되는지.

## order: 주문 상태, 종류

status-received = 새 주문
status-accepted = 접수됨
status-ready = 조리완료
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
delivery-state-submitting = 라이더 호출 중
delivery-state-requested = 라이더 요청됨
delivery-state-assigned = 배차됨
delivery-state-arrived = 라이더 가게 도착
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
raw-state-MATCHING_FAILED = 라이더를 찾지 못함
raw-state-ABORTED = 대행사가 중단함
raw-state-CANCELLED = 취소
raw-state-RETURNING_TO_MERCHANT = 가게로 되돌아오는 중
raw-state-RETURNED_TO_MERCHANT = 가게로 돌아옴
raw-state-other = 알 수 없는 상태

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

moment-of-another-day = { $month }/{ $day }({ $weekday }) { $time }
window = { $start }~{ $end }
weekday-1 = 월
weekday-2 = 화
weekday-3 = 수
weekday-4 = 목
weekday-5 = 금
weekday-6 = 토
weekday-7 = 일
reason-none = 사유 없음

problem-unreadable = 주문 내용을 읽지 못했습니다({ $reason }). 이 주문은 배달앱에서 직접 보고 처리하세요. 프로그램도 계속 다시 받아 봅니다.
problem-confirm-refused = 배달앱이 접수를 받아 주지 않았습니다({ $reason }). 배달앱에서 주문이 살아 있는지 확인하세요.
problem-cancellation-refused = 배달앱이 취소를 받아 주지 않았습니다({ $reason }). 주문은 그대로 살아 있습니다. 배달앱 고객센터에 전화하세요.
problem-step-refused = 배달앱이 ‘{ $step }’ 알림을 받아 주지 않았습니다({ $reason }). 배달앱에서 주문 상태를 확인하세요.
problem-ticket-unknown = ‘{ $printer }’ 프린터에서 { $kind }{ PARTICLE($kind, "이/가") } 나왔는지 알 수 없습니다. 종이가 있으면 ‘나왔음’, 없으면 ‘다시 출력’을 누르세요.
problem-ticket-expired = ‘{ $printer }’ 프린터의 { $kind }{ PARTICLE($kind, "이/가") } 너무 오래 기다려 출력하지 않았습니다. 아직 필요하면 ‘다시 출력’을 누르세요.
problem-ticket-waits = ‘{ $printer }’ 프린터가 { $kind }{ PARTICLE($kind, "을/를") } 1분 넘게 출력하지 못하고 있습니다. 프린터의 전원, 용지, 덮개를 확인하세요. 급하면 화면을 보고 주방에 알리세요. 프린터가 살아나면 저절로 나옵니다.
problem-fee-above-max = ‘{ $agency }’ 요금이 { $fee }원으로, 정해 둔 { $max }원보다 비쌉니다. 이 요금에 부르거나 다른 대행사를 고르세요.
problem-fee-rose = ‘{ $agency }’ 요금이 부른 뒤에 { $known }원에서 { $fee }원으로 올랐습니다. 정해 둔 금액보다 비쌉니다. 그대로 두거나 ‘라이더 취소’를 누르고 다른 대행사로 부르세요.
problem-rider-not-needed-takeout = 포장 주문으로 바뀌었는데 ‘{ $agency }’ 라이더를 이미 불렀습니다. ‘라이더 취소’를 누르세요. 안 되면 대행사에 전화하세요.
problem-rider-not-needed-app = 배달앱이 라이더를 보내기로 바뀌었는데 ‘{ $agency }’ 라이더도 이미 불렀습니다. ‘라이더 취소’를 누르고, 음식은 앱이 보낸 라이더에게 주세요.
problem-rider-not-needed-left = 음식은 나갔는데 ‘{ $agency }’에는 아직 라이더가 음식을 받은 기록이 없습니다. 다른 사람이 가져갔으면 ‘라이더 취소’를 누르고, 그 라이더가 가져갔으면 ‘확인’을 누르세요.
problem-nobody-called = ‘{ $agency }’ 라이더는 부르지 않았습니다. { $refusal }
problem-no-rider = ‘{ $agency }’에서 배달을 받지 않았습니다. { $refusal }
problem-delivery-unknown = ‘{ $agency }’에 라이더를 불렀는데 답을 받지 못했습니다. 다시 부르기 전에 대행사에 전화해 확인하세요(호출 번호 { $key }). 불렸으면 ‘불렸음’, 아니면 ‘안 불렸음’을 누르세요.
problem-delivery-orphaned = 라이더를 부른 ‘{ $agency }’의 설정이 바뀌었거나 빠져서 이 배달을 물어볼 수 없습니다. 대행사에 전화해 확인하세요(호출 번호 { $key }). 라이더가 오면 ‘불렸음’, 아니면 ‘안 불렸음’을 누르세요.
problem-rider-not-called-off = ‘{ $agency }’ 호출을 취소하지 못했습니다: { $reason } 라이더가 올 수 있으니 대행사에 전화하세요.
problem-delivery-ended = ‘{ $agency }’에서 배달을 끝냈습니다({ $state }). 아직 음식이 가게에 있으면 라이더를 다시 부르세요.
problem-delivery-lives-after-all = 안 불린 줄 알았던 ‘{ $agency }’ 호출이 살아 있어 취소하는 중입니다. 라이더가 두 명 오지 않는지 살피고, 먼저 온 라이더 한 명에게만 음식을 주세요.
problem-rider-comes-early = ‘{ $agency }’ 라이더에게는 늦어진다는 것을 알리지 못했습니다(이미 배차됨). 라이더가 먼저 오면 기다려 달라고 말해 주세요.
problem-rider-not-told = ‘{ $agency }’에 바뀐 { $what }{ PARTICLE($what, "을/를") } 알리지 못했습니다. 대행사나 라이더에게 전화해 알려 주세요.
problem-rider-late = ‘{ $agency }’ 라이더가 늦습니다. 대행사에 전화해 보고, 다른 대행사로 부르려면 먼저 ‘라이더 취소’를 누르세요.
problem-rider-not-found = ‘{ $agency }’에서 아직 라이더가 배차되지 않았습니다. 대행사에 전화해 보고, 다른 대행사로 부르려면 먼저 ‘라이더 취소’를 누르세요.
problem-calling-off-cost = 주문이 취소되어 ‘{ $agency }’ 라이더를 취소했고, 취소 수수료 { $fee }원이 나왔습니다. 앱에서 보상하는지 앱 고객센터에 확인하세요.
problem-fee-not-raised = ‘{ $agency }’에서 배달 요금을 올리지 못했습니다. { $refusal }
problem-delay-not-told = 늦어진다는 것을 배달앱에 알리지 못했습니다(이 앱에는 그런 기능이 없을 수 있습니다). 많이 늦으면 손님께 전화해 알려 주세요.
problem-order-changed = 배달앱에서 주문 내용이 바뀌었습니다. 접수해서 아직 가게에 있는 주문이면 ‘변경’이라고 적힌 표가 새로 나옵니다. 먼저 나온 표는 버리세요.
problem-partly-unread = 배달앱이 보낸 주문에서 읽지 못한 곳이 있습니다: { $places }. 표에는 그 부분이 빠졌거나 깨져 나옵니다. 배달앱 화면에서 직접 확인하세요.
unread-dish = { $n }번째 메뉴
unread-dish-request = { $n }번째 메뉴의 요청
unread-request = 요청 사항
unread-customer = 손님 정보
unread-address = 주소
unread-money = 금액·결제
unread-time = 시각
problem-item-short = ‘{ $item }’ 품절: 손님께 전화해 대체나 환불을 여쭤보세요. 배달앱에는 메뉴 하나만 빼는 기능이 없어, 앱에서 온 주문이면 앱은 모릅니다. 주문을 모두 취소하려면 ‘주문 취소’를 누르세요.
problem-item-replaced = ‘{ $item }’ 대신 ‘{ $substitute }’: 손님께 전화해 괜찮은지 여쭤보세요. 배달앱에는 바뀐 것을 알리는 기능이 없어, 앱에서 온 주문이면 앱은 모릅니다.
problem-not-gathered = 이 꾸러미는 이미 배달앱에 조리완료로 알렸고 되돌릴 수 없습니다. 다 모이기 전에는 라이더에게 내주지 마세요.
problem-left-out = 메뉴와 옵션 { $count }개가 너무 많아 표에 나오지 않았습니다. 앱에서 확인하고 만들어 주세요.
problem-negative-total = 합계가 { $amount }원이어서 자동으로 접수하지 않았습니다. 앱에서 금액을 확인한 뒤 접수하거나 거절해 주세요.
problem-cancelled-by-app = 접수한 주문이 배달앱에서 취소되었습니다({ $reason }). 조리를 멈추고, 부른 라이더가 있으면 돌려보내세요.
problem-cancelled-by-app-waiting = 접수한 예약 주문이 배달앱에서 취소되었습니다({ $reason }). 아직 조리를 시작하지 않은 주문이니 만들지 마세요.
problem-cancelled-by-app-ready = 조리를 마친 주문이 배달앱에서 취소되었습니다({ $reason }). 음식을 내보내지 말고, 부른 라이더가 있으면 돌려보내세요.
problem-cancelled-by-app-gone = 음식이 나간 뒤에 배달앱에서 주문이 취소되었습니다({ $reason }). 나른 라이더와 배달앱 고객센터에 전화해 음식과 음식값을 어떻게 할지 확인하세요.
problem-cancelled-after-completion = 완료한 주문이 나중에 배달앱에서 취소되었습니다({ $reason }, { $amount }원). 음식은 이미 나갔습니다. 음식값을 받는지 배달앱 고객센터에 확인하고, 정산할 때 이 주문을 살피세요.
store-set-aside = 주문 저장 파일이 손상되어 따로 옮겨 두고 새 파일로 계속합니다. 열린 주문은 배달앱에서 다시 받고 번호는 이어집니다. 옮겨 둔 파일({ $path })은 지우지 말고 문의하세요.
store-full = 디스크가 가득 차 주문을 저장할 수 없습니다({ $path }). 주문은 보이고 울리지만 배달앱에 답하지 못합니다. 필요 없는 파일을 지워 주세요. 자리가 생기면 저절로 이어집니다.
store-gone = 주문 저장 파일이 실행 중에 지워지거나 바뀌었습니다({ $path }). 더는 저장하지도 배달앱에 답하지도 않습니다. 옮긴 파일이 있으면 제자리에 돌려놓고, 없으면 프로그램을 다시 시작하세요.
store-failing = 주문을 저장할 수 없습니다({ $path }). 주문은 보이고 울리지만 배달앱에 답하지 못합니다. 디스크와 폴더 권한을 확인하세요. 자세한 까닭은 logs/에 적혀 있습니다.
store-damaged = 저장 파일이 손상되어 읽을 수 없습니다({ $path }). 프로그램을 시작하면 파일을 따로 옮겨 두고 새 파일로 이어 갑니다. 지우지 마세요.
store-newer = 저장 파일을 더 새로운 버전의 주문벨이 만들었습니다({ $path }). 그 버전을 다시 설치하세요.
store-unusable = 저장 파일을 쓸 수 없습니다({ $path }). 폴더 권한과 디스크를 확인하세요. 자세한 까닭은 logs/에 적혀 있습니다.
problem-cancellation-asked = 취소 요청이 들어왔습니다({ $reason }). 받아들일지 거절할지 골라 주세요.
problem-record-lost = 이 주문의 저장된 기록이 손상되어 배달앱에서 다시 받습니다. 이미 접수하거나 표를 뽑거나 라이더를 불렀을 수 있습니다. 다시 접수하거나 라이더를 부르기 전에 주방과 대행사에 확인하세요.
problem-record-lost-task = 저장된 할 일({ $what }) 하나가 손상되어 있었습니다. 제대로 되었는지 한 번 확인해 주세요.
problem-not-stored = 지금은 주문을 저장할 수 없습니다. 이 주문은 보이기만 하고 배달앱에 답하지 못하니, 배달앱에서 직접 접수하거나 위의 안내대로 저장 공간을 고치세요.
task-print = 표 출력
task-app = 배달앱에 알리기
task-agency = 배달대행사에 알리기

step-confirm = 접수
step-delay = 조리 시간 변경
step-preparing = 조리 시작
step-ready = 조리완료
step-picked-up = 손님 수령
step-dispatch = 배달 출발
step-delivered = 배달 완료
step-other = 진행 상황

## refused: 하지 못한 까닭

refused-unknown-order = 주문 ‘{ $order }’{ PARTICLE($order, "을/를") } 찾을 수 없습니다. 번호를 다시 확인하세요.
refused-ambiguous-order = ‘{ $order }’ 주문이 여러 건입니다. 이 가운데 하나를 쓰세요: { $candidates }
refused-wrong-status = 지금 상태(‘{ $status }’)에서는 할 수 없습니다.
refused-pending = 배달앱의 답을 기다리는 중입니다({ $pending }). 답이 오면 다시 해 보세요.
refused-out-of-range = { $what } 값은 { $least }에서 { $most } 사이여야 합니다.
refused-not-our-riders-unreadable = 내용을 읽지 못한 주문이라 배달 주소를 알 수 없어 라이더를 부를 수 없습니다. 앱에서 확인하세요.
refused-not-our-riders-takeout = 포장 주문이라 라이더를 부르지 않습니다.
refused-not-our-riders-app = 배달앱이 라이더를 보내는 주문입니다. 여기서 부르면 라이더가 두 명 옵니다.
refused-not-our-riders-other-program = 이 앱의 라이더는 다른 프로그램이 부르도록 설정되어 있습니다. 바꾸려면 설정의 riders를 고치세요.
refused-not-our-riders-elsewhere = 다른 곳에서 이미 불렀다고 표시한 주문입니다. 여기서 부르려면 먼저 그 표시를 푸세요.
refused-unknown-channel = ‘{ $channel }’{ PARTICLE($channel, "이라는/라는") } 앱은 설정에 없습니다.
refused-unknown-stall = 이 꾸러미에 ‘{ $stall }’ 점포는 없습니다. 있는 점포: { $known }
refused-unknown-station = 이 주문에 ‘{ $station }’ 조리대가 만들 메뉴는 없습니다. 만드는 조리대: { $known }
refused-no-station = 주방을 조리대로 나누지 않았습니다. 설정에 `[[stations]]`를 추가하세요.
refused-no-bundle = 이 주문은 장보기 꾸러미가 아닙니다.
refused-no-agency = 설정된 배달대행사가 없습니다. 설정에 대행사를 추가하세요.
refused-no-own-riders = 우리 라이더가 설정에 없습니다. 설정의 [[agencies]]에 kind = "in-house"를 추가하세요.
refused-unknown-agency = ‘{ $agency }’ 대행사는 설정에 없습니다. 설정의 대행사 이름을 확인하세요.
refused-delivery-under-way = 이미 부른 배달이 있습니다(‘{ $state }’). 다시 부르려면 먼저 그 호출을 취소하세요.
refused-nothing-there = 해당하는 것이 없습니다. 이미 처리되었는지 확인하세요.
refused-store = 저장하지 못했습니다({ $reason }). 디스크에 빈 공간이 있는지 보고 다시 해 보세요.
refused-stopping = 프로그램이 끝나는 중입니다. 다시 켠 뒤 해 보세요.
refused-unanswered = 주문을 받는 주문벨이 대답하지 않았습니다({ $reason }). 처리되었는지 모르니 화면에서 확인하고 다시 해 보세요.

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
refusal-only-prepaid = 이 대행사 라이더는 문 앞에서 돈을 받지 않습니다. 다른 대행사로 부르거나 가게 라이더가 가세요.
refusal-PRICE_EXCEEDED = 지금 배달비가 허용한 금액보다 높습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-VEHICLE_NOT_AVAILABLE = 대행사에 지금 쓸 수 있는 오토바이가 없습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
refusal-NO_DELIVERYPERSON_AVAILABLE = 대행사에 지금 갈 수 있는 라이더가 없습니다. 잠시 뒤 다시 부르거나 다른 대행사로 부르세요.
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
refusal-INVALID_STATUS = 라이더가 이미 움직이고 있어 취소할 수 없습니다.
refusal-ALREADY_CANCELED = 이미 취소된 호출입니다.
refusal-MULTIPLE_DELIVERY_IN_PROGRESS = 여러 배달로 나뉘어 있어 배달 요금을 올릴 수 없습니다. 대행사에 전화하세요.
refusal-INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL = 배달 요금은 지금보다 높게만 바꿀 수 있습니다.
refusal-CHANGE_STORE = 대행사가 이 배달을 다른 가게로 옮겼습니다. 대행사에 전화해 확인하세요.
refusal-WRONG_RECEIVER_INFO = 손님 정보가 맞지 않아 배달이 끝났습니다. 손님에게 주소와 전화번호를 확인하세요.
refusal-NOT_ANSWER_RECEIVER = 라이더가 손님과 연락하지 못해 배달이 끝났습니다. 손님에게 전화하세요.
refusal-CHANGE_CUSTOMER_MIND = 손님이 마음을 바꿔 배달이 끝났습니다. 앱의 주문을 확인하세요.
refusal-DAMAGE_PRODUCT = 가는 길에 음식이 상해 배달이 끝났습니다. 손님에게 알리고 다시 만들지 정하세요.
refusal-SOLD_OUT = 품절로 배달이 취소되었습니다. 손님에게 알리세요.
refusal-TIMEOUT_CANCEL = 오랫동안 라이더가 정해지지 않아 대행사가 취소했습니다. 다시 부르거나 다른 대행사로 부르세요.
refusal-LONG_TERM_UNALLOCATE = 배차가 되지 않아 취소되었습니다. 요금을 올려 다시 부르거나 다른 대행사로 부르세요.
refusal-UNDERAGE = 손님이 미성년자로 보여 주류를 건네지 못했습니다. 음식이 돌아오는지 대행사에 확인하세요.
refusal-DELAY_DELIVERY = 배달이 늦어져 취소되었습니다. 손님에게 알리고 다른 대행사로 부르세요.
refusal-CANCEL_BY_STORE = 가게가 취소한 배달입니다.
refusal-CANCEL_BY_CUSTOMER = 손님이 취소한 배달입니다. 앱의 주문을 확인하세요.
refusal-COMPLAIN_BY_CUSTOMER = 손님의 불만으로 취소된 배달입니다. 손님에게 전화하세요.
refusal-CANCEL_BY_SWITCH_SELF_DELIVERY = 가게가 직접 배달하는 것으로 바뀌어 취소되었습니다.
refusal-ETC = 대행사가 까닭을 밝히지 않고 거절했습니다. 대행사에 전화하거나 다른 대행사로 부르세요.
refusal-unknown = 대행사가 알려지지 않은 까닭으로 거절했습니다. 대행사에 전화하거나 다른 대행사로 부르세요.
refusal-other = 대행사가 거절했습니다({ $message }). 대행사에 전화하거나 다른 대행사로 부르세요.

## printers: 프린터

trouble-unreachable = ‘{ $printer }’ 프린터에 연결되지 않습니다({ $reason }). 전원과 선을 확인하세요. 홀 POS가 지금 이 프린터를 쓰고 있으면 끝나는 대로 저절로 이어집니다.
trouble-busy = ‘{ $printer }’ 프린터를 다른 프로그램이 쓰고 있습니다. 잠시 기다리거나 그 프로그램을 닫으세요. 늘 그러면 컴퓨터의 인쇄 대기열(spooler://), 프린터의 다른 단자, 포트를 나눠 쓰는 프로그램 가운데 하나를 쓰세요.
trouble-busy-by = ‘{ $printer }’ 프린터를 다른 프로그램({ $program })이 쓰고 있습니다. 잠시 기다리거나 그 프로그램을 닫으세요. 늘 그러면 컴퓨터의 인쇄 대기열(spooler://), 프린터의 다른 단자, 포트를 나눠 쓰는 프로그램 가운데 하나를 쓰세요.
trouble-paused = ‘{ $printer }’ 프린터의 인쇄 대기열이 멈춰 있습니다({ $queue }). 컴퓨터의 프린터 설정에서 그 대기열의 일시 중지를 푸세요.
trouble-silent = ‘{ $printer }’ 프린터가 대답하지 않습니다. 홀 POS가 지금 찍고 있으면 잠시 기다리고, 아니면 프린터를 껐다가 다시 켜세요.
trouble-nonsense = ‘{ $printer }’ 프린터의 주소에서 알아볼 수 없는 답이 옵니다. 프린터를 껐다가 다시 켜고, 그래도 그러면 그 주소를 공유기나 컴퓨터 같은 다른 기기가 쓰는지 `jumunbell printer scan`으로 확인하세요.
trouble-paper-out = ‘{ $printer }’ 프린터에 용지가 없습니다. 새 용지를 넣으세요.
trouble-cover-open = ‘{ $printer }’ 프린터 덮개가 열려 있습니다. 덮개를 닫으세요.
trouble-stuck = ‘{ $printer }’ 프린터가 표를 받다가 멈췄습니다. 용지와 덮개를 보고, 그래도 멈춰 있으면 껐다가 다시 켜세요.
trouble-error = ‘{ $printer }’ 프린터에 오류가 있습니다(칼날 걸림 등). 덮개를 열어 걸린 종이를 빼고 덮개를 닫으면 이어서 찍습니다.
trouble-overheated = ‘{ $printer }’ 프린터가 뜨거워져 쉬고 있습니다. 식으면 저절로 이어서 찍습니다.
trouble-broken = ‘{ $printer }’ 프린터가 고장을 알립니다. 껐다가 다시 켜고, 그래도 안 되면 수리를 맡기세요.
printer-unheard = 확인하지 못함: 이 프린터는 물어도 대답하지 않습니다. 종이를 눈으로 확인하세요.

## lines: 배달앱·대행사 연결

line-starting = { $name }: 연결하는 중입니다.
line-connected = { $name }: 연결됨
line-failing = { $name }: 연결되지 않습니다({ $reason }). 계속 다시 시도합니다. 인터넷을 확인하세요.
line-away = ‘{ $name }’에는 영업 종료를 알릴 방법이 없어 주문 받기를 멈췄습니다. 몇 분 안에 앱이 가게를 닫습니다.
channel-absent = ‘{ $name }’{ PARTICLE($name, "과/와") } { $minutes }분째 연결되지 않습니다. 이대로면 앱이 가게를 닫습니다. 인터넷 선과 공유기 전원을 확인하세요. 안 되면 휴대폰 설정에서 ‘모바일 핫스팟’을 켜고, 이 컴퓨터의 와이파이에서 그 휴대폰을 고르세요.
channel-asks-to-wait = ‘{ $name }’ 서버가 { $told }초 동안 묻지 말라고 합니다. 그래도 늦어도 { $least }초마다 다시 물어봅니다. 급하면 배달앱 화면을 직접 보세요.
channel-set-aside = ‘{ $name }’에서 읽을 수 없는 알림 { $n }건이 와서 따로 두었습니다. 다른 주문은 그대로 받습니다. 빠진 주문이나 취소가 없는지 배달앱 화면을 한 번 확인하세요.
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
ui-column-open = 진행 중
ui-last-minute = 1분 안 남음 { $n }
ui-late-count = 늦음 { $n }
ui-riders-missing = 라이더 안 부름 { $n }
ui-no-rider-called = 라이더 안 부름
ui-call-short = 부르기
ui-other-time = 시간
ui-more-dishes = +{ $n } 더
ui-ago = { $minutes }분 전
ui-today = 오늘 { $n }건 · { $total }원
ui-new-waiting = 새 주문 { $n }
ui-came = 주문 왔어요
ui-came-more = 기다리는 주문 { $n }건 더
ui-see = 보기
ui-problems = 문제 { $n }
ui-notes = 알림 { $n }
ui-states = 상태
ui-all-well = 다 정상
ui-look = 주문 보기
ui-page-up = ▲
ui-page-down = ▼
ui-page-back = 앞
ui-page-on = 다음
ui-apps = 앱 { $n }
ui-printers = 프린터 { $n }
ui-agencies = 대행 { $n }
ui-column-finished = 오늘 끝난 주문
ui-column-empty = 없음
ui-tab-open = 주문 { $n }
ui-tab-finished = 내역 { $n }
ui-collect-short = { $name } { $amount }원
ui-missed = 놓친 주문 { $n }
ui-held = { $number } { $step } · { $seconds }초 뒤에 알립니다
ui-take-back = 되돌리기
ui-take-back-in = 되돌리기 { $seconds }
ui-tapped-twice = 같은 곳이 두 번 눌려 한 번만 받았습니다.
ui-leave-question = 진행 중인 주문이 { $n }건 있습니다. 창을 닫을까요?
ui-leave-note = 창을 닫으면 새 주문이 와도 모를 수 있습니다.
ui-leave-no = 계속 주문 받기
ui-leave-yes = 창 닫기
ui-counter-keys = 방향키 · Enter 열기 · Space 접수
ui-waiting = 주문을 기다리고 있습니다
ui-starting = 배달앱에 연결하는 중입니다
ui-disconnected = 배달앱과 연결이 끊겼습니다. 새 주문이 들어오지 않습니다. 인터넷을 확인하세요
ui-no-channels = 아직 연결된 배달앱이 없습니다. 설치해 주신 분께 배달앱 연결을 부탁하세요.
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
ui-printer-nonsense = 알 수 없는 응답
ui-printer-unheard = 확인 못 함
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

ui-sounds = 소리
ui-hear = 소리 듣기
ui-sound-chime = 알림
ui-sound-rider = 라이더 도착
ui-sound-printer = 프린터 고장, 용지 없음
ui-sound-stop = 주문 취소 (조리 중지)
ui-sound-urgent = 급한 일 (라이더가 더 올 때)
ui-sounds-ringing = 벨이 울리는 동안에는 들어 볼 수 없습니다.
ui-sounds-advice =
    안 들리면 차례로 보세요.
    1. 스피커의 전원과 볼륨
    2. 컴퓨터의 음량과 음소거
    3. 소리가 나가는 장치: HDMI 모니터에는 스피커가 없는 것이 많습니다. 컴퓨터의 소리 설정에서 스피커를 고르세요.
ui-volume-question = 벨 소리가 들리나요?
ui-volume-yes = 네, 들려요
ui-volume-no = 안 들려요

ui-display = 화면
ui-display-size = 크기
ui-display-auto = 자동
ui-percent = { $percent } %
ui-display-drawn = 지금 { $percent } % 크기입니다
ui-display-no-larger = 이 화면에는 { $percent } %까지 들어갑니다
ui-display-theme = 바탕
ui-display-light = 밝게
ui-display-dark = 어둡게
ui-display-language = 언어
ui-display-own-language = 한국어
ui-filter-all = 전체
ui-filter-cooking = 조리
ui-filter-rider = 라이더
ui-filter-takeout = 포장
ui-stations = 조리대 { $done }/{ $all } 끝
ui-station-done = 조리 끝
ui-station-cooks = 조리 중
ui-kitchen = 주방 화면
ui-kitchen-open = 열기
ui-kitchen-note = 만들 것만 크게 보여 주는 두 번째 창입니다. 주방 모니터로 옮기고 F11로 화면을 채우세요.
ui-kitchen-not-opened = 주방 화면을 열지 못했습니다: { $reason }
ui-display-forgotten = 지금은 바뀌었지만 설정 파일에 적지 못했습니다({ $reason }). 다음에 켜면 처음대로 돌아갑니다

ui-key-enter = Enter
ui-key-space = Space
ui-key-esc = Esc
ui-key-backspace = Backspace
ui-back = 뒤로
ui-close = 닫기
ui-no = 아니요
ui-shop = 영업
ui-closed = 영업을 종료해서 주문을 받지 않습니다.
ui-paused = 잠시 중지해서 주문을 받지 않습니다.
ui-open-now = 영업 시작
ui-asks-to-open = 새 영업일입니다. 아직 닫혀 있습니다. 영업을 시작할까요?
ui-stay-closed = 오늘은 쉽니다
ui-shop-all = 모든 앱
ui-shop-open = 영업 중
ui-shop-paused = 잠시 중지
ui-shop-partly = 일부만 영업
ui-shop-pause = { $minutes }분 중지
ui-shop-busy = 바쁨 +{ $minutes }분
ui-shop-calm = 바쁨 끝
ui-shop-close = 영업 종료
ui-stock = 품절
ui-stock-since = 품절 { $time }부터
ui-stock-not-back = 다시 판매 안 됨
ui-stock-told = 알림: { $apps }
ui-stock-unknown = 앱에서 확인: { $apps }
ui-stock-telling = 알리는 중: { $apps }
ui-stock-by-hand = 앱에서 직접: { $apps }
ui-stock-refused = 앱이 거절: { $apps }
ui-search-name = 메뉴 찾기
ui-search = 이름이나 초성
ui-search-none = 그런 메뉴가 없습니다
ui-menu-reading = 메뉴를 읽고 있습니다
ui-sold-out = 품절
ui-which-sold-out = 무엇이 품절인가요?
ui-sold-out-note = 이 주문이 들어온 앱의 메뉴에서 내립니다. 다음 영업일에 저절로 다시 올립니다.
ui-by-phone = 전화 주문
ui-closing = 배달 정산
ui-deposit = 예치금 { $won }원
ui-phone-delivery = 배달
ui-phone-takeout = 포장
ui-phone-dish = 메뉴
ui-phone-each = 단가
ui-phone-free = ‘{ $name }’ 직접 넣기
ui-phone-empty = 메뉴를 누르면 여기에 담깁니다
ui-phone-options = { $name } 옵션
ui-phone-no-options = { $name }: 배운 옵션이 없습니다
ui-phone-options-none = 담은 메뉴를 누르면 옵션이 나옵니다
ui-phone-plus = +{ $amount }원
ui-phone-last = 지난 주문: 누르면 그대로 담고 주소도 채웁니다
ui-less = −
ui-more = +
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
ui-reject-note = 사유를 누르면 바로 거절됩니다. 손님에게 알림이 가고, 되돌릴 수 없습니다.
ui-sure-cancel = 정말 취소할까요?
ui-sure-call-off = 라이더를 정말 취소할까요?
ui-sure-agree = 취소에 동의할까요?
ui-sure-call-off-note = 이미 배차된 라이더가 오지 않습니다. 다시 부르면 처음부터 기다려야 합니다.
ui-sure-note = 손님에게 알림이 가고, 되돌릴 수 없습니다.
ui-yes-cancel = 취소합니다
ui-reason = 사유: { $reason }
ui-which-agency = 누구를 부를까요?
ui-agency-any = 자동
ui-agency-first = 자동({ $name } 먼저)
ui-own-rider = 우리 라이더 { $name }
ui-own-rider-name = 우리 라이더 정하기
ui-own-rider-goes = 이 라이더로
ui-rider-name = 다른 라이더면 이름을 적어 주세요.
ui-called-elsewhere = 다른 곳에서 이미 호출함
ui-not-elsewhere = 여기서 부르기
ui-asking-price = 요금 확인 중
ui-no-price = 불가
ui-price-old = { $minutes }분 전 요금
ui-cancel-costs = 부른 라이더를 취소하면 { $amount }원이 듭니다.
ui-cancel-may-cost = 라이더가 이미 잡혔으면 취소하는 데 { $amount }원이 듭니다.
ui-came-back = 되돌아옴
ui-again = 한 번 더 배달
ui-again-question = 무엇을 더 갖다 드리나요? 전표와 라이더에게 그대로 나갑니다. 배달 요금이 한 번 더 듭니다.
ui-again-tag = 재배달: { $note }
ui-retry-tag = 다시 배달
ui-again-short = 재배달
ui-riders-here = 라이더 대기 { $n }
ui-just-now = 방금
ui-costs = 수수료 { $amount }원
ui-rider-here = 라이더 대기 { $minutes }분
ui-rider-just-here = 라이더 도착
ui-rider-at = { $time } 도착 예정
ui-rider-late-by = { $minutes }분 늦음
ui-rider-since = { $minutes }분째
ui-elsewhere-tag = 다른 곳에서 부름
ui-vat = 부가세 { $amount }원
ui-cancel-fee = 취소 수수료 { $amount }원
ui-takes = 라이더가 받을 돈 { $amount }원
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
ui-dishes = { $dishes }개
ui-one-dish = { $dishes }개
ui-one-dish-and-total = { $dishes }개 · { $total }원
ui-paid = 결제완료
ui-collect = 만나서 { $name } { $amount }원
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
ui-district = 동네
ui-customer-show = 손님 주소·전화 보기
ui-customer-over = 끝난 주문이라 손님 정보를 가렸습니다.
ui-ticket-hidden = 손님 주소와 전화가 적힌 전표입니다. 왼쪽 ‘손님 주소·전화 보기’를 누르면 보입니다.
ui-ticket-over = 손님 주소와 전화가 적힌 전표입니다. 끝난 주문이라 가렸습니다.
ui-road = 도로명
ui-jibun = 지번
ui-address-detail = 상세 주소
ui-entrance = 공동현관
ui-pickup-code = 픽업 번호
ui-came-at = 들어옴 { $time }
ui-accepted-at = 접수 { $time }
ui-start-at = 조리 시작 { $time }
ui-ready-at = 준비 예정 { $time }
ui-wanted = 손님 희망 { $time }
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
cli-demo-no-display = 화면이 없어 창 없이 실행합니다 (--headless)
cli-demo-title = 한옥국밥 시험점 (시연)
cli-demo-came = 주문이 들어왔습니다
cli-demo-undone = 끝나지 않은 주문 { $undone }건, 잘못 찍힌 곳 { $torn }
cli-demo-done = 모든 주문이 찍히고 배달되었습니다. 표 { $tickets }장: { $folder }

run-already = 이 데이터 폴더에서 이미 실행 중입니다({ $folder }). 끄고 다시 하거나 --data로 다른 폴더를 주세요
run-folder-unusable = 데이터 폴더를 쓸 수 없습니다: { $folder }({ $reason }). 권한을 확인하거나 --data로 다른 폴더를 주세요
run-store-stopped = 저장소가 멈췄습니다. logs/를 보고 다시 시작하세요
run-taking-orders = 주문을 받고 있습니다

act-done = 처리했습니다
act-already = 이미 그렇게 되어 있습니다
code-right = 맞습니다
code-wrong = 번호가 맞지 않습니다({ $reason }). 다른 손님의 주문일 수 있으니 건네지 마세요
code-not-asked = 앱에 물어보지 못했습니다({ $reason })
consent-set = 정했습니다
consent-none = 허용한 할증이 없습니다
orders-none = 주문이 없습니다
menu-none = 아직 배운 메뉴가 없습니다. 주문이 들어오면 저절로 채워집니다
menu-dish = { $won }원, 최근 주문 { $n }건
menu-sold-out = 품절: { $apps }
menu-unknown = ‘{ $dish }’ 메뉴를 모릅니다. `jumunbell menu`로 이름과 번호를 보세요
menu-ambiguous = ‘{ $dish }’ 메뉴가 여럿입니다. 번호로 고르거나 --shop으로 가게를 주세요
order-sold-out = 품절
order-replaced = 품절, 대체: { $substitute }
phone-taken = { $number } 접수했습니다
shop-set = 정했습니다. 앱에 알린 결과는 `jumunbell shop status`로 보세요
shop-asks-to-open = 영업을 시작하려면 `jumunbell shop open`, 오늘 쉬려면 `jumunbell shop close`

secret-paste = 값을 붙여 넣고 Enter를 누르세요:
secret-stored = 저장했습니다
secret-set = 있음
secret-unset = 없음
secret-unknown = 모름

# $said: 다른 프로그램이 영어로 한 말. 한국어에서는 보이지 않는다.
order-file-unusable =
    { $path }: { $reason }
    파일을 확인해 주세요.
order-file-not-json = JSON으로 읽을 수 없습니다
order-file-no-order = Open Delivery 주문으로 읽을 수 없습니다
order-file-no-picture = 그림을 만들지 못했습니다

printer-fine = 이상 없음
printer-waiting = 대기 { $n }장

scan-nothing = 아무것도 찾지 못했습니다.
scan-no-network = 이 컴퓨터의 사설 네트워크를 찾지 못했습니다. --network 192.168.0.0/24처럼 적어 주세요.
scan-network-form = 192.168.0.0/24 같은 IPv4 네트워크가 아닙니다
scan-network-wide = 1,024대보다 넓습니다. /22까지만 찾습니다
scan-network-public = 사설 네트워크가 아닙니다. 가게 안만 찾습니다
scan-model-unknown = 기종을 모름: 시험 인쇄로 확인
scan-network-too = 네트워크 프린터도 찾으려면: jumunbell printer scan --network
scan-hint =
    랜 프린터가 보이지 않으면 공장 주소(192.168.123.100, 192.168.192.168 같은)일 수 있습니다. 급지 버튼을 누른 채
    전원을 켜면 나오는 시험지에 IP가 적혀 있습니다. 이 컴퓨터의 랜 카드에 그 대역의 주소(예: 192.168.123.10/24)를
    잠시 더하고 브라우저로 그 IP를 열어 가게 대역의 주소로 바꾼 뒤 다시 찾으세요.
    직렬 프린터의 속도는 jumunbell printer speed로 찾습니다.
speed-understood = 알아듣고 대답함
speed-noise = 알 수 없는 대답
speed-no-answer = 대답 없음
speed-none =
    어느 속도에서도 알아듣지 못했습니다. 케이블과 전원을 보고, 프린터 자가 시험지(급지 버튼을 누른 채 켜기)의 속도를 보세요.
    상태 요청에 대답하지 않는 프린터도 있습니다: 그때는 속도마다 시험 인쇄를 해 보세요.
speed-not-serial = { $printer }: 직렬 프린터가 아닙니다. settings.toml의 id나 serial:///dev/ttyUSB0, serial://COM3을 주세요

import-too-large = 8 MB보다 큽니다. 다른 파일 같습니다
import-exists =
    이미 있어서 아무것도 쓰지 않았습니다: { $names }
    덮어쓰려면 --force를 붙이세요.
import-unknown = 모르는 것: { $keys }
import-left-out = 건너뜀 { $key }: { $reason }
import-bad-name = 파일 이름이 될 수 없는 키
import-twice = 대소문자만 다른 키
import-star = Star 고유 명령만 씀
import-done = { $count }개를 썼습니다(escpos-printer-db, CC-BY-4.0). 한글과 상태 응답은 그 자료에 없습니다: `jumunbell printer test`로 확인하세요.

## opening: 영업 상태

opening-open = 영업 중
opening-paused = { $until }까지 잠시 중지
opening-closed = 영업 종료
opening-busy = 바쁨: 조리 +{ $minutes }분
opening-telling = 앱에 알리는 중
opening-told = 앱이 알고 있음
opening-no-call = 앱에 알릴 방법 없음
opening-asks = 새 영업일인데 아직 닫혀 있음
by-hand-close = ‘{ $name }’ 앱은 여기서 닫을 수 없습니다. 앱의 사장님 화면에서 직접 영업을 멈추세요. 그때까지 앱이 받은 주문은 계속 보여 드립니다.
by-hand-open = ‘{ $name }’ 앱의 사장님 화면에서 영업을 멈추었다면 거기서 다시 여세요.
opening-refused = 앱이 받아 주지 않음({ $reason })
opening-sold-out = 품절 ‘{ $item }’: { $told }
opening-back = 다시 판매 ‘{ $item }’: { $told }

## closing: 배달 정산

deposit-low = ‘{ $agency }’ 예치금이 얼마 남지 않았습니다({ $won }원). 떨어지면 라이더를 부를 수 없으니 충전하세요.
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
closing-cash = 라이더가 받은 현금
closing-card = 라이더가 받은 카드
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
closing-late-cancelled = 완료 뒤 취소됨 { $n }건, { $amount }원 (배달앱에서 받는지 확인하세요)
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

## causes: 까닭과 할 일

cause-other = 알 수 없는 까닭(기록에 적혀 있습니다)
cause-refused = 연결을 받아 주는 곳이 없습니다
cause-no-answer = 제때 대답이 없습니다
cause-no-name = 그런 이름의 주소를 찾을 수 없습니다
cause-no-route = 그 주소로 이어지는 네트워크가 없습니다
cause-cut = 도중에 연결이 끊겼습니다
cause-denied = 쓸 권한이 없습니다
cause-missing = 그런 파일이나 장치가 없습니다
cause-busy = 다른 프로그램이 쓰고 있습니다
cause-full = 디스크에 빈 공간이 없습니다
cause-read-only = 쓰기가 막힌 디스크입니다
cause-wrong-kind = 그 이름으로 다른 것이 있습니다
cause-no-text = UTF-8 글자 파일이 아닙니다
cause-device = 장치가 오류를 냈습니다
cause-certificate = 보안 인증서를 믿을 수 없습니다
cause-certificate-time = 보안 인증서의 날짜가 맞지 않습니다
cause-no-tls = 보안 연결을 맺지 못했습니다
cause-bad-address = 쓸 수 없는 주소입니다
cause-unreadable = 알아볼 수 없는 답이 왔습니다
cause-web-page = 그 서비스가 아니라 다른 곳의 화면이 왔습니다(와이파이 로그인 화면 등)
cause-too-large = 답이 너무 깁니다
cause-signed-out = 계정이나 인증 키를 받아 주지 않습니다
cause-pending = 아직 처리하는 중입니다
cause-no-call = 그런 기능이 없습니다
cause-no-secret = 인증 키가 없습니다 (jumunbell secret set)
cause-no-secret-store = 이 컴퓨터에 비밀 값을 둘 곳이 없거나 잠겨 있습니다
cause-store-busy = 다른 프로그램이 주문 저장소를 잡고 있습니다
cause-store-damaged = 주문 저장소를 읽을 수 없습니다
cause-store-failed = 주문 저장소에 쓰거나 읽지 못했습니다
cause-store-newer = 더 새로운 주문벨이 만든 주문 저장소입니다
cause-store-stopped = 주문 저장소가 멈췄습니다
cause-resting = 대행사가 답하지 않아 잠시 쉬는 중입니다
cause-program = 프로그램 오류입니다
cause-unknown = 그런 주문이나 배달을 모릅니다
cause-interrupted = 도중에 프로그램이 꺼졌습니다
cause-no-layout = 표를 만들지 못했습니다
cause-silent = 프린터가 대답하지 않습니다
cause-nonsense = 프린터가 아닌 기기이거나 알아볼 수 없는 답이 옵니다
cause-paper-out = 용지가 없습니다
cause-cover-open = 덮개가 열려 있습니다
cause-stuck = 프린터가 받다가 멈췄습니다
cause-printer-error = 프린터 오류입니다(칼날 걸림 등)
cause-overheated = 프린터가 뜨거워져 쉬고 있습니다
cause-broken = 프린터가 고장을 알립니다
cause-not-confirmed = 다 보냈지만 프린터가 나왔다고 알려 주지 않았습니다
cause-half-sent = 보내다가 끊겼습니다
cause-not-printed = 제때 찍히지 않아 거두었습니다
cause-removed = 찍히기 전에 인쇄 대기열에서 사라졌습니다
cause-withdrawn = 인쇄 대기열에서 거두었습니다
cause-still-queued = 인쇄 대기열에 남아 나중에 나올 수 있습니다
cause-no-queue = 그런 인쇄 대기열이 없습니다
cause-queue-stopped = 인쇄 대기열이 멈춰 있습니다
cause-queue-offline = 인쇄 대기열의 프린터가 꺼져 있거나 이어져 있지 않습니다
cause-no-print-system = 이 컴퓨터의 인쇄 기능이 돌고 있지 않습니다
cause-queue-refused = 인쇄 대기열이 받아 주지 않았습니다
cause-not-plugged-in = 꽂혀 있지 않습니다
cause-several-devices = 같은 장치가 여러 개라 고를 수 없습니다
cause-wrong-connection = 이 컴퓨터에서 쓸 수 없는 연결 방법입니다
cause-http-3xx = 다른 주소로 가라는 답이 왔습니다({ $status })
cause-http-4xx = 받아 주지 않는다는 답이 왔습니다({ $status })
cause-http-401 = 계정이나 인증 키를 받아 주지 않습니다(401)
cause-http-403 = 이 계정에는 허락되지 않는다고 합니다(403)
cause-http-404 = 그런 것이 없다는 답이 왔습니다(404)
cause-http-408 = 저쪽에서 너무 오래 걸린다고 끊었습니다(408)
cause-http-429 = 너무 자주 물어본다는 답이 왔습니다(429)
cause-http-5xx = 저쪽 서버에 문제가 있습니다({ $status })

cure-refused = 주소와 포트가 맞는지, 그 기기나 프로그램이 켜져 있는지 확인하세요.
cure-no-answer = 전원과 선, 인터넷을 확인하고 잠시 뒤 다시 해 보세요.
cure-no-name = 인터넷 연결을 보고, 주소의 철자가 맞는지 확인하세요.
cure-no-route = 랜선·와이파이와 공유기를 보고, 주소가 이 컴퓨터와 같은 대역인지 확인하세요.
cure-cut = 선과 전원을 보고 다시 해 보세요. 되풀이되면 공유기를 껐다 켜세요.
cure-denied = 폴더나 장치의 권한을 고치세요. 리눅스의 프린터라면 이 사용자를 lp, dialout 그룹에 넣으세요.
cure-missing = 선이 꽂혀 있는지, 설정의 이름이 맞는지 확인하세요. 프린터는 `jumunbell printer scan`으로 찾습니다.
cure-busy = 그 프로그램(홀 POS나 주문벨)을 닫거나 끝날 때까지 기다리세요.
cure-full = 필요 없는 파일을 지워 공간을 비우세요.
cure-read-only = 디스크의 쓰기 금지를 풀거나 --data로 다른 폴더를 주세요.
cure-wrong-kind = 그 이름의 파일이나 폴더를 옮기거나 다른 이름을 쓰세요.
cure-no-text = 메모장에서 열어 인코딩을 UTF-8로 골라 다시 저장하세요.
cure-device = 선을 다시 꽂고 기기를 껐다 켜세요. 되풀이되면 설치 업체에 알리세요.
cure-certificate = base_url이 맞는지, 통신을 가로채는 보안 프로그램이 없는지 확인하고 운영사에 물어보세요.
cure-certificate-time = 이 컴퓨터의 날짜와 시각을 맞추세요. 맞는데도 그러면 운영사에 알리세요.
cure-no-tls = base_url의 https와 포트가 맞는지 확인하고 운영사에 물어보세요.
cure-bad-address = settings.toml의 주소를 고치세요.
cure-unreadable = settings.toml의 base_url이 그 서비스의 주소가 맞는지 확인하고, 맞으면 운영사에 알리세요.
cure-web-page = 웹 브라우저를 열어 와이파이나 인터넷의 로그인 화면이 나오면 로그인하세요. 아니면 공유기를 껐다 켜고, settings.toml의 base_url이 맞는지 확인하세요.
cure-too-large = 운영사에 알리세요.
cure-signed-out = settings.toml의 계정을 보고 인증 키를 다시 등록하세요.
cure-pending = 잠시 기다리세요.
cure-no-call = 직접 전화해 알리세요.
cure-no-secret = `jumunbell secret set`으로 인증 키를 등록하고 다시 시작하세요.
cure-no-secret-store = 환경 변수로 주거나 자격 증명 저장소의 잠금을 푸세요.
cure-store-busy = 데이터 폴더를 여는 다른 프로그램을 닫고 다시 해 보세요.
cure-store-damaged = 파일을 지우지 말고, 데이터 폴더를 통째로 복사해 두고 logs/의 기록과 함께 문의하세요.
cure-store-failed = 디스크에 빈 공간이 있는지 보고 다시 해 보세요.
cure-store-newer = 새 주문벨을 다시 설치하세요.
cure-store-stopped = 주문벨을 다시 켜세요.
cure-resting = 잠시 기다리거나 대행사에 전화하세요.
cure-program = logs/의 기록과 함께 문의하세요.
cure-unknown = 번호를 확인하세요.
cure-interrupted = 종이가 나왔는지 보고 정하세요.
cure-no-layout = 화면을 보고 적어 주고, logs/의 기록과 함께 문의하세요.
cure-silent = 홀 POS가 지금 찍고 있으면 기다리고, 아니면 프린터를 껐다가 다시 켜세요.
cure-nonsense = 프린터를 껐다가 다시 켜고, `jumunbell printer scan`으로 주소를 확인하세요.
cure-paper-out = 새 용지를 넣으세요.
cure-cover-open = 덮개를 닫으세요.
cure-stuck = 용지와 덮개를 보고, 그래도 멈춰 있으면 껐다가 다시 켜세요.
cure-printer-error = 덮개를 열어 걸린 종이를 빼고 덮개를 닫으세요.
cure-overheated = 식을 때까지 기다리세요.
cure-broken = 껐다가 다시 켜고, 그래도 안 되면 수리를 맡기세요.
cure-not-confirmed = 종이가 나왔는지 보세요. 늘 그러면 이 기종은 확인 기능이 다를 수 있으니 `jumunbell printer test`로 맞는 프로필을 찾으세요.
cure-half-sent = 종이가 끝까지 나왔는지 보고, 프린터의 전원과 선을 확인하세요.
cure-not-printed = 인쇄 대기열과 프린터를 확인하세요.
cure-removed = 종이가 나왔는지 보세요.
cure-withdrawn = 인쇄 대기열과 프린터를 확인하세요.
cure-still-queued = 인쇄 대기열에서 그 작업을 지우거나 종이를 기다리세요.
cure-no-queue = `jumunbell printer scan`으로 있는 대기열을 찾아 설정을 고치세요.
cure-queue-stopped = 컴퓨터의 프린터 설정에서 그 대기열의 일시 중지를 푸세요.
cure-queue-offline = 프린터의 전원과 선을 확인하세요.
cure-no-print-system = 인쇄 서비스(윈도우는 ‘인쇄 스풀러’, 리눅스는 CUPS)를 켜세요.
cure-queue-refused = 컴퓨터의 프린터 설정에서 그 대기열을 확인하세요.
cure-not-plugged-in = USB 선을 꽂고, `jumunbell printer scan`으로 무엇이 있는지 보세요.
cure-several-devices = 설정에 일련번호까지 적거나 포트 이름을 적으세요. `jumunbell printer scan`에 나옵니다.
cure-wrong-connection = `jumunbell printer scan`으로 쓸 수 있는 연결을 찾으세요.
cure-http-3xx = settings.toml의 base_url이 맞는지 운영사에 물어보세요. 로그인해야 쓰는 와이파이라면 먼저 로그인하세요.
cure-http-4xx = 설정을 확인하고, 되풀이되면 운영사에 이 번호를 알려 주세요.
cure-http-401 = settings.toml의 계정을 보고 인증 키를 다시 등록하세요.
cure-http-403 = 가게 번호와 계정이 맞는지 보고 운영사에 문의하세요.
cure-http-404 = settings.toml의 base_url과 가게 번호가 맞는지 확인하세요.
cure-http-408 = 잠시 뒤 다시 해 보세요.
cure-http-429 = 잠시 기다리세요. 저절로 다시 시도합니다.
cure-http-5xx = 잠시 뒤 저절로 다시 시도합니다. 오래가면 운영사에 문의하세요.

## control: 실행 중인 주문벨과 말하기

control-none = 이 데이터 폴더에서 실행 중인 주문벨이 없습니다({ $folder }). 먼저 `jumunbell`이나 `jumunbell run --headless`를 시작하세요.
control-silent = 주문벨이 실행 중이지만 { $seconds }초 안에 대답하지 않았습니다. 바쁘면 잠시 뒤 다시 해 보고, 처리되었는지 모르니 `jumunbell orders`로 확인하세요. 계속 대답하지 않으면 주문벨을 끄고 다시 켜세요.
control-other-version = 실행 중인 주문벨은 다른 판({ $theirs })이라 이 명령({ $ours })을 알아듣지 못합니다. 실행 중인 주문벨을 끄고 다시 켜세요.
control-broken = 실행 중인 주문벨과의 연결이 끊겼습니다({ $reason }). 처리되었는지 모르니 `jumunbell orders`로 확인하세요.
control-unexpected = 실행 중인 주문벨이 알 수 없는 답을 했습니다. `jumunbell orders`로 확인하고, 주문벨을 끄고 다시 켜세요.
control-full = 실행 중인 주문벨에 다른 화면이 이미 { $most }개 연결되어 있습니다. 하나를 닫고 다시 해 보세요.
control-printer-none = 실행 중이 아님
control-printer-silent = 알 수 없음(주문벨이 대답하지 않음)
control-taking-over = 창 없이 실행 중인 주문벨에게서 이어받아 창을 엽니다.
control-not-given = 창 없이 실행 중인 주문벨이 { $seconds }초 안에 끝나지 않아 창을 열지 못했습니다. 잠시 뒤 다시 해 보세요. 그동안 온 주문은 저장되어 있습니다.
control-goes-on = 창을 닫았습니다. 전처럼 창 없이 계속 주문을 받습니다.
control-taken-over = 창을 연 주문벨이 이어받았습니다.
window-none = 창을 열 수 없습니다. 이 컴퓨터의 화면에 로그인해 다시 시작하세요. 화면이 없으면 `jumunbell run --headless`로 시작합니다.

## doctor: 점검, 시험 인쇄

doctor-detail = 자세히
doctor-progress = 점검 중 { $done }/{ $all }
doctor-settings = 가게 { $shops }, 앱 { $apps }, 프린터 { $printers }, 대행사 { $agencies }
doctor-settings-next = 위의 줄을 고치고 다시 점검하세요
doctor-runs = 실행 중입니다. 연결은 실행 중인 주문벨이 아는 대로 보여 드립니다
doctor-silent-next = 잠시 뒤 다시 점검하고, 그래도 대답하지 않으면 주문벨을 끄고 다시 켜세요
doctor-restart-next = 주문벨을 끄고 다시 켜세요
doctor-wait-next = 잠시 뒤 다시 점검하세요
doctor-folder = { $folder }: 쓸 수 있습니다
doctor-no-folder = { $folder }: 아직 없습니다
doctor-no-folder-next = 처음 시작할 때 만들어집니다
doctor-folder-full = { $folder }에 16 MB를 쓸 수 없습니다({ $reason })
doctor-folder-full-next = 디스크를 비우거나 폴더 권한을 고치세요
doctor-layout = 프린터: { $printers }
doctor-layout-unused = 쓰는 프린터가 없습니다
doctor-layout-unused-next = 쓸 프린터의 `[[printers]]`에 `layout`을 적으세요
doctor-no-orders = 아직 주문이 없습니다
doctor-store = 읽을 수 있습니다
doctor-store-whole = 온전합니다
doctor-store-aside = 손상되어 옮겨 둔 파일이 있습니다: { $path }
doctor-store-records = 저장된 내용이 손상된 주문: { $numbers }
doctor-store-records-next = 프로그램을 시작하면 따로 옮겨 두고 배달앱에서 다시 받습니다.
doctor-store-set-aside = 파일은 온전하지만, 읽지 못해 따로 둔 기록이 { $count }개 있습니다
doctor-features = { $name }: 특별한 기능 { $list }
doctor-no-features = { $name }: 특별한 기능 알려진 것 없음
feature-market-bundles = 장보기 꾸러미
feature-reusable-containers = 다회용기
feature-child-meal-cards = 아동급식카드
feature-coupons = 쿠폰
feature-takeout = 포장
feature-scheduled = 예약
doctor-secret = 있습니다
doctor-no-secret = 없습니다
doctor-no-secret-next = `jumunbell secret set { $name }` 또는 환경 변수 `{ $variable }`
doctor-answers = 대답합니다({ $url })
doctor-no-answer = 대답이 없습니다({ $url }): { $reason }
doctor-line-next = 인터넷과 settings.toml의 base_url을 확인하고, 운영사에 주소를 물어보세요
doctor-signed-in = 대답하고, 계정과 인증 키를 받아 줍니다({ $url })
doctor-not-asked = 대답하지만, 비밀 값이 없어 로그인은 해 보지 못했습니다({ $url })
doctor-not-asked-next = 비밀 값을 넣고 다시 점검하세요
doctor-key = 계정과 키를 받아 줍니다
doctor-wrong-key = { $url }에서 계정이나 인증 키를 받아 주지 않습니다: { $reason }
doctor-wrong-key-next = settings.toml의 계정(client_id, account)을 보고, 인증 키를 다시 넣으세요: `jumunbell secret set { $name }`
doctor-foreign = { $url }에서 다른 것이 대답합니다. 그 서비스의 서버가 아닌 것 같습니다: { $reason }
doctor-foreign-next = settings.toml의 base_url이 맞는지 운영사에 물어보세요. 로그인해야 쓰는 와이파이라면 먼저 로그인하세요
doctor-no-token = 대답하지만 지금은 로그인할 수 없습니다({ $url }): { $reason }
doctor-no-place = 가게의 위치(위도·경도)가 설정에 없어 부를 수 없습니다
doctor-no-place-next = settings.toml의 가게 address에 latitude, longitude를 넣으세요
doctor-printer-ready = { $connection }: 준비됨
doctor-printer-unheard = { $connection }: 확인하지 못함(물어도 대답하지 않습니다)
doctor-printer-unheard-next = 프린터가 켜져 있는지 보고, `jumunbell printer test`로 종이가 나오는지 확인하세요
doctor-printer-in-use = { $connection }: 이상 없음(실행 중인 주문벨이 쓰고 있습니다)
doctor-printer-unknown = { $connection }: 실행 중인 주문벨이 모르는 프린터입니다
doctor-printer-not-asked = { $connection }: 실행 중인 주문벨이 쓰고 있을 수 있어 물어보지 않았습니다
doctor-printer-not-ready = { $connection }: 찍을 수 없습니다({ $reason })
doctor-printer-next = 전원, 용지, 덮개, 선을 확인하고 `jumunbell printer scan`으로 주소를 찾으세요
doctor-clock = 맞습니다
doctor-no-clock = 견줄 서버가 없습니다
doctor-clock-fast = 이 컴퓨터의 시계가 앱의 시계보다 { $seconds }초 빠릅니다. 접수 마감이 틀리게 보입니다
doctor-clock-slow = 이 컴퓨터의 시계가 앱의 시계보다 { $seconds }초 느립니다. 접수 마감이 틀리게 보입니다
doctor-clock-next = 컴퓨터 설정의 ‘날짜 및 시간’에서 ‘시간 자동 설정’을 켜세요
doctor-sound = 소리를 낼 수 있습니다
doctor-mute = 소리를 낼 수 없습니다: { $reason }
doctor-sound-next = 스피커를 꽂고 기본 출력 장치를 확인하세요
printer-test-unknown = 다 찍었는지 모릅니다: { $reason }
printer-test-not-sent = 찍지 못했습니다: { $reason }
printer-test-busy = 다른 프로그램(홀 POS나 주문벨)이 쓰는 중입니다: { $who }
printer-test-not-ready = 찍을 수 없습니다({ $connection }): { $reason }
printer-test-no-printer = 프린터 "{ $id }"{ PARTICLE($id, "이/가") } settings.toml에 없습니다. 있는 것: { $ids }
printer-test-write-what = --write에는 본 것이 있어야 합니다. 예: --columns-seen 48 --hangul-seen ks-x-1001 --write
printer-test-sent = 보냈습니다. 이 프린터는 출력을 확인해 주지 않으니 종이를 보세요.
printer-test-legend =
    종이를 보세요.
    1  똠얌꿍이 온전하다 → hangul = "cp949"; 깨졌다 → "ks-x-1001"
    2  같은 글자 셋이 또렷하다 → rare_hangul = "user-defined"도 된다; 깨졌다 → "raster" (많은 기종이 그렇습니다)
    3  그림. 여기까지 깨지면 ESC/POS 프린터가 아니거나 속도가 틀립니다
    4-6  끝의 |까지 한 줄에 나온 가장 긴 자: { $rulers }
    7-9  크기와 반전   10  부저 (--buzzer)   11  돈통 (--drawer)   12  아래에서 잘린다 → cut
    한글이 모두 다른 나라 글자면 그 프린터에는 한글이 없습니다.
    { $doubts }나중에 알려 주려면: jumunbell printer test { $id } --columns-seen 48 --hangul-seen ks-x-1001 --cut-seen partial --write
printer-test-confirms-nothing =
    이 프린터는 용지와 덮개는 알려 주지만 표가 나왔다는 확인(GS r)은 해 주지 않습니다. 표는 ‘보냄’으로 남고 기다리지 않습니다.
    설정에 적어 두려면: jumunbell printer test { $id } --status-seen { $status } --write
printer-test-answers-nothing =
    이 프린터는 아무 물음에도 대답하지 않습니다. 용지가 없어도, 꺼져 있어도 알 수 없으니 종이를 눈으로 확인하세요.
    늘 그런 기종이면 묻지 않게 적어 두세요: jumunbell printer test { $id } --status-seen none --write
printer-test-ask-columns = 4-6번 자 가운데 끝의 |까지 한 줄에 나온 가장 긴 것은?
printer-test-ask-hangul = 1번 줄의 한글이 온전합니까?
printer-test-ask-taught = 2번 줄의 같은 글자 셋이 또렷합니까?
printer-test-ask-sizes = 7-9번 줄의 크기와 흰 글자가 맞습니까?
printer-test-no-sizes = 이 프린터는 크기(GS !)나 반전(GS B)을 모릅니다. 설정으로 고칠 수 없으니 ESC/POS 방식으로 바꿀 수 있는지 설명서를 보세요.
printer-test-ask-cut = 12번 줄 아래에서 어떻게 잘렸습니까? (partial: 조금 남고 | full: 다 | none: 안 잘림)
printer-test-ask-buzzer = 10번에서 울렸습니까?
printer-test-ask-drawer = 11번에서 돈통이 열렸습니까?
# 물음에 쳐 넣는 답, 낱말 사이는 한 칸. 어느 언어의 답이든 통한다.
answer-yes = 네 예
answer-no = 아니요 아니오
printer-test-as-seen = 설정이 본 것과 같습니다. 쓸 것이 없습니다.
printer-test-not-yet = 아직 쓰지 않았습니다. 쓰려면 --write를 붙이세요.
printer-test-ask-write = 이대로 쓸까요?
printer-test-unwritten = 쓰지 않았습니다.
printer-test-changed-meanwhile = { $path }: 그사이 다른 곳에서 바뀌어서 쓰지 않았습니다. 다시 해 주세요.
printer-test-write-failed =
    { $path }: 쓰지 않았습니다: { $reason }
    폴더와 파일의 권한, 빈 자리를 확인해 주세요.
printer-test-would-be-wrong =
    그렇게 쓰면 설정이 틀리게 되어 쓰지 않았습니다:
    { $reason }
printer-test-written =
    썼습니다: { $path }
      되돌리려면 { $backup } 파일을 이 이름으로 바꾸세요.
printer-test-made = 만들었습니다: { $path }
printer-test-restart = 주문벨을 다시 시작하면 새 설정으로 찍습니다. 시험 인쇄를 한 번 더 해 보세요.
output-unwritten = 나온 것을 다 쓰지 못했습니다({ $reason }). 디스크에 자리가 있는지 확인하세요.

# What happened to an order, with its time and by whom.
timeline-ticket = { $kind } { $state } · { $printer }
timeline-delivery = { $agency } { $state }
timeline-cancellation-asked = 앱이 취소를 요청함
timeline-changed = 앱에서 주문 내용이 바뀜
timeline-station = [{ $station }] { $did }
timeline-by-person = 직원
timeline-by-app = 앱
timeline-by-agency = 대행사
timeline-by-printer = 프린터
timeline-by-program = 자동
did-accept = 접수
did-reject = 거절 요청
did-delay = 조리 시간 늦춤
did-ready = 조리완료
did-pick = 점포 물건 모음
did-bump = 조리대 조리 끝
did-recall = 조리대 다시 조리
did-unpick = 모음 표시 되돌림
did-short = 품절·대체 표시
did-unshort = 품절·대체 되돌림
did-picked-up = 배달 출발
did-complete = 완료
did-cancel = 취소 요청
did-answer-cancel = 취소 요청에 답함
did-dispatch = 라이더 부름
did-deliver-again = 다시 배달 부름
did-compare-quotes = 배달비 비교
did-called-elsewhere = 라이더를 따로 불렀다고 표시
did-not-called-elsewhere = 따로 불렀다는 표시 되돌림
did-raise = 배달비 올림
did-name-rider = 우리 가게 라이더 정함
did-came-back = 음식이 돌아왔다고 표시
did-cancel-dispatch = 라이더 취소
did-reprint = 전표 다시 출력
did-resolve-printed = 전표가 나왔다고 확인
did-resolve-reprint = 전표가 안 나왔다고 확인
did-resolve-dispatched = 라이더가 왔다고 확인
did-resolve-not-dispatched = 라이더가 안 불렸다고 확인
did-receipt-issued = 현금영수증 발급
did-seen = 알림 확인
ui-timeline = 기록
ui-timeline-none = 이 주문에는 기록이 없습니다. 전 버전에서 받은 주문입니다.

## kitchen: 주방 화면

kitchen-no-station = 설정에 ‘{ $station }’ 조리대가 없습니다. 있는 조리대: { $known }
kitchen-title = 주방 — { $shop }
kitchen-empty = 만들 것이 없습니다
kitchen-cooking = 조리 중 { $n }
kitchen-late = 늦음 { $n }
kitchen-stopped-count = 취소 { $n }
kitchen-later = 예약 { $n } · 다음 { $time } 시작
kitchen-goes-on = 이어서
kitchen-more = 다음 칸에 이어집니다
kitchen-stopped = 취소됨: 만들지 마세요
kitchen-asked = 취소 요청: 계산대에 물어보세요
kitchen-cooked = 이미 조리완료
kitchen-changed = 주문이 바뀌었습니다
kitchen-out = 품절
kitchen-instead = { $dish } ({ $ordered } 대신)
kitchen-station-done = { $station } 끝
kitchen-station-cooks = { $station } 조리 중
kitchen-read = 확인
kitchen-put-away = 치우기
kitchen-done = 조리 끝
kitchen-to-cook = 만들 것
kitchen-all = 전체
kitchen-size = 글자 { $percent } %
kitchen-recall = 되살리기
kitchen-cut-off = 계산대와 연결이 끊겼습니다
kitchen-no-counter = 계산대의 주문벨이 꺼져 있습니다. 계산대에서 켜 주세요.
kitchen-not-told = { $orders }: 주문이 바뀌어 완료를 알리지 않았습니다. 다시 확인하세요.
kitchen-untold = 끊긴 동안 완료한 { $n }건을 아직 알리지 못했습니다. 그래도 닫으려면 한 번 더 누르세요.
kitchen-tries = 다시 연결하는 중입니다. 그동안은 종이 표를 보세요.

## settings: 설정 파일과 비밀 값에서 틀린 것

fault-no-file = 설정 파일이 없습니다. 이 자리에 settings.toml을 만드세요. 보기: assets/settings.example.toml
fault-unreadable = 읽을 수 없습니다({ $reason }). 파일의 권한과 UTF-8 인코딩을 확인하세요
fault-no-plain-file = 보통 파일이 아닙니다(폴더, 파이프 또는 장치). 치우고 이 이름으로 파일을 두세요
fault-too-large = 파일이 너무 큽니다(1 MB 또는 20,000줄이 넘음). 다른 파일과 바뀌지 않았는지 보고, 예전 파일로 되돌리세요
fault-syntax = TOML 문법에 맞지 않습니다. 이 줄의 따옴표, 괄호, `=`를 확인하세요
fault-missing = 꼭 있어야 하는 값이 없습니다. `{ $key } = …` 줄을 넣으세요
fault-no-shop = 가게가 없습니다. `[store]`에 `name = "가게 이름"`을 넣으세요
fault-empty = 비어 있습니다. 값을 넣으세요
fault-unknown-key-meant = 모르는 키입니다. 혹시 `{ $meant }`? 고치거나 지우세요
fault-unknown-key = 모르는 키입니다. 지우세요. 여기서 쓸 수 있는 키: { $known }
fault-wrong-type = { $wanted } 자리에 { $found } 값이 있습니다. 예: `{ $example }`
fault-not-one-of = 쓸 수 없는 값입니다. 다음 중 하나로 바꾸세요: { $allowed }
fault-out-of-range = { $least }부터 { $most }까지의 수로 바꾸세요
fault-bad-id = 이름(id)에는 영문 소문자, 숫자, `-`만 1~32자 쓸 수 있습니다. 예: `kitchen-1`
fault-own-id = 이 이름(id)은 전화로 받은 주문이 씁니다. 다른 이름으로 바꾸세요
fault-duplicate-id = { $line }번째 줄과 같은 이름(id)입니다. 다른 이름으로 바꾸세요
fault-dangling-none = `{ $id }`: 그런 이름(id)이 설정에 없습니다. 이 줄을 지우거나 그 항목을 만드세요
fault-dangling = `{ $id }`: 그런 이름(id)이 설정에 없습니다. 있는 이름: { $known }
fault-backup-cycle = 대체 프린터가 제자리로 돌아옵니다: { $way }. 이 중 한 `backup`을 지우세요
fault-bad-url = 주소가 아닙니다. `https://…` 꼴로, `?`와 `#` 없이 쓰세요
fault-url-with-password = 주소 안에 계정이나 암호를 쓸 수 없습니다. `@` 앞부분을 지우고 `jumunbell secret set`으로 넣으세요
fault-plain-http = 암호화되지 않은 http는 이 컴퓨터 안(127.0.0.1)에서만 쓸 수 있습니다. `https://`로 바꾸세요
fault-secret = 비밀 값은 설정 파일에 둘 수 없습니다. 이 줄을 지우고 이 명령으로 넣으세요: `jumunbell secret set { $home }`
fault-bad-connection = 프린터 연결이 잘못되었습니다. 예: `{ $example }`
fault-other-rate = { $line }번째 줄과 같은 포트인데 속도(baud)나 흐름 제어(flow)가 다릅니다. 같은 프린터면 똑같이 쓰세요
fault-bad-timezone = 모르는 시간대입니다. 한국은 `Asia/Seoul`
fault-bad-time = 시각이 아닙니다. `05:00`처럼 24시간제로 쓰세요
fault-bad-dispatch = 다음 중 하나로 바꾸세요: manual, on-accept, before-ready:MIN (MIN은 1~240분, 예: before-ready:10)
fault-bad-merchant-id = 36자에서 100자 사이여야 합니다. 대행사에 등록한 가게 ID(사업자등록번호와 UUID)를 그대로 쓰세요
fault-bad-hours = 시간대가 아닙니다. `11:00-23:00`처럼 쓰세요. 자정을 넘겨도 됩니다(`17:00-02:00`)
fault-no-such-layout = 데이터 폴더의 `layouts/` 안에 그런 이름의 폴더가 없습니다. 만들거나 이 줄을 지우세요. 있는 것: { $known }
fault-no-such-ticket = 그런 이름의 표가 없습니다. `NAME.toml`의 NAME을 고치거나 파일을 치우세요: { $known }
fault-block-not-here = 이 표에는 둘 수 없는 블록입니다(주방과 취소 표에는 전화와 주소를 찍지 않습니다). 이 줄을 지우세요
fault-block-missing = 이 표에 꼭 있어야 하는 블록이 없습니다. 다음 중 하나를 넣으세요: { $blocks }
fault-qr-placeholder = 모르는 자리표시입니다: `{ $found }`. 쓸 수 있는 것: { $known }
fault-qr-says-nothing = 주소가 아닙니다. `https://…`로 시작하거나 다음 중 하나를 넣으세요: { $known }
fault-qr-too-long = 너무 깁니다. 주문의 번호까지 넣어 { $bytes }바이트를 넘지 않게 줄이세요
fault-no-profile = `{ $name }` 프로필이 없습니다. 이름을 고치거나 데이터 폴더에 그 파일을 두세요. 있는 것: { $known }
fault-profile-protocol = 이 프로그램은 `{ $protocol }` 규격을 모릅니다. { $file } { $line }번째 줄의 `protocol`을 아는 것({ $spoken })으로 고치거나, 그 규격을 아는 새 버전을 설치하세요.
fault-profile-wrong = 프로필 파일에 쓸 수 없는 내용이 있습니다. 고치거나 파일을 치우세요: { $file }{ $place }
fault-profile-line = { $line }번째 줄
fault-logo-name = `layouts/` 안의 PNG 파일 이름만 쓸 수 있습니다. 예: `image = "logo.png"`
fault-logo-no-file = 그림 파일이 없습니다. 여기에 두세요: { $path }
fault-logo-unreadable = 그림 파일을 읽을 수 없습니다({ $reason }). 권한을 확인하세요
fault-logo-too-large = 그림 파일이 { $kilobytes } KB를 넘습니다. 줄여서 저장하세요
fault-logo-no-png = 온전한 PNG 파일이 아닙니다. 그림판에서 PNG로 다시 저장하세요
fault-logo-too-many-dots = 그림이 너무 큽니다. 가로와 세로를 { $side }점 아래로 줄이세요(80 mm 종이는 576점입니다)
fault-logo-empty = 흰색이거나 너무 옅어서 종이에 아무것도 찍히지 않는 그림입니다. 흰 바탕에 검게 그린 그림을 쓰세요
fault-logo-black = 온통 검은 그림입니다. 종이에 검은 네모만 찍힙니다. 흰 바탕에 검게 그린 그림을 쓰세요
fault-wanted-text = 글자
fault-wanted-integer = 정수
fault-wanted-number = 수
fault-wanted-boolean = true/false
fault-wanted-list-of-text = 글자 목록
fault-wanted-table = 표
fault-wanted-list-of-tables = 표 목록
secret-bad-name = `{ $name }`: channel/이름 또는 agency/이름으로 쓰세요. 예: channel/teukgeup
secret-empty = 빈 값입니다. 비밀 값을 표준 입력으로 넣으세요
secret-no-store = 이 컴퓨터의 자격 증명 저장소를 쓸 수 없습니다. 환경 변수 { $variable }에 넣으세요
secret-silent = 자격 증명 저장소가 대답하지 않습니다. 잠금을 풀거나 환경 변수 { $variable }에 넣으세요

# 앱이 보낸 주문에서 이상한 점
remark = { $place }: { $said }
remark-not-object = 묶음이어야 하는 자리
remark-not-list = 목록이어야 하는 자리
remark-not-text = 글자여야 하는 자리
remark-not-number = 숫자여야 하는 자리
remark-not-flag = 예/아니오여야 하는 자리
remark-not-time = 시각이어야 하는 자리
remark-broken-text = 깨진 글자가 있음
remark-unreadable = 읽을 수 없는 값
remark-absurd-amount = 터무니없는 금액
remark-absurd-quantity = 터무니없는 수량
remark-too-many = { $sent }개 가운데 앞의 { $read }개만 읽음
remark-not-won = 원화가 아님: { $currency }
remark-no-zone = 시간대가 없는 시각, 가게 시각으로 읽음
remark-unknown = 모르는 값 "{ $value }"
remark-ends-before = 끝이 시작보다 이름
remark-missing = 앱이 보내지 않음
remark-counted = 합계가 없어 계산함
remark-sum-differs = 앱의 합계 { $told }, 더한 값 { $counted }
remark-shares-exceed = 부담액의 합이 할인 { $discount }보다 많음
remark-one-assumed = 수량을 몰라 1로 읽음
remark-shop-delivers = 누가 배달하는지 없어 가게 배달로 읽음
