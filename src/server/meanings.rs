//! What the issue codes mean in Chinese: the third column of the published list, which a test holds complete.
//!
//! Never here: the English meanings and the remedies, which stand with the codes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::issue::Code;
use crate::words::Lang;

static LIST: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let rows = include_str!("../../docs/issues.zh.md").lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| {
        let (code, rest) = row.split_once('`')?;
        Some((code, rest.split('|').nth(2)?.trim()))
    })
    .collect()
});

/// The meaning of a code.
pub(super) fn of(code: Code, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => in_chinese(code),
        Lang::En => code.meaning(),
    }
}

/// The meaning of a code in Chinese; empty only for a code that the list does not have yet.
pub(super) fn in_chinese(code: Code) -> &'static str {
    LIST.get(code.name()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one() {
        assert_eq!(in_chinese(Code::StudySyntax), "研究文件不是有效的 TOML。");
        for code in Code::ALL {
            assert!(!in_chinese(*code).is_empty(), "{code}");
        }
    }
}
