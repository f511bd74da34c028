//! What `flow::typo` takes for a slip of the finger, and what not.

use kratos_flow::flow::typo::meant;

#[test]
fn one_slip_away_from_a_known_domain() {
    for (typed, expected) in [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmal.com", "ada@gmail.com"),
        ("ada@gmaill.com", "ada@gmail.com"),
        ("ada@gmail.con", "ada@gmail.com"),
        ("ada@gmail.co", "ada@gmail.com"),
        ("ada@gnail.com", "ada@gmail.com"),
        ("ada@gmailcom", "ada@gmail.com"),
        ("Ada.L+x@GMIAL.com", "Ada.L+x@gmail.com"),
        (" ada@hotmial.com ", "ada@hotmail.com"),
        ("ada@outlok.com", "ada@outlook.com"),
        ("ada@yaho.com", "ada@yahoo.com"),
        ("ada@icluod.com", "ada@icloud.com"),
        ("ada@gmx.dee", "ada@gmx.de"),
        ("ada@web.d", "ada@web.de"),
        ("a@b@gmial.com", "a@b@gmail.com"),
    ] {
        assert_eq!(meant(typed).as_deref(), Some(expected), "{typed}");
    }
}

#[test]
fn no_slip() {
    for typed in [
        "ada@gmail.com",
        "ada@GMAIL.COM",
        "ada@mail.com",
        "ada@ymail.com",
        "ada@email.com",
        "ada@live.com",
        "ada@love.com",
        "ada@gmx.net",
        "ada@gmx.at",
        "ada@web.de",
        "ada@hotmail.fr",
        "ada@example.com",
        // Two slips could be anything.
        "ada@gmial.con",
        "ada@gmail.de",
        "@gmial.com",
        "gmial.com",
        "ada@",
        "ada",
        "",
        "@",
        "ada@gmäil.com",
    ] {
        assert_eq!(meant(typed), None, "{typed}");
    }
}
