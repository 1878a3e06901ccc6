import { all, is } from '#rules/condition.ts';

/** A:3 "This Social Media Policy applies to all employees": a post by the public breaches no employee norm. */
export const employee = is('poster.kind', 'employee');

/** A:4 "social media postings": something is published. Looking alone is not posting. */
export const posting = all(employee, is('use.act', 'post', 'reply'));

/**
 * B:1 and the headings: purpose decides between sections C and D, not the device (R1), so section C
 * binds on City devices too. C.1:1 mentions personal devices, yet C.1:4 rules City devices inside C.
 */
const personal = is('use.purpose', 'personal');

/** What section C binds: a personal posting by an employee. */
export const personalPosting = all(posting, personal);

/** Personal use that publishes nothing is use all the same (C.1:4–5). */
export const personalUse = all(employee, is('use.act', 'post', 'reply', 'browse'), personal);
