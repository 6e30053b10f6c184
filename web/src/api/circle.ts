// What the server tells of the response circle: further figures of the summary, and tables, each as the analysis made them.
//
// Never here: asking (see index.ts), how any of them is shown.
import type { Words } from "./study";

/** A figure, a list or a group of figures. */
export type Figure = number | string | boolean | null | Figure[] | { [name: string]: Figure };
export type Figures = Record<string, Figure>;

/** An expectation of the study beside what was counted from the data. */
export interface Total {
  name: Words | string;
  expected: number | null;
  counted: number | null;
}

export interface TableInfo {
  id: string;
  title: Words;
  rows: number;
}

export type CellValue = number | string | boolean | null;

export interface TableData {
  id: string;
  title: Words;
  fields: { name: string; title: Words | null; unit: string | null }[];
  rows: CellValue[][];
}
