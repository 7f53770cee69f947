/** The stage of the whole stack as its parts see it. */
import type { Composed } from '../../../server/compose'
import type { CrashingDisk } from '../../unit/crashingFiles'
import type { PodClient } from '../../simulator/demo/podClient'
import type { Random } from '../../simulator/seed/random'
import type { Schedule } from '../../../server/domain/settings'
import type { Records } from '../records'
import type { Trouble } from '../trouble'
import type { Life, Turns } from '../turns'
import type { DiskNotes } from './diskNotes'
import type { InvoiceBook } from './invoiceBook'
import type { SeatHistory } from './seats'
import type { StackPieces } from './server'
import type { Sites } from './sites'
import type { Wire } from './wire'

export interface Play {
  turns: Turns
  records: Records
  words: string[]
  sites: Sites
  seats: SeatHistory
  invoices: InvoiceBook
  disk: CrashingDisk
  notes: DiskNotes
  wire: Wire
  pieces: StackPieces
  /** Of the world, not of a step. */
  luck: Random
  trouble: Trouble
  life: Life
  /** The server of this life, once it is up. */
  server: Promise<Composed>
  /** Tokens of people, by life and member. */
  pods: Map<string, PodClient>
  /** Requests of people that were not answered yet, by life. */
  open: Map<number, number>
  schedule: Schedule | null
  /** The last change of a world that was not a send's; later plans may differ from earlier ones. */
  changedMs: number
  /** When the present step began. */
  stepMs: number
  /** The last fault. */
  troubledMs: number
  /** Parts of runs whose companies were planned once more after they were sent. */
  replanned: Set<string>
}
