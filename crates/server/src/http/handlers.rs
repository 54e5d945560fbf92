//! Handlers of one type.
//!
//! Around each handler axum builds some ten types, and the compiler proves anew for each of them that the handler's
//! future may move between threads. With hundreds of handlers that was a fifth of the time this crate took to
//! compile; a handler whose own type is forgotten first costs it once.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler whose own type is forgotten.
pub struct AnyHandler<S>(Arc<dyn Fn(Request, S) -> Answering + Send + Sync>);

impl<S> AnyHandler<S> {
    /// Any handler that axum takes.
    pub fn new<T, H>(handler: H) -> Self
    where
        H: Handler<T, S>,
    {
        Self(Arc::new(move |request, state| Box::pin(handler.clone().call(request, state))))
    }
}

impl<S> Clone for AnyHandler<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: 'static> Handler<(), S> for AnyHandler<S> {
    type Future = Answering;

    fn call(self, request: Request, state: S) -> Answering {
        (self.0)(request, state)
    }
}

/// The described handlers of one path, as `utoipa_axum::routes!` takes them, each as an [`AnyHandler`].
macro_rules! routes {
    ($($handler:path),+ $(,)?) => {{
        let mut schemas = Vec::new();
        let mut paths = ::utoipa::openapi::path::Paths::new();
        let mut router = ::axum::routing::MethodRouter::new();
        $(
            let (path, operation, methods) = ::utoipa_axum::routes!(@resolve_types $handler : schemas);
            for method in &methods {
                let filter = ::utoipa_axum::PathItemExt::to_method_filter(method);
                router = router.on(filter, $crate::http::handlers::AnyHandler::new($handler));
            }
            paths.add_path_operation(&path, methods, operation);
        )+
        (schemas, paths, router)
    }};
}

pub(crate) use routes;
