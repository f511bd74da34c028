//! What a page says to those who do not see it: what refers to an element finds it, and everything has a name.

use super::PAGES;

#[test]
fn what_refers_to_an_element_finds_it_and_no_two_have_one_id() {
    for (name, _, page) in PAGES.iter() {
        let ids: Vec<&str> = page.all().filter_map(|element| element.get("id")).collect();
        for id in &ids {
            assert_eq!(
                ids.iter().filter(|other| other == &id).count(),
                1,
                "{name}: {id}"
            );
        }
        for attribute in [
            "for",
            "aria-describedby",
            "aria-controls",
            "aria-labelledby",
        ] {
            for value in page.all().filter_map(|element| element.get(attribute)) {
                for id in value.split(' ') {
                    assert!(ids.contains(&id), "{name}: {attribute}={value}");
                }
            }
        }
    }
}

#[test]
fn every_control_has_a_name_for_those_who_do_not_see_it() {
    for (name, _, page) in PAGES.iter() {
        let controls = page
            .all()
            .filter(|element| matches!(element.tag.as_str(), "input" | "select"));
        for control in controls.filter(|control| control.get("type") != Some("hidden")) {
            let labelled = control
                .get("aria-label")
                .is_some_and(|label| !label.is_empty())
                || control.get("id").is_some_and(|id| {
                    page.with(&[("for", id)])
                        .iter()
                        .any(|label| !label.text().is_empty())
                });
            assert!(labelled, "{name}: {control:?}");
        }
        for button in page.tags("button").into_iter().chain(page.tags("a")) {
            let caption = button
                .get("aria-label")
                .map_or_else(|| button.text(), str::to_owned);
            assert!(!caption.is_empty(), "{name}: {button:?}");
        }
    }
}
