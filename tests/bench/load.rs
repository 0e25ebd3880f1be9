//! A load of HTTP requests: connections that are kept open, each asking the next request as soon as it has an answer.
//!
//! The driver shares the machine with the program it measures, so it does as little as it can: requests are bytes made
//! beforehand, answers are read to their `Content-Length` and thrown away.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a load of requests came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) requests: usize,
    pub(crate) bytes: u64,
    pub(crate) wall: Duration,
    /// Sorted.
    times: Vec<Duration>,
}

impl Figures {
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 / self.wall.as_secs_f64()
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let place = (last as f64 * share).round() as usize;
        self.times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

/// A `GET` as bytes.
pub(crate) fn get(path: &str, accept: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nAccept-Encoding: gzip\r\n\r\n").into_bytes()
}

/// A `POST` of JSON by a program with a token, as bytes.
pub(crate) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends every request once, over so many connections.
pub(crate) async fn run(address: &str, connections: usize, requests: Vec<Vec<u8>>) -> Result<Figures> {
    let host = address.strip_prefix("http://").context("an http address")?.to_owned();
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (host, requests, next) = (host.clone(), Arc::clone(&requests), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(&host).await?;
            stream.set_nodelay(true)?;
            let (mut times, mut bytes, mut buffer) = (Vec::new(), 0_u64, Vec::with_capacity(64 * 1024));
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let asked = Instant::now();
                stream.write_all(request).await?;
                bytes += answer(&mut stream, &mut buffer)
                    .await
                    .with_context(|| String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned())?;
                times.push(asked.elapsed());
            }
            anyhow::Ok((times, bytes))
        }));
    }
    let mut figures = Figures::default();
    for task in tasks {
        let (times, bytes) = task.await??;
        figures.times.extend(times);
        figures.bytes += bytes;
    }
    figures.wall = began.elapsed();
    figures.requests = figures.times.len();
    figures.times.sort_unstable();
    Ok(figures)
}

/// Reads one answer and gives the length of its body.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u64> {
    buffer.clear();
    let head = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        ensure!(stream.read_buf(buffer).await? > 0, "the connection was closed");
    };
    let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
    let status = text.get(9..12).unwrap_or_default();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:")).map(|value| value.trim().parse::<usize>());
    let length = match length {
        Some(length) => length?,
        None if status == "204" || status == "304" => 0,
        None if text.contains("transfer-encoding: chunked") => return chunked(stream, buffer, head).await,
        None => bail!("an answer without a length: {text}"),
    };
    while buffer.len() < head + length {
        ensure!(stream.read_buf(buffer).await? > 0, "the connection was closed");
    }
    if !matches!(status, "200" | "201" | "204" | "404") {
        bail!("answered {status}: {}", String::from_utf8_lossy(&buffer[head..]).chars().take(300).collect::<String>());
    }
    Ok(length as u64)
}

/// Reads to the last chunk. Good enough for answers that hold no such line themselves.
async fn chunked(stream: &mut TcpStream, buffer: &mut Vec<u8>, head: usize) -> Result<u64> {
    while !buffer.ends_with(b"\r\n0\r\n\r\n") && &buffer[head..] != b"0\r\n\r\n" {
        ensure!(stream.read_buf(buffer).await? > 0, "the connection was closed");
    }
    Ok((buffer.len() - head) as u64)
}
