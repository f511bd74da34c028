//! Phone numbers as users write them, and as Kratos takes them.

use kratos_flow::flow::phone::{from_national, international, is_national};

#[test]
fn an_international_number_loses_what_stands_between_its_digits() {
    for (typed, expected) in [
        ("+49 30 123-456", "+4930123456"),
        ("+49 (0)30 123456", "+4930123456"),
        ("0049 30/123 456", "+4930123456"),
        (" +1 (202) 555-0100 ", "+12025550100"),
        ("+44\u{a0}20\u{2011}7946\u{2013}0000", "+442079460000"),
        ("+4930123456", "+4930123456"),
        ("(+49) 30 123456", "+4930123456"),
        ("＋٤٩ ٣٠ ١٢٣٤٥٦", "+4930123456"),
    ] {
        assert_eq!(international(typed).as_deref(), Some(expected), "{typed}");
        assert!(!is_national(typed), "{typed}");
    }
}

#[test]
fn a_national_number_gets_the_calling_code_of_its_country() {
    for (typed, country, expected) in [
        ("030 123 456", "49 0", "+4930123456"),
        ("(030) 123-456", "49 0", "+4930123456"),
        ("30 123456", "49 0", "+4930123456"),
        // Italy dials the zero from abroad too.
        ("06 1234", "39", "+39061234"),
        ("06 1 234 5678", "36 06", "+3612345678"),
        ("(202) 555-0100", "1 1", "+12025550100"),
        ("1-202-555-0100", "1 1", "+12025550100"),
        ("8 912 345-67-89", "7 8", "+79123456789"),
    ] {
        assert!(is_national(typed), "{typed}");
        let number = from_national(typed, country);
        assert_eq!(number.as_deref(), Some(expected), "{typed}");
    }
}

#[test]
fn what_is_no_number_stays_as_it_is() {
    for typed in [
        "",
        " ",
        "call me",
        "030 123 ext 4",
        "-",
        "a@b.c",
        "12345678901x",
    ] {
        assert!(!is_national(typed), "{typed}");
        assert_eq!(international(typed), None, "{typed}");
        assert_eq!(from_national(typed, "49 0"), None, "{typed}");
    }
    for typed in ["+", "00", "+49 call me"] {
        assert_eq!(international(typed), None, "{typed}");
    }
    assert_eq!(from_national("0", "49 0"), None);
    assert_eq!(from_national("030", ""), None);
}

#[test]
fn the_file_of_calling_codes() {
    let codes: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(include_str!("../../../../data/calling-codes.json")).unwrap();
    assert!(codes.len() > 200);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    for (country, code) in codes {
        assert!(country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()));
        let code = code.as_str().unwrap();
        let (calling, trunk) = code.split_once(' ').unwrap_or((code, "0"));
        assert!(digits(calling) && calling.len() < 4, "{country}: {code}");
        assert!(digits(trunk) && trunk.len() < 3, "{country}: {code}");
    }
}
