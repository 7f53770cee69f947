/** What the readers of views need. */
import type { Clock } from '../ports'
import type { Store } from '../storage/store'
import type { Connect } from './upstreams'

export interface ViewDeps {
  store: Store
  clock: Clock
  connect: Connect
}
