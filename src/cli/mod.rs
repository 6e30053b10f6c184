//! The command line: arguments become options, options a use case, its outcome an exit code.
//!
//! 0: done. 1: done, but issues of severity error were listed. 2: cannot run. Messages go to stderr, results to stdout
//! or into files. Never here: answers to questions (see `study`), formats (see `encode`).

mod answers;
mod args;
mod ask;
mod batch;
mod compare;
mod hash;
mod hours;
mod init;
mod later;
mod load;
mod made;
mod output;
mod own;
mod progress;
mod say;
mod scenarios;
mod site;
mod table;
mod upload;
mod write;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use say::Say;

/// How a use case ended when it could be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// Done, and nothing that the user supplied was refused.
    Clean,
    /// Done, but issues of severity error were listed.
    WithErrors,
}

/// Reads the arguments, runs the command, and returns the exit code of the process.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let say = Say::new(args.common.lang(), args.common.quiet);
    if let Some(threads) = args.common.threads
        && let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()
    {
        say.error(&format!("--threads {threads}: {error}"));
        return ExitCode::from(2);
    }
    match dispatch(&args, &say) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::WithErrors) => ExitCode::from(1),
        Err(error) => {
            say.failure(&error);
            ExitCode::from(2)
        }
    }
}

fn dispatch(args: &Args, say: &Say) -> anyhow::Result<Outcome> {
    let common = &args.common;
    match &args.command {
        Command::Run(run) => batch::run(run, common, say),
        Command::Check(check) => batch::check(check, common, say),
        Command::Serve(serve) => answers::serve(serve, common, say),
        Command::Isochrone(isochrone) => ask::isochrone(isochrone, common, say),
        Command::Matrix(matrix) => table::matrix(matrix, common, say),
        Command::Route(route) => ask::route(route, common, say),
        Command::Site(wanted) => site::site(wanted, common, say),
        Command::Compare(two) => compare::compare(two, common, say),
        Command::Init(own) => init::init(own, common, say),
        Command::Synth(synth) => made::synth(synth, common, say),
    }
}
