//! Respond: how a page of OAuth2 gets into its document, and how a user is sent on.

use super::{
    hydra::HydraError,
    language, phrases,
    view::{self, Block, Card},
};
use crate::{
    app::{AppState, with_status},
    headers::Picture,
    native::CLEAR_SITE_DATA,
    page::Notice,
    proxy::{self, Visitor},
    render::see_other,
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use std::sync::Arc;
use vestibule::{
    i18n::{self, Catalogue, Phrase},
    server::{self, Page},
    url::SafeUrl,
};

/// One request for a page, with the texts for whoever sent it.
pub(super) struct Exchange {
    pub(super) app: Arc<AppState>,
    pub(super) visitor: Visitor,
    pub(super) catalogue: Catalogue,
    /// Without those that only these pages have.
    frame: Arc<Catalogue>,
}

impl Exchange {
    /// The languages that the application asks for come before those that the browser names.
    pub(super) fn new(app: Arc<AppState>, visitor: Visitor, languages: &[String]) -> Self {
        let frame = app.page.catalogues().choose(languages, &visitor.headers);
        let catalogue = language::catalogue(&frame, app.page.config());
        Self {
            app,
            visitor,
            catalogue,
            frame,
        }
    }

    pub(super) fn t(&self, phrase: Phrase) -> String {
        self.catalogue.t(phrase)
    }

    pub(super) fn t_with(&self, phrase: Phrase, name: &str, value: &str) -> String {
        self.catalogue.t_with(phrase, &[(name, value)])
    }

    /// A page.
    pub(super) async fn show(self, card: Card, status: StatusCode) -> Response {
        self.show_with(card, status, None).await
    }

    /// A page with a picture of this origin in it.
    pub(super) async fn show_with(
        self,
        card: Card,
        status: StatusCode,
        picture: Option<String>,
    ) -> Response {
        let app = Arc::clone(&self.app);
        app.draw(async move { self.render(card, status, picture) })
            .await
    }

    fn render(self, card: Card, status: StatusCode, picture: Option<String>) -> Response {
        let config = Arc::new(self.app.page.config().clone());
        let (brand, links) = server::frame(&config, &self.frame);
        let page = Page {
            title: format!("{}{} – {}", card.tab_prefix, card.title, config.brand),
            html: format!("{brand}{}{links}", view::markup(card)),
            // One without data is put into a document without scripts.
            address: Some(String::new()),
            ..Page::default()
        };
        let language = self.frame.language();
        let mut response = self
            .app
            .page
            .rendered(&page, language, &self.visitor.headers, true);
        if let Some(origin) = picture {
            response.extensions_mut().insert(Picture(origin));
        }
        with_status(response, status)
    }

    /// A request that can be handled no more.
    pub(super) async fn gone(self) -> Response {
        let card = Card {
            test_id: "oauth2-gone",
            title: self.t(phrases::GONE),
            tab_prefix: String::new(),
            blocks: vec![
                Block::Text(self.t(phrases::GONE_TEXT)),
                Block::Action(self.t(i18n::phrases::TO_HOME), "/".to_owned()),
            ],
        };
        self.show(card, StatusCode::NOT_FOUND).await
    }

    /// What a user gets where Hydra has not done what it was asked.
    pub(super) async fn failed(self, error: HydraError) -> Response {
        match error {
            HydraError::Unknown | HydraError::Refused(_) => self.gone().await,
            // Of a sign-out, Hydra names a path of its own, which is none here.
            HydraError::Handled(to) if to.starts_with('/') => self.gone().await,
            HydraError::Handled(to) => self.onward(&to, &HeaderMap::new()),
            HydraError::TimedOut => self.unavailable(StatusCode::GATEWAY_TIMEOUT),
            HydraError::Request(_) => self.gone().await,
            _ => self.unavailable(StatusCode::BAD_GATEWAY),
        }
    }

    /// Neither Kratos nor Hydra can be reached: the same address may work in a while.
    pub(super) fn unavailable(self, status: StatusCode) -> Response {
        let notice = Notice {
            title: i18n::phrases::UNAVAILABLE,
            text: i18n::phrases::UNAVAILABLE_TEXT,
            action: (i18n::phrases::TRY_AGAIN, ""),
            goes_on: false,
        };
        with_status(self.app.page.notice(&notice, &self.visitor.headers), status)
    }

    /// Sends on who has sent no form.
    pub(super) async fn redirect(self, to: &str) -> Response {
        match SafeUrl::to_follow(to) {
            Some(to) => see_other(to.as_str(), HeaderMap::new()),
            None => self.gone().await,
        }
    }

    /// Sends a user on to where Hydra says. By a page of its own: `form-action` holds for redirects after a form as well, and
    /// Hydra leads on to the application's origin.
    pub(super) fn onward(self, to: &str, cookies: &HeaderMap) -> Response {
        let Some(to) = SafeUrl::to_follow(to) else {
            return StatusCode::BAD_GATEWAY.into_response();
        };
        let notice = Notice {
            title: i18n::phrases::CONTINUE,
            text: i18n::phrases::LEAVING,
            action: (i18n::phrases::CONTINUE, to.as_str()),
            goes_on: true,
        };
        let mut response = self.app.page.notice(&notice, &self.visitor.headers);
        proxy::hand_on(cookies, response.headers_mut());
        if let Some(value) = cookies.get(CLEAR_SITE_DATA) {
            response
                .headers_mut()
                .insert(CLEAR_SITE_DATA, value.clone());
        }
        response
    }
}
