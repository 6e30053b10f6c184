// Colours with a meaning, chosen so that readers who confuse red and green lose nothing: blue holds, orange fails;
// amounts run from light to dark; minutes run along viridis.
//
// Never here: where a colour is used on the page.

export const HOLDS = "#2f78a8";
export const FAILS = "#c2501c";
export const GAP = "#8f2d06";

/** A step of a ramp: the smallest value it holds for. */
export interface Step {
  from: number;
  colour: string;
}

/** Shares of people reached: the ends stand for nobody and everybody, and are told apart from almost. */
export const SHARE_STEPS: readonly Step[] = [
  { from: 0, colour: "#b8460f" },
  { from: 0.000001, colour: "#e58e52" },
  { from: 0.5, colour: "#f6d9ae" },
  { from: 0.9, colour: "#a9cde0" },
  { from: 1, colour: "#3f86b3" },
];

/** Cividis from its light end: how many people. */
const AMOUNT = ["#fdea9a", "#d5bf6c", "#9d9677", "#62686f", "#1c3a6b"] as const;
/** Light to dark orange: how many people left out. */
const LACK = ["#fde6cf", "#f8bf8a", "#e88a4a", "#c2551d", "#7d2d07"] as const;

/** Five steps with round bounds that spread the values about evenly. */
export function amountSteps(values: number[], lack: boolean): Step[] {
  const colours = lack ? LACK : AMOUNT;
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = [1];
  for (let part = 1; part < colours.length; part += 1) {
    const value = rounded(sorted[Math.floor((sorted.length * part) / colours.length)] ?? 0);
    if (value > (bounds.at(-1) ?? 0)) bounds.push(value);
  }
  const stretch = bounds.length > 1 ? (colours.length - 1) / (bounds.length - 1) : 0;
  return bounds.map((from, index) => ({ from, colour: colours[Math.round(index * stretch)] ?? colours[0] }));
}

/** The nearest of 1, 2, 5 times a power of ten. */
function rounded(value: number): number {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const part = value / power;
  return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

/** Cividis from light to dark: from the hour in which fewest are reached to that in which most are. */
export const WEEK = AMOUNT;
/** The same for people who lose; grey is nobody. */
export const LOSSES = ["#eceff1", ...LACK] as const;

/** Islands that nothing reaches, and those of which nothing is told. */
export const UNREACHABLE = "#4a1503";
export const UNTOLD = "#c4cbd0";

const VIRIDIS = ["#3b2f80", "#21918c", "#8fd744", "#fde725"] as const;

/** The colour of the isochrone at `index` among `count`, nearest first. */
export function minuteColour(index: number, count: number): string {
  if (count <= VIRIDIS.length) return VIRIDIS[index] ?? VIRIDIS[3];
  return VIRIDIS[Math.round((index * (VIRIDIS.length - 1)) / (count - 1))] ?? VIRIDIS[3];
}

/** Colours of kinds, told apart by lightness too; further kinds begin again. */
const KINDS = ["#5b3a8e", "#0b7a6b", "#b02a6c", "#8a6d00", "#3f4a57", "#d1495b"] as const;

export function kindColour(index: number): string {
  return KINDS[index % KINDS.length] ?? KINDS[0];
}
