//! Serving until asked to stop; what was begun is finished first.

use crate::config::{DataConfig, ServeConfig};
use crate::https::{self, Peer, Place};
use crate::notices::Mailer;
use crate::pass::Passes;
use crate::pass::network::{Network, Services};
use crate::pass::tell;
use crate::push::Pusher;
use crate::site::Site;
use crate::state::AppState;
use crate::{demo, jobs, master_key, router, telemetry};
use axum::Router;
use axum::extract::Request;
use axum::middleware::map_request;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::{Clock, Store, SystemClock};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How often events are sealed, and notices sent.
const SEAL_PAUSE: Duration = Duration::from_secs(1);
const NOTICE_PAUSE: Duration = Duration::from_secs(2);

/// `piaojia serve`
pub async fn serve(mut data: DataConfig, mut config: ServeConfig) -> Result<(), String> {
    config.check()?;
    let place = config.https.then(|| Place::here(config.https_name.as_deref()));
    if let Some(place) = &place {
        https::settle(&mut data, &mut config, place);
    }
    let mailer = Mailer::new(data.clone())?;
    let passes = Passes::load(&config.passes)?;
    telemetry::start_logs(config.log_json);
    if config.demo && !data.master_key().exists() {
        master_key::make(&data.master_key())?;
    }
    let store = open_store(&data).await?;
    if config.demo {
        demo::prepare(&store, &data).await?;
    }
    let pusher = Pusher::new(&config, &data, store.vapid_key())?;
    let site = Site::load(&config.site)?;
    telemetry::start_metrics(config.metrics).await?;
    let door = Door::open(&data, &config, place.as_ref()).await?;
    let network = Network::new(passes.clone(), Services::real(), Arc::new(SystemClock))?;
    let state = AppState::with_passes(store.clone(), site, config, data, passes);
    let mailer = if state.serve.demo { mailer.showing(Arc::clone(&state.mailbox)) } else { mailer };
    sweep_limits(state.clone());
    // The demo's tickets are nobody's; nothing of it leaves the machine.
    if !state.serve.demo {
        tell::watch(state.clone(), network);
    }
    let bank = jobs::NightBank::new(&state.serve.bank, &state.data, state.serve.demo);
    jobs::watch(store.clone(), bank);
    store::seal::watch(store.clone(), SEAL_PAUSE);
    store::notice::watch(store.clone(), mailer, NOTICE_PAUSE);
    store::push::watch(store.clone(), pusher, NOTICE_PAUSE);
    tracing::info!(address = %state.serve.listen, engine = ?store.engine_kind(), "serving");
    door.serve(router::router(state)).await.map_err(|error| error.to_string())?;
    store.close().await;
    tracing::info!("stopped; everything that was begun is written");
    Ok(())
}

/// Where connections come in.
enum Door {
    Plain(TcpListener),
    Safe(https::Listener),
}

impl Door {
    async fn open(data: &DataConfig, config: &ServeConfig, place: Option<&Place>) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", config.listen);
        let Some(place) = place else {
            return TcpListener::bind(config.listen).await.map(Self::Plain).map_err(failed);
        };
        let today = SystemClock.now().day();
        let authority = https::Authority::open(&data.data, &place.name, today)?;
        let certificate = authority.server(&place.names(), today)?;
        let listener = https::Listener::bind(config.listen, certificate).await.map_err(failed)?;
        let port = config.listen.port();
        let certificates = SocketAddr::new(config.listen.ip(), port.saturating_add(1));
        https::hand_out(&authority, certificates).await?;
        https::explain(place, port, certificates);
        Ok(Self::Safe(listener))
    }

    async fn serve(self, routes: Router) -> std::io::Result<()> {
        match self {
            Self::Plain(listener) => {
                let service = routes.into_make_service_with_connect_info::<SocketAddr>();
                axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await
            }
            Self::Safe(listener) => {
                let routes = routes.layer(map_request(async |request: Request| Peer::tell(request)));
                let service = routes.into_make_service_with_connect_info::<Peer>();
                axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await
            }
        }
    }
}

/// Opens the store that the settings name.
pub async fn open_store(data: &DataConfig) -> Result<Store, String> {
    let keyring = master_key::read(&data.master_key())?;
    master_key::private_folder(&data.data).map_err(|error| format!("{}: {error}", data.data.display()))?;
    Store::open(&data.database(), keyring, Arc::new(SystemClock)).await.map_err(|error| error.to_string())
}

async fn asked_to_stop() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping: no new connections");
}

fn sweep_limits(state: AppState) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(300)).await;
            state.limits.sweep();
        }
    });
}
