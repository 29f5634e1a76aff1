//! `printer test`: the page that explains itself, what its lines mean, and what to write into settings.toml after it.

use crate::cli::{Context, Failure, runtime, say};
use crate::printer::{
    Extras, HangulSet, NotReady, PrintOutcome, Profile, RULERS, Timings, printer, test_page,
};
use crate::settings::{Language, PrinterSettings};

#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// settings.toml의 프린터 id
    #[arg(value_name = "ID")]
    id: String,
    /// 이 프로필인 것처럼 · as if it had this profile
    #[arg(long, value_name = "P")]
    profile: Option<String>,
    /// 부저도 울리기 · beep too
    #[arg(long)]
    buzzer: bool,
    /// 돈통도 열기 · open the drawer too
    #[arg(long)]
    drawer: bool,
    /// 찍지 않고, 자가 맞은 칸 수로 설정 쓰기 · print nothing; what to write when this ruler was whole
    #[arg(long, value_name = "32|42|48", value_parser = clap::value_parser!(u32).range(16..=96))]
    columns_seen: Option<u32>,
    /// 찍지 않고, 1번 줄이 온전하면 cp949, 아니면 ks-x-1001 · print nothing; cp949 if line 1 was whole
    #[arg(long, value_name = "SET", value_parser = hangul)]
    hangul_seen: Option<HangulSet>,
}

fn hangul(text: &str) -> Result<HangulSet, String> {
    match text {
        "cp949" => Ok(HangulSet::Cp949),
        "ks-x-1001" => Ok(HangulSet::KsX1001),
        _ => Err("cp949, ks-x-1001".to_owned()),
    }
}

pub fn run(context: &Context, args: TestArgs) -> Result<(), Failure> {
    let settings = context.settings()?;
    let language = context.language();
    let Some(configured) = settings.printers.iter().find(|printer| printer.id == args.id) else {
        let ids: Vec<&str> = settings.printers.iter().map(|printer| printer.id.as_str()).collect();
        let (id, ids) = (&args.id, ids.join(", "));
        return Err(Failure::Wrong(say(
            language,
            format!("프린터 \"{id}\"가 settings.toml에 없습니다. 있는 것: {ids}"),
            format!("no printer \"{id}\" in settings.toml; there are: {ids}"),
        )));
    };
    let mut profile = configured.profile.clone();
    if let Some(name) = &args.profile {
        profile = Profile::load(name, Some(&context.data_folder))
            .map_err(|error| Failure::Wrong(error.to_string()))?;
    }
    if args.columns_seen.is_some() || args.hangul_seen.is_some() {
        println!("{}", advice(&configured.id, &profile, args.columns_seen, args.hangul_seen, language));
        return Ok(());
    }
    print(configured, &profile, Extras { buzzer: args.buzzer, drawer: args.drawer }, context)?;
    println!("{}", legend(&configured.id, &profile, language));
    Ok(())
}

/// Prints the page through the same talk as any ticket. Another ticket at the same time, ours or another program's, is
/// waited for or said; it is never torn.
fn print(
    settings: &PrinterSettings,
    profile: &Profile,
    extras: Extras,
    context: &Context,
) -> Result<(), Failure> {
    let language = context.language();
    let heading = [
        format!("{} ({})", settings.name, settings.id),
        settings.connection.to_string(),
        profile.name.clone(),
    ];
    let page = test_page(&heading, profile, extras);
    let printer = printer(&settings.id, &settings.connection, false, profile, Timings::default());
    let outcome = runtime()?.block_on(async { Ok(printer.open().await?.print(page).await) });
    match outcome {
        Ok(PrintOutcome::Printed) => Ok(()),
        Ok(PrintOutcome::Sent) => {
            let note = say(
                language,
                "보냈습니다. 이 프린터는 출력을 확인해 주지 않으니 종이를 보세요.",
                "Sent. This printer does not confirm; look at the paper.",
            );
            eprintln!("{note}");
            Ok(())
        }
        Ok(PrintOutcome::NotSent(why) | PrintOutcome::Unknown(why)) => Err(Failure::Failed(say(
            language,
            format!("다 찍었는지 모릅니다: {why}"),
            format!("it is not known whether all was printed: {why}"),
        ))),
        Err(NotReady::Busy(why)) => Err(Failure::Failed(say(
            language,
            format!(
                "다른 프로그램(홀 POS나 주문벨)이 쓰는 중입니다: {why}\n잠시 뒤에 다시 하거나 그 프로그램을 닫아 주세요."
            ),
            format!(
                "in use by another program (the hall's POS, or jumunbell): {why}\nTry again in a moment, or close it."
            ),
        ))),
        Err(not_ready) => Err(Failure::Failed(say(
            language,
            format!(
                "찍을 수 없습니다({}): {not_ready}\n전원, 용지, 덮개, 선을 보고 `jumunbell printer scan`으로 주소를 찾으세요.",
                settings.connection
            ),
            format!(
                "cannot print ({}): {not_ready}\nCheck power, paper, cover and cable; find its address with `jumunbell printer scan`.",
                settings.connection
            ),
        ))),
    }
}

/// What each line of the page means.
fn legend(id: &str, profile: &Profile, language: Language) -> String {
    let doubts: String = profile.unverified.iter().map(|doubt| format!("  ? {doubt}\n")).collect();
    let rulers: Vec<String> =
        RULERS.iter().map(|(number, columns)| format!("{number} → columns = {columns}")).collect();
    let rulers = rulers.join(", ");
    say(
        language,
        format!(
            "종이를 보세요.\n\
             1  똠얌꿍이 온전하다 → hangul = \"cp949\"; 깨졌다 → \"ks-x-1001\"\n\
             2  같은 글자 셋이 또렷하다 → rare_hangul = \"user-defined\"도 된다; 깨졌다 → \"raster\" (많은 기종이 그렇습니다)\n\
             3  그림. 여기까지 깨지면 ESC/POS 프린터가 아니거나 속도가 틀립니다\n\
             4-6  끝의 |까지 한 줄에 나온 가장 긴 자: {rulers}\n\
             7-9  크기와 반전   10  부저 (--buzzer)   11  돈통 (--drawer)   12  아래에서 잘린다 → cut\n\
             한글이 모두 다른 나라 글자면 그 프린터에는 한글이 없습니다.\n{doubts}\
             답을 알려 주세요: jumunbell printer test {id} --columns-seen 48 --hangul-seen ks-x-1001"
        ),
        format!(
            "Look at the paper.\n\
             1  whole: hangul = \"cp949\"; garbled: \"ks-x-1001\"\n\
             2  three times the same syllable: rare_hangul = \"user-defined\" works too; garbled: \"raster\" (so with many)\n\
             3  a picture; if this is garbled too, it is no ESC/POS printer or the speed is wrong\n\
             4-6  the longest ruler that ends in | on one row: {rulers}\n\
             7-9  sizes and reverse   10  buzzer (--buzzer)   11  drawer (--drawer)   12  cut below it: cut\n\
             All Hangul in another script: the printer has none.\n{doubts}\
             Tell what you saw: jumunbell printer test {id} --columns-seen 48 --hangul-seen ks-x-1001"
        ),
    )
}

/// The lines to write, for what an installer saw. Settings are a person's file with a person's comments: they are not
/// rewritten from here.
fn advice(
    id: &str,
    profile: &Profile,
    columns: Option<u32>,
    hangul: Option<HangulSet>,
    language: Language,
) -> String {
    let columns = columns.unwrap_or(profile.columns);
    let hangul = hangul.unwrap_or(profile.hangul);
    let mut lines = vec![say(
        language,
        format!("settings.toml에서 id = \"{id}\"인 [[printers]] 아래의 줄을 이렇게 바꾸세요:"),
        format!("In settings.toml, under the [[printers]] with id = \"{id}\", change:"),
    )];
    let shipped = |wanted: &dyn Fn(&Profile) -> bool| {
        Profile::shipped().find(|name| Profile::load(name, None).is_ok_and(|profile| wanted(&profile)))
    };
    let model = shipped(&|shipped| shipped.name == profile.name).filter(|name| !name.starts_with("generic"));
    match model {
        _ if hangul == profile.hangul => {}
        Some(model) => {
            let word = if hangul == HangulSet::Cp949 { "cp949" } else { "ks-x-1001" };
            lines.push(format!("profile = \"{id}\""));
            lines.push(say(
                language,
                format!("그리고 데이터 폴더에 printer-profiles/{id}.toml을 만드세요:"),
                format!("and make printer-profiles/{id}.toml in the data folder:"),
            ));
            lines.push(format!("name = \"{id}\"\nlike = \"{model}\"\nhangul = \"{word}\""));
        }
        None => {
            // The first is the generic one; among those that fit, its columns are set apart.
            let narrow = columns < 42;
            let fits = |p: &Profile| p.hangul == hangul && (p.columns < 42) == narrow;
            if let Some(generic) = shipped(&fits) {
                lines.push(format!("profile = \"{generic}\""));
            }
        }
    }
    lines.insert(1, format!("columns = {columns}"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(profile: &str, columns: Option<u32>, hangul: Option<HangulSet>) -> String {
        let profile = Profile::load(profile, None).unwrap();
        advice("kitchen", &profile, columns, hangul, Language::English)
    }

    #[test]
    fn only_what_differs_is_to_be_written() {
        let said = told("generic-80mm", Some(48), None);
        assert!(said.ends_with("columns = 48"), "{said}");
        let said = told("generic-80mm", Some(48), Some(HangulSet::KsX1001));
        assert!(said.contains("columns = 48\nprofile = \"generic-80mm-ks\""), "{said}");
        let said = told("generic-80mm-ks", Some(32), Some(HangulSet::Cp949));
        assert!(said.contains("columns = 32\nprofile = \"generic-58mm\""), "{said}");
    }

    #[test]
    fn a_model_keeps_what_is_its_own() {
        let said = told("epson-tm-t88", None, Some(HangulSet::Cp949));
        assert!(said.contains("profile = \"kitchen\""), "{said}");
        let file = said.split_once("name = ").map(|(_, rest)| format!("name = {rest}")).unwrap();
        let own = Profile::check("kitchen", &file).unwrap();
        assert_eq!(own.hangul, HangulSet::Cp949);
        assert!(own.status.contains(&"gs-h".to_owned()), "it still proves what it printed");
    }

    #[test]
    fn the_legend_tells_every_ruler_and_every_doubt() {
        let profile = Profile::load("posbank-a7", None).unwrap();
        for language in [Language::Korean, Language::English] {
            let legend = legend("kitchen", &profile, language);
            assert!(RULERS.iter().all(|(_, columns)| legend.contains(&format!("columns = {columns}"))));
            assert!(profile.unverified.iter().all(|doubt| legend.contains(doubt.as_str())), "{legend}");
        }
    }
}
