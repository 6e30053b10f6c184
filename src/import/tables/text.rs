//! Bytes become text: the stated encoding, a byte order mark, UTF-8, or what the bytes look like.
//!
//! Never here: separators, workbooks (which say their encoding themselves).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::Source;
use super::findings::Findings;
use crate::issue::Code;
use crate::words::Words;

/// The text of a source, without byte order mark. Bytes that mean nothing become U+FFFD and a warning.
pub(super) fn decode(source: &Source, findings: &mut Findings) -> String {
    let encoding = stated(source, findings).unwrap_or_else(|| detected(&source.bytes));
    let (text, replaced) = encoding.decode_with_bom_removal(&source.bytes);
    if replaced {
        let name = encoding.name();
        let (zh, en) = (
            format!("有些字节不是 {name} 文字，已用 \u{FFFD} 代替"),
            format!("some bytes are not {name} text; they became \u{FFFD}"),
        );
        findings.file(Code::EncodingReplaced, None, Words::new(zh, en));
    }
    text.into_owned()
}

fn stated(source: &Source, findings: &mut Findings) -> Option<&'static Encoding> {
    let label = source.encoding.as_deref()?;
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        let (zh, en) = (
            format!("不认识编码“{label}”，改为自动检测"),
            format!("`{label}` is no known encoding; it is detected instead"),
        );
        findings.file(Code::StudyBadValue, Some("encoding"), Words::new(zh, en));
        return None;
    };
    // "utf-16" does not say in which order; the mark does.
    let marked = Encoding::for_bom(&source.bytes).map(|(encoding, _)| encoding);
    let wide = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    Some(marked.filter(|&marked| wide(marked) && wide(encoding)).unwrap_or(encoding))
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // Where the bytes leave it open, the offices that use this write Chinese.
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// Is this UTF-8, perhaps with a few damaged bytes? Other encodings hardly ever form whole UTF-8 characters.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || whole > broken * 4
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::*;

    const TEXT: &str = "编号,名称,经度,纬度\n1,福田区退役军人服务站,114.05,22.54\n2,莲花街道服务站,114.06,22.55\n";

    fn read(bytes: &[u8], encoding: Option<&str>) -> (String, Vec<&'static str>) {
        let source = Source { encoding: encoding.map(str::to_owned), ..Source::new("a.csv", bytes, Format::Csv) };
        let mut findings = Findings::new("a.csv", false);
        let text = decode(&source, &mut findings);
        (text, findings.finish().iter().map(|issue| issue.code.name()).collect())
    }

    #[test]
    fn every_usual_encoding_is_found_out() {
        let gb = GB18030.encode(TEXT).0;
        let marked = [&b"\xEF\xBB\xBF"[..], TEXT.as_bytes()].concat();
        let little: Vec<u8> = std::iter::once(0xFEFF).chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = std::iter::once(0xFEFF).chain(TEXT.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for bytes in [TEXT.as_bytes(), &gb, &marked, &little, &big] {
            assert_eq!(read(bytes, None), (TEXT.to_owned(), vec![]));
        }
        assert_eq!(read(&big, Some("utf-16")).0, TEXT);
        assert_eq!(read(&gb, Some("GB18030")).0, TEXT);
        let rare = "id,name\n1,\u{20000}𠮷县龘\n"; // four-byte GB18030
        assert_eq!(read(&GB18030.encode(rare).0, Some("gb18030")).0, rare);
    }

    #[test]
    fn latin_letters_are_not_taken_for_chinese() {
        let text = "id,name,lon,lat\n1,Café de la Paix,2.33,48.87\n2,Hôtel du Nord,2.36,48.87\n";
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(read(&bytes, None), (text.to_owned(), vec![]));
    }

    #[test]
    fn what_was_stated_wins_and_damage_is_told() {
        let (text, codes) = read(&GB18030.encode(TEXT).0, Some("utf-8"));
        assert!(text.contains('\u{FFFD}'));
        assert_eq!(codes, ["encoding-replaced"]);
        let mut damaged = TEXT.as_bytes().to_vec();
        damaged[0] = 0xFF;
        let (text, codes) = read(&damaged, None);
        assert!(text.contains("福田区"), "one bad byte does not turn UTF-8 into something else");
        assert_eq!(codes, ["encoding-replaced"]);
        let (text, codes) = read(TEXT.as_bytes(), Some("klingon"));
        assert_eq!((text.as_str(), codes), (TEXT, vec!["study-bad-value"]));
    }
}
