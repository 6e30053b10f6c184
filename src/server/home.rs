//! The first page: the layers of the study with their addresses, in both languages.
//!
//! Never here: figures; they are in the layers and in the summary.

use askama::Template;

use super::answers::{Answers, LayerInfo};
use super::dashboard;
use super::problem::Problem;
use super::site::Reply;
use crate::words::Words;

/// The page of a study that is ready, or (`study` is `None`) of one that is being computed. The policy of
/// [`guard`](super::guard) allows neither script nor style in the page, and it needs none.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{%- if study.is_none() %}
<meta http-equiv="refresh" content="2">
{%- endif %}
<title>Halfhour</title>
</head>
<body>
{%- match study %}
{%- when None %}
<h1>Halfhour</h1>
<p>研究正在计算中，请稍候。<span lang="en">The study is being computed; this page renews itself.</span></p>
{%- when Some with (study) %}
<h1>{{ study.name.zh }} <span lang="en">{{ study.name.en }}</span></h1>
{%- if study.synthetic %}
<p><strong>需求数据为合成数据。<span lang="en">The demand is synthetic.</span></strong></p>
{%- endif %}
{%- if study.plain %}
<p>地图界面未编入此程序；安装 Node 后运行 <code>make run</code> 即可编入。<span lang="en">The map is not built into this program; with Node installed, <code>make run</code> builds it in.</span></p>
{%- endif %}
<p><a href="/report.html">报告 <span lang="en">Report</span></a> · <a href="/api/v1/summary">摘要 <span lang="en">Summary</span></a> · <a href="/api/v1/layers">图层列表 <span lang="en">List of layers</span></a> · <a href="/api/v1/issues">数据问题 <span lang="en">Issues</span></a></p>
<table>
<thead><tr><th>图层 <span lang="en">Layer</span></th><th>要素 <span lang="en">Features</span></th><th>GeoJSON</th><th>瓦片 <span lang="en">Tiles</span></th></tr></thead>
<tbody>
{%- for layer in study.layers %}
<tr><td>{{ layer.title.zh }} <span lang="en">{{ layer.title.en }}</span></td><td>{{ layer.features }}</td><td><a href="/api/v1/layers/{{ layer.id|urlencode }}.geojson">{{ layer.id }}.geojson</a></td><td><a href="/tiles/{{ layer.id|urlencode }}.json">TileJSON</a></td></tr>
{%- endfor %}
</tbody>
</table>
{%- for line in study.attribution %}
<p>{{ line }}</p>
{%- endfor %}
{%- endmatch %}
</body>
</html>
"#
)]
struct Page {
    study: Option<Study>,
}

struct Study {
    name: Words,
    synthetic: bool,
    attribution: Vec<String>,
    layers: Vec<LayerInfo>,
    /// Is this page all there is?
    plain: bool,
}

/// The page of `answers`, or the one that asks for patience.
pub(super) fn page(answers: Option<&dyn Answers>) -> Result<Reply, Problem> {
    let study = answers.map(|answers| {
        let layers = answers.layers();
        let mut attribution: Vec<String> = layers.iter().flat_map(|layer| layer.attribution.clone()).collect();
        attribution.sort_unstable();
        attribution.dedup();
        Study {
            name: answers.name(),
            synthetic: layers.iter().any(|layer| layer.synthetic),
            attribution,
            layers,
            plain: dashboard::file("index.html").is_none(),
        }
    });
    let text = Page { study }.render().map_err(|_| Problem::internal())?;
    Ok(Reply::new("text/html; charset=utf-8", text.into_bytes()))
}
