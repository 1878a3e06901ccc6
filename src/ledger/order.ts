/**
 * How long an entry may be on its way, in milliseconds: made, and waiting for its turn while others that
 * were made after it go in first. An entry older than the last one by more than that was made under a
 * clock that runs back.
 */
export const ON_ITS_WAY = 60_000;
