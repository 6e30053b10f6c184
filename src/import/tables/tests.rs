//! Tables end to end: bytes in, records and issues out.

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::places::Cohort;
use crate::units::People;

fn csv(text: &str) -> Source {
    Source::new("t.csv", text, Format::Csv)
}

fn mapped(source: Source, columns: &[(&str, &str)]) -> Source {
    let columns = columns.iter().map(|&(ours, theirs)| (ours.to_owned(), theirs.to_owned())).collect();
    Source { columns, ..source }
}

/// `code:line[field]` of every issue.
fn short(issues: &[Issue]) -> Vec<String> {
    let one = |issue: &Issue| {
        let line = issue.place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let field = issue.place.field.as_ref().map(|field| format!("[{field}]")).unwrap_or_default();
        format!("{}{line}{field}", issue.code)
    };
    issues.iter().map(one).collect()
}

#[test]
fn every_bad_row_of_facilities_is_listed_and_the_rest_used() {
    let source = csv("id,name,name_en,lon,lat,level,staff,area\n\
        a,甲站,A,114.05,22.54,街道,3,440304\n\
        b,乙站,B,114.05\n\
        ,丙站,C,114.05,22.54,,,\n\
        d,丁站,D,,22.54,,,\n\
        e,戊站,E,east,22.54,,,\n\
        f,己站,F,22.54,114.05,,,\n\
        g,庚站,G,200,22.54,,,\n\
        h,辛站,H,0,0.0000001,,,\n\
        a,壬站,I,114.06,22.54,,,\n\
        j,癸站,J,114.05,22.54,,-2,\n\
        k,,,１１４．０６,22.55,,,\n");
    let (facilities, issues) = facilities(&source, "station", &["station"]);
    assert_eq!(
        short(&issues),
        [
            "row-broken:3",
            "field-missing:4[id]",
            "field-missing:5[lon]",
            "field-bad-number:6[lon]",
            "axes-swapped:7[lon]",
            "coordinate-out-of-range:8[lon]",
            "null-island:9[lon]",
            "duplicate-id:10[id]",
            "field-bad-number:11[staff]"
        ]
    );
    assert!(issues[3].cause.en.contains("“east”") && issues[7].cause.zh.contains("“a”"), "facilities are quoted");
    let ids: Vec<_> = facilities.iter().map(|facility| facility.id.as_str()).collect();
    assert_eq!(ids, ["a", "k"]);
    assert_eq!((facilities[0].staff.unwrap().count(), facilities[0].level.as_deref()), (3, Some("街道")));
    assert_eq!((facilities[0].name.zh.as_str(), facilities[0].name.en.as_str()), ("甲站", "A"));
    assert_eq!((facilities[1].name.zh.as_str(), facilities[1].at.lon()), ("k", 114.06), "named by its id");
    assert_eq!(facilities[1].area, None);
}

#[test]
fn a_row_may_name_its_own_kind() {
    let source = csv("id,lon,lat,kind\na,14.5,35.9,doctor\nb,14.5,35.9,\nc,14.5,35.9,wizard\n");
    let (facilities, issues) = facilities(&source, "station", &["station", "doctor"]);
    let kinds: Vec<_> = facilities.iter().map(|facility| facility.kind.as_str()).collect();
    assert_eq!((kinds, short(&issues)), (vec!["doctor", "station"], vec!["kind-unknown:4[kind]".to_owned()]));
}

#[test]
fn demand_is_counted_and_its_issues_tell_nothing() {
    let source = csv("id,lon,lat,people,area\n\
        p1,14.501,35.901,\"1,200\",A\n\
        p2,14.502,35.902,-7777,A\n\
        p3,14.503,35.903,NaN,A\n\
        p4,14.504,35.904,inf,A\n\
        p5,14.505,35.905,,A\n\
        p6,14.506,35.906,0.5,\n\
        p1,14.507,35.907,1,A\n\
        p8,35.908,114.508,1,A\n\
        p9,x14.509,35.909,1,A\n\
        p10,500.1,35.9,1,A\n");
    let (points, issues) = demand(&source, &[]);
    assert_eq!(
        short(&issues),
        [
            "field-bad-number:3[people]",
            "field-bad-number:4[people]",
            "field-bad-number:5[people]",
            "field-missing:6[people]",
            "duplicate-id:8[id]",
            "axes-swapped:9[lon]",
            "field-bad-number:10[lon]",
            "coordinate-out-of-range:11[lon]"
        ]
    );
    let told =
        issues.iter().map(|issue| format!("{} {}", issue.line(crate::words::Lang::Zh), issue)).collect::<String>();
    for secret in ["7777", "14.5", "35.9", "p1", "p9", "500", "NaN"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    assert_eq!(points.iter().map(|point| point.people.thousandths()).collect::<Vec<_>>(), [1_200_000, 500]);
}

#[test]
fn a_demand_file_without_header_does_not_leak() {
    let (points, issues) = demand(&csv("440304199001011234,114.0512,22.5434,张三\n4403,114.1,22.5,李四\n"), &[]);
    assert_eq!(points, []);
    assert_eq!(short(&issues)[..3], ["column-missing[id]", "column-missing[lon]", "column-missing[lat]"]);
    let told: String = issues.iter().map(|issue| issue.line(crate::words::Lang::Zh)).collect();
    assert!(!told.contains("张三") && !told.contains("114.05"), "{told}");
}

#[test]
fn without_people_everybody_is_one_and_it_is_said() {
    let (points, issues) = demand(&csv("id,lon,lat\na,14.5,35.9\nb,14.5,35.8\n"), &[]);
    assert!(points.iter().all(|point| point.people.count() == 1));
    assert_eq!(short(&issues), ["people-default[people]"]);
    let misspelt = mapped(
        csv("id,lon,lat,poeple\na,14.5,35.9,4\n"),
        &[("id", "id"), ("lon", "lon"), ("lat", "lat"), ("people", "people")],
    );
    let (points, issues) = demand(&misspelt, &[]);
    assert_eq!(
        (points.len(), short(&issues)),
        (0, vec!["column-missing[people]".to_owned(), "column-unused".to_owned()])
    );
    assert!(issues[0].cause.en.contains("`people`; the columns are: id, lon, lat, poeple"), "{}", issues[0]);
}

#[test]
fn columns_are_mapped_and_the_others_told() {
    let text = "编号,名称,经度,纬度,上级,备注, id \n1,甲,114.05,22.54,0,x,9\n";
    let map = [
        ("id", "编号"),
        ("name", " 名称"),
        ("lon", "经度"),
        ("lat", "纬度"),
        ("parent", "上级"),
        ("host", "单位"),
        ("hat", "x"),
    ];
    let (found, issues) = facilities(&mapped(csv(text), &map), "station", &["station"]);
    assert_eq!((found[0].id.as_str(), found[0].name.zh.as_str()), ("1", "甲"));
    assert_eq!(short(&issues), ["column-missing[host]", "study-unknown-key[hat]", "column-unused"].map(String::from));
    assert_eq!((found[0].supply.parent.as_deref(), found[0].supply.host.as_deref()), (Some("0"), None));
    assert!(
        issues[2].cause.en.ends_with("备注, id"),
        "a column not mapped is not read, whatever its name: {}",
        issues[2]
    );
    let (found, issues) = facilities(&mapped(csv(text), &map[1..4]), "station", &["station"]);
    assert_eq!((found.len(), short(&issues)[0].as_str()), (0, "column-missing[id]"));
    let (_, issues) = demand(&csv("ID,Lon,LAT,people,cohort_age,work_lon\na,14.5,35.9,1,2,3\n"), &[]);
    assert_eq!(short(&issues), ["column-unused"]);
}

#[test]
fn people_have_cohorts_a_priority_a_place_of_work_and_a_facility() {
    let cohorts = ["hardship", "age"].map(|id| Cohort { id: id.into(), name: Words::same(id) });
    let text = "id,lon,lat,people,cohort_hardship,cohort_age,priority,work_lon,work_lat,facility\n\
                a,14.5,35.9,10,3,yes,urgent,14.6,35.8,s1\nb,14.5,35.9,2,3,,,,,\nc,14.5,35.9,2,否,,,14.6,,\nd,14.5,35.9,4,,1.5,,,,\n";
    let (points, issues) = demand(&csv(text), &cohorts);
    assert_eq!(short(&issues), ["field-bad-number:3[cohort_hardship]", "field-missing:4[work_lat]"]);
    let ids: Vec<_> = points.iter().map(|point| point.id.as_str()).collect();
    assert_eq!(ids, ["a", "d"]);
    assert_eq!(points[0].traits.cohorts, [People::from_count(3), People::from_count(10)]);
    assert_eq!(points[1].traits.cohorts, [People::ZERO, People::from_thousandths(1_500)]);
    assert_eq!(points[0].traits.work.map(|at| (at.lon(), at.lat())), Some((14.6, 35.8)));
    assert_eq!(
        (points[0].traits.priority.as_deref(), points[0].traits.facility.as_deref()),
        (Some("urgent"), Some("s1"))
    );
}

#[test]
fn posts_are_read_and_one_that_stands_twice_is_refused() {
    let (found, issues) = posts(&csv("person,facility,role\np1,s1,head\np1,s2,head\np1,s1,head\n,s1,head\np2,,\n"));
    assert_eq!(
        found.iter().map(|post| (post.person.as_str(), post.facility.as_str())).collect::<Vec<_>>(),
        [("p1", "s1"), ("p1", "s2")]
    );
    assert_eq!(short(&issues), ["duplicate-id:4[person]", "field-missing:5[person]", "field-missing:6[facility]"]);
    assert!(!issues[0].cause.en.contains("p1"), "no person is named");
}

#[test]
fn what_a_facility_offers_is_read() {
    let text = "id,lon,lat,level,parent,host,grade,staff,capacity,functions,volunteers,hours\n\
                s1,14.5,35.9,street,s0,campus,model,3,180,advice；training,12,Mo-Fr 08:00-18:00\n";
    let (found, issues) = facilities(&csv(text), "station", &["station"]);
    assert!(issues.is_empty(), "{issues:?}");
    let supply = &found[0].supply;
    assert_eq!((supply.host.as_deref(), supply.grade.as_deref()), (Some("campus"), Some("model")));
    assert_eq!((supply.capacity, supply.volunteers), (Some(People::from_count(180)), Some(People::from_count(12))));
    assert_eq!(supply.functions, ["advice", "training"]);
    assert_eq!(supply.hours.as_deref(), Some("Mo-Fr 08:00-18:00"));
}

#[test]
fn gb18030_and_gcj02_come_from_one_office() {
    let bytes = GB18030.encode("编号;名称;经度;纬度\n1;福田区退役军人服务站;114.0550;22.5400\n").0.into_owned();
    let map = [("id", "编号"), ("name", "名称"), ("lon", "经度"), ("lat", "纬度")];
    let source = Source { datum: Datum::Gcj02, ..mapped(Source::new("站.csv", bytes, Format::Csv), &map) };
    let (found, issues) = facilities(&source, "station", &["station"]);
    assert_eq!(issues, []);
    assert_eq!(found[0].name.zh, "福田区退役军人服务站");
    assert!((0.004..0.006).contains(&(114.055 - found[0].at.lon())), "{:?}", found[0].at);
}

#[test]
fn projected_tables_are_checked_after_conversion() {
    let text =
        "id,lon,lat\na,505000,2493500\nb,2493500,505000\nc,9e11,2493500\nd,0,0\n\"e\",\"505,000.5\",\"2,493,500\"\n";
    let futian = Extent { west: 113.9, south: 22.4, east: 114.2, north: 22.7 };
    let (points, issues) = points(&Source { datum: Datum::Epsg(4547), extent: Some(futian), ..csv(text) });
    assert_eq!(points.len(), 2);
    assert!(futian.contains(points[0].at));
    assert_eq!(short(&issues), ["axes-swapped:3[lon]", "coordinate-out-of-range:4[lon]", "null-island:5[lon]"]);
    let (_, issues) = super::points(&Source { datum: Datum::Epsg(1), ..csv(text) });
    assert_eq!(short(&issues), ["unknown-datum[datum]"]);
}

#[test]
fn swapped_axes_in_malta_show_by_the_extent() {
    let malta = Some(Extent { west: 14.1, south: 35.7, east: 14.7, north: 36.2 });
    let text = "id,lon,lat\na,35.9,14.5\nb,14.5,35.9\nc,2.3,48.9\nd,14.5,91\n";
    let (found, issues) = points(&Source { extent: malta, ..csv(text) });
    assert_eq!(found.iter().map(|point| point.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(
        short(&issues),
        ["axes-swapped:2[lon]", "coordinate-out-of-range:5[lon]"],
        "91, 14.5 is not Malta either"
    );
}

#[test]
fn workbooks_and_tabs_read_alike() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["id", "lon", "lat", "people"]).unwrap();
    sheet.write_row(1, 0, [1001.0, 14.5, 35.9, 12.0]).unwrap();
    sheet.write_row(3, 0, [1002.0, 14.5, 35.9]).unwrap();
    let (points, issues) = demand(&Source::new("a.xlsx", book.save_to_buffer().unwrap(), Format::Xlsx), &[]);
    assert_eq!((points[0].id.as_str(), points[0].people.count()), ("1001", 12));
    assert_eq!(short(&issues), ["field-missing:4[people]"], "the row of the sheet");
    let tabs = Source::new("a.tsv", "id\tlon\tlat\tpeople\n1001\t14.5\t35.9\t12\n", Format::Tsv);
    assert_eq!(demand(&tabs, &[]).0, points);
}

#[test]
fn geojson_positions_come_from_geometries() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"n1","geometry":{"type":"Point","coordinates":[14.5,35.9]},"properties":{"name":"A","lon":1,"staff":"2"}},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[14,35],[14.2,35],[14.2,35.2],[14,35.2],[14,35]]]},"properties":{"id":5}},
        {"type":"Feature","id":6,"geometry":null,"properties":{}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[14.5,35.9]},"properties":{}}]}"#;
    let source = Source::new("a.geojson", text, Format::GeoJson);
    let (found, issues) = facilities(&source, "station", &["station"]);
    assert_eq!(found.iter().map(|facility| facility.id.as_str()).collect::<Vec<_>>(), ["n1", "5"]);
    assert!((found[1].at.lon() - 14.1).abs() < 1e-9 && (found[1].at.lat() - 35.1).abs() < 1e-9);
    assert_eq!(short(&issues), ["field-missing:3[geometry]", "field-missing:4[id]"]);
    let (sites, _) = candidates(&source, "station");
    assert_eq!((sites.len(), sites[0].name.en.as_str()), (2, "A"));
}

#[test]
fn areas_have_outlines_or_codes_only() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[14,35],[14.2,35],[14.2,35.2],[14,35]]]},"properties":{"code":"MT-1","name":"一"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[14.5,35.9]},"properties":{"code":"MT-2"}},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[14,95],[14.2,35],[14.2,35.2],[14,95]]]},"properties":{"code":"MT-3"}}]}"#;
    let (found, issues) = areas(&Source::new("a.geojson", text, Format::GeoJson));
    assert_eq!((found.len(), found[0].id.as_str(), found[0].outline.0.len()), (1, "MT-1", 1));
    assert_eq!(short(&issues), ["field-missing:2[geometry]", "coordinate-out-of-range:3[geometry]"]);
    let (found, issues) = areas(&csv("code,name\n440304,福田区\n440304,罗湖区\n"));
    assert_eq!((found.len(), found[0].name.zh.as_str(), found[0].outline.0.len()), (1, "福田区", 0));
    assert_eq!(short(&issues), ["duplicate-id:3[id]"]);
    assert_eq!(short(&areas(&csv("x,name\n1,a\n")).1), ["column-unused", "column-missing[id]"]);
}

#[test]
fn ferry_overrides_stay_texts() {
    let (rows, issues) =
        ferry_overrides(&csv("osm,name,class,duration\nw625508807,,,00:25\n,Gozo Channel,transport,\n,,x,1\n"));
    let first = FerryOverrideRow {
        line: 2,
        osm: Some("w625508807".into()),
        duration: Some("00:25".into()),
        ..Default::default()
    };
    assert_eq!(rows[0], first);
    assert_eq!((rows.len(), rows[1].line, rows[1].class.as_deref()), (2, 3, Some("transport")));
    assert_eq!(short(&issues), ["field-missing:4[osm]"]);
    assert_eq!(short(&ferry_overrides(&csv("line\n1\n")).1), ["column-unused", "column-missing[osm]"]);
}

#[test]
fn broken_files_are_named() {
    for (format, bytes) in
        [(Format::Xlsx, "PK no"), (Format::GeoJson, "{\"type\":"), (Format::Csv, ""), (Format::GeoJson, "")]
    {
        let (rows, issues) = demand(&Source::new("x", bytes, format), &[]);
        assert_eq!((rows.len(), short(&issues)), (0, vec!["file-malformed".to_owned()]), "{format:?}");
    }
    let missing = Source::load("no.csv", Path::new("/nowhere/no.csv")).unwrap_err();
    assert_eq!((missing.code, missing.place.file.as_str()), (Code::FileUnreadable, "no.csv"));
    assert_eq!(Source::load("no.doc", Path::new("/nowhere/no.doc")).unwrap_err().code, Code::FileUnreadable);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("A.CSV");
    std::fs::write(&path, "id,lon,lat\na,14.5,35.9\n").unwrap();
    assert_eq!(points(&Source::load("a", &path).unwrap()).0.len(), 1);
}

/// Every reader over one source, counting what must add up.
fn read_all(bytes: &[u8], format: Format) {
    let source = Source::new("x", bytes, format);
    facilities(&source, "k", &["k"]);
    demand(&source, &[]);
    areas(&source);
    ferry_overrides(&source);
    points(&Source { datum: Datum::Bd09, ..source });
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [Format::Csv, Format::Tsv, Format::Xlsx, Format::GeoJson] {
            read_all(&bytes, format);
        }
    }

    #[test]
    fn random_damage_never_panics(at in 0..6_000_usize, byte in any::<u8>(), cut in 0..6_000_usize) {
        let mut book = Workbook::new();
        book.add_worksheet().write_row(0, 0, ["id", "lon", "lat"]).unwrap().write_row(1, 0, [1.0, 2.0, 3.0]).unwrap();
        let mut bytes = book.save_to_buffer().unwrap();
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        read_all(&bytes, Format::Xlsx);
        bytes.truncate(cut);
        read_all(&bytes, Format::Xlsx);
    }

    #[test]
    fn random_text_tables_never_panic(text in "[id,lonat;\"\r\n\t1.5福é-]{0,200}") {
        read_all(format!("id,lon,lat\n{text}").as_bytes(), Format::Csv);
        read_all(text.as_bytes(), Format::Csv);
    }

    #[test]
    fn random_geometries_never_panic(
        kind in prop::sample::select(vec!["Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint"]),
        coordinates in "\\[{0,4}(-?[0-9]{1,3}(e[0-9]{1,2})?,?|\\],?\\[?){0,24}\\]{0,4}",
        ring in prop::collection::vec((-1e3..1e3_f64, prop::sample::select(vec![0.0, 1.0, -1e12, 1e12])), 0..8)
    ) {
        let feature = |kind: &str, coordinates: &str| format!(
            r#"{{"type":"Feature","id":"a","geometry":{{"type":"{kind}","coordinates":{coordinates}}},"properties":{{}}}}"#
        );
        read_all(feature(kind, &coordinates).as_bytes(), Format::GeoJson);
        let ring = ring.iter().map(|(x, y)| format!("[{x},{y}]")).collect::<Vec<_>>().join(",");
        read_all(feature("Polygon", &format!("[[{ring}]]")).as_bytes(), Format::GeoJson);
        read_all(feature("MultiPolygon", &format!("[[[{ring}]],[]]")).as_bytes(), Format::GeoJson);
    }

    /// Whatever is in the rows, each is either used or listed.
    #[test]
    fn no_row_is_lost(rows in prop::collection::vec((0..30_u32, "[0-9.x-]{0,4}", "(1,)?[0-9-]{0,3}"), 0..300)) {
        let body: String = rows.iter().map(|(id, lon, people)| format!("r{id},{lon},35.9,\"{people}\"\n")).collect();
        let (points, issues) = demand(&csv(&format!("id,lon,lat,people\n{body}")), &[]);
        let about_rows = issues.iter().filter(|issue| issue.place.line.is_some() || issue.more.is_some());
        prop_assert_eq!(points.len() as u64 + about_rows.map(Issue::count).sum::<u64>(), rows.len() as u64);
    }
}

#[test]
fn rows_without_ids_are_known_by_their_numbers() {
    let mut source = Source::new("office/站点.csv", "坐标\n\"114.05,22.54\"\n114.06\n\"114.07，22.55\"\n", Format::Csv);
    for (field, column) in [("id", ROW_ID), ("lon", "坐标"), ("lat", "坐标")] {
        source.columns.insert(field.into(), column.into());
    }
    let (points, issues) = facilities(&source, "station", &["station"]);
    let found: Vec<_> = points.iter().map(|point| (point.id.as_str(), point.at.lon(), point.at.lat())).collect();
    assert_eq!(found, [("站点.csv#2", 114.05, 22.54), ("站点.csv#4", 114.07, 22.55)]);
    let codes: Vec<_> = issues.iter().map(|issue| (issue.code.name(), issue.place.line)).collect();
    assert_eq!(codes, [("field-bad-number", Some(3))]);
    // A column of that name is a column.
    let mut source = Source::new("a.csv", "#row,lon,lat\nx,1,2\n", Format::Csv);
    source.columns = ["lon", "lat"].map(|field| (field.to_owned(), field.to_owned())).into();
    source.columns.insert("id".into(), ROW_ID.into());
    assert_eq!(facilities(&source, "station", &["station"]).0[0].id, "x");
}
