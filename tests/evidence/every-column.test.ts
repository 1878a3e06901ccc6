import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { answerDecline } from '#attestations/answer-decline.ts';
import { recordFaults } from '#attestations/check-records.ts';
import { sealFaults, sealTables } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { openSchool } from '../support/training.ts';
