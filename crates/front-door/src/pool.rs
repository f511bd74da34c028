//! Pool: threads of their own for rendering, so that a flood of page views does not keep forms waiting.

use std::io;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

/// As many threads as there are processors.
pub(crate) struct Pool(Option<Runtime>);

impl Pool {
    /// # Errors
    /// The system gives no threads.
    pub(crate) fn new() -> io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("render")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future there. It ends with the one that waits for it, and a panic in it is one here.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let mut tasks = JoinSet::new();
        tasks.spawn_on(future, self.0.as_ref()?.handle());
        match tasks.join_next().await? {
            Ok(done) => Some(done),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => None,
            },
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // A plain drop would block, which is forbidden where futures run.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
