//! What an app should pay beside what came: the real program over the street, with and without a running instance.

use encoding_rs::EUC_KR;
use jumunbell::sim::app::Flavour;
use serde_json::Value;

use super::shop::{Shop, Street};
use super::{is_through, text};

#[test]
fn what_an_app_paid_is_entered_imported_and_taken_back() {
    let shop = Shop::open(Street::default());
    let profile = "profile = \"baedal-teukgeup\"";
    let rates = format!("{profile}\nrates = {{ payment_fee = 3.3, vat = \"on-top\" }}");
    shop.write("settings.toml", &shop.settings().replace(profile, &rates));
    let mut instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("the order on paper", &id, is_through);
    for step in ["ready", "complete"] {
        shop.tap(&[step, text(&order, "number")]);
    }
    shop.wait_for("the order completed", &id, |order| order["status"] == "completed");
    let books: Value = serde_json::from_slice(&shop.run(&["sales", "--json"]).stdout).unwrap();
    let day = text(&books["sales"], "day").to_owned();
    let with = |more: &[&str]| {
        let days = ["settlement", "--channel", "teukgeup", "--from", &day, "--to", &day];
        shop.run(&[&days, more].concat())
    };
    let told = |more: &[&str]| -> Value {
        let output = with(&[&["--json"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };

    let open = told(&[]);
    assert_eq!((&open["sold"], &open["received"]), (&1.into(), &Value::Null), "{open}");
    let part = |key: &str| open["expected"][key].as_i64().unwrap();
    let due = part("payout");
    assert_eq!(open["rates"]["commission"], 100, "the profile's");
    let nearest = |won: i64, points: i64| (won * points + 5_000) / 10_000;
    let items = books["sales"]["all"]["money"]["total"]["items"].as_i64().unwrap();
    assert_eq!(part("commission"), nearest(items, 100));
    assert_eq!(part("payment_fee"), nearest(part("paid"), 330));
    assert_eq!(part("vat"), nearest(part("commission"), 1_000) + nearest(part("payment_fee"), 1_000));
    assert_eq!(
        due,
        part("paid") + part("reimbursed") - part("commission") - part("payment_fee") - part("vat")
    );

    let short = told(&["--received", &(due - 3_200).to_string()]);
    assert_eq!((&short["difference"], &short["received"]["lines"]), (&(-3_200).into(), &Value::Null));
    let said = String::from_utf8(with(&["--lang", "ko"]).stdout).unwrap();
    assert!(said.contains("3,200원 덜 들어왔어요") && said.contains("중개 수수료"), "{said}");

    let statement = |name: &str, bytes: &[u8]| {
        let file = shop.data().join(name);
        std::fs::write(&file, bytes).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let lines = format!("주문번호,주문일자,정산금액\n{id},{day},\"{}\"\n없는주문,{day},500\n", due - 100);
    let cp949 = statement("정산.csv", &EUC_KR.encode(&lines).0);
    let imported = told(&["--statement", &cp949]);
    assert_eq!((&imported["difference"], &imported["received"]["lines"]), (&400.into(), &2.into()));
    let whats: Vec<&str> =
        imported["orders"].as_array().unwrap().iter().map(|one| text(one, "what")).collect();
    assert_eq!(whats, ["less", "unknown"]);

    let wrong = statement("틀린.csv", format!("{lines}{id},어제,9천원\n").as_bytes());
    let refused = with(&["--statement", &wrong]);
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(1) && why.contains("line 4") && why.contains("어제"), "{why}");
    assert_eq!(told(&[]), imported, "nothing of it is kept");

    let csv = shop.data().join("대조.csv");
    assert!(with(&["--csv", csv.to_str().unwrap()]).status.success());
    let written = std::fs::read_to_string(&csv).unwrap();
    assert!(
        written.lines().count() == 3 && written.contains(&id) && written.contains("없는주문"),
        "{written}"
    );

    assert_eq!(told(&["--forget"])["difference"], -3_200, "the sum that was entered before");
    instance.kill();
    assert_eq!(told(&["--forget"])["received"], Value::Null, "without a running instance");
    assert_eq!(told(&["--received", &due.to_string()])["difference"], 0);

    let code = |arguments: &[&str]| shop.run(arguments).status.code();
    assert_eq!(code(&["settlement", "--channel", "nobody", "--from", &day, "--to", &day]), Some(2));
    assert_eq!(code(&["settlement", "--channel", "teukgeup", "--from", &day, "--to", "2020-01-01"]), Some(2));
    let unknown = shop.run(&["settlement", "--channel", "meokkaebi", "--from", &day, "--to", &day]);
    let said = String::from_utf8(unknown.stdout).unwrap();
    assert!(
        unknown.status.success() && said.contains("[channels.rates]") && said.contains("payment_fee"),
        "{said}"
    );
}
