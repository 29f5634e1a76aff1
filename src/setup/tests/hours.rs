//! The opening hours as they are typed, written and read back.

use super::*;

fn hours(every: &str) -> HoursEntry {
    HoursEntry { days: std::array::from_fn(|_| every.to_owned()), ..HoursEntry::default() }
}

/// A shop whose file a person wrote.
fn with_shop(lines: &str) -> (TempDir, Setup) {
    let (folder, setup) = fresh();
    let file = format!("[store]\nname = \"가상국밥 시험점\"   # 간판대로\n{lines}");
    std::fs::write(setup.settings_file(), file).unwrap();
    (folder, setup)
}

#[test]
fn hours_are_written_in_few_words_and_read_back() {
    let (_folder, setup) = with_shop(
        "\n[[printers]]\nid = \"kitchen\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://192.0.2.1:9100\"\n",
    );
    assert_eq!(setup.draft().unwrap().hours, None);
    let before = text(&setup);
    let mut entry = hours(" 11:00 ~ 21:30 ");
    entry.days[6] = "쉼".into();
    setup.save_hours(&entry).unwrap();
    let few = "hours = { every = \"11:00-21:30\", sunday = \"closed\" }\n";
    assert_eq!(text(&setup), before.replace("\n\n[[printers]]", &format!("\n{few}\n[[printers]]")));
    let read = setup.draft().unwrap().hours.unwrap();
    assert_eq!((read.days[0].as_str(), read.days[6].as_str()), ("11:00-21:30", "closed"));
    let whole = text(&setup);
    setup.save_hours(&read).unwrap();
    assert_eq!(text(&setup), whole, "what is saved as it was read changes nothing");

    // Too much for one line.
    let (_folder, setup) = with_shop("");
    entry.days[4] = "11:00-15:00, 17:00-02:00".into();
    entry.holidays = "2026-12-25,2027-02-06..2027-02-08".into();
    entry.special = "2026-12-31 11:00-18:00; 2027-01-02 = closed".into();
    setup.save_hours(&entry).unwrap();
    assert_eq!(
        text(&setup),
        "[store]\nname = \"가상국밥 시험점\"   # 간판대로\n\n[store.hours]\nevery = \"11:00-21:30\"\n\
         friday = \"11:00-15:00, 17:00-02:00\"\nsunday = \"closed\"\n\
         holidays = [\"2026-12-25\", \"2027-02-06..2027-02-08\"]\n\
         special = { 2026-12-31 = \"11:00-18:00\", 2027-01-02 = \"closed\" }\n"
    );
    let read = setup.draft().unwrap().hours.unwrap();
    assert_eq!(read.special, "2026-12-31 = 11:00-18:00\n2027-01-02 = closed");
    let settings = Settings::load(&setup.settings_file(), &setup.data_folder).unwrap();
    let read_by_the_settings = settings.shops[0].hours.as_ref().unwrap();
    assert_eq!((read_by_the_settings.week[4].len(), read_by_the_settings.holidays.len()), (2, 2));
    // None at all: the table goes.
    setup.save_hours(&HoursEntry::default()).unwrap();
    assert!(!text(&setup).contains("hours"), "{}", text(&setup));
    assert_eq!(setup.draft().unwrap().hours, None);
}

#[test]
fn a_persons_hours_keep_their_form_and_comments() {
    let lines = "\n[store.hours]   # 단골이 아는 대로\nevery = \"11:00-21:30\"   # 보통\n\
                 friday = [\"11:00-15:00\", \"17:00-02:00\"]   # 불금\nsunday = \"closed\"\n\
                 holidays = [\n  \"2026-12-25\",   # 성탄\n]\n";
    let (_folder, setup) = with_shop(lines);
    let before = text(&setup);
    let mut entry = setup.draft().unwrap().hours.unwrap();
    assert_eq!(entry.days[4], "11:00-15:00, 17:00-02:00");
    setup.save_hours(&entry).unwrap();
    assert_eq!(text(&setup), before);
    entry.days[6] = "12:00-20:00".into();
    setup.save_hours(&entry).unwrap();
    assert_eq!(text(&setup), before.replace("sunday = \"closed\"", "sunday = \"12:00-20:00\""));
    for day in [0, 1, 2, 3, 5] {
        entry.days[day] = "10:30-21:30".into();
    }
    setup.save_hours(&entry).unwrap();
    assert!(text(&setup).contains("every = \"10:30-21:30\"   # 보통"), "{}", text(&setup));
    assert!(
        text(&setup).contains("friday = [\"11:00-15:00\", \"17:00-02:00\"]   # 불금"),
        "{}",
        text(&setup)
    );
}

#[test]
fn of_several_shops_the_first_has_its_hours_written() {
    let (_folder, setup) = fresh();
    let file = "[[shops]]\nid = \"a\"\nname = \"가\"\n\n[[shops]]\nid = \"b\"\nname = \"나\"\n";
    std::fs::write(setup.settings_file(), file).unwrap();
    let mut entry = hours("11:00-21:30");
    entry.days[0] = "closed".into();
    entry.days[1] = "12:00-21:30".into();
    entry.days[2] = "13:00-21:30".into();
    entry.holidays = "2026-12-25".into();
    setup.save_hours(&entry).unwrap();
    let settings = Settings::load(&setup.settings_file(), &setup.data_folder).unwrap();
    assert!(settings.shops[0].hours.is_some() && settings.shops[1].hours.is_none(), "{}", text(&setup));
    assert_eq!(setup.draft().unwrap().hours, Some(entry));
}

#[test]
fn wrong_hours_are_told_of_their_day_and_not_written() {
    let (_folder, setup) = with_shop("");
    let before = text(&setup);
    let mut entry = hours("11:00-21:30");
    entry.days[1] = "11-21".into();
    entry.days[3] = String::new();
    entry.days[5] = "11:00-15:00, 14:00-16:00".into();
    entry.holidays = "12-25".into();
    entry.special = "2026-12-31".into();
    let faults = setup.check_hours(&entry).unwrap();
    let wrong: Vec<(Field, Wrong)> = faults.iter().map(|fault| (fault.field, fault.wrong.clone())).collect();
    assert_eq!(
        wrong,
        [
            (Field::Tuesday, Wrong::BadOpeningHours),
            (Field::Thursday, Wrong::Empty),
            (Field::Saturday, Wrong::OverlappingHours),
            (Field::Holidays, Wrong::BadHoliday),
            (Field::Special, Wrong::Empty),
        ]
    );
    assert!(matches!(setup.save_hours(&entry), Err(SetupError::Entry(told)) if told == faults));
    assert_eq!(text(&setup), before);
    // Every day wrong in the same way is told of every day.
    assert_eq!(setup.check_hours(&hours("at noon")).unwrap().len(), 7);
    let (_folder, setup) = fresh();
    let error = setup.save_hours(&hours("11:00-21:30")).unwrap_err();
    assert!(
        matches!(&error, SetupError::Settings(told) if told.faults[0].wrong == Wrong::NoShop),
        "{error:?}"
    );
}
