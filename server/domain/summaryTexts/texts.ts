/** The texts of summaries in one language. English is the source; the compiler wants all of it from every other. */
import type { Counted } from '../noticeTexts/texts'

/** `{name}` is filled in. */
export interface SummaryTexts {
  /** Of numbers and dates. */
  locale: string
  title: string
  /** Of the document in ConnectWise; `{month}`. */
  document: string
  /** Of the mail; `{month}`, `{company}`. */
  subject: string
  /** What the mail says before the page, and in a mail program that shows text only. */
  intro: string
  attached: string
  /** `{day}`, `{month}`. */
  asOf: string
  ofMonth: string
  tiles: {
    provisioned: string
    used: string
    usedOf: string
    billed: string
    /** `{known}`, `{all}`: the number is that of some products only. */
    billedOf: string
    ending: string
    endingNote: string
  }
  table: { product: string; provisioned: string; used: string; billed: string; change: string }
  noData: string
  notReported: string
  trial: string
  notBilled: string
  isNew: string
  unchanged: string
  /** `{seats}`, `{day}`: billed by an earlier send than the rest. */
  billedOn: string
  /** `{names}`. */
  together: string
  more: Counted
  chart: string
  /** `{chart}`: where a month has the number of some products only, which is marked. */
  chartPartly: string
  chartNone: string
  ending: string
  endingNone: string
  endingUnknown: string
  /** `{day}`, `{days}`. */
  endsOn: Counted
  endsToday: string
  seats: Counted
  gone: string
  billedNote: string
  noDataNote: string
  unprintable: string
}
