import { describe, expect, it } from 'vitest'
import { AppError, UpstreamError } from '../../server/domain/errors'
import type { ExistingSetup, ManagementRow } from '../../server/domain/existingSetup'
import { companyId, customerId } from '../../server/domain/ids'
import type { AcceptOutcome, AcceptView, LinkPair } from '../../server/domain/viewsLinks'
import { linkFound, type ViewOf } from '../../server/services/existingLinking'
import { aCompany, aCustomer, now } from '../factories'

const [one, two] = [companyId(1), companyId(2)]
const customers = Array.from({ length: 22 }, (_, at) =>
  aCustomer({ id: customerId(`c-${at}`), name: `Customer number ${at}` }),
)
const aRow = (at: number, company = one): ManagementRow => ({
  id: at,
  companyId: company,
  solutionId: 7,
  customerKey: `c-${at}`,
  agreementId: null,
  updatedAt: null,
  updatedBy: null,
})
function aSetup(rows: ManagementRow[]): ExistingSetup {
  const companies = [one, two].map((id) => aCompany({ id }))
  const none = { solutions: [], integrations: [], crossReferences: [], agreements: [], additions: [] }
  return { readAt: now, rows, companies, foreignWrites: [], unread: [], ...none }
}
/** The first `linked` customers are the first company's already. */
const viewOf = (rows: ManagementRow[], linked = 0): ViewOf => ({
  setup: aSetup(rows),
  solutions: new Set([7]),
  leftOutBy: () => null,
  links: {
    changes: () => 0,
    records: () =>
      new Map([[one, { edition: 5, link: linkTo(linked), noTrendMicro: null, rejected: [], assignments: [] }]]),
    holderOf: (id) => (customers.slice(0, linked).some((customer) => customer.id === id) ? one : null),
  },
  customers,
  isOurs: () => false,
  now,
})
function linkTo(linked: number) {
  const mine = customers.slice(0, linked)
  const names = { customerIds: mine.map(({ id }) => id), customerNames: mine.map(({ name }) => name) }
  return linked === 0 ? null : { enabled: true, linkedAt: now, linkedBy: 'kim', ...names }
}
const pair = (at: number, company = one): LinkPair => ({
  companyId: company,
  customerId: customerId(`c-${at}`),
  version: company === one ? 5 : 0,
})
const unanswered = { route: 'GET /company/companies', status: 503, requestId: null, text: null }

/** Answers each round as told, and keeps what it was asked. */
function accepting(...rounds: (AcceptOutcome | Error)[]) {
  const asked: LinkPair[][] = []
  const accept = (pairs: LinkPair[]): Promise<AcceptView> => {
    const answer = rounds[asked.length] ?? 'linked'
    asked.push(pairs)
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve({ results: pairs.map((each) => ({ ...each, outcome: answer, takenBy: null })) })
  }
  return { asked, accept }
}
const outcomesOf = ({ results }: AcceptView) =>
  results.map((result) => [result.companyId, result.customerId, result.outcome])

describe('several customers for one company', () => {
  it('are linked one after the other, each by the edition that the one before made', async () => {
    const { asked, accept } = accepting()
    await linkFound(viewOf([aRow(0), aRow(1)]), [pair(0), pair(1)], accept)
    expect(asked.map((pairs) => pairs.map(({ version }) => version))).toEqual([[5], [6]])
  })

  it('stop where the company changed since it was seen: the next would otherwise fit what nobody saw', async () => {
    const { asked, accept } = accepting('changed')
    const view = await linkFound(viewOf([aRow(0), aRow(1)]), [pair(0), pair(1)], accept)
    expect(asked).toHaveLength(1)
    expect(outcomesOf(view)).toEqual([
      [1, 'c-0', 'changed'],
      [1, 'c-1', 'changed'],
    ])
  })

  it('are answered in the order in which they were asked, with the others between', async () => {
    const { accept } = accepting()
    const view = await linkFound(viewOf([aRow(0), aRow(1), aRow(2, two)]), [pair(0), pair(1), pair(2, two)], accept)
    expect(outcomesOf(view)).toEqual([
      [1, 'c-0', 'linked'],
      [1, 'c-1', 'linked'],
      [2, 'c-2', 'linked'],
    ])
  })

  it('are refused before the first when a company cannot have so many', async () => {
    const { asked, accept } = accepting()
    const rows = customers.map((_, at) => aRow(at))
    await expect(linkFound(viewOf(rows, 19), [pair(19), pair(20)], accept)).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: 'pairs.1.companyId', code: 'tooMany', params: { max: 20 } }],
    })
    expect(asked).toEqual([])
  })

  it('are told as done as far as they are, though the next cannot be stored', async () => {
    const failures = [
      new AppError('conflict'),
      new UpstreamError({ ...unanswered, system: 'connectwise', kind: 'unavailable', attempts: 3, at: now }),
    ]
    for (const failure of failures) {
      const { accept } = accepting('linked', failure)
      const view = await linkFound(viewOf([aRow(0), aRow(1)]), [pair(0), pair(1)], accept)
      expect(outcomesOf(view).map(([, , outcome]) => outcome)).toEqual(['linked', 'changed'])
    }
  })

  it('fail as a whole when nothing is stored yet', async () => {
    const { accept } = accepting(new AppError('conflict'))
    await expect(linkFound(viewOf([aRow(0)]), [pair(0)], accept)).rejects.toMatchObject({ code: 'conflict' })
  })
})
