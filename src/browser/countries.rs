//! *Countries* and their calling codes, from a file of the page's own, with their names in the user's language.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::value;

/// The path of the file: an object that has, for each country (ISO 3166-1), its calling code, and behind a space what is
/// dialled before a number inside of it.
const PATH: &str = "/data/calling-codes.json";

/// The names of all countries with what the file says of them. The user's own comes first, as far as the browser tells,
/// then they are in order.
pub(crate) async fn load(language: &str) -> Vec<(String, String)> {
    let lines = lines(language).await.unwrap_or_default();
    let home = home();
    let mut countries = Vec::new();
    for line in lines.iter().filter_map(|line| line.as_string()) {
        let mut parts = line.split('\t').map(str::to_owned);
        if let (Some(name), Some(code), Some(country)) = (parts.next(), parts.next(), parts.next())
        {
            let at = if Some(&country) == home.as_ref() {
                0
            } else {
                countries.len()
            };
            countries.insert(at, (name, code));
        }
    }
    countries
}

/// Name, code and country of each, separated by tabs, in order.
async fn lines(language: &str) -> Option<Array> {
    let response = super::fetch(PATH).await.filter(web_sys::Response::ok)?;
    let codes = JsFuture::from(response.json().ok()?).await.ok()?;
    let codes: Object = codes.dyn_into().ok()?;
    let style: JsValue = Object::new().into();
    value::set(&style, "type", &"region".into());
    let names = intl("DisplayNames", &[&language.into(), &style])?;
    let lines = Array::new();
    for entry in Object::entries(&codes).iter() {
        let entry: Array = entry.dyn_into().ok()?;
        let country = entry.get(0);
        let name = value::call(&names, "of", &[&country]).ok()?.as_string()?;
        let code = entry.get(1).as_string()?;
        let calling = code.split(' ').next()?;
        let line = format!("{name} (+{calling})\t{code}\t{}", country.as_string()?);
        lines.push(&line.into());
    }
    let order = value::get(&intl("Collator", &[&language.into()])?, "compare");
    value::call(&lines, "sort", &[&order]).ok()?;
    Some(lines)
}

/// The country that the browser's language is spoken in, if it says so, else the one where most users speak it.
fn home() -> Option<String> {
    let language = super::languages(&js_sys::Array::new()).into_iter().next()?;
    let locale = intl("Locale", &[&language.into()])?;
    let locale = value::call(&locale, "maximize", &[]).ok()?;
    value::get(&locale, "region").as_string()
}

/// An object of `Intl`; browsers may lack the class.
fn intl(class: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let class = value::get(&value::global("Intl"), class);
    let arguments: Array = arguments.iter().copied().collect();
    Reflect::construct(class.dyn_ref::<Function>()?, &arguments).ok()
}
