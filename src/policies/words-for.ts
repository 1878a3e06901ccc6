/** Which words of policy.yaml are signed by whoever has signed before and is asked less than everything. */
export const WORDS_FOR = {
  changes: 'statementAfterChanges',
  short: 'statementAfterShort',
  'sign-only': 'statementSignOnly',
} as const;
