//! Bodies that are checked before a handler sees them.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::guard::lang_of;
use super::problem::{FieldFault, Problem};

/// A JSON body within its type's limits. Types deny unknown fields.
#[derive(Debug)]
pub struct Checked<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Checked<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let lang = lang_of(request);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let body = body.await.map_err(|error| Problem::body(lang, vec![FieldFault::whole(error.to_string())]))?;
            let value: T = serde_json::from_slice(&body)
                .map_err(|error| Problem::body(lang, vec![FieldFault::whole(error.to_string())]))?;
            value.validate().map_err(|errors| Problem::body(lang, FieldFault::all(&errors)))?;
            Ok(Self(value))
        })
    }
}
