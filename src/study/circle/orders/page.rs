//! The sections of the report about orders: how many, how fast, who stands where.
//!
//! Never here: figures that are not told in a table, a layer or the summary.

use super::{LISTED, Told};
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::figures::Basis;
use crate::layer::orders::{Hotspot, Interval, Measure, Response};
use crate::words::Words;

/// All of them; those without a figure are left out.
pub fn sections(basis: &Basis, told: &Told) -> Vec<Section> {
    let mut sections = vec![frequency(basis, told)];
    if told.responses.iter().any(|response| response.orders > 0) {
        sections.push(responses(told));
    }
    let rankings = rankings(told);
    if !rankings.tables.is_empty() {
        sections.push(rankings);
    }
    sections
}

fn frequency(basis: &Basis, told: &Told) -> Section {
    let (orders, k) = (told.orders(), basis.units.minimum_group());
    let rate = told.per_thousand().unwrap_or(0.0);
    let unmet = told.cells.sum(|block| block.unmet);
    let found = Words::new(
        format!("可公布的工单共 {orders} 件，每千人 {rate:.1} 件；其中 {unmet} 件既未到达也未办结。"),
        format!(
            "{orders} orders can be told, {rate:.1} to 1,000 people; {unmet} of them never saw an arrival nor a closing."
        ),
    );
    let how = Words::new(
        format!(
            "按发布单元、类别和月份计数，每格向下取为 {k} 的倍数；工单太稀少的单元并入所在区划。上级数字都是这些格子之和，\
             因此少于实际工单数。"
        ),
        format!(
            "Orders are counted by published unit, category and month, each cell rounded down to a multiple of {k}; units with \
             rare orders are told together with their area. All other numbers are sums of these cells, and so lower than the \
             number of orders."
        ),
    );
    let categories = told.cells.by(|_, category, _| category.to_owned());
    let share = |orders_of: u64| if orders == 0 { 0.0 } else { orders_of as f64 / orders as f64 };
    let mut bars: Vec<(&String, u64)> = categories.iter().map(|(name, &count)| (name, count)).collect();
    bars.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let months = told.cells.by(|_, _, month| month.to_owned());
    let by_month = Table {
        title: Words::new("各月工单", "Orders by month"),
        head: vec![
            Words::new("月份", "Month"),
            Words::new("工单数", "Orders"),
            Words::new("每千人", "To 1,000 people"),
        ],
        rows: months
            .iter()
            .map(|(month, &count)| {
                let rate = count as f64 * 1_000.0 / (told.people().max(1) as f64);
                vec![Cell::Text(Words::same(month)), Cell::Count(count), Cell::Number(rate)]
            })
            .collect(),
    };
    let mut tables = vec![by_month];
    let hot = hot_units(basis, told);
    if !hot.rows.is_empty() {
        tables.push(hot);
    }
    Section {
        id: "orders",
        title: Words::new("工单频次", "How often help is called for"),
        text: vec![found, how],
        chart: Some(Chart::Bars(bars.iter().map(|(name, count)| (Words::same(*name), share(*count))).collect())),
        tables,
        note: Some(Words::new(
            "热点：若各处频次与总体相同，工单数按泊松分布几乎不可能如此之多的单元；错误发现率控制在 5 % \
             （Benjamini–Hochberg，1995）。",
            "A hotspot is a unit where, were its rate that of all, a Poisson count would hardly ever be so high; of the units \
             called so at most 5 % are expected to be wrong (Benjamini and Hochberg, 1995).",
        )),
    }
}

fn hot_units(basis: &Basis, told: &Told) -> Table {
    let mut hot: Vec<&Hotspot> = told.hotspots.iter().filter(|spot| spot.hot).collect();
    hot.sort_by(|a, b| a.p.total_cmp(&b.p).then(b.orders.cmp(&a.orders)).then(a.unit.cmp(&b.unit)));
    let row = |spot: &&Hotspot| {
        let unit = basis.units.all().get(spot.unit)?;
        let area = unit.area.map_or_else(|| Words::same(&unit.id), |area| basis.areas.get(area).name.clone());
        Some(vec![
            Cell::Text(area),
            Cell::Text(Words::same(&unit.id)),
            Cell::Count(unit.people),
            Cell::Count(spot.orders),
            Cell::Number(spot.expected),
        ])
    };
    Table {
        title: Words::new("热点", "Hotspots"),
        head: vec![
            Words::new("区划", "Area"),
            Words::new("单元", "Unit"),
            Words::new("人数", "People"),
            Words::new("工单数", "Orders"),
            Words::new("按总体水平应有", "At the rate of all"),
        ],
        rows: hot.iter().filter_map(row).take(LISTED).collect(),
    }
}

fn responses(told: &Told) -> Section {
    let timed: Vec<&Response> = told.responses.iter().filter(|response| response.orders > 0).collect();
    let found = timed.iter().filter_map(|response| {
        let (factor, name) = (response.factor?, &response.name);
        let interval = response.factor_median.and_then(|f| Some((f.value, f.low?, f.high?)));
        let (zh, en) = interval.map_or_else(Default::default, |(median, low, high)| {
            (
                format!("，单件之比的中位数 {median:.2}（95 % 区间 {low:.2}–{high:.2}）"),
                format!(", the median of single orders {median:.2} (95 % interval {low:.2} to {high:.2})"),
            )
        });
        Some(Words::new(
            format!("{}：实际路程用时为模型的 {factor:.2} 倍{zh}。", name.zh),
            format!("{}: travel takes {factor:.2} times as long as modelled{en}.", name.en),
        ))
    });
    let how = Words::new(
        "校准系数：全部实际路程用时与模型路程用时之比；区间用次序统计量，不假定分布（Hahn 与 Meeker，1991，第 5.2 节）。\
         出发前的用时（求助到派出）单列，不计入系数。及时比例附 Wilson 区间。",
        "The factor is all observed travel over all modelled travel; the interval is one of order statistics and assumes no \
         distribution (Hahn and Meeker 1991, section 5.2). The time before travel, from call to dispatch, stands apart and is no \
         part of it. Shares in time have Wilson's interval.",
    );
    let seconds = |time: Option<f64>| time.map_or(Cell::None, |time| Cell::Minutes(Some(time.round() as u32)));
    let interval = |interval: Option<Interval>| {
        let text = |i: Interval| Some(Words::same(format!("{:.0}–{:.0} %", i.low? * 100.0, i.high? * 100.0)));
        interval.and_then(text).map_or(Cell::None, Cell::Text)
    };
    let rows = timed.iter().map(|response| {
        vec![
            Cell::Text(response.name.clone()),
            Cell::Count(response.orders),
            response.share_in_time.map_or(Cell::None, |share| Cell::Share(share.value)),
            interval(response.share_in_time),
            Cell::Count(response.in_time_but_for_dispatch),
            seconds(response.before_travel_median_s),
            seconds(response.travel_median_s),
            seconds(response.modelled_median_s),
            response.factor.map_or(Cell::None, Cell::Number),
        ]
    });
    let table = Table {
        title: Words::new("响应用时", "Response times"),
        head: vec![
            Words::new("类别", "Kind"),
            Words::new("工单数", "Orders"),
            Words::new("时限内到达", "In time after the call"),
            Words::new("95 % 区间", "95 % interval"),
            Words::new("若立即派出可及时", "In time if sent at once"),
            Words::new("派出前中位数", "Before travel, median"),
            Words::new("路程中位数", "Travel, median"),
            Words::new("模型中位数", "Modelled, median"),
            Words::new("校准系数", "Factor"),
        ],
        rows: rows.collect(),
    };
    Section {
        id: "responses",
        title: Words::new("响应用时：实际与模型", "Response times: observed and modelled"),
        text: found.chain([how]).collect(),
        chart: None,
        tables: vec![table],
        note: None,
    }
}

fn rankings(told: &Told) -> Section {
    let head = |measure: Words| {
        vec![
            Words::new("名次", "Rank"),
            Words::new("名称", "Name"),
            Words::new("依据的工单数", "Orders it rests on"),
            measure,
            Words::new("收缩后", "Shrunk"),
        ]
    };
    let mut tables = Vec::new();
    for (measure, zh, en) in
        [(Measure::Satisfaction, "满意率", "Satisfied"), (Measure::Frequency, "每千人工单", "Orders to 1,000 people")]
    {
        for (group, rows) in told.groups(measure) {
            let (group_zh, group_en) = match group {
                "area" => ("区划", "areas"),
                "island" => ("海岛", "islands"),
                "facility" => ("设施", "facilities"),
                level => (level, level),
            };
            let cell = |figure: f64| match measure {
                Measure::Satisfaction => Cell::Share(figure),
                Measure::Frequency => Cell::Number(figure),
            };
            let row = |row: &&crate::layer::orders::Ranked| {
                vec![
                    row.rank.map_or(Cell::None, Cell::Count),
                    Cell::Text(row.name.clone()),
                    Cell::Count(row.orders),
                    row.estimate.raw.map_or(Cell::None, cell),
                    cell(row.estimate.shrunk),
                ]
            };
            tables.push(Table {
                title: Words::new(format!("{zh}：{group_zh}"), format!("{en}: {group_en}")),
                head: head(Words::new(zh, en)),
                rows: rows.iter().take(LISTED).map(row).collect(),
            });
        }
    }
    Section {
        id: "ranking",
        title: Words::new("排名", "Rankings"),
        text: vec![Words::new(
            "排名按经验贝叶斯收缩后的数值：工单越少，越靠近总体平均（频次：Marshall，1991；满意率：Kleinman，1973）。\
             所依据的工单少于 30 件的不排名。",
            "Ranks follow figures drawn towards the average of all, the more so the fewer orders they rest on (empirical Bayes; \
             rates: Marshall 1991; shares: Kleinman 1973). What rests on fewer than 30 orders has no rank.",
        )],
        chart: None,
        tables,
        note: None,
    }
}
