//! What the name of a column says about its meaning, in Chinese and in English.
//!
//! Never here: values of columns.

/// What a column may mean. `Staff` and `People` trade places once it is known whose table it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Meaning {
    /// Not used on purpose: about persons, or of no use to any question.
    Ignored,
    /// The longitude, or the easting.
    Lon,
    /// The latitude, or the northing.
    Lat,
    /// Both in one text.
    Pair,
    /// The code of an area.
    Area,
    /// The id of the row.
    Id,
    /// The English name.
    NameEn,
    /// How many work there.
    Staff,
    /// How many people live there.
    People,
    /// The level of a station.
    Level,
    /// The kind of service.
    Kind,
    /// The name.
    Name,
}

impl Meaning {
    /// The field of the study file, where there is exactly one.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::Ignored | Self::Pair => None,
            Self::Lon => Some("lon"),
            Self::Lat => Some("lat"),
            Self::Area => Some("area"),
            Self::Id => Some("id"),
            Self::NameEn => Some("name_en"),
            Self::Staff => Some("staff"),
            Self::People => Some("people"),
            Self::Level => Some("level"),
            Self::Kind => Some("kind"),
            Self::Name => Some("name"),
        }
    }
}

/// Whole headers, then parts of headers. The order matters: `退役军人人数` is about people before it is about anything
/// else, and what is about persons is left alone before all.
const WORDS: &[(Meaning, &[&str], &[&str])] = &[
    (
        Meaning::Ignored,
        &["姓名", "性别", "年龄", "民族", "fax", "tel", "url"],
        &[
            "电话",
            "手机",
            "联系",
            "身份证",
            "证件",
            "地址",
            "住址",
            "备注",
            "邮编",
            "邮箱",
            "传真",
            "照片",
            "网址",
            "负责人",
            "生日",
            "出生",
            "phone",
            "mobile",
            "address",
            "email",
            "website",
            "remark",
            "note",
            "contact",
        ],
    ),
    (
        Meaning::Pair,
        &[
            "坐标",
            "位置",
            "定位",
            "lonlat",
            "lnglat",
            "latlon",
            "latlng",
            "position",
            "location",
            "coordinates",
            "coordinate",
        ],
        &["经纬", "坐标值", "lnglat", "lonlat"],
    ),
    (
        Meaning::Lon,
        &["lon", "lng", "long", "x", "e", "经", "东经", "经度", "xcoord", "easting", "coordx", "pointx"],
        &["经度", "东经", "longitude", "lng", "x坐标", "坐标x", "横坐标"],
    ),
    (
        Meaning::Lat,
        &["lat", "y", "n", "纬", "北纬", "纬度", "ycoord", "northing", "coordy", "pointy"],
        &["纬度", "北纬", "latitude", "y坐标", "坐标y", "纵坐标"],
    ),
    (
        Meaning::Area,
        &[
            "area",
            "areacode",
            "adcode",
            "district",
            "town",
            "区",
            "街道",
            "乡镇",
            "镇街",
            "社区",
            "村",
            "所属区",
            "所属街道",
        ],
        &["区划", "行政区", "adcode", "areacode", "街道代码", "社区代码", "乡镇代码", "所属"],
    ),
    (
        Meaning::Id,
        &["id", "no", "no.", "code", "key", "uid", "fid", "oid", "objectid", "代码", "编号", "编码", "序号", "号"],
        &["编号", "编码", "序号", "机构代码", "站点代码", "stationid", "siteid"],
    ),
    (Meaning::NameEn, &["nameen", "englishname", "english", "英文", "enname"], &["英文"]),
    (
        Meaning::Staff,
        &["staff", "employees", "编制", "医生数", "律师数", "医生人数", "律师人数"],
        &["工作人员", "职工", "在岗", "编制", "staff", "联络员"],
    ),
    (
        Meaning::People,
        &[
            "people",
            "pop",
            "population",
            "persons",
            "residents",
            "demand",
            "weight",
            "count",
            "人",
            "人数",
            "人口",
            "数量",
            "需求",
        ],
        &["人口", "人数", "户数", "军人数", "需求量", "population", "people", "residents"],
    ),
    (Meaning::Level, &["level", "级别", "等级", "层级", "级"], &["级别", "等级", "层级", "level"]),
    (Meaning::Kind, &["kind", "type", "category", "类别", "类型", "种类", "性质"], &["类别", "类型"]),
    (
        Meaning::Name,
        &["name", "title", "名称", "名字", "站名", "站点", "单位", "机构", "小区", "点位"],
        &["名称", "站名", "单位名", "机构名", "name"],
    ),
];

/// The meaning that a header gives, and whether the whole header says so rather than a part of it.
pub fn meaning(header: &str) -> Option<(Meaning, bool)> {
    let whole = plain(header);
    // What stands in brackets explains: `人数（工作人员）` counts staff, `经度(GCJ02)` is still a longitude.
    let bare = plain(header.split(['(', '（', '[', '【']).next().unwrap_or_default());
    let ignored = WORDS.first()?;
    if ignored.1.contains(&whole.as_str()) || ignored.2.iter().any(|part| whole.contains(part)) {
        return Some((Meaning::Ignored, true));
    }
    if whole != bare
        && WORDS.iter().any(|(m, _, parts)| *m == Meaning::Staff && parts.iter().any(|p| whole.contains(p)))
    {
        return Some((Meaning::Staff, true));
    }
    let exact = WORDS.iter().find(|(_, words, _)| words.contains(&bare.as_str()));
    let within = || WORDS.iter().find(|(_, _, parts)| parts.iter().any(|part| bare.contains(part)));
    let starts = || match () {
        () if bare.starts_with("lon") => Some(Meaning::Lon),
        () if bare.starts_with("lat") => Some(Meaning::Lat),
        () => None,
    };
    exact
        .map(|(meaning, ..)| (*meaning, true))
        .or_else(|| within().map(|(meaning, ..)| *meaning).or_else(starts).map(|meaning| (meaning, false)))
}

/// Lower case, without spaces, joiners and full-width forms.
pub fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let kept = text.chars().map(narrow).filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | ':'));
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_offices() {
        for (header, expected) in [
            ("编号", Meaning::Id),
            ("ID", Meaning::Id),
            ("站点编号", Meaning::Id),
            ("经度", Meaning::Lon),
            ("ＬＮＧ", Meaning::Lon),
            ("longitude", Meaning::Lon),
            ("lon_gcj02", Meaning::Lon),
            ("东经(度)", Meaning::Lon),
            ("高德经度", Meaning::Lon),
            ("X", Meaning::Lon),
            ("纬度（GCJ02）", Meaning::Lat),
            ("Lat", Meaning::Lat),
            ("经纬度", Meaning::Pair),
            ("坐标", Meaning::Pair),
            ("单位名称", Meaning::Name),
            ("服务站名称", Meaning::Name),
            ("Name EN", Meaning::NameEn),
            ("英文名称", Meaning::NameEn),
            ("人数", Meaning::People),
            ("常住人口", Meaning::People),
            ("退役军人数", Meaning::People),
            ("人数（工作人员）", Meaning::Staff),
            ("人数(工作人员)", Meaning::Staff),
            ("staff", Meaning::Staff),
            ("级别", Meaning::Level),
            ("区划代码", Meaning::Area),
            ("area_code", Meaning::Area),
            ("服务类别", Meaning::Kind),
            ("联系电话", Meaning::Ignored),
            ("身份证号", Meaning::Ignored),
            ("姓名", Meaning::Ignored),
            ("地址", Meaning::Ignored),
        ] {
            assert_eq!(meaning(header).map(|(meaning, _)| meaning), Some(expected), "{header}");
        }
        assert_eq!(meaning("面积"), None);
        assert_eq!(meaning(""), None);
    }
}
