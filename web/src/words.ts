// Every text of the page, in both languages side by side.
//
// Never here: names that the study gives to its kinds and places.
import type { Direction, IslandStatus, Joined, Leg, Line, Words } from "./api";
import type { Lang } from "./view";

const TEXTS = {
  product: { zh: "半小时服务圈", en: "Halfhour" },
  skip: { zh: "跳到地图", en: "Skip to the map" },
  navigation: { zh: "页面", en: "Pages" },
  skipToDrop: { zh: "跳到选择文件", en: "Skip to the choice of a file" },
  pageMap: { zh: "地图", en: "Map" },
  pageData: { zh: "我的数据", en: "My data" },
  synthetic: { zh: "合成数据", en: "Synthetic demand" },
  syntheticWhy: { zh: "需求人口为按公开方法合成，并非真实居民数据", en: "The people are made up by a documented method; they are not real residents" },
  report: { zh: "下载报告", en: "Download report" },
  language: { zh: "语言", en: "Language" },
  figures: { zh: "研究结果", en: "Results" },
  map: { zh: "地图：点击任一位置可查看到达时间；用键盘时按回车查询地图中心", en: "Map: click any place to see travel times; with the keyboard, press Enter to ask about the centre" },
  overview: { zh: "总览", en: "Overview" },
  gaps: { zh: "缺口", en: "Gaps" },
  hours: { zh: "时段", en: "Hours" },
  islands: { zh: "海岛", en: "Islands" },
  areas: { zh: "区划", en: "Areas" },
  issues: { zh: "数据问题", en: "Data issues" },

  joint: { zh: "全圈", en: "Full circle" },
  jointLong: { zh: "全圈覆盖", en: "Full-circle coverage" },
  jointMeans: { zh: "{kinds}均在时限内", en: "{kinds}: all in time" },
  ofPeople: { zh: "{covered} / {people} 人", en: "{covered} of {people} people" },
  outside: { zh: "{people} 人在圈外，分布于 {gaps} 处缺口", en: "{people} people outside, in {gaps} gaps" },
  outsideNone: { zh: "没有缺口：所有人都在圈内", en: "No gaps: everybody is inside the circle" },
  seeGaps: { zh: "查看缺口", en: "See the gaps" },
  byKind: { zh: "各类服务覆盖率", en: "Coverage by kind of service" },
  chart: { zh: "覆盖率条形图：{rows}", en: "Bar chart of coverage: {rows}" },
  kind: { zh: "服务类别", en: "Kind" },
  share: { zh: "覆盖率", en: "Covered" },
  facilitiesShort: { zh: "设施", en: "Sites" },
  median: { zh: "中位", en: "Median" },
  p95: { zh: "95% 内", en: "95 %" },
  medianWhy: { zh: "一半居民的用时不超过该值", en: "Half of the people are reached within this time" },
  p95Why: { zh: "95% 居民的用时不超过该值；“—”表示其余居民无法到达", en: "95 % of the people are reached within this time; a dash means that the others are not reached at all" },
  showOnMap: { zh: "在地图上显示", en: "Show on the map" },
  missing: { zh: "圈外居民缺什么", en: "What people outside lack" },
  facts: { zh: "其他", en: "Also" },
  factFerries: { zh: "{joined} / {lines} 条轮渡线接入路网，{people} 人须乘船", en: "{joined} of {lines} ferry lines joined to roads; {people} people depend on a boat" },
  factUnsnapped: { zh: "{people} 人的位置附近没有道路，按未覆盖计", en: "{people} people live too far from any road; they count as not reached" },
  factUnreached: { zh: "{people} 人在 {minutes} 分钟内完全无法到达：{kind}", en: "{people} people are not reached at all within {minutes} min: {kind}" },
  factUnits: { zh: "人数按不少于 {k} 人的单元公布", en: "People are published for units of at least {k}" },
  withheld: { zh: "人数不公布", en: "Figures withheld" },
  withheldWhy: { zh: "研究内总人数少于 {k} 人，为保护个人信息不公布任何人数。可合并研究后再看。", en: "The study has fewer than {k} people, so no figure about people is published. Join studies to see figures." },
  notPublished: { zh: "不公布", en: "withheld" },

  gapsRanked: { zh: "{count} 处缺口，共 {people} 人，按人数排列", en: "{count} gaps, {people} people, most first" },
  gapsHint: { zh: "选一处，地图会飞到那里。时间为缺口内居民到最近一处的中位数", en: "Choose one and the map flies there. Times are medians of the people in the gap to the nearest site" },
  gapsNone: { zh: "没有缺口", en: "No gaps" },
  gapsNoneWhy: { zh: "每一位居民都在全部服务的时限之内。", en: "Every resident is reached by all services in time." },
  gapUnnamed: { zh: "未命名地点", en: "Unnamed place" },
  gapLack: { zh: "{people} 人不在圈内", en: "{people} people are outside" },
  gapSome: { zh: "部分居民超时", en: "too late for some" },
  gapMost: { zh: "多数居民超时", en: "too late for most" },
  gapOk: { zh: "在时限内", en: "in time" },
  gapFar: { zh: "到最近一处的时间（中位数）", en: "Median time to the nearest" },
  gapZoom: { zh: "飞到此处", en: "Fly here" },
  limitOf: { zh: "时限 {limit}", en: "limit {limit}" },
  unreached: { zh: "无法到达", en: "not reached" },

  area: { zh: "区划", en: "Area" },
  people: { zh: "人数", en: "People" },
  areasNone: { zh: "本研究没有划分区划", en: "This study has no areas" },
  areasNoneWhy: { zh: "在研究文件的 [areas] 中写明边界或编码后，此处按区划列出。", en: "Name boundaries or codes under [areas] in the study file and they are listed here." },
  areasOutside: { zh: "各区划以外", en: "Outside every area" },
  areasSmall: { zh: "人数不足，并入相邻区划", en: "too few people; counted with a neighbour" },
  areasCount: { zh: "{count} 个区划，全圈覆盖率最低者在前；点列名可另行排序", en: "{count} areas, least covered first; choose a column to sort by it" },

  hoursTitle: { zh: "一周各时段覆盖", en: "Coverage hour by hour" },
  hoursWeek: { zh: "以{monday}起的一周为准，计入候船（{zone}）", en: "Week of {monday}, waits for boats included ({zone})" },
  hoursNone: { zh: "本研究没有轮渡时刻", en: "No boats in this study" },
  hoursNoneWhy: { zh: "没有航班，各时段的覆盖相同。", en: "Without boats the answer is the same at every hour." },
  hoursLoading: { zh: "正在逐小时计算…", en: "Computing every hour…" },
  stripHint: { zh: "点选一格，地图即显示该时段", en: "Choose an hour and the map shows it" },
  strip: { zh: "一周七天、每天 24 小时的热力条：{kind}。最少 {worst}，最多 {best}。可用地图上的时段控件以键盘选择。", en: "Heat strip of seven days by 24 hours: {kind}. Fewest {worst}, most {best}. By keyboard, use the hour control on the map." },
  stripLost: { zh: "各时段失去及时服务的人数热力条：{kind}，最多 {most} 人", en: "Heat strip of the people who lose timely help, hour by hour: {kind}, at most {most}" },
  stripFewest: { zh: "最少 {people} 人（{share}）", en: "fewest {people} ({share})" },
  stripMost: { zh: "最多 {people} 人（{share}）", en: "most {people} ({share})" },
  stripSame: { zh: "各时段相同：{share}", en: "the same at every hour: {share}" },
  stripNobody: { zh: "无人失去", en: "nobody loses" },
  stripPeople: { zh: "{people} 人", en: "{people} people" },
  slotReached: { zh: "{slot}：{people} 人及时（{share}）", en: "{slot}: {people} people in time ({share})" },
  slotLost: { zh: "{slot}：{people} 人失去及时服务", en: "{slot}: {people} people lose timely help" },
  slotSkipped: { zh: "{slot}：因夏令时调整，无此时段", en: "{slot}: the clocks skip this hour" },
  weekShare: { zh: "全周", en: "Whole week" },
  nightShare: { zh: "夜间 22–6 时", en: "Nights, 22–6 h" },
  bestHour: { zh: "最好时段", en: "Best hour" },
  worstHour: { zh: "最差时段", en: "Worst hour" },
  insteadOf: { zh: "原为 {share}", en: "was {share}" },

  whatIf: { zh: "情景推演：停航", en: "What if boats do not sail?" },
  whatIfTag: { zh: "停航推演", en: "What if" },
  whatIfWhy: { zh: "把航线设为停航，看哪些时段、多少人失去及时服务。只是推演，不改动研究。", en: "Cancel lines and see who loses timely help, and when. A thought experiment: the study stays as it is." },
  cancel: { zh: "停航", en: "Cancel" },
  cancelled: { zh: "已停航", en: "Cancelled" },
  restoreLine: { zh: "恢复{line}", en: "Let {line} sail again" },
  cancelLine: { zh: "{line}停航", en: "Cancel {line}" },
  sailAgain: { zh: "全部恢复", en: "Sail again" },
  byWeather: { zh: "成批停航", en: "Many at once" },
  byNight: { zh: "夜间停航（22:00–06:00）", en: "No boats at night (22:00–06:00)" },
  lostHours: { zh: "全周合计损失 {hours} 人·小时的及时服务（{kind}）", en: "{hours} person-hours of timely help lost over the week ({kind})" },
  lostMost: { zh: "最严重：{slot}，{people} 人", en: "at worst {people} people, {slot}" },
  lostNobody: { zh: "无人因此失去及时服务（{kind}）", en: "Nobody loses timely help by it ({kind})" },
  showLost: { zh: "失去的人", en: "People who lose" },
  showLeft: { zh: "停航后的覆盖", en: "Coverage that is left" },
  tooSlow: { zh: "计算超过了服务器允许的时间，请稍后再试", en: "It took longer than the server allows; try again in a while" },
  disrupted: { zh: "{what}", en: "without {what}" },
  disruptedMany: { zh: "{count} 条航线", en: "{count} lines" },
  lines: { zh: "航线", en: "Lines" },
  lineCount: { zh: "{count} 条航线", en: "{count} lines" },
  lineSearch: { zh: "查找航线", en: "Find a line" },
  lineUnnamed: { zh: "未命名航线 {id}", en: "Unnamed line {id}" },
  lineNone: { zh: "没有相符的航线", en: "No such line" },
  sailingsWeek: { zh: "每周 {count} 班", en: "{count} boats a week" },
  sailingsNone: { zh: "本周无班次", en: "no boats this week" },
  onDemand: { zh: "随叫随到", en: "on demand" },

  islandsCount: { zh: "{count} 个岛，最需要关注者在前", en: "{count} islands, most urgent first" },
  islandsCut: { zh: "{count} 个岛不通，或全周无一刻各类服务均及时，共 {people} 人", en: "{count} islands are cut off or never have all services in time: {people} people" },
  islandsNone: { zh: "本研究没有海岛", en: "This study has no islands" },
  islandsNoneWhy: { zh: "所有道路连成一片，不需要渡海。", en: "All roads hang together; nobody needs a boat." },
  islandUnnamed: { zh: "未命名岛屿", en: "Unnamed island" },
  islandPeople: { zh: "{people} 人", en: "{people} people" },
  islandFew: { zh: "不足 {k} 人，不公布", en: "fewer than {k} people, withheld" },
  boatsDay: { zh: "每天 {count} 班到岛", en: "{count} boats a day" },
  ofWeek: { zh: "一周内及时的比例", en: "Of the week in time" },
  onIsland: { zh: "岛上设施", en: "On the island" },
  lastCall: { zh: "最晚有效求助", en: "Last useful call" },
  lastCallWhy: { zh: "一天中晚于此时刻求助，就等不到及时的服务（取一周中最差的一天）", en: "Whoever calls later that day is not helped in time; the worst day of the week counts" },
  lastCallAny: { zh: "不限", en: "any time" },
  layerIslands: { zh: "海岛", en: "Islands" },
  legendIslands: { zh: "各岛一周内及时的比例（{kind}）", en: "Share of the week in time, by island ({kind})" },
  legendUntold: { zh: "无人居住或不公布", en: "Uninhabited or withheld" },

  callAt: { zh: "求助时段", en: "Time of the call" },
  callDay: { zh: "求助日", en: "Day of the call" },
  callHour: { zh: "求助时刻", en: "Hour of the call" },
  atQuay: { zh: "不计候船", en: "Boat at the quay" },
  atQuayWhy: { zh: "不选时段：按船已在码头、不计候船时间计算", en: "No hour: as if a boat were always at the quay, without any wait" },
  statementQuay: { zh: "不计候船时间", en: "no wait for boats" },
  statementWeek: { zh: "全周平均，计入候船", en: "average of the week, waits for boats included" },
  statementHour: { zh: "{slot} 求助，计入候船", en: "called {slot}, waits for boats included" },
  legendHour: { zh: "单元内及时人数的比例，该时段平均", en: "Share of a unit's people reached in time, average over calls in this hour" },
  legendGapQuay: { zh: "缺口（不计候船）", en: "Gap (boat at the quay)" },
  calledAt: { zh: "{at} 求助：", en: "Called {at}: " },
  chances: { zh: "{slot} 求助", en: "Calls {slot}" },
  chanceInTime: { zh: "及时概率 {share}", en: "{share} in time" },
  chanceBest: { zh: "最短", en: "best" },
  chanceMedian: { zh: "中位", en: "median" },
  chanceP95: { zh: "95%", en: "95 %" },
  chanceWeek: { zh: "全周及时概率", en: "in time all week" },
  overHorizon: { zh: "> {minutes} 分钟", en: "> {minutes} min" },
  disruptionNotAsked: { zh: "停航推演不计入此处的答案", en: "The answer for this place has all boats sailing" },

  issuesIntro: { zh: "导入时发现的问题，按代码计数", en: "What the import found, counted by code" },
  issuesNone: { zh: "没有数据问题", en: "No data issues" },
  issuesNoneWhy: { zh: "所有输入都已完整读取。", en: "All inputs were read in full." },
  error: { zh: "错误", en: "Error" },
  warning: { zh: "警告", en: "Warning" },
  note: { zh: "提示", en: "Note" },
  errorWhy: { zh: "有记录或文件未被采用", en: "a record or a file was refused" },
  warningWhy: { zh: "结果受影响，记录仍被采用", en: "an answer is affected; the record is used" },
  noteWhy: { zh: "仅供参考", en: "for information" },
  inputs: { zh: "输入文件", en: "Inputs" },

  layer: { zh: "图层", en: "Layers" },
  layerCoverage: { zh: "覆盖", en: "Coverage" },
  layerHeat: { zh: "热力", en: "Heat" },
  layerIsochrones: { zh: "设施等时圈", en: "Reach of a site" },
  layerNone: { zh: "仅底图", en: "Base map" },
  overlayGaps: { zh: "缺口轮廓", en: "Gap outlines" },
  overlayFacilities: { zh: "设施", en: "Sites" },
  heatPeople: { zh: "全部人口", en: "All people" },
  heatUncovered: { zh: "圈外人口", en: "People outside" },
  chooseFacility: { zh: "选择设施", en: "Choose a site" },
  noFacility: { zh: "在列表中或地图上选择一处设施，查看其等时圈", en: "Choose a site in the list or on the map to see its reach" },
  legendShare: { zh: "单元内被覆盖人数的比例", en: "Share of a unit's people reached in time" },
  legendNobody: { zh: "0%", en: "0 %" },
  legendAll: { zh: "100%", en: "100 %" },
  legendPeople: { zh: "每格人数（人）", en: "People per cell" },
  legendUncovered: { zh: "每格圈外人数（人）", en: "People outside the circle, per cell" },
  legendMinutes: { zh: "{minutes} 分钟内", en: "within {minutes} min" },
  legendGap: { zh: "缺口", en: "Gap" },
  legendBlank: { zh: "无色：无人居住", en: "Blank: nobody lives there" },
  mobilised: { zh: "含 {minutes} 分钟出动", en: "{minutes} min to set out included" },
  within: { zh: "时限 {minutes} 分钟", en: "{minutes} min limit" },
  layerFailed: { zh: "图层读取失败", en: "The layer could not be read" },
  noWebgl: { zh: "此浏览器无法绘制地图", en: "This browser cannot draw the map" },
  noWebglWhy: { zh: "地图需要 WebGL 2。左侧的数字与列表仍可使用。", en: "The map needs WebGL 2. The figures and lists still work." },
  askCentre: { zh: "查询地图中心", en: "Ask about the centre of the map" },
  home: { zh: "回到全图", en: "Whole study" },
  zoomIn: { zh: "放大", en: "Zoom in" },
  zoomOut: { zh: "缩小", en: "Zoom out" },
  clickHint: { zh: "点击地图任一位置，查看为何覆盖或未覆盖", en: "Click anywhere on the map to see why it is covered or not" },

  place: { zh: "此处", en: "This place" },
  close: { zh: "关闭", en: "Close" },
  why: { zh: "为什么", en: "Why" },
  reach: { zh: "此处的等时圈", en: "Reach of this place" },
  reachShow: { zh: "绘制等时圈", en: "Draw isochrones" },
  direction: { zh: "方向", en: "Direction" },
  profile: { zh: "方式", en: "By" },
  inTime: { zh: "在圈内", en: "In time" },
  late: { zh: "超时", en: "Too late" },
  verdictAll: { zh: "此处在全圈内：各类服务均在时限内", en: "Inside the full circle: every service is in time" },
  verdictLack: { zh: "此处不在全圈内，缺：{kinds}", en: "Outside the full circle: {kinds} not in time" },
  total: { zh: "合计", en: "Total" },
  via: { zh: "经 {roads}", en: "by {roads}" },
  asking: { zh: "正在计算…", en: "Computing…" },
  askFailed: { zh: "此处无法回答", en: "No answer for this place" },
  pointOff: { zh: "附近没有可通行的道路。请在道路附近选点。", en: "There is no road nearby. Choose a point near a road." },
  isochroneFailed: { zh: "等时圈无法计算", en: "The isochrone could not be computed" },
  nearestSite: { zh: "最近：{name}", en: "Nearest: {name}" },
  unnamedSite: { zh: "未命名设施", en: "Unnamed site" },

  dropTitle: { zh: "把表格拖到这里", en: "Drop a table here" },
  dropFormats: { zh: "Excel（.xlsx）、CSV、TSV 或 GeoJSON，不超过 20 MB", en: "Excel (.xlsx), CSV, TSV or GeoJSON, up to 20 MB" },
  dropNow: { zh: "松开即可查看", en: "Let go to look at it" },
  chooseFile: { zh: "选择文件", en: "Choose a file" },
  chooseOther: { zh: "换一个文件", en: "Another file" },
  dataPrivate: { zh: "文件不会离开这台电脑；点“保存”之前，什么也不会留下。", en: "Nothing leaves this machine. The file is only looked at: nothing is kept until you save it." },
  stepRead: { zh: "识别", en: "It is read" },
  stepReadWhy: { zh: "列、服务类别和坐标系（高德、百度等）自动判断，并逐项说明理由。", en: "Columns, the kind of service and the datum (AMap, Baidu, …) are guessed, each with its reason." },
  stepLook: { zh: "核对", en: "You check it" },
  stepLookWhy: { zh: "右侧地图显示每个位置是否在路边；有问题的行逐条列出，并告诉您怎么办。", en: "The map shows which places stand by a road; what is wrong is listed with what to do." },
  stepSave: { zh: "保存（可选）", en: "You save it, if you like" },
  stepSaveWhy: { zh: "存为当前研究旁边的一项新研究；已有文件一律不覆盖。", en: "As a new study beside this one. Nothing that exists is overwritten." },
  dataNeeds: { zh: "表格需要哪些列", en: "Which columns it needs" },
  needsTable: { zh: "表格", en: "Table" },
  needsMust: { zh: "必需", en: "Needed" },
  needsMay: { zh: "有则使用", en: "Used if there" },
  needsPosition: { zh: "经度、纬度", en: "longitude, latitude" },
  needsFacilities: { zh: "编号、名称、级别、工作人员数", en: "id, name, level, staff" },
  needsDemand: { zh: "编号、人数、区划代码", en: "id, people, area code" },
  dataResult: { zh: "识别结果", en: "What was found" },
  dataReading: { zh: "正在识别…", en: "Reading the table…" },
  dataUnread: { zh: "未能读取", en: "not read" },
  dataRows: { zh: "{rows} 行", en: "{rows} rows" },
  takenFor: { zh: "识别为", en: "Taken for" },
  takenRole: { zh: "内容", en: "Content" },
  takenDatum: { zh: "坐标系", en: "Datum" },
  takenWrong: { zh: "判断有误时，改文件名或列名后再拖入一次；也可保存后在研究文件中修改。", en: "Where this is wrong, rename the file or the column and drop it again, or mend the study file after saving." },
  roleFacilities: { zh: "设施", en: "Sites" },
  roleDemand: { zh: "人口", en: "People" },
  kindNew: { zh: "本研究中没有，将新增", en: "new to this study" },
  columns: { zh: "列", en: "Columns" },
  columnName: { zh: "表中的列", en: "In the table" },
  columnField: { zh: "用作", en: "Used as" },
  columnWhy: { zh: "理由", en: "Why" },
  columnUnused: { zh: "不使用", en: "not used" },
  rowNumber: { zh: "（行号）", en: "(row number)" },
  studyText: { zh: "写入研究文件的内容", en: "What the study file would say" },
  placesHeading: { zh: "位置", en: "Places" },
  placesOn: { zh: "{all} 个位置中 {on} 个在路边", en: "{on} of {all} places stand by a road" },
  placesMiddle: { zh: "离路距离的中位数为 {metres}", en: "half of them within {metres} of it" },
  placesNone: { zh: "没有可用的行。", en: "No row can be used." },
  andMore: { zh: "另有 {count} 处", en: "and {count} more" },
  line: { zh: "第 {line} 行", en: "line {line}" },
  legendPlaces: { zh: "表中的位置", en: "Places in the table" },
  legendOn: { zh: "在路边（{count}）", en: "By a road ({count})" },
  legendOff: { zh: "附近没有道路（{count}）", en: "No road nearby ({count})" },
  legendFirst: { zh: "共 {total} 个，显示前 {shown} 个", en: "The first {shown} of {total} are shown" },
  toRoad: { zh: "离路 {metres}", en: "{metres} from the road" },
  dataMap: { zh: "地图：表中的位置", en: "Map of the places in the table" },
  dataMapEmpty: { zh: "表中的位置将显示在这里", en: "The places in your table will appear here" },
  noWebglData: { zh: "地图需要 WebGL 2。左侧的识别结果仍可使用。", en: "The map needs WebGL 2. What was found still stands on the left." },
  saveAs: { zh: "存为研究", en: "Save as study" },
  save: { zh: "保存", en: "Save" },
  saveWhyFacilities: { zh: "当前研究的副本，同类设施换成此表。", en: "A copy of this study in which this table takes the place of the sites of its kind." },
  saveWhyDemand: { zh: "当前研究的副本，人口换成此表。", en: "A copy of this study in which this table takes the place of its people." },
  savedHeading: { zh: "已保存", en: "Saved" },
  savedWhere: { zh: "{study} 和 {table}，在当前研究所在的文件夹中。", en: "{study} and {table}, in the folder of this study." },
  savedRun: { zh: "在该文件夹中运行：", en: "To run it, in that folder:" },
  refusedUnreadable: { zh: "此文件无法打开", en: "The file cannot be opened" },
  refusedUnreadableDo: { zh: "文件夹不能拖入；如文件正被其他程序占用，请关闭后再试。", en: "Folders cannot be dropped; if another program holds the file, close it there and try again." },
  refusedUpload: { zh: "此服务器不接受文件", en: "This server takes no files" },
  refusedUploadDo: { zh: "为保护个人信息，只有在运行 halfhour serve 的那台电脑上、且仅为本机服务时，才能拖入表格。也可以在那台电脑上使用命令 halfhour init。", en: "To protect personal data, tables are taken only on the machine that runs halfhour serve, and only where it listens for that machine alone. The command halfhour init does the same there." },
  refusedLarge: { zh: "文件超过 20 MB", en: "The file is larger than 20 MB" },
  refusedLargeDo: { zh: "请删去不用的列或工作表，或改用命令 halfhour init，它没有大小限制。", en: "Remove columns or sheets that are not used, or use the command halfhour init, which has no limit." },
  refusedFormat: { zh: "不认识这种文件", en: "This kind of file is not known" },
  refusedFormatDo: { zh: "请另存为 .xlsx、.csv、.tsv 或 .geojson 后再拖入；旧的 .xls 在 Excel 或 WPS 中另存为 .xlsx。", en: "Save it as .xlsx, .csv, .tsv or .geojson and drop it again; an old .xls can be saved as .xlsx." },
  refusedName: { zh: "文件名不可用", en: "The name cannot be used" },
  refusedNameDo: { zh: "名称不能为空，不能含 / \\ : * ? \" < > |，不能以点开头或结尾，最多 100 个字。", en: "A name must not be empty, hold / \\ : * ? \" < > |, begin or end with a dot, or be longer than 100 characters." },
  refusedExists: { zh: "已有同名文件，未覆盖", en: "A file of that name exists and was left alone" },
  refusedExistsDo: { zh: "请换一个研究名称；若是表格重名，请先给表格改名再拖入。", en: "Choose another name for the study; if it is the table's name that is taken, rename the table and drop it again." },
  refusedUnwritable: { zh: "无法写入研究所在的文件夹", en: "The folder of the study cannot be written" },
  refusedUnwritableDo: { zh: "请检查该文件夹的写入权限和磁盘空间。", en: "Check that you may write there and that the disk is not full." },

  waiting: { zh: "正在计算，请稍候", en: "Computing the study" },
  waitingWhy: { zh: "首次启动需读取路网并计算到达时间。准备好后本页会自动打开，已等待 {seconds} 秒。", en: "The first start reads the roads and computes travel times. This page opens by itself when ready; {seconds} s so far." },
  loading: { zh: "正在载入…", en: "Loading…" },
  offline: { zh: "连接不上服务器", en: "The server does not answer" },
  offlineWhy: { zh: "请确认 halfhour serve 仍在运行。本页会自动重试。", en: "Check that halfhour serve is still running. This page tries again by itself." },
  failed: { zh: "读取失败", en: "Something could not be read" },
  retry: { zh: "重试", en: "Try again" },
} satisfies Record<string, Words>;

export type Key = keyof typeof TEXTS;

/** The text `key` in `lang`, with its `{holes}` filled. */
export function text(lang: Lang, key: Key, holes: Record<string, string | number> = {}): string {
  return TEXTS[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(holes[name] ?? whole));
}

/** The better of a name's two languages; empty when there is none. */
export function pick(words: Words | null | undefined, lang: Lang): string {
  const other: Lang = lang === "zh" ? "en" : "zh";
  return words?.[lang] || words?.[other] || "";
}

const DIRECTIONS: Record<Direction, Words> = {
  from: { zh: "团队外出", en: "Team travels out" },
  toward: { zh: "居民前来", en: "People travel in" },
  round_trip: { zh: "往返", en: "Round trip" },
};

export function directionText(lang: Lang, direction: Direction): string {
  return DIRECTIONS[direction][lang];
}

/** Seen from a place on the map, the same words say who sets out where. */
const FROM_PLACE: Record<Direction, Words> = {
  from: { zh: "从此处出发", en: "Leaving here" },
  toward: { zh: "前来此处", en: "Coming here" },
  round_trip: { zh: "往返", en: "Round trip" },
};

export function fromPlaceText(lang: Lang, direction: Direction): string {
  return FROM_PLACE[direction][lang];
}

const PROFILES: Record<string, Words> = {
  car: { zh: "驾车", en: "Car" },
  foot: { zh: "步行", en: "On foot" },
  bicycle: { zh: "骑行", en: "Bicycle" },
};

export function profileText(lang: Lang, profile: string): string {
  return PROFILES[profile]?.[lang] ?? profile;
}

const LEGS: Record<Leg["kind"], Words> = {
  mobilisation: { zh: "出动准备", en: "Setting out" },
  walk: { zh: "步行接驳", en: "Walk to the road" },
  road: { zh: "行驶", en: "Road" },
  wait: { zh: "候船", en: "Wait for the boat" },
  board: { zh: "登船", en: "Boarding" },
  ferry: { zh: "轮渡", en: "Ferry" },
};

/** A leg in words; who has no vehicle walks along the road. */
export function legText(lang: Lang, kind: Leg["kind"], profile: string): string {
  if (kind === "road" && profile in PROFILES && profile !== "car") return profileText(lang, profile);
  return (LEGS[kind] as Words | undefined)?.[lang] ?? kind;
}

const JOINED: Record<Joined, Words> = {
  mainland: { zh: "主岛（陆）", en: "main land" },
  bridge: { zh: "桥梁相连", en: "by bridge" },
  vehicle_ferry: { zh: "车客渡", en: "car ferry" },
  foot_ferry: { zh: "仅客渡", en: "foot ferry only" },
  on_demand: { zh: "仅随叫船", en: "boats on demand only" },
  nothing: { zh: "无任何连接", en: "no connection" },
};

export function joinedText(lang: Lang, joined: Joined): string {
  return (JOINED[joined] as Words | undefined)?.[lang] ?? joined;
}

const ISLANDS: Record<Exclude<IslandStatus, "ok">, Words> = {
  unreachable: { zh: "无法到达", en: "cut off" },
  never_in_time: { zh: "从未全圈及时", en: "never all in time" },
  uninhabited: { zh: "无人居住", en: "uninhabited" },
  below_minimum_group: { zh: "人数不公布", en: "withheld" },
};

export function islandStatusText(lang: Lang, status: IslandStatus): string {
  return status === "ok" ? "" : ((ISLANDS[status] as Words | undefined)?.[lang] ?? status);
}

const SOURCES: Record<Line["source"], Words> = {
  table: { zh: "自有时刻表", en: "own timetable" },
  gtfs: { zh: "GTFS 时刻表", en: "GTFS timetable" },
  map: { zh: "地图标注班次", en: "interval on the map" },
  default: { zh: "缺省班次", en: "default service" },
};

/** Where the sailings of a line come from. */
export function sourceText(lang: Lang, source: Line["source"]): string {
  return (SOURCES[source] as Words | undefined)?.[lang] ?? source;
}

/** Lines without a name on the map come with their id for one. */
export function lineText(lang: Lang, { id, name }: Line): string {
  const own = pick(name, lang);
  return own && own !== id ? own : text(lang, "lineUnnamed", { id });
}

/** Who may board. */
export function boardingText(lang: Lang, { car, bicycle, foot }: Line): string {
  if (car) return lang === "zh" ? (foot ? "车客" : "仅车辆") : foot ? "cars and people" : "cars only";
  if (bicycle) return lang === "zh" ? "行人、自行车" : "people and bicycles";
  return lang === "zh" ? "仅行人" : "people only";
}

/** Classes of weather under the names that studies give them most; others as they stand. */
const WEATHER: Record<string, Words> = {
  fog: { zh: "大雾", en: "fog" },
  typhoon: { zh: "台风", en: "typhoon" },
  wind6: { zh: "6 级风", en: "wind force 6" },
  wind7: { zh: "7 级风", en: "wind force 7" },
  wind8: { zh: "8 级风", en: "wind force 8" },
};

export function weatherText(lang: Lang, weather: string): string {
  return WEATHER[weather]?.[lang] ?? weather;
}

const STATUSES: Record<string, Words> = {
  unreached: { zh: "{minutes} 分钟内无法到达", en: "Not reached within {minutes} min" },
  off_network: { zh: "附近没有道路", en: "No road nearby" },
  outside_extract: { zh: "在路网数据之外", en: "Outside the road data" },
  across_water: { zh: "附近的道路都隔着水面", en: "Roads only across the water" },
  fragment: { zh: "附近只有孤立的路段", en: "Only a stray piece of road nearby" },
  no_facility: { zh: "没有此类设施", en: "There is no such site" },
};

export function statusText(lang: Lang, status: string, minutes: number): string {
  return (STATUSES[status] ?? STATUSES["unreached"])?.[lang].replace("{minutes}", String(minutes)) ?? status;
}
