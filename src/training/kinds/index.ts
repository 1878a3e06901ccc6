import type { ItemKind } from '#policies/model.ts';
import { askFirst } from './ask-first.ts';
import { because } from './because.ts';
import { delta } from './delta.ts';
import { fix } from './fix.ts';
import type { Kind } from './kind.ts';
import { meaning } from './meaning.ts';
import { outcome } from './outcome.ts';
import { clauses, grounds } from './sentences.ts';
import { spot } from './spot.ts';
import { verdict } from './verdict.ts';

/** Every kind of question there is. */
export const KINDS: Record<ItemKind, Kind> = {
  verdict,
  clauses,
  because,
  spot,
  fix,
  outcome,
  ask: askFirst,
  grounds,
  meaning,
  delta,
};
