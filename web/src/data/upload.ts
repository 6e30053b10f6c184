// A file on its way from the desk to the server, and the name under which a study with it may be saved.
//
// Never here: asking the server.
import type { Dropped } from "../api";

/** A file that was read; the number tells it from others of the same name. */
export interface Upload extends Dropped {
  number: number;
}

let count = 0;

/** Reads a file once: what was looked at is what will be saved, whatever becomes of the file meanwhile. */
export async function read(file: File): Promise<Upload> {
  const bytes = await file.arrayBuffer();
  count += 1;
  return { number: count, name: file.name, bytes };
}

/** What the name of a file must not hold. */
const ODD = /[/\\:*?"<>|\p{Cc}]/gu;

/** A name for the study, from that of the file. */
export function studyName(file: string): string {
  const stem = file.replace(/\.[^.]*$/, "").replace(ODD, "").replace(/^[.\s]+|[.\s]+$/g, "");
  return stem || "own";
}

/** Is this the name of a file in the folder where it belongs? */
export function isName(name: string): boolean {
  return name.length > 0 && name.length <= 100 && name.replace(ODD, "") === name && !name.startsWith(".") && !name.endsWith(".") && name.trim() === name;
}
