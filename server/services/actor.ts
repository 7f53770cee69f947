/** Who is behind what happens now: set where a request comes in, known wherever it leads. */
import { AsyncLocalStorage } from 'node:async_hooks'

const asking = new AsyncLocalStorage<string>()

/** Everything that `work` does, and what that awaits, is by this member. */
export const actingAs = <T>(member: string, work: () => T): T => asking.run(member, work)

/** null: nobody asked, as with what the clock does. */
export const actor = (): string | null => asking.getStore() ?? null
