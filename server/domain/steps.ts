/** Long work in short steps: whoever runs it may let others go between two of them. Pure. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** All steps at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** A step for each `size` items of the list. */
export function* inSteps<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item, place: number) => void,
): Steps<void> {
  for (let place = 0; place < items.length; place += 1) {
    const item = items[place]
    if (item !== undefined) work(item, place)
    if ((place + 1) % size === 0) yield
  }
}
