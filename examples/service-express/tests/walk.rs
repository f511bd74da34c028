//! Starts each program in Node and walks its route. Needs Node 20 or newer; its dependencies are installed from the lock file.

#[cfg(test)]
mod node {
    use service_walk::{Program, Result, stand_in::Gateway, walk};
    use std::{process::Command, sync::Once};

    const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

    /// Installs what the service depends on, once for all tests.
    fn installed() {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
            let status = Command::new("npm")
                .args(install)
                .current_dir(FOLDER)
                .status();
            assert!(status.unwrap().success(), "npm ci");
        });
    }

    fn node(program: &str) -> Command {
        installed();
        let mut node = Command::new("node");
        node.arg(program)
            .current_dir(FOLDER)
            .env("LISTEN", "127.0.0.1:0");
        node
    }

    fn by_kratos(kratos: &str) -> Result<Program> {
        Program::start(node("src/by-kratos.js").env("KRATOS_PUBLIC_URL", kratos))
    }

    fn behind_gateway(jwks: &str) -> Result<Program> {
        Program::start(
            node("src/behind-gateway.js")
                .env("GATEWAY_JWKS_URL", jwks)
                .env("GATEWAY_ISSUER", Gateway::ISSUER)
                .env("GATEWAY_AUDIENCE", Gateway::AUDIENCE)
                // The walk does not wait between two keys.
                .env("GATEWAY_COOLDOWN", "0"),
        )
    }

    #[test]
    fn the_profile_of_a_whoami_session() {
        walk::whoami(by_kratos).unwrap();
    }

    #[test]
    fn the_profile_of_an_account() {
        walk::identity_server(by_kratos).unwrap();
    }

    #[test]
    fn the_profile_of_a_gateway_token() {
        walk::gateway(behind_gateway).unwrap();
    }

    #[test]
    fn the_tests_in_node_pass() {
        installed();
        let tests = Command::new("node")
            .arg("--test")
            .current_dir(FOLDER)
            .status();
        assert!(tests.unwrap().success(), "node --test");
    }
}
