// Moving along a list of buttons by keyboard.
//
// Never here: the lists.
import type { KeyboardEvent } from "react";

/** Moves the focus along a list with the arrow keys, Home and End. */
export function walk(event: KeyboardEvent<HTMLElement>) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const here = items.indexOf(document.activeElement as HTMLElement);
  const goals: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 };
  const goal = goals[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  items[Math.min(Math.max(goal, 0), items.length - 1)]?.focus();
}
