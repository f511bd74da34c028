//! The command: `fake-kratos serve --dev -c kratos.yml`, as Kratos' own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fake_kratos::{Config, Server};

#[derive(Parser)]
#[command(
    about = "An identity server for trying and testing, with Ory Kratos' API and configuration"
)]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Serves the public and the admin API on loopback.
    Serve {
        /// Cookies without `Secure`, as Kratos' `--dev`.
        #[arg(long)]
        dev: bool,
        /// A configuration file; later ones are laid over earlier ones.
        #[arg(short, long = "config", required = true)]
        config: Vec<PathBuf>,
    },
}

#[tokio::main]
#[expect(clippy::print_stderr, reason = "a command speaks to its terminal")]
async fn main() -> ExitCode {
    match run(Command::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fake-kratos: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command speaks to its terminal")]
async fn run(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    let Action::Serve { dev, config } = command.action;
    let server = Server::bind(Config::read(&config, dev)?).await?;
    eprintln!(
        "fake-kratos: for trying and testing only, everything is forgotten at the end. Public API on {}, admin API on {}.",
        server.public_address()?,
        server.admin_address()?,
    );
    server.serve().await?;
    Ok(())
}
