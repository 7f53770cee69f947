/** Runs `work` over the items, at most `inFlight` at a time; results in the order of the items. Rejects with the first rejection. */
export async function mapLimited<T, R>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.max(1, inFlight) }, worker))
  return results
}
