/** Adds the milliseconds that the work took to `taken` and gives its result. */
export async function timed<T>(taken: number[], work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  taken.push(performance.now() - began)
  return result
}

/** Throws RangeError on no numbers. */
export function median(taken: readonly number[]): number {
  const middle = taken.toSorted((one, other) => one - other)[Math.floor(taken.length / 2)]
  if (middle === undefined) throw new RangeError('Nothing was timed')
  return middle
}
