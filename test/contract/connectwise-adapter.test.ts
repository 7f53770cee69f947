/** Every request that the adapter makes, and every answer that it gets, against ConnectWise's OpenAPI document. */
import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId, companyId } from '../../server/domain/ids'
import { catalogItems } from '../simulator/seed/catalogItems'
import { aConnectWise, aProof } from '../unit/connectwiseSite'
import { type Contract, loadContract } from './openapi'

type Made = ReturnType<typeof aConnectWise>

const loaded = loadContract()
const reason = 'missing' in loaded ? loaded.missing : null
if (reason !== null) console.warn(`ConnectWise adapter against the contract: skipped, ${reason}`)

/** Each thing that the port offers, asked once. */
async function askEverything({ connectWise, world }: Made) {
  const gold = agreementId(1011)
  await connectWise.readSite()
  await connectWise.readOwnRights()
  await connectWise.verifyMember(aProof())
  await connectWise.readMemberRights(aProof())
  await connectWise.companyAsMember(aProof(), companyId(101))
  await connectWise.readCompany(companyId(101))
  await connectWise.readCompanies()
  await connectWise.readAgreementTypes()
  await connectWise.readAgreements(companyId(101))
  await connectWise.readAllAgreements()
  await connectWise.readAgreement(gold)
  const [addition] = await connectWise.readAdditions(gold)
  const id = additionId(addition?.id ?? 0)
  await connectWise.readAddition(gold, id)
  await connectWise.readCatalogItems([catalogItemId(catalogItems.worryFree.id)])
  await connectWise.searchCatalog('worry', 5)
  for (const company of world.companies) await connectWise.readDefaultSource(companyId(company.id))
  await connectWise.readAuditTrail(id)
  const changed = await connectWise.setQuantity(gold, id, 61)
  const startsOn = day('2026-12-01')
  const item = catalogItemId(catalogItems.web.id)
  const made = await connectWise.createAddition(gold, {
    catalogItemId: item,
    quantity: 3,
    startsOn,
    marker: 'TMICRO:c',
  })
  expect([changed.kind, made.kind]).toEqual(['done', 'done'])
  await askDesk(connectWise)
  await askDocuments(connectWise)
}

/** The service desk, from the boards to a ticket that is closed. */
async function askDesk(desk: Made['connectWise']) {
  const [board] = await desk.readBoards()
  const boardId = board?.id ?? 0
  expect(await desk.readBoard(boardId)).toEqual(board)
  const closed = await desk.readClosedStatus(boardId)
  const company = companyId(101)
  const reference = 'our-own-reference'
  const asked = { companyId: company, boardId, summary: 'A line waits', text: 'Why it waits', reference }
  expect(await desk.openTicket(asked)).toEqual({ kind: 'done' })
  const ticket = await desk.findOpenTicket(company, reference)
  const id = ticket?.id ?? 0
  expect(await desk.addNote(id, 'It still waits')).toEqual({ kind: 'done' })
  expect(await desk.readNotes(id)).toEqual(['Why it waits', 'It still waits'])
  expect(await desk.setStatus(id, closed ?? 0)).toEqual({ kind: 'done' })
  expect(await desk.findOpenTicket(company, reference)).toBeNull()
}

/** A file among a company's documents. */
async function askDocuments(documents: Made['connectWise']) {
  const company = companyId(101)
  const file = { title: 'Summary', fileName: 'summary.pdf', contentType: 'application/pdf' }
  expect(await documents.attachDocument(company, { ...file, content: new TextEncoder().encode('%PDF') })).toEqual({
    kind: 'done',
  })
  expect(await documents.readDocuments(company)).toMatchObject([{ title: 'Summary', fileName: 'summary.pdf' }])
}

/** What the document says against the recorded traffic; one line a request or answer. */
async function problemsOf(contract: Contract, { requests }: Made): Promise<string[]> {
  const problems: string[] = []
  for (const { method, url, headers, body, response } of requests) {
    const path = /\/apis\/3\.0(\/.*)$/.exec(url.pathname)?.[1]
    if (path === undefined) continue // companyinfo is out of the document's scope
    const about = `${method} ${path}${url.search}`
    const sent: unknown = body === null ? undefined : JSON.parse(body)
    problems.push(
      ...contract.checkRequest(method, path, url.searchParams, headers, sent).map((each) => `${about}: ${each}`),
    )
    if (response === null) problems.push(`${about}: no answer`)
    else {
      const projected = url.searchParams.has('fields')
      const answer: unknown = await response.json()
      const wrong = contract.checkResponse(method, path, response.status, answer, { projected })
      problems.push(...wrong.map((each) => `${about}: ${each}`))
    }
  }
  return problems
}

describe.skipIf(reason !== null)('the adapter and the document', () => {
  it.each([
    ['as usual', {}],
    ['in pages of two', { limits: { pageSize: 2 } }],
    ['on a newer release', { simulator: { unknownFields: true, additionStatus: 'present' } }],
    ['with the other forms', { simulator: { myMembersInfo: false, myMembersForm: 'object', linkForm: 'malformed' } }],
  ] as [string, Parameters<typeof aConnectWise>[0]][])('agree on all requests and answers, %s', async (_, parts) => {
    if ('missing' in loaded) return
    const made = aConnectWise(parts)
    await askEverything(made)
    expect(made.requests.length).toBeGreaterThan(20)
    expect(await problemsOf(loaded, made)).toEqual([])
  })

  it('name no operation that is forbidden to us', async () => {
    const made = aConnectWise()
    await askEverything(made)
    expect(new Set(made.requests.map(({ method }) => method))).toEqual(new Set(['GET', 'PATCH', 'POST']))
    const writes = made.paths().filter((path) => !path.startsWith('GET'))
    expect(writes.map((path) => path.replace(/\d+/g, '#'))).toEqual([
      'PATCH /finance/agreements/#/additions/#',
      'POST /finance/agreements/#/additions',
      'POST /service/tickets',
      'POST /service/tickets/#/notes',
      'PATCH /service/tickets/#',
      'POST /system/documents',
    ])
  })
})
