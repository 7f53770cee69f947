/** Ends a test whose world is not as it was built to be. */
export function fail(reason: string): never {
  throw new Error(`The set-up of this test is wrong: ${reason}.`)
}
