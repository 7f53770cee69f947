/** What is kept in memory agrees with the disk also where a write took effect and then failed, as when a disk is full or breaks. */
import { expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { RunView } from '../../server/domain/viewsRun'
import type { RunSelectionView } from '../../server/domain/viewsDecisions'
import type { InboxView } from '../../server/domain/viewsInbox'
import type { AcceptView } from '../../server/domain/viewsLinks'
import type { RunLinesView } from '../../server/domain/viewsRuns'
import type { Store, TenantStore } from '../../server/storage/store'
import { customerId, linkAndAssign, refusalOf, setSeats } from './actions'
import { planAll } from './decisions'
import { connectWiseUrl, startHarness } from './harness'

const viewing =
  (view: (own: TenantStore) => TenantStore) =>
  (store: Store): Store => ({ ...store, of: (tenant) => view(store.of(tenant)) })

/** The next entry of the audit log does not fit on the disk. */
function withoutRoom() {
  const fail = { next: false }
  const view = viewing((own) => ({
    ...own,
    audit: {
      ...own.audit,
      async write(key, value, expected) {
        if (!fail.next) return own.audit.write(key, value, expected)
        fail.next = false
        throw new Error('ENOSPC')
      },
    },
  }))
  return { fail, viewOfStore: view }
}

test('a customer whose link was stored is not free for another company, though its audit entry was not written', async () => {
  const { fail, viewOfStore } = withoutRoom()
  const harness = await startHarness({ viewOfStore })
  const pod = await harness.pod()
  await pod.get('/api/links')
  const id = customerId(harness, 'Fairhaven Dental')
  const linkTo = (company: number) =>
    pod.post<AcceptView>('/api/links/accept', { pairs: [{ companyId: company, customerId: id, version: 0 }] })
  fail.next = true
  await refusalOf(linkTo(101))
  expect((await linkTo(102)).results).toMatchObject([{ outcome: 'taken' }])
  const { companies } = harness.store.of(harness.tenantId)
  expect((await companies.read(companyId(102)))?.value.link ?? null).toBeNull()
})

test('a run that was cancelled shows so, though its audit entry was not written', async () => {
  const { fail, viewOfStore } = withoutRoom()
  const harness = await startHarness({ viewOfStore })
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const run = await planAll(harness, pod)
  fail.next = true
  await refusalOf(pod.post(`/api/runs/${run.runId}/control`, { action: 'cancel' }))
  expect(await pod.get<RunView>(`/api/runs/${run.runId}`)).toMatchObject({ standing: { kind: 'cancelled' } })
})

test('a line that failed is among the failures, though nobody heard that it was stored', async () => {
  const fail = { next: false }
  const harness = await startHarness({
    viewOfStore: viewing((own) => ({
      ...own,
      runCompanies: {
        ...own.runCompanies,
        async update(key, change) {
          const stored = await own.runCompanies.update(key, change)
          if (!fail.next || !stored.value.lines.some(({ status }) => status === 'failed')) return stored
          fail.next = false
          throw new Error('EIO')
        },
      },
    })),
  })
  setSeats(harness, 101, 'worryFree', 48)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const run = await planAll(harness, pod)
  await pod.get('/api/inbox')
  await harness.composed.standings.settled()
  const lines = () => pod.get<RunLinesView>(`/api/runs/${run.runId}/lines?filter=all`)
  await lines()
  const good = harness.hosts.get(connectWiseUrl)
  harness.hosts.set(connectWiseUrl, async (input, init) =>
    init?.method === 'PATCH'
      ? Response.json({ code: 'InvalidObject', message: 'locked' }, { status: 400 })
      : (good?.(input, init) ?? new Response(null, { status: 500 })),
  )
  fail.next = true
  const { companies } = await pod.get<RunSelectionView>(`/api/runs/${run.runId}/selection?filter=willChange`)
  await pod.post(`/api/runs/${run.runId}/decisions`, {
    companies: companies.map(({ companyId: id, plan, lines: own }) => ({
      companyId: id,
      plan,
      lines: own.map(({ key }) => ({ key })),
      skips: [],
    })),
  })
  await harness.composed.runs.settled()
  expect(fail.next).toBe(false)
  expect((await lines()).rows.map(({ row }) => row.lineStatus)).toContain('failed')
  expect(await pod.get<InboxView>('/api/inbox')).toMatchObject({ reading: null, lines: 1 })
})
