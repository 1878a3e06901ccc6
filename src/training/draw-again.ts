import type { Item } from './item.ts';
import { SHORT_ITEMS } from './path.ts';
import { drawRefresher, type RefresherDraw } from './refresher/draw-refresher.ts';

/**
 * Draws the questions of a short confirmation: as a refresher does, about what was missed first, and
 * tellings not met before as long as there are some.
 */
export function drawAgain(draw: Omit<RefresherDraw, 'items'>): Item[] {
  const fresh = drawRefresher({ ...draw, items: SHORT_ITEMS });
  return fresh.length === SHORT_ITEMS
    ? fresh
    : drawRefresher({ ...draw, items: SHORT_ITEMS, met: new Set() });
}
