//! Bad input as data: an [`Issue`] has a code, a severity, a place, a cause and an action, in both languages.
//! The list of codes in this file is the published one; `docs/issues.md` is checked against it.
//!
//! Never here: finding out what is wrong (import does), printing (cli and encode do), counting for the public (layer does).

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::words::{Lang, Words};

/// How much an issue weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A record that the user supplied in a table was refused, or an input could not be read.
    Error,
    /// An answer is affected; the record is used or mended.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    /// The word as it stands in `issues.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $zh:literal, $en:literal;)+) => {
        /// What kind of thing is wrong; stable across versions.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Code { $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+ }

        impl Code {
            /// Every code, in the order of the published list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name, as in `issues.csv` and in problem+json.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The severity that every issue with this code has.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// What the code means, in English: the first words of the published list.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What the user can do about it.
            pub fn action(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::Zh) => $zh, (Self::$variant, Lang::En) => $en,)+ }
            }
        }
    };
}

codes! {
    // The study file
    /// The study file is not TOML.
    StudySyntax = "study-syntax", Error, "改正该行的 TOML 语法", "correct the TOML of this line";
    /// A key that no version of the contract knows.
    StudyUnknownKey = "study-unknown-key", Error, "删除该键，或改正拼写", "remove the key, or correct its spelling";
    /// A value of the wrong type, or an impossible one.
    StudyBadValue = "study-bad-value", Error, "改正该值", "correct the value";
    /// A key that must be there is not.
    StudyMissingKey = "study-missing-key", Error, "补上该键", "add the key";
    /// A file named by the study is not there.
    StudyMissingFile = "study-missing-file", Error, "检查路径；相对路径从研究文件所在目录算起", "check the path; relative paths start at the study file";
    /// The study asks about nobody, or about no service.
    StudyEmpty = "study-empty", Error, "至少给出一个服务类别、一个设施来源和一个需求来源", "give at least one kind, one source of facilities and one of demand";

    // Files
    /// A file could not be opened or read.
    FileUnreadable = "file-unreadable", Error, "检查文件是否存在、可读且完整", "check that the file exists, may be read and is whole";
    /// The file is neither UTF-8 nor in the stated or detected encoding.
    EncodingReplaced = "encoding-replaced", Warning, "在研究文件中写明 encoding，或另存为 UTF-8", "state `encoding` in the study, or save the file as UTF-8";
    /// The file is not what its suffix says.
    FileMalformed = "file-malformed", Error, "重新导出该文件", "export the file again";

    // OpenStreetMap
    /// The extract ends in the middle or holds a block that cannot be decoded.
    OsmTruncated = "osm-truncated", Error, "重新下载或复制该数据包", "download or copy the extract again";
    /// No road in the extract may be used by any profile.
    OsmNoRoads = "osm-no-roads", Error, "使用包含道路（highway=*）的数据包", "use an extract with roads (highway=*)";
    /// Ways or relations refer to members that the extract lacks; the parts at hand are used.
    OsmMissingMembers = "osm-missing-members", Note, "若研究区靠近边缘，请使用更大的数据包", "use a larger extract if the study lies near its edge";
    /// A tag value that cannot be understood was passed over.
    OsmBadTag = "osm-bad-tag", Note, "可在 OpenStreetMap 中改正该标签", "the tag can be corrected in OpenStreetMap";
    /// A boundary ring does not close; it was closed at the extract's edge or left out.
    BoundaryOpen = "boundary-open", Warning, "使用包含完整边界的数据包", "use an extract with the whole boundary";
    /// Turn restrictions that are not used; all others are honoured.
    TurnRestrictionUnused = "turn-restriction-unused", Note, "如影响结果，请在 OpenStreetMap 中修正该关系", "mend the relation in OpenStreetMap if it matters";
    /// A selector matched nothing in the extract.
    SelectorEmpty = "selector-empty", Warning, "检查标签选择器，或改用表格文件", "check the tag selector, or give a file";

    // Ferries
    /// A ferry line is not transport (a cruise, a loop, an international line).
    FerryNotTransport = "ferry-not-transport", Note, "如需使用，请在 ferry-overrides.csv 中写明", "name it in ferry-overrides.csv if it should count";
    /// A ferry has no duration; a documented speed is used.
    FerryDefaultSpeed = "ferry-default-speed", Note, "在 ferry-overrides.csv 中写明航程时间", "give its duration in ferry-overrides.csv";
    /// A ferry line ends where no road or path can be reached.
    FerryUnjoined = "ferry-unjoined", Warning, "检查码头与道路的连接", "check how its quay is joined to the road";
    /// A quay of a ferry line touches no road that its passengers can use; they walk to the nearest one.
    FerryByWalk = "ferry-by-walk", Note, "如有误，请在 OpenStreetMap 中把码头与道路相连", "join the quay to the road in OpenStreetMap if that is wrong";
    /// The study states no week or no time zone; a default one counts for its timetables.
    WeekDefault = "week-default", Note, "在研究文件 [study] 中写明 time_zone 与 reference_week", "state `time_zone` and `reference_week` under [study]";
    /// A row of the table of sailings is for another season than the week of the study.
    SailingOutOfSeason = "sailing-out-of-season", Note, "如需该季节的船期，请更改 reference_week", "choose another `reference_week` to see that season";
    /// A GTFS feed lacks a file without which some or all of it means nothing.
    GtfsFileMissing = "gtfs-file-missing", Error, "重新导出该 GTFS 数据", "export the feed again";
    /// A row of a GTFS feed names a stop, trip, route or service that the feed does not have.
    GtfsReference = "gtfs-reference", Error, "改正该编号，或补上所缺的行", "correct the id, or add the row that is missing";
    /// The times of a trip are missing, cannot be read or run backwards; the trip is not used.
    GtfsTimes = "gtfs-times", Error, "改正 stop_times.txt 中该车次的时刻", "correct the times of that trip in stop_times.txt";
    /// No ferry of a GTFS feed sails in the week of the study; the feed changes nothing.
    GtfsNoService = "gtfs-no-service", Warning, "更改 reference_week，或使用覆盖该周的数据", "choose another `reference_week`, or a feed that covers it";
    /// A GTFS feed has no ferry route.
    GtfsNoFerries = "gtfs-no-ferries", Warning, "使用含渡轮（route_type 4、1000–1099、1200）的数据", "use a feed with ferries (route_type 4, 1000 to 1099, 1200)";
    /// The time zone of a GTFS feed is not known; that of the study counts.
    GtfsZone = "gtfs-zone", Warning, "改正 agency.txt 中的 agency_timezone", "correct agency_timezone in agency.txt";
    /// A row of the ferry overrides matched no line.
    FerryOverrideUnmatched = "ferry-override-unmatched", Error, "检查编号（如 w625508807）或名称", "check the id (such as w625508807) or the name";

    // Tables
    /// A row has the wrong number of fields or cannot be read at all.
    RowBroken = "row-broken", Error, "改正该行", "correct the row";
    /// A column that must be there is not.
    ColumnMissing = "column-missing", Error, "在 columns 中写明该列的名称", "name the column under `columns`";
    /// Columns that no mapping uses.
    ColumnUnused = "column-unused", Note, "如需使用，请在 columns 中写明", "map them under `columns` if they should count";
    /// A field that must be filled is empty.
    FieldMissing = "field-missing", Error, "填写该字段", "fill the field in";
    /// A field is not a number, or is outside the possible range.
    FieldBadNumber = "field-bad-number", Error, "改正该数值", "correct the number";
    /// A field holds a word or a time that cannot be understood.
    FieldBad = "field-bad", Error, "改正该值", "correct the value";
    /// The same id stands twice; the first row is used.
    DuplicateId = "duplicate-id", Error, "给每行一个唯一的编号", "give each row an id of its own";
    /// Latitude or longitude is outside its range.
    CoordinateOutOfRange = "coordinate-out-of-range", Error, "检查坐标列与坐标系", "check the coordinate columns and the datum";
    /// Longitude and latitude are swapped.
    AxesSwapped = "axes-swapped", Error, "对调经度与纬度两列", "swap the longitude and latitude columns";
    /// A coordinate of 0, 0 is a placeholder, not a place.
    NullIsland = "null-island", Error, "填写真实坐标", "give the real coordinate";
    /// The datum is not known.
    UnknownDatum = "unknown-datum", Error, "使用 wgs84、cgcs2000、gcj02、bd09 或 epsg:NNNN", "use wgs84, cgcs2000, gcj02, bd09 or epsg:NNNN";
    /// The places of a file lie beside the roads by one common offset.
    DatumShift = "datum-shift", Warning, "检查该文件的 datum", "check the `datum` of this file";
    /// The roads do not tell in which datum the places of a file are.
    DatumUndecided = "datum-undecided", Warning, "询问坐标来源，并在研究文件中写明 datum：高德、腾讯为 gcj02，百度为 bd09", "ask where the coordinates come from and state `datum`: gcj02 for AMap and Tencent, bd09 for Baidu";
    /// The kind of a row is not among the kinds of the study.
    KindUnknown = "kind-unknown", Error, "使用研究文件 [[kinds]] 中的 id", "use an id from [[kinds]] of the study";
    /// A table of demand has no column of people; each row counts as one person.
    PeopleDefault = "people-default", Note, "如有人数列，请在 columns 中写明 people", "map `people` under `columns` if there is such a column";
    /// An area code of a row is not among the areas.
    AreaUnknown = "area-unknown", Warning, "检查区划代码", "check the area code";

    /// A row names a facility that the study does not have.
    FacilityUnknown = "facility-unknown", Error, "检查设施编号", "check the id of the facility";
    /// Going up from a facility or an area by its parents leads back to it; its parent is left out.
    ParentCycle = "parent-cycle", Error, "改正上级编号", "correct the id of the parent";
    /// A row names a parent that is not there; it is left out.
    ParentUnknown = "parent-unknown", Error, "检查上级编号", "check the id of the parent";
    /// One person holds several posts and counts as one head, at the first.
    PersonShared = "person-shared", Note, "如属同一人，无需处理；否则请更正人员编号", "nothing to do if it is the same person; otherwise correct the id of the person";
    /// The times of an order run backwards; the order is not used.
    OrderTimes = "order-times", Error, "改正该工单的时间", "correct the times of the order";
    /// An order names a demand point that the study does not have; the order is not used.
    PlaceUnknown = "place-unknown", Error, "检查需求点编号，或给出坐标", "check the id of the demand point, or give a position";
    /// A rule is about a level that no area has; it holds nowhere.
    RuleWithoutAreas = "rule-without-areas", Warning, "检查 area_level 与 [areas]", "check `area_level` and [areas]";
    /// A level, host or priority class of a row is not declared in the study.
    NotDeclared = "not-declared", Warning, "在研究文件中声明，或改正该行", "declare it in the study, or correct the row";
    /// What was counted in the data differs from the control total of the study.
    TotalDiffers = "total-differs", Warning, "核对数据与应有总数", "check the data against the number that should be";

    /// Facilities lack the staff or capacity that a question counts with; they count as giving nothing.
    SupplyMissing = "supply-missing", Warning, "补上人数或容量，或把 access.supply 改为 one", "fill the staff or capacity in, or set access.supply to `one`";

    // Places on the network
    /// A kind of service has no facility.
    KindWithoutFacility = "kind-without-facility", Warning, "给该类别添加设施来源", "add a source of facilities for this kind";
    /// A facility is too far from any road its profile may use.
    FacilityOffNetwork = "facility-off-network", Warning, "检查坐标与坐标系", "check the coordinates and the datum";
    /// A facility lies outside the road data.
    FacilityOutsideExtract = "facility-outside-extract", Warning, "使用覆盖该设施的数据包", "use an extract that covers it";
    /// Demand too far from any road; it counts as not reached.
    DemandOffNetwork = "demand-off-network", Warning, "检查坐标与坐标系", "check the coordinates and the datum";
    /// Demand outside the road data; it counts as not reached.
    DemandOutsideExtract = "demand-outside-extract", Warning, "使用覆盖研究区的数据包", "use an extract that covers the study area";
    /// Every road within reach lies behind a river, a railway or a motorway; the walk to the nearest one is counted straight.
    SnapAcrossBarrier = "snap-across-barrier", Warning, "检查坐标；如附近有道路或人行桥，请在 OpenStreetMap 中补充", "check the coordinates; add the missing path or footbridge to OpenStreetMap";
    /// Fewer people than the minimum group in the whole study: no figure about people is published.
    BelowMinimumGroup = "below-minimum-group", Warning, "合并研究，或降低 minimum_group", "join studies, or lower minimum_group";

    /// Facilities state neither staff nor capacity; nobody has a place there.
    CapacityUnstated = "capacity-unstated", Warning, "填写 capacity 或 staff 列", "fill in the column `capacity` or `staff`";
    // Scenarios
    /// A scenario cannot be read, or names something that the study does not have; nothing of it is answered.
    ScenarioBad = "scenario-bad", Error, "改正该方案；各项修改见 docs/scenarios.zh.md", "correct the scenario; docs/scenarios.md has all modifications";
    /// A scenario was kept with other inputs than the study has now; its figures are those of the inputs of now.
    ScenarioOutdated = "scenario-outdated", Warning, "核对该方案后重新保存", "look through the scenario and save it again";
    /// A modification is kept but does not change who is reached in time.
    ScenarioUnused = "scenario-unused", Note, "无需处理", "nothing to do";

    // Questions from the command line and the network
    /// A parameter is missing.
    ParameterMissing = "parameter-missing", Error, "补上该参数", "add the parameter";
    /// A parameter cannot be understood or is out of range.
    ParameterBad = "parameter-bad", Error, "改正该参数", "correct the parameter";
    /// There is no such layer, tile or page.
    NotFound = "not-found", Error, "查看 /api/v1/layers", "see /api/v1/layers";
    /// The method is not served here.
    MethodNotAllowed = "method-not-allowed", Error, "使用 GET", "use GET";
    /// The study is still being computed.
    NotReady = "not-ready", Error, "稍后再试", "try again in a moment";
    /// An answer took longer than a request may.
    TooSlow = "too-slow", Error, "缩小查询范围，或稍后再试", "ask for less, or try again later";
    /// The server listens for this machine only, and the request came under another name.
    HostRefused = "host-refused", Error, "使用 http://localhost 或 http://127.0.0.1 访问", "use http://localhost or http://127.0.0.1";
    /// Files are taken from a page of this machine only.
    UploadRefused = "upload-refused", Error, "在运行 serve 的机器上打开 http://localhost 的页面", "open the page at http://localhost on the machine that runs `serve`";
    /// A page of another site asks the server; browsers say so. Programs and the server's own pages are answered.
    PageRefused = "page-refused", Error, "直接打开该地址，或使用本服务器的页面", "open the address itself, or use the page of this server";
    /// What was sent to the server is too large.
    TooLarge = "too-large", Error, "删去无关的内容；表格也可改用 halfhour init", "leave out what does not matter; for tables there is also `halfhour init`";
    /// As many jobs are under way as the server runs at a time.
    Busy = "busy", Error, "等待进行中的任务结束，或取消其一", "wait until a job under way ends, or cancel one";
    /// A point asked about cannot be linked to a road.
    PointOffNetwork = "point-off-network", Error, "在道路附近选点", "choose a point near a road";
    /// Something failed inside the program.
    Internal = "internal", Error, "请报告此问题", "please report this";
    /// A result could not be written.
    OutputUnwritable = "output-unwritable", Error, "检查输出目录的权限与空间", "check the permissions and the space of the output folder";
    /// A file of this name is there already; nothing is overwritten.
    OutputExists = "output-exists", Error, "换一个名称，或先移走该文件", "choose another name, or move that file away first";
    /// A file that the command would write or remove is the study or one of its inputs; nothing is written.
    OutputIsInput = "output-is-input", Error, "换一个输出目录（--out）", "choose another folder with `--out`";

    // What is kept between runs; about this machine, so these are said on the terminal and stand in no result
    /// The kept network was damaged or of another format, and was built again.
    SnapshotRebuilt = "snapshot-rebuilt", Note, "无需处理；路网已重新建立", "nothing to do; the network was built again";
    /// The network could not be kept for the next start; this one is not affected.
    SnapshotUnwritable = "snapshot-unwritable", Note, "检查研究文件所在目录的权限与空间；否则每次启动都要重新读取地图", "check the permissions and the space of the study's folder; otherwise every start reads the map again";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where something is wrong: as much of file, line and field as is known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file as the study names it, never an absolute path.
    pub file: String,
    /// The line, counted from 1 (in a sheet the row; in GeoJSON the feature).
    pub line: Option<u64>,
    /// The column, key, tag or parameter.
    pub field: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A line of this file.
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// A field of this place.
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// One thing that is wrong, or worth knowing, about the input.
///
/// ```
/// use halfhour::issue::{Code, Issue, Place};
/// use halfhour::words::Words;
/// let issue = Issue::new(
///     Code::FieldMissing,
///     Place::file("stations.csv").line(7).field("lon"),
///     Words::new("经度为空", "the longitude is empty"),
/// );
/// assert_eq!(issue.to_string(), "error field-missing stations.csv:7 [lon]: the longitude is empty; fill the field in");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Issue {
    /// The kind of thing that is wrong.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// What is wrong. About a demand row never a value or a position.
    pub cause: Words,
    /// Of how many rows this one speaks, where it closes a list that is too long; otherwise it speaks of one thing.
    pub more: Option<NonZeroU32>,
}

/// No more issues of one code about rows of one file are listed; one more says how many there are.
pub const LISTED: usize = 200;

impl Issue {
    /// An issue of kind `code` at `place`.
    pub fn new(code: Code, place: Place, cause: Words) -> Self {
        Self { code, place, cause, more: None }
    }

    /// Issues of one code about rows: of each file as many as are [`LISTED`], and one for the others.
    pub fn listed(code: Code, rows: Vec<(Place, Words)>) -> Vec<Self> {
        let mut files: BTreeMap<String, Vec<(Place, Words)>> = BTreeMap::new();
        for (place, cause) in rows {
            files.entry(place.file.clone()).or_default().push((place, cause));
        }
        let mut issues = Vec::new();
        for (file, mut rows) in files {
            let others = rows.split_off(rows.len().min(LISTED));
            issues.extend(rows.into_iter().map(|(place, cause)| Self::new(code, place, cause)));
            if let Some((_, first)) = others.first() {
                let same = others.iter().all(|(_, cause)| cause == first);
                issues.push(Self::more(code, file, others.len() as u64, same.then_some(first)));
            }
        }
        issues
    }

    /// The issue that closes a list: so many `more` rows of `file`, all for the same `cause` if there is one.
    pub fn more(code: Code, file: impl Into<String>, more: u64, cause: Option<&Words>) -> Self {
        let (zh, en) = cause.map_or_else(Default::default, |Words { zh, en }| (format!("{zh}："), format!("{en}: ")));
        let cause = Words::new(format!("{zh}另有 {more} 行"), format!("{en}{more} more rows"));
        let more = NonZeroU32::new(u32::try_from(more).unwrap_or(u32::MAX));
        Self { more, ..Self::new(code, Place::file(file), cause) }
    }

    /// How many things it speaks of.
    pub fn count(&self) -> u64 {
        self.more.map_or(1, |more| u64::from(more.get()))
    }

    /// The severity of the code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// One line for a terminal: severity, code, place, cause, action.
    pub fn line(&self, lang: Lang) -> String {
        let mut line = format!("{} {}", self.severity().name(), self.code);
        if !self.place.file.is_empty() {
            line += &format!(" {}", self.place.file);
            if let Some(number) = self.place.line {
                line += &format!(":{number}");
            }
        }
        if let Some(field) = &self.place.field {
            line += &format!(" [{field}]");
        }
        let (colon, semicolon) = match lang {
            Lang::Zh => ("：", "；"),
            Lang::En => (": ", "; "),
        };
        line + colon + self.cause.get(lang) + semicolon + self.code.action(lang)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn a_long_list_is_closed_file_by_file() {
        let row = |file: &str, line| (Place::file(file).line(line), Words::same("far off"));
        let rows = (1..=201).map(|line| row("a.csv", line)).chain((1..=200).map(|line| row("b.csv", line)));
        let mut rows: Vec<_> = rows.collect();
        rows.extend(
            [("c.csv", 1)]
                .repeat(202)
                .into_iter()
                .enumerate()
                .map(|(i, (file, line))| (Place::file(file).line(line), Words::same(i.to_string()))),
        );
        let issues = Issue::listed(Code::DemandOffNetwork, rows);
        assert_eq!((issues.len(), issues.iter().map(Issue::count).sum::<u64>()), (602, 603));
        let closing: Vec<_> = issues.iter().filter_map(|issue| Some((issue.more?.get(), issue.to_string()))).collect();
        let line = |text: &str| format!("warning demand-off-network {text}; check the coordinates and the datum");
        assert_eq!(closing, [(1, line("a.csv: far off: 1 more rows")), (2, line("c.csv: 2 more rows"))]);
    }
}
