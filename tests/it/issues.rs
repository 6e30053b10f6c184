//! The published list of issue codes says what the code says, in both languages. `HALFHOUR_BLESS=1` rewrites the pages.
//!
//! The Chinese meanings are kept in the page itself; everything else in both pages comes from `src/issue.rs`.

use std::collections::BTreeMap;
use std::fs;

use halfhour::issue::{Code, Severity};
use halfhour::words::Lang;

const HEAD_ZH: &str = "# 问题代码

[English](issues.md)

输入中的每个问题都有一个固定的代码，写入 `issues.csv`，也出现在服务器的 `application/problem+json` 回答中。问题不会中断运行，也不会被悄悄忽略。
本页由 `src/issue.rs` 生成并由测试核对；只有“含义”一栏在此手写。更新：`HALFHOUR_BLESS=1 cargo test --test it issues`。
";
const HEAD_EN: &str = "# Issue codes

[中文](issues.zh.md)

Whatever is wrong with an input has a stable code, in `issues.csv` and in the `application/problem+json` answers of the server. An issue does not stop a run, and
none is dropped in silence. This page is made from `src/issue.rs` and checked by a test; to renew it: `HALFHOUR_BLESS=1 cargo test --test it issues`.
";
const SEVERITIES: [(Severity, &str, &str); 3] = [
    (
        Severity::Error,
        "用户表格中的一条记录被拒绝，或某个输入无法读取；运行完成，退出码为 1",
        "a record of a user's table was refused, or an input could not be read; the run completes, with exit code 1",
    ),
    (Severity::Warning, "结果受到影响；该记录已使用或已修正", "an answer is affected; the record is used or mended"),
    (Severity::Note, "仅供参考", "for information"),
];

/// The whole page; `meaning` gives the third column.
fn page(lang: Lang, meaning: impl Fn(Code) -> String) -> String {
    let (head, columns) = match lang {
        Lang::Zh => (HEAD_ZH, "| 代码 | 级别 | 含义 | 处理 |"),
        Lang::En => (HEAD_EN, "| code | severity | meaning | what to do |"),
    };
    let mut page = format!("{head}\n");
    for (severity, zh, en) in SEVERITIES {
        let text = if lang == Lang::Zh { format!("：{zh}。") } else { format!(": {en}.") };
        page += &format!("- `{}`{text}\n", severity.name());
    }
    page += &format!("\n{columns}\n|---|---|---|---|\n");
    for &code in Code::ALL {
        let cells = [format!("`{code}`"), code.severity().name().into(), meaning(code), code.action(lang).into()];
        page += &format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    page
}

/// The page in the repository is `expected`; rewritten first when `HALFHOUR_BLESS` is set.
fn holds(file: &str, expected: &str) {
    let path = format!("{}/docs/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HALFHOUR_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(found == expected, "docs/{file} should read:\n{expected}");
}

#[test]
fn the_english_page_lists_every_code() {
    holds("issues.md", &page(Lang::En, |code| code.meaning().to_owned()));
}

#[test]
fn the_chinese_page_lists_every_code() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/issues.zh.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let meanings: BTreeMap<String, String> = rows
        .filter_map(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            Some((cells.first()?.trim_matches(['|', ' ', '`']).to_owned(), (*cells.get(2)?).to_owned()))
        })
        .collect();
    holds("issues.zh.md", &page(Lang::Zh, |code| meanings.get(code.name()).cloned().unwrap_or_default()));
    for code in Code::ALL {
        let meaning = meanings.get(code.name()).map_or("", String::as_str);
        assert!(!meaning.trim().is_empty(), "docs/issues.zh.md: write what `{code}` means (third column)");
    }
}
