/** The words of `../../faults.ts` for the browser, which cannot load that file; a test keeps the two equal. */
export const faultSystems = ['connectwise', 'trendmicro', 'pod'] as const
export const faultKinds = [
  '429',
  '500-before',
  '500-after',
  'reset-before',
  'reset-after',
  'slow',
  'html',
  'html-200',
  'malformed-json',
  'empty-list',
  'partial-page',
  'empty-counted',
  'half-counted',
  'wrong-signature',
] as const
