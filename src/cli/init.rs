//! `init`: a study proposed from an extract and tables that nobody described.
//!
//! Never here: guesses about a table (see `import::guess`), the text of a study (see `study::file`).

mod map;
pub(super) mod paths;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Common, Init};
use super::batch::{finish, outcome};
use super::own::{Taken, take};
use super::progress::Terminal;
use super::say::{Refused, Say};
use super::{Outcome, write};
use crate::import::guess::kinds::{KNOWN, KnownKind};
use crate::import::guess::{Role, guess};
use crate::import::tables::{Format, Source};
use crate::issue::{Code, Issue, Place};
use crate::places::Kind;
use crate::study::file::{
    Analyses, AreaSource, DemandSource, FacilitySource, Gaps, HORIZON, Heat, Hours, Isochrones, LIMIT, MINIMUM_GROUP,
    NetworkFiles, Origin, Remarks, StudyFile, Table, parse, write as study_text,
};
use crate::units::{Deciseconds, Metres};
use crate::words::{Lang, Words};
use map::Map;

/// The file of made people, where no table has any.
const MADE: &str = "demand-synthetic.csv";

/// `halfhour init`
pub fn init(args: &Init, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    if std::fs::symlink_metadata(&args.out).is_ok() {
        return Err(exists(&args.out));
    }
    let (extracts, tables) = sorted(&args.files)?;
    let folder = args.out.parent().map(Path::to_owned).unwrap_or_default();
    let map = Map::read(&extracts, &terminal)?;
    let (taken, issues) = take_all(&tables, &map)?;
    let refused = taken.iter().any(|(_, taken)| !taken.guess.usable);
    for (_, taken) in &taken {
        for (i, line) in taken.explained(say.lang()).iter().enumerate() {
            told(say, &format!("{}{line}", if i == 0 { "" } else { "  " }));
        }
    }
    if refused {
        return Err(Refused(issues).into());
    }
    let mut draft = Draft::new(say.lang(), &args.out, &extracts, &folder);
    draft.tables(&taken, &folder);
    draft.services(&map)?;
    draft.areas(&map);
    let made = draft.people(&map, &folder)?;
    finish(&terminal, common)?;
    for line in &draft.lines {
        told(say, line);
    }
    let text = study_text(&draft.study, &draft.remarks);
    if let Err(issues) = parse(&text, &args.out.display().to_string()) {
        return Err(Refused(issues).into());
    }
    if let Some((path, bytes)) = &made {
        write::new(path, bytes).map_err(Refused::one)?;
    }
    if let Err(issue) = write::new(&args.out, text.as_bytes()) {
        // What was made for this study is of no use without it.
        if let Some((path, _)) = &made {
            let _ = std::fs::remove_file(path);
        }
        return Err(Refused::one(issue));
    }
    say.issues(&issues, false);
    let out = args.out.display();
    told(say, &format!("{}{out}", say.pick("已写入：", "written: ")));
    told(say, &format!("{}halfhour run {out}", say.pick("下一步：", "next: ")));
    Ok(outcome(&issues))
}

fn told(say: &Say, line: &str) {
    if !say.is_quiet() {
        println!("{line}");
    }
}

fn exists(path: &Path) -> anyhow::Error {
    let name = path.display();
    let cause = Words::new(format!("{name} 已存在，未覆盖"), format!("{name} is there already and was left alone"));
    Refused::one(Issue::new(Code::OutputExists, Place::default().field("--out"), cause))
}

/// Extracts and tables, by their suffixes.
fn sorted(files: &[PathBuf]) -> anyhow::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let is_map = |path: &&PathBuf| {
        let name = path.to_string_lossy().to_ascii_lowercase();
        name.ends_with(".pbf") || name.ends_with(".osm")
    };
    let (extracts, tables): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_map);
    let strange = tables.iter().find(|path| Format::of_path(path).is_none());
    if let Some(strange) = strange {
        let name = strange.display();
        let cause = Words::new(
            format!(
                "不认识 {name}：地图应为 .osm.pbf 或 .osm，表格应为 .xlsx、.csv、.tsv 或 .geojson（.xls 请另存为 .xlsx）"
            ),
            format!(
                "{name} is neither a map (.osm.pbf, .osm) nor a table (.xlsx, .csv, .tsv, .geojson; save .xls as .xlsx)"
            ),
        );
        return Err(Refused::one(Issue::new(Code::FileUnreadable, Place::default(), cause)));
    }
    if extracts.is_empty() {
        let cause = Words::new(
            "需要一份 OpenStreetMap 数据（.osm.pbf 或 .osm）",
            "an OpenStreetMap extract (.osm.pbf or .osm) is needed",
        );
        return Err(Refused::one(Issue::new(Code::ParameterMissing, Place::default().field("FILES"), cause)));
    }
    Ok((extracts.into_iter().cloned().collect(), tables.into_iter().cloned().collect()))
}

/// A table and its path.
type OwnTable<'a> = (&'a Path, Taken);

/// Guesses and reads every table; the issues are of all of them.
fn take_all<'a>(tables: &'a [PathBuf], map: &Map) -> anyhow::Result<(Vec<OwnTable<'a>>, Vec<Issue>)> {
    let (mut all, mut issues) = (Vec::new(), Vec::new());
    let (mut facility_ids, mut demand_ids) = (BTreeSet::new(), BTreeSet::new());
    for path in tables {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let source = Source::load(name, path).map_err(Refused::one)?;
        let guess = map.with_ground(|ground| guess(source, ground)).map_err(Refused)?;
        let kind = guess.kinds.first().map_or("", |kind| kind.id);
        let ids = if guess.role == Role::Demand { &mut demand_ids } else { &mut facility_ids };
        let one = take(guess, kind, ids);
        ids.extend(one.ids().cloned());
        issues.extend(one.issues.iter().cloned());
        all.push((path.as_path(), one));
    }
    Ok((all, issues))
}

/// The study as it grows, and what is said about its parts.
struct Draft {
    lang: Lang,
    study: StudyFile,
    remarks: Remarks,
    /// What is told on the terminal beyond the tables.
    lines: Vec<String>,
}

impl Draft {
    fn new(lang: Lang, out: &Path, extracts: &[PathBuf], folder: &Path) -> Self {
        let stem = extracts.first().map_or_else(String::new, |path| paths::stem(path));
        let (id, name) = (paths::id(&stem), Words::same(stem));
        let analyses = Analyses {
            coverage: true,
            gaps: Some(Gaps { cluster: Metres(1_000.0) }),
            heat: Some(Heat { resolution: 8 }),
            isochrones: Some(Isochrones { minutes: vec![10, 20, 30], cell: Metres(50.0) }),
            hours: Some(Hours { step: Deciseconds::from_minutes(60) }),
            islands: true,
            teams: None,
            access: None,
            equity: false,
            assigned: false,
            allocation: None,
        };
        let study = StudyFile {
            circle: Default::default(),
            rules: Vec::new(),
            orders: Vec::new(),
            id,
            name,
            time_zone: None,
            reference_week: None,
            limit: LIMIT,
            horizon: HORIZON,
            minimum_group: MINIMUM_GROUP,
            network: NetworkFiles {
                osm: extracts.iter().map(|path| paths::relative(folder, path)).collect(),
                ..NetworkFiles::default()
            },
            kinds: Vec::new(),
            joint: Vec::new(),
            facilities: Vec::new(),
            demand: Vec::new(),
            candidates: Vec::new(),
            areas: None,
            analyses,
            scenarios: Vec::new(),
        };
        let mut draft = Self { lang, study, remarks: Remarks::default(), lines: Vec::new() };
        let run = format!("halfhour run {}", out.display());
        draft.remarks.head = vec![draft.pick(
            &format!("由 halfhour init 提出，每一项都可以修改。键的含义见 docs/study.zh.md。\n运行：{run}"),
            &format!(
                "Proposed by halfhour init; change whatever you know better. The keys: docs/study.md.\nRun: {run}"
            ),
        )];
        draft
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        if self.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }

    fn kind(&mut self, known: &KnownKind) {
        if self.study.kind(known.id).is_none() {
            let kind: Kind = known.kind(self.study.limit);
            self.study.joint.push(kind.id.clone());
            self.study.kinds.push(kind);
            let who = self.pick(
                "profile：car 驾车、foot 步行、bicycle 骑行；direction：from 队伍外出，toward 群众前来；mobilisation：出发前的准备时间",
                "profile: car, foot or bicycle; direction: from (the team travels out) or toward (people come); mobilisation: time before the team leaves",
            );
            self.remarks.kinds.push(vec![who]);
        }
    }

    /// Sources from the tables.
    fn tables(&mut self, taken: &[OwnTable<'_>], folder: &Path) {
        for (path, one) in taken {
            let file = paths::relative(folder, path);
            let why = one.explained(self.lang);
            if one.guess.role == Role::Demand {
                self.study.demand.push(one.demand_source(&file));
                self.remarks.demand.push(why);
            } else {
                one.guess.kinds.iter().for_each(|kind| self.kind(kind));
                let kind = one.guess.kinds.first().map_or("", |kind| kind.id);
                self.study.facilities.push(one.facility_source(&file, kind));
                self.remarks.facilities.push(why);
            }
        }
    }

    /// Services from the map, where no table has any.
    fn services(&mut self, map: &Map) -> anyhow::Result<()> {
        if !self.study.facilities.is_empty() {
            return Ok(());
        }
        for known in KNOWN.iter().rev() {
            let found: Vec<(&str, usize)> =
                known.osm.iter().map(|selector| (*selector, map.count(selector))).filter(|(_, n)| *n > 0).collect();
            if found.is_empty() {
                continue;
            }
            let counts = found.iter().map(|(text, n)| format!("{text} {n}")).collect::<Vec<_>>().join(", ");
            let line = self.pick(
                &format!("没有设施表：“{}”取自地图（{counts}）", known.name().zh),
                &format!("no table of facilities: \"{}\" is taken from the map ({counts})", known.name().en),
            );
            self.kind(known);
            let selectors = found.iter().map(|(text, _)| (*text).to_owned()).collect();
            self.study
                .facilities
                .push(FacilitySource { kind: Some(known.id.to_owned()), origin: Origin::Osm(selectors) });
            self.remarks.facilities.push(vec![line.clone()]);
            self.lines.push(line);
        }
        if self.study.facilities.is_empty() {
            let cause = Words::new(
                "没有设施表，地图上也没有找到诊所、律师等设施",
                "there is no table of facilities, and none was found on the map",
            );
            return Err(Refused::one(Issue::new(Code::StudyEmpty, Place::default().field("facilities"), cause)));
        }
        Ok(())
    }

    fn areas(&mut self, map: &Map) {
        if let Some((selector, n)) = map.areas() {
            let line = self
                .pick(&format!("区划：地图上的 {selector}（{n} 个）"), &format!("areas: {selector} of the map ({n})"));
            self.study.areas = Some(AreaSource { origin: Origin::Osm(vec![selector.to_owned()]), codes: Vec::new() });
            self.remarks.areas = vec![line.clone()];
            self.lines.push(line);
        }
    }

    /// People made over the map, where no table has any: the file and its text, unless it is there already.
    fn people(&mut self, map: &Map, folder: &Path) -> anyhow::Result<Option<(PathBuf, Vec<u8>)>> {
        if !self.study.demand.is_empty() {
            return Ok(None);
        }
        let Some(wanted) = map.wanted() else {
            let cause = Words::new(
                "没有需求表，地图上也没有居民点，无法合成；请给出人口表（经度、纬度、人数）",
                "there is no table of demand, and the map has no settlements to make one from; give a table of people (lon, lat, people)",
            );
            return Err(Refused::one(Issue::new(Code::StudyEmpty, Place::default().field("demand"), cause)));
        };
        let path = folder.join(MADE);
        let bytes = map.people(&wanted)?;
        // The same people may stand there for another study, or because somebody was stopped before the study was written.
        let there = std::fs::symlink_metadata(&path).is_ok();
        if there && std::fs::read(&path).ok().as_ref() != Some(&bytes) {
            return Err(exists(&path));
        }
        let osm = self.study.network.osm.iter().map(|file| format!("--osm {file}")).collect::<Vec<_>>().join(" ");
        let (total, points, seed) = (wanted.total, wanted.points, wanted.seed);
        let again = format!("halfhour synth demand {osm} --total {total} --points {points} --seed {seed} --out .");
        let (all, assumed) = map.settlements();
        let line = self.pick(
            &format!("没有需求表：按地图上的 {all} 个居民点（其中 {assumed} 个没有人口数，按规模假定）合成了 {total} 人、{points} 个点，写入 {MADE}。这不是真实人口；有人口表时请替换，或用下面的命令改总数\n同样的结果：{again}"),
            &format!("no table of demand: {total} people at {points} points were made from the {all} settlements of the map ({assumed} of unknown population, assumed by their size) and written to {MADE}. They are not real; put a table of your own in their place, or change the total with the command below\nThe same result: {again}"),
        );
        let table =
            Table { file: MADE.to_owned(), datum: Default::default(), encoding: None, columns: Default::default() };
        self.study.demand.push(DemandSource { table, synthetic: true });
        self.remarks.demand.push(vec![line.clone()]);
        self.lines.push(line);
        Ok((!there).then_some((path, bytes)))
    }
}
