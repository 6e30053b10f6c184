// Tables as an office has them: GB18030 CSV and XLSX with Chinese headers and GCJ-02 coordinates, made from true positions.
// Written without the program's own conversions, so that one is checked by the other.
import { crc32 } from "node:zlib";

/** The rows of a CSV file without quotes: the header's names lead to the fields. */
export function rows(text) {
  const [header, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index]])));
}

const A = 6378245;
const EE = 0.006693421622965943;

/** WGS-84 to GCJ-02, by the formula that is public. */
export function gcj02([lon, lat]) {
  const { sin, cos, sqrt, abs, PI } = Math;
  const x = lon - 105;
  const y = lat - 35;
  const waves = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const radians = (lat / 180) * PI;
  const magic = 1 - EE * sin(radians) ** 2;
  return [
    lon + (east * 180) / ((A / sqrt(magic)) * cos(radians) * PI),
    lat + (north * 180) / (((A * (1 - EE)) / (magic * sqrt(magic))) * PI),
  ];
}

/** Metres between two positions a short way apart. */
export function metres([lon, lat], [otherLon, otherLat]) {
  const degree = 111_195;
  return Math.hypot((otherLat - lat) * degree, (otherLon - lon) * degree * Math.cos((lat / 180) * Math.PI));
}

/** The characters of two bytes, by reading all of them once. */
let bytesOf;
function gb18030(text) {
  if (!bytesOf) {
    bytesOf = new Map();
    const decoder = new TextDecoder("gb18030");
    for (let high = 0x81; high <= 0xfe; high += 1) {
      for (let low = 0x40; low <= 0xfe; low += 1) {
        const character = decoder.decode(Uint8Array.of(high, low));
        if (low !== 0x7f && character.length === 1 && !bytesOf.has(character)) bytesOf.set(character, [high, low]);
      }
    }
  }
  return Buffer.from([...text].flatMap((character) => (character < "\x80" ? [character.charCodeAt(0)] : bytesOf.get(character))));
}

/** A CSV file in GB18030. */
export function csv(table) {
  return gb18030(table.map((row) => row.join(",") + "\r\n").join(""));
}

/** A workbook of one sheet. */
export function xlsx(table) {
  const cell = (field) => (typeof field === "number" ? `<c><v>${field}</v></c>` : `<c t="inlineStr"><is><t>${field}</t></is></c>`);
  const sheet = table.map((row) => `<row>${row.map(cell).join("")}</row>`).join("");
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const rels = "http://schemas.openxmlformats.org/package/2006/relationships";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return zip({
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${rels}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="表一" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${rels}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  });
}

/** Files in an archive, not compressed. */
function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, body] = [Buffer.from(name), Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00"), common, place, path);
    parts.push(Buffer.from("PK\x03\x04"), common, path, body);
    offset += 4 + common.length + path.length + body.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
