import { VERDICTS } from '#rules/model.ts';
import { ASK, NONE, type Key } from './item.ts';

/**
 * The score of an answer, 0 … 1.
 * A verdict one step too strict earns half, one too lenient nothing: leniency is what does harm.
 * A selection earns hits minus false picks over the number right, never below 0, so "select all"
 * earns nothing. A fix that works but asks more than needed earns half.
 */
export function score(key: Key, given: readonly string[]): number {
  if (key.kind === 'verdict') return scoreVerdict(key.right, given[0]);
  if (key.kind === 'clauses') return scoreSelection(key.right, given);
  const fix = given[0] ?? '';
  if (key.best.includes(fix)) return 1;
  return key.helps.includes(fix) ? 0.5 : 0;
}

function scoreVerdict(right: string, given: string | undefined): number {
  if (given === right) return 1;
  if (right === ASK || given === ASK || given === undefined) return 0;
  const steps = (VERDICTS as readonly string[]).indexOf(given);
  return steps === (VERDICTS as readonly string[]).indexOf(right) + 1 ? 0.5 : 0;
}

function scoreSelection(right: readonly string[], given: readonly string[]): number {
  const chosen = new Set(given);
  if (right.length === 0) return chosen.size === 1 && chosen.has(NONE) ? 1 : 0;
  if (chosen.has(NONE)) return 0;
  const hits = right.filter((id) => chosen.has(id)).length;
  return Math.max(0, (hits - (chosen.size - hits)) / right.length);
}
