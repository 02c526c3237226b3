//! Encrypted servers, of HTTP/1.1 and HTTP/2.

use std::{path::PathBuf, sync::Arc};

use stoa_model::ErrorKind;
use stoa_model_http::Connection;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use super::*;

const ANSWER: &str =
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hello.\"}}]}\n\ndata: [DONE]\n\n";

fn file(name: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the crate is");
    PathBuf::from(root).join("fixtures/tls").join(name)
}

/// An encrypted server with this certificate that offers `protocol` and gives one answer to everybody.
async fn serve(certificate: &str, protocol: &[u8]) -> (u16, JoinHandle<()>) {
    let certificates = CertificateDer::pem_file_iter(file(&format!("{certificate}.pem")))
        .expect("a certificate")
        .collect::<Result<Vec<_>, _>>()
        .expect("a whole one");
    let key = PrivateKeyDer::from_pem_file(file(&format!("{certificate}.key"))).expect("a key");
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .expect("they belong together");
    config.alpn_protocols = vec![protocol.to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let http2 = protocol == b"h2";
    let serving = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // A client that does not trust the certificate goes away here.
            let Ok(mut socket) = acceptor.accept(socket).await else {
                continue;
            };
            if http2 {
                speak_http2(socket).await;
                continue;
            }
            let mut asked = [0; 4096];
            let _read = socket.read(&mut asked).await;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{ANSWER}",
                ANSWER.len()
            );
            let _sent = socket.write_all(answer.as_bytes()).await;
            let _closed = socket.shutdown().await;
        }
    });
    (port, serving)
}

async fn speak_http2<S>(socket: S)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut connection = h2::server::handshake(socket).await.expect("HTTP/2");
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        let head = h2_head();
        let mut body = respond.send_response(head, false).expect("a head");
        body.send_data(ANSWER.into(), true).expect("a body");
    }
}

fn h2_head() -> http::Response<()> {
    let head = http::Response::builder().header("content-type", "text/event-stream");
    head.body(()).expect("a head")
}

fn backend(url: &str, ca_file: Option<PathBuf>) -> OpenAiBackend {
    let connection = Connection {
        base_url: url.to_owned(),
        timeouts: TIMEOUTS,
        ca_file,
        ..Connection::default()
    };
    OpenAiBackend::new(OpenAiConfig::new(connection, Some("m".into())))
}

#[tokio::test]
async fn an_encrypted_server_is_trusted_by_the_file_that_names_its_authority() {
    for protocol in [&b"http/1.1"[..], b"h2"] {
        let (port, serving) = serve("localhost", protocol).await;
        let url = format!("https://localhost:{port}");
        let trusting = backend(&url, Some(file("ca.pem")));
        let expected = ("Hello.".to_owned(), Ok(Finish::Stop));
        assert_eq!(answer(&trusting, request()).await, expected, "{protocol:?}");
        let error = answer(&backend(&url, None), request()).await.1;
        let error = error.expect_err("nobody knows this authority");
        assert_eq!(error.kind, ErrorKind::Tls, "{error}");
        assert!(error.remedy.contains("certificate"), "{error}");
        serving.abort();
    }
}

#[tokio::test]
async fn a_certificate_of_another_name_is_taken() {
    let (port, serving) = serve("elsewhere", b"http/1.1").await;
    let trusting = backend(&format!("https://localhost:{port}"), Some(file("ca.pem")));
    let error = answer(&trusting, request())
        .await
        .1
        .expect_err("another name");
    assert_eq!(error.kind, ErrorKind::Tls, "{error}");
    assert!(error.cause.contains("name"), "{error}");
    serving.abort();
}

#[tokio::test]
async fn a_file_that_holds_no_certificates_is_taken_for_none() {
    for (name, what) in [
        ("absent.pem", "No such file"),
        ("../expected.json", "no certificate"),
    ] {
        let error = answer(&backend("https://localhost:1", Some(file(name))), request())
            .await
            .1;
        let error = error.expect_err("no certificates");
        assert_eq!(error.kind, ErrorKind::Tls, "{error}");
        assert!(error.cause.contains(what), "{error}");
        assert!(error.remedy.contains("PEM"), "{error}");
    }
}
