/** Of what a training asks; 0: there is nothing to read and nothing to answer. */
export function sayMinutes(minutes: number): string {
  if (minutes === 0) return 'less than a minute';
  return minutes === 1 ? 'about 1 minute' : `about ${minutes} minutes`;
}
