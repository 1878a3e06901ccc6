/** Lessons that the portal makes of the City's texts; no author writes one under these names. */
export const WHAT_CHANGED = 'what-changed';
export const AGAIN = 'again';
export const MADE_LESSONS: readonly string[] = [WHAT_CHANGED, AGAIN];
