//! Runs the program as an operator does, with a directory of its own and nothing of the surrounding environment.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take until it is ready.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program with these words, in this directory.
pub fn program(directory: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_integration-users"));
    command
        .args(words)
        .current_dir(directory)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("IU_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs it to its end.
pub fn run(directory: &Path, words: &[&str]) -> Output {
    program(directory, words).output().expect("the program")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running server; killed when dropped, for that is what a failed test leaves.
pub struct Server {
    child: Child,
    log: PathBuf,
    /// `127.0.0.1:PORT`
    pub address: String,
    /// The path of the sign-in link it printed.
    pub link: String,
    out: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it on a free port and waits until it says that it is ready.
    pub fn start(directory: &Path) -> Self {
        Self::start_with(directory, &[])
    }

    /// The same with these variables.
    pub fn start_with(directory: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_saying(
            directory,
            variables,
            "Sign in (once, within 10 minutes): http://",
        )
    }

    /// The same with more variables, where its second line begins otherwise.
    pub fn start_saying(directory: &Path, variables: &[(&str, &str)], second: &str) -> Self {
        // A file, as a pipe that nobody reads would fill up and hold the server. Servers may share the directory.
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let log = directory.join(format!("log-{}", COUNTER.fetch_add(1, Ordering::Relaxed)));
        let mut child = program(
            directory,
            &["serve", "--listen", "127.0.0.1:0", "--log", "trace"],
        )
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(File::create(&log).expect("a log file"))
        .spawn()
        .expect("the program");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut said = |prefix: &str| {
            let mut line = String::new();
            out.read_line(&mut line).expect("a line");
            let rest = line.trim_end().strip_prefix(prefix);
            rest.unwrap_or_else(|| panic!("expected {prefix}…, got {line:?}"))
                .to_owned()
        };
        let address = said("Integration Users is ready at http://");
        let link = said(second);
        let link = link
            .strip_prefix(&address)
            .expect("the same address")
            .to_owned();
        let server = Self {
            child,
            log,
            address,
            link,
            out,
        };
        let began = Instant::now();
        while !server.ask("GET /ready", "").starts_with("HTTP/1.1 200") {
            assert!(began.elapsed() < PATIENCE, "it does not get ready");
            thread::sleep(Duration::from_millis(10));
        }
        server
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a timeout");
        stream
    }

    /// One request on a connection of its own; gives the whole answer.
    pub fn ask(&self, head: &str, body: &str) -> String {
        self.ask_as(head, "application/x-www-form-urlencoded", body)
    }

    /// The same with a body of this kind.
    pub fn ask_as(&self, head: &str, kind: &str, body: &str) -> String {
        let mut stream = self.connect();
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: {kind}\r\n\r\n{body}",
            self.address, self.address
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// What a signal with the number of SIGTERM does.
    pub fn terminate(&self) {
        let id = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
            .expect("a process");
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("sent");
    }

    /// Waits for its end; gives the exit code and what it said after the two lines, on both outputs.
    pub fn end(mut self) -> (Option<i32>, String) {
        let start = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status.code();
            }
            assert!(start.elapsed() < Duration::from_secs(15), "it does not end");
            thread::sleep(Duration::from_millis(10));
        };
        let mut said = String::new();
        self.out.read_to_string(&mut said).expect("text");
        said.push_str(&fs::read_to_string(&self.log).expect("text"));
        (code, said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn directory() -> TempDir {
    TempDir::new().expect("a directory")
}
