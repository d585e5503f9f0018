//! One log line and two metrics a request. Paths are never written: links and codes are secrets; the route's pattern
//! says what was asked.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

/// Records method, route pattern, status and time.
pub async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    tracing::debug!(%method, route, status, microseconds = elapsed.as_micros(), "request");
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status, "a request failed");
    }
    metrics::counter!("http_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(elapsed.as_secs_f64());
    response
}
