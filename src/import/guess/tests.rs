//! Tables of offices in, guesses out.

use rust_xlsxwriter::Workbook;

use super::super::tables::{Format, demand, facilities};
use super::*;

fn ground() -> Ground<'static> {
    Ground {
        extent: Extent { west: 14.1, south: 35.9, east: 14.4, north: 36.1 },
        distance: &|_| Some(Metres(9.0)),
        is_area: &|code| code == "r1" || code == "r2",
    }
}

fn of_csv(name: &str, text: &str) -> Guess {
    guess(Source::new(name, text, Format::Csv), &ground()).unwrap()
}

fn mapping(guess: &Guess) -> String {
    guess.source.columns.iter().map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_table_of_stations() {
    let text = "序号,服务站名称,东经,北纬,级别,人数（工作人员）,联系电话,面积\n1,甲,14.2,36.0,街道,5,555,80\n2,乙,14.3,36.0,社区,3,556,90\n";
    let found = of_csv("一览表.csv", text);
    assert_eq!(mapping(&found), "id=序号 lat=北纬 level=级别 lon=东经 name=服务站名称 staff=人数（工作人员）");
    assert_eq!((found.role, found.kinds[0].id, found.usable), (Role::Facilities, "station", true));
    assert!(found.issues.is_empty(), "{:?}", found.issues);
    let (rows, issues) = facilities(&found.source, found.kinds[0].id, &["station"]);
    assert_eq!(rows.len(), 2);
    assert!(issues.iter().all(|issue| issue.code == Code::ColumnUnused), "{issues:?}");
    let phone = found.columns.iter().find(|column| column.name == "联系电话").unwrap();
    assert!(phone.fields.is_empty() && phone.why.en.contains("persons"));
}

#[test]
fn a_table_of_people() {
    let text = "编号,姓名,身份证号,x,y,人数,区划代码\n1,甲,44,14.2,36.0,3,r1\n2,乙,45,14.3,36.0,1,r2\n";
    let found = of_csv("退役军人名单.csv", text);
    assert_eq!(mapping(&found), "area=区划代码 id=编号 lat=y lon=x people=人数");
    assert_eq!(found.role, Role::Demand);
    assert_eq!(demand(&found.source, &[]).0.len(), 2);
    let other = of_csv("a.csv", "id,lon,lat,population,area_code\n1,14.2,36,3,440304\n");
    assert_eq!(mapping(&other), "id=id lat=lat lon=lon people=population");
    assert_eq!(other.role, Role::Demand, "codes that are no areas of the map are left alone");
}

#[test]
fn two_columns_are_enough() {
    let found = of_csv("a.csv", "lon,lat\n14.2,36.0\n14.3,36.05\n");
    assert_eq!(mapping(&found), "id=#row lat=lat lon=lon");
    assert_eq!((found.role, found.kinds[0].id), (Role::Facilities, "service"));
    let found = of_csv("医院.csv", "名称,坐标\n甲,\"14.2,36.0\"\n乙,\"14.3，36.05\"\n");
    assert_eq!(mapping(&found), "id=#row lat=坐标 lon=坐标 name=名称");
    assert_eq!(facilities(&found.source, "doctor", &["doctor"]).0.len(), 2);
    let found = of_csv("a.csv", "甲列,乙列\n36.0,14.2\n36.05,14.3\n");
    assert_eq!(mapping(&found), "id=#row lat=甲列 lon=乙列", "by the values alone");
    let found = of_csv("a.csv", "经度,纬度\n36.0,14.2\n36.05,14.3\n");
    assert_eq!(mapping(&found), "id=#row lat=经度 lon=纬度", "the headers are the wrong way round");
}

#[test]
fn what_cannot_be_used_says_what_to_do() {
    for (text, word) in [
        ("名称,地址\n甲,中山路1号\n", "addresses"),
        ("14.2,36.0\n14.3,36.0\n", "insert a row"),
        ("名称,经度,纬度\n甲,14°12′,36°1′\n", "decimal degrees"),
        ("名称,坐标\n甲,\"36.0,14.2\"\n", "LON,LAT"),
    ] {
        let found = of_csv("a.csv", text);
        assert!(!found.usable);
        assert_eq!(found.issues[0].code, Code::ColumnMissing);
        assert!(found.issues[0].cause.en.contains(word), "{}", found.issues[0].cause.en);
    }
    let far = of_csv("a.csv", "lon,lat\n114.2,36.0\n");
    assert_eq!(far.issues[0].code, Code::FacilityOutsideExtract);
    let ids = of_csv("a.csv", "编号,lon,lat\n1,14.2,36\n1,14.3,36\n");
    assert_eq!(mapping(&ids), "id=#row lat=lat lon=lon", "ids that repeat are none");
    assert!(guess(Source::new("a.csv", "", Format::Csv), &ground()).is_err());
    assert!(!of_csv("a.csv", "lon,lat\n").usable);
}

#[test]
fn kinds_row_by_row() {
    let found = of_csv("a.csv", "id,kind,lon,lat\n1,doctor,14.2,36\n2,station,14.3,36\n");
    assert_eq!(mapping(&found), "id=id kind=kind lat=lat lon=lon");
    assert_eq!(found.kinds.iter().map(|kind| kind.id).collect::<Vec<_>>(), ["doctor", "station"]);
    let found = of_csv("a.csv", "id,类型,lon,lat\n1,医生,14.2,36\n2,站,14.3,36\n");
    assert_eq!(mapping(&found), "id=id lat=lat lon=lon");
}

#[test]
fn workbooks_and_features() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "戈佐诊所一览").unwrap();
    for (column, name) in ["经度", "纬度"].into_iter().enumerate() {
        sheet.write(1, column as u16, name).unwrap();
        sheet.write(2, column as u16, [14.2, 36.0][column]).unwrap();
    }
    let source = Source::new("诊所.xlsx", book.save_to_buffer().unwrap(), Format::Xlsx);
    let found = guess(source, &ground()).unwrap();
    assert_eq!((mapping(&found).as_str(), found.kinds[0].id), ("id=#row lat=纬度 lon=经度", "doctor"));
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a",
        "geometry":{"type":"Point","coordinates":[14.2,36.0]},"properties":{"名称":"甲律师事务所"}}]}"#;
    let found = guess(Source::new("a.geojson", text, Format::GeoJson), &ground()).unwrap();
    assert_eq!((mapping(&found).as_str(), found.kinds[0].id), ("name=名称", "lawyer"));
    assert_eq!(facilities(&found.source, "lawyer", &["lawyer"]).0[0].id, "a");
}

#[test]
fn projected_coordinates_are_found() {
    let extent = Extent { west: 113.9, south: 22.4, east: 114.2, north: 22.7 };
    let ground = Ground { extent, ..ground() };
    let way = crate::space::datum::Datum::Epsg(4547).converter().unwrap();
    let (x, y) = way.from_wgs84(LatLon::new(114.05, 22.54).unwrap()).unwrap();
    // Surveyors call the northing X.
    let text = format!("名称,X,Y\n甲,{y},{x}\n");
    let found = guess(Source::new("a.csv", text, Format::Csv), &ground).unwrap();
    assert_eq!(found.source.datum.to_string(), "epsg:4547");
    assert_eq!(mapping(&found), "id=#row lat=X lon=Y name=名称");
}
