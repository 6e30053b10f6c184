//! The pages that `site` and `compare` write, and the layer `siting`: whole in both languages, fetched from nowhere, with the figures of
//! the JSON beside them.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{data, halfhour};

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&read(folder, name)).unwrap()
}

/// The article of one language.
fn article<'a>(page: &'a str, lang: &str) -> &'a str {
    let from = page.find(&format!("<article class=\"{lang}\"")).unwrap();
    &page[from..from + page[from..].find("</article>").unwrap()]
}

fn thousands(value: &Value) -> String {
    halfhour::encode::html::number::thousands(value.as_u64().unwrap())
}

/// What holds of every page.
fn whole(page: &str) {
    for bad in ["<script", "http://", "https://", "src=", "@import", "url(h", "<link", "<b>Evil"] {
        assert!(!page.contains(bad), "{bad}");
    }
    let (zh, en) = (article(page, "zh"), article(page, "en"));
    assert_eq!(zh.matches("<tr>").count(), en.matches("<tr>").count());
    assert_eq!(zh.matches("<h2>").count(), en.matches("<h2>").count());
    assert!(zh.contains("合成人口数据") && en.contains("synthetic demand") && !en.contains("新设"));
}

/// The study of Gozo with six candidates of hostile names, a station that closes, and a scenario.
fn gozo() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in fs::read_dir(data("gozo")).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
    }
    let mut text = read(folder.path(), "study.toml");
    text += "\n[[candidates]]\nkind = \"station\"\nfile = \"sites.csv\"\n\
             [[scenarios]]\nid = \"evil\"\nname = { zh = \"<b>Evil\", en = \"<b>Evil\" }\n\
             [[scenarios.modifications]]\ntype = \"add_site\"\nkind = \"station\"\nid = \"<b>Evil-site\"\nlon = 14.2100\nlat = 36.0700\n\
             [[scenarios.modifications]]\ntype = \"speed\"\nprofile = \"car\"\nfactor = 0.3\n";
    fs::write(folder.path().join("study.toml"), text).unwrap();
    let sites = "id,name,lon,lat\nx1,<b>Evil one,14.2100,36.0700\nx2,Two,14.2630,36.0720\nx3,Three,14.2900,36.0330\n\
                 x4,Four,14.2000,36.0450\nx5,Five,14.2480,36.0290\nx6,Six,14.2300,36.0600\n";
    fs::write(folder.path().join("sites.csv"), sites).unwrap();
    folder
}

#[test]
fn an_answer_about_sites_is_a_page_and_a_layer() {
    let folder = gozo();
    let args = ["site", "study.toml", "--problem", "mclp", "--kind", "station", "--add", "2", "--out", "o"];
    let done = halfhour(folder.path(), &args);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("siting.html"), "{}", done.out);
    let out = folder.path().join("o");
    let (siting, layer, page) = (json(&out, "siting.json"), json(&out, "siting.geojson"), read(&out, "siting.html"));
    whole(&page);

    // Every site has its role; ranks go by what is gained.
    let features = layer["features"].as_array().unwrap();
    let with = |role: &str| -> Vec<&Value> {
        features.iter().map(|feature| &feature["properties"]).filter(|of| of["role"] == role).collect()
    };
    let mut opened = with("opened");
    opened.sort_by_key(|of| of["rank"].as_u64());
    assert_eq!(opened.len(), siting["sites"].as_array().unwrap().len());
    assert_eq!(opened.iter().map(|of| of["rank"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert!(opened[0]["people_gained"].as_u64() >= opened[1]["people_gained"].as_u64());
    for site in siting["sites"].as_array().unwrap() {
        let feature = features.iter().find(|feature| feature["properties"]["id"] == site["id"]).unwrap();
        assert_eq!(feature["properties"]["people_gained"], site["people_gained"]);
        assert_eq!(feature["geometry"]["coordinates"], serde_json::json!([site["lon"], site["lat"]]));
    }
    assert!(!with("existing").is_empty() && with("candidate").len() >= 3);

    // The figures of the page are those of the JSON, in either language.
    let (before, after) = (&siting["people_covered_before"], &siting["people_covered_after"]);
    for lang in ["zh", "en"] {
        let text = article(&page, lang);
        for figure in [before, after] {
            assert!(text.contains(&thousands(figure)), "{lang}: {figure}");
        }
        for step in siting["curve"].as_array().unwrap() {
            assert!(text.contains(&thousands(&step["people_covered"])), "{lang}: {step}");
        }
        for list in ["runners_up", "sensitivity"] {
            for row in siting[list].as_array().unwrap() {
                assert!(text.contains(&thousands(&row["people_covered"])), "{lang}: {row}");
            }
        }
        assert!(text.contains(siting["sites"][0]["id"].as_str().unwrap()));
    }
    assert!(article(&page, "en").contains("Proved: no choice of 2 sites brings more people within the limit."));
    assert!(article(&page, "zh").contains("已证明最优：没有任何其他 2 处点位的组合能让更多人及时获得服务。"));
    // The units of the map add up to the same change, though they are counted by themselves.
    let change: i64 = units_of(&page).iter().map(|(before, after)| after - before).sum();
    assert_eq!(change, after.as_i64().unwrap() - before.as_i64().unwrap());

    let again = halfhour(folder.path(), &[&args[..], &["--threads", "1", "--lang", "zh"]].concat());
    assert_eq!(again.code, 0);
    assert!(read(&out, "siting.html").contains("<html lang=\"zh\">"));
    assert_eq!(json(&out, "siting.geojson"), layer, "whatever the threads and the language");
}

#[test]
fn no_assumption_asks_for_times_beyond_the_horizon() {
    let folder = gozo();
    let told = |limit: &str| {
        let args = ["site", "study.toml", "--problem", "mclp", "--kind", "station", "--add", "1", "--limit", limit];
        let done = halfhour(folder.path(), &[&args[..], &["--out", "o"]].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        let variants = json(&folder.path().join("o"), "siting.json")["sensitivity"].clone();
        let speeds = variants.as_array().unwrap().iter().map(|variant| variant["speed"].as_f64().unwrap()).collect();
        let said = article(&read(&folder.path().join("o"), "siting.html"), "en").contains("beyond the horizon");
        (speeds, said)
    };
    let all = vec![0.8, 1.2, 1.0, 1.0];
    // The horizon is 100 minutes.
    assert_eq!(told("80min"), (all, false));
    assert_eq!(told("90min"), (vec![0.8, 1.0, 1.0], true));
}

/// Before and after of every unit that changes, as the map tells them.
fn units_of(page: &str) -> Vec<(i64, i64)> {
    let titles = page.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next());
    let count = |text: &str| text.trim().replace(',', "").parse::<i64>().ok();
    let pair = |title: &str| {
        let (before, rest) = title.split_once('→')?;
        Some((count(before)?, count(rest.split('/').next()?)?))
    };
    titles.filter_map(pair).collect()
}

#[test]
fn sites_that_close_and_stages_are_told() {
    let folder = gozo();
    let base = ["site", "study.toml", "--problem", "mclp", "--kind", "station", "--quiet", "--out", "o"];
    assert_eq!(halfhour(folder.path(), &[&base[..], &["--close", "2"]].concat()).code, 0);
    let out = folder.path().join("o");
    let (siting, page) = (json(&out, "siting.json"), read(&out, "siting.html"));
    whole(&page);
    let en = article(&page, "en");
    assert!(en.contains("Which 2 of the existing sites") && en.contains("choice of 2 sites to close does less harm"));
    let layer = json(&out, "siting.geojson");
    let closed = layer["features"].as_array().unwrap().iter().filter(|of| of["properties"]["role"] == "closed");
    assert_eq!(closed.count(), siting["closed"].as_array().unwrap().len());
    let change: i64 = units_of(&page).iter().map(|(before, after)| after - before).sum();
    let number = |name: &str| siting[name].as_i64().unwrap();
    assert_eq!(change, number("people_covered_after") - number("people_covered_before"));

    assert_eq!(halfhour(folder.path(), &[&base[..], &["--stage", "1,2"]].concat()).code, 0);
    let (siting, page) = (json(&out, "siting.json"), read(&out, "siting.html"));
    assert_eq!(siting["stages"].as_array().unwrap().len(), 2);
    // What is proved of the last stage holds beside those before only, and so it is said.
    assert!(article(&page, "en").contains("that keeps the sites of the stage before"));
    for stage in siting["stages"].as_array().unwrap() {
        assert!(article(&page, "zh").contains(&thousands(&stage["people_covered"])));
    }
    // With ready distances there is nothing to draw.
    fs::write(folder.path().join("m.csv"), "id,A,B\nv1,1,5\nv2,5,1\n").unwrap();
    let args = ["site", "--matrix", "m.csv", "--problem", "p-median", "--p", "1", "--out", "m"];
    assert_eq!(halfhour(folder.path(), &args).code, 0);
    assert!(folder.path().join("m/siting.json").exists() && !folder.path().join("m/siting.html").exists());
}

#[test]
fn a_comparison_is_a_page() {
    let folder = gozo();
    let done = halfhour(folder.path(), &["compare", "study.toml", "--scenario", "evil", "--out", "o"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let out = folder.path().join("o");
    let (compared, page) = (json(&out, "compare.json"), read(&out, "compare.html"));
    whole(&page);
    for lang in ["zh", "en"] {
        let text = article(&page, lang);
        for kind in compared["kinds"].as_array().unwrap() {
            for field in ["people_covered_a", "people_covered_b", "gained", "lost"] {
                assert!(text.contains(&format!(">{}</td>", thousands(&kind[field]))), "{lang}: {kind}");
            }
        }
        for input in compared["inputs"].as_array().unwrap() {
            assert!(text.contains(input["sha256"].as_str().unwrap()));
        }
        assert!(text.contains("&#60;b&#62;Evil"));
    }
    let en = article(&page, "en");
    assert!(en.contains("Speeds of the profile car are 0.3 times what they are."));
    let moved = |area: &Value| {
        area["kinds"].as_object().unwrap().values().chain([&area["joint"]]).any(|counts| counts["a"] != counts["b"])
    };
    let areas = compared["areas"].as_array().unwrap();
    let changed = areas.iter().filter(|area| moved(area)).count();
    assert!(
        changed > 0 && en.contains(&format!("Areas that change: {changed}, the most first.")),
        "{changed} of {}",
        areas.len()
    );
}
