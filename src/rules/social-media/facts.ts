import type { FactDefinition } from '#rules/model.ts';
import { CONDUCT } from './facts/conduct.ts';
import { CONTENT } from './facts/content.ts';
import { INFORMATION } from './facts/information.ts';
import { SITES } from './facts/sites.ts';

/**
 * Every fact the policy turns on, and one that it does not (`comment.critical`).
 * What a value says is a clause that can stand in a sentence: "{…}, and {…}."
 */
export const FACTS: readonly FactDefinition[] = [...CONDUCT, ...CONTENT, ...INFORMATION, ...SITES];
