//! Progress on the terminal, and how long each stage took.
//!
//! A bar on a terminal, plain lines otherwise, nothing when quiet. Never here: the stages themselves.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::say::Say;
use crate::progress::{Progress, Stage};
use crate::words::Lang;

/// Progress as the user sees it; also keeps the timings.
pub struct Terminal<'a> {
    say: Say,
    begun: Instant,
    done: AtomicU64,
    state: Mutex<State>,
    cancelled: &'a (dyn Fn() -> bool + Sync),
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    stage: Option<(Stage, Instant, f64)>,
    timings: String,
}

impl<'a> Terminal<'a> {
    /// Begins to measure; `cancelled` says whether the user wants to stop.
    pub fn new(say: &Say, cancelled: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { say: *say, begun: Instant::now(), done: AtomicU64::new(0), state: Mutex::default(), cancelled }
    }

    /// Ends the last stage and returns the timings as JSON lines, the total last.
    pub fn finish(&self) -> String {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.end(&mut state);
        let mut timings = std::mem::take(&mut state.timings);
        push(&mut timings, Stage::Total, self.begun.elapsed(), cpu_seconds(), 1);
        timings
    }

    fn end(&self, state: &mut State) {
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
        if let Some((stage, begun, cpu)) = state.stage.take() {
            let n = self.done.swap(0, Ordering::Relaxed);
            push(&mut state.timings, stage, begun.elapsed(), cpu_seconds() - cpu, n);
        }
    }
}

impl Progress for Terminal<'_> {
    fn step(&self, stage: Stage, total: Option<u64>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.end(&mut state);
        state.stage = Some((stage, Instant::now(), cpu_seconds()));
        if self.say.is_quiet() {
            return;
        }
        let label = label(stage, self.say.lang());
        if std::io::stderr().is_terminal() {
            let bar = match total {
                Some(total) => ProgressBar::new(total)
                    .with_style(style("{msg:24} {wide_bar:.cyan/blue} {pos}/{len} {elapsed_precise}")),
                None => ProgressBar::new_spinner().with_style(style("{msg:24} {spinner} {elapsed_precise}")),
            };
            bar.set_message(label);
            bar.enable_steady_tick(Duration::from_millis(120));
            state.bar = Some(bar);
        } else {
            match total {
                Some(total) => eprintln!("{label} ({total})"),
                None => eprintln!("{label}"),
            }
        }
    }

    fn tick(&self, n: u64) {
        self.done.fetch_add(n, Ordering::Relaxed);
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &state.bar {
            bar.inc(n);
        }
    }

    fn gap(&self, share: f64) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &state.bar {
            bar.set_message(format!("{} {:.2} %", self.say.pick("差距", "gap"), share * 100.0));
        }
    }

    fn cancelled(&self) -> bool {
        (self.cancelled)()
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn label(stage: Stage, lang: Lang) -> &'static str {
    let (zh, en) = match stage {
        Stage::Import => ("读取地图与表格", "reading map and tables"),
        Stage::Order => ("排序路网", "ordering the network"),
        Stage::Build => ("建立路网", "building the network"),
        Stage::Customize => ("赋予权重", "weighing the network"),
        Stage::Snap => ("连接地点与道路", "linking places to roads"),
        Stage::Sweep => ("计算出行时间", "computing travel times"),
        Stage::Matrix => ("计算时间矩阵", "computing the matrix"),
        Stage::Isochrone => ("绘制等时圈", "tracing isochrones"),
        Stage::Analysis => ("分析覆盖与缺口", "finding coverage and gaps"),
        Stage::Encode => ("编码结果", "encoding the results"),
        Stage::Write => ("写入文件", "writing the files"),
        Stage::Total => ("全部", "everything"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn push(timings: &mut String, stage: Stage, wall: Duration, cpu: f64, n: u64) {
    let round = |seconds: f64| (seconds * 1e4).round() / 1e4;
    let line = json!({
        "stage": stage.name(),
        "seconds": round(wall.as_secs_f64()),
        "cpu_seconds": round(cpu),
        "peak_rss_mb": peak_rss_mb(),
        "n": n,
    });
    // Writing to a string cannot fail.
    let _ = writeln!(timings, "{line}");
}

/// Processor seconds of the process so far, from /proc; zero where there is none.
fn cpu_seconds() -> f64 {
    // After the program's name, which may hold spaces: fields 14 and 15 count clock ticks, of which Linux has 100 a second.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The largest resident memory so far in MiB, from /proc; none where there is none.
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1_024)
}
