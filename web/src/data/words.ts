// Words for what a table holds: fields of a study and datums.
//
// Never here: other texts of the page (see ../words.ts).
import type { Words } from "../api";
import type { Lang } from "../view";

const FIELDS: Record<string, Words> = {
  id: { zh: "编号", en: "id" },
  name: { zh: "名称", en: "name" },
  name_en: { zh: "英文名称", en: "English name" },
  lon: { zh: "经度", en: "longitude" },
  lat: { zh: "纬度", en: "latitude" },
  kind: { zh: "服务类别", en: "kind of service" },
  level: { zh: "级别", en: "level" },
  staff: { zh: "工作人员数", en: "staff" },
  people: { zh: "人数", en: "people" },
  area: { zh: "区划代码", en: "area code" },
};

/** The fields that a column becomes, one or several with commas between. */
export function fieldText(lang: Lang, fields: string): string {
  const names = fields.split(",").map((field) => FIELDS[field]?.[lang] ?? field);
  return names.join(lang === "zh" ? "、" : " and ");
}

const DATUMS: Record<string, Words> = {
  wgs84: { zh: "WGS-84（GPS）", en: "WGS-84 (GPS)" },
  cgcs2000: { zh: "CGCS2000（测绘）", en: "CGCS2000 (surveys)" },
  gcj02: { zh: "GCJ-02（高德、腾讯）", en: "GCJ-02 (AMap, Tencent)" },
  bd09: { zh: "BD-09（百度）", en: "BD-09 (Baidu)" },
};

export function datumText(lang: Lang, datum: string): string {
  return DATUMS[datum]?.[lang] ?? datum.toUpperCase();
}
