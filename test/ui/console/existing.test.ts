import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleApiKey } from '../../../client/consoleApi'
import { existingApiKey, type ExistingApi } from '../../../client/existingApi'
import ExistingPage from '../../../client/views/console/ExistingPage.vue'
import { instant } from '../../../server/domain/calendar'
import { agreementTypeId, catalogItemId, companyId, customerId } from '../../../server/domain/ids'
import type {
  ExistingAssignmentsView,
  ExistingFound,
  ExistingLinksRequest,
  ExistingLinkView,
  ExistingView,
} from '../../../server/domain/viewsExisting'
import { aProblem } from '../fixtures/api'
import { aDefaultsServer, aProduct } from '../fixtures/defaults'
import { inPod } from '../fixtures/frame'
import { aLinkServer } from '../fixtures/linking'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)
beforeEach(() => {
  window.location.hash = '#/existing'
})

const aLink = (id: number, over: Partial<ExistingLinkView> = {}): ExistingLinkView => ({
  company: { id: companyId(id), identifier: `C${id}`, name: `Company ${id}`, city: null },
  customerKey: `Customer ${id}`,
  agreement: null,
  customer: { id: customerId(`c-${id}`), name: `Customer ${id}`, city: null },
  state: { kind: 'certain', why: 'sameName' },
  version: 0,
  ...over,
})
const someFound = (over: Partial<ExistingFound> = {}): ExistingFound => ({
  readAt: instant('2025-11-20T08:00:00.000Z'),
  asked: 12,
  solutions: [{ id: 1, name: 'Trend Micro Remote Manager', isTrend: true, companies: 2, chosen: true }],
  links: [aLink(1)],
  crossReferences: [
    {
      id: 7,
      integrationId: 1,
      integration: 'TMRM',
      isTrend: true,
      vendorType: 'WFBS-SVC',
      vendorLevel: 'ADV',
      agreementType: { id: agreementTypeId(3), name: 'Managed Service' },
      item: { id: catalogItemId(501), identifier: 'TM-WFS' },
      inactive: false,
    },
  ],
  stillWrites: [],
  unread: [],
  ...over,
})
const aView = (found: ExistingFound | null): ExistingView => ({
  running: null,
  failed: null,
  found,
  connectWise: { site: 'https://na.myconnectwise.net', loginCompany: 'harborit' },
})

async function showPage(found: ExistingFound | null, over: Partial<ExistingApi> = {}) {
  const asked: unknown[] = []
  const api: ExistingApi = {
    existing: () => Promise.resolve(aView(found)),
    readExisting: () => {
      asked.push('read')
      return Promise.resolve(aView(someFound()))
    },
    linkExisting: ({ pairs }: ExistingLinksRequest) => {
      asked.push(pairs)
      return Promise.resolve({ results: pairs.map((pair) => ({ ...pair, outcome: 'linked' as const, takenBy: null })) })
    },
    saveExistingItems: ({ items }) => {
      asked.push(items)
      return Promise.resolve({ saved: items.length })
    },
    existingAssignments: () => Promise.resolve<ExistingAssignmentsView>({ version: 1, companies: [] }),
    ...over,
  }
  const wrapper = mount(inPod(['console', 'existing'], ExistingPage), {
    attachTo: document.body,
    global: {
      plugins: [surroundings({})],
      provide: {
        [existingApiKey as symbol]: api,
        [consoleApiKey as symbol]: { ...aLinkServer([]).api, ...aDefaultsServer([aProduct()], []).api },
      },
    },
  })
  await vi.waitFor(() => wrapper.get('.panel'))
  await flushPromises()
  const text = () => document.body.textContent.replaceAll(/\s+/g, ' ')
  const press = async (name: string) => {
    const found = [...document.body.querySelectorAll('button')].find((each) => each.textContent.includes(name))
    if (!found) throw new Error(`No button "${name}"`)
    found.click()
    await flushPromises()
  }
  return { wrapper, text, press, asked }
}

describe('an existing set-up', () => {
  it('is read only when somebody asks', async () => {
    const { text, press, asked } = await showPage(null)
    expect(text()).toContain('Was Trend Micro Remote Manager billing through ConnectWise before?')
    expect(asked).toEqual([])
    await press('Read ConnectWise')
    expect(asked).toEqual(['read'])
    expect(text()).toContain('Company 1')
  })

  it('that could not be read whole says what is missing, why, and what to do', async () => {
    const { text } = await showPage(someFound({ unread: [{ what: 'integrations', why: 'forbidden', count: 1 }] }))
    expect(text()).toContain('The table Managed Devices Integration: ConnectWise does not allow it')
    expect(text()).toContain('Inquire on System > Table Setup')
  })

  it('warns where the older integration still writes, with a link to the agreement', async () => {
    const { wrapper, text } = await showPage(
      someFound({
        stillWrites: [
          {
            company: { id: companyId(1), name: 'Company 1' },
            at: instant('2025-11-19T02:00:00.000Z'),
            by: 'RemoteManager',
            row: true,
            additions: [],
          },
        ],
      }),
    )
    expect(text()).toContain('The older integration still writes at 1 company')
    expect(wrapper.get('.msg-held a').attributes('href')).toContain('recordType=CompanyFV&recid=1')
  })
})

describe('links', () => {
  const links = [
    aLink(1),
    aLink(2, { state: { kind: 'likely', why: 'likeName' } }),
    aLink(3, { state: { kind: 'companyLinked', customers: ['Somebody else'] } }),
  ]

  it('are ticked where they are certain, offered where likely, and only shown where people decided', async () => {
    const { wrapper, press, asked } = await showPage(someFound({ links }))
    const boxes = wrapper.findAll<HTMLInputElement>(
      '[aria-label="Rows of Management tabs and what they would become"] tbody input',
    )
    expect(boxes.map(({ element }) => element.checked)).toEqual([true, false])
    expect(wrapper.text()).toContain('Stays: linked to Somebody else')
    await boxes[1]?.setValue(true)
    await press('Link 2 companies')
    expect(asked).toMatchObject([[{ companyId: 1 }, { companyId: 2 }]])
  })

  it('that were not made say why in their row', async () => {
    const taken = { id: companyId(9), name: 'Harrow' }
    const { text, press } = await showPage(someFound({ links }), {
      linkExisting: ({ pairs }) =>
        Promise.resolve({ results: pairs.map((pair) => ({ ...pair, outcome: 'taken' as const, takenBy: taken })) }),
    })
    await press('Link 1 company')
    expect(text()).toContain('Not linked: Harrow has this customer by now.')
    expect(text()).toContain('Links made: 0 of 1.')
  })
})

describe('catalog items', () => {
  const map = async (page: Awaited<ReturnType<typeof showPage>>) => {
    const select = page.wrapper.get<HTMLSelectElement>('select')
    expect(select.element.value).toBe('')
    expect(select.findAll('option').map((option) => option.text())).toEqual(['not mapped', 'WFBS-SVC · ADV → TM-WFS'])
    await select.setValue('7')
  }

  it('are what a person says the vendor’s words mean; nothing is filled in beforehand', async () => {
    const page = await showPage(someFound())
    await map(page)
    await page.press('Save 1 as product default')
    expect(page.asked).toMatchObject([[{ crossReferenceId: 7 }]])
    expect(page.text()).toContain('1 product default saved. No company is changed yet.')
  })

  it('that are refused say so at their product', async () => {
    const page = await showPage(someFound(), {
      saveExistingItems: () =>
        Promise.reject(aProblem({ code: 'invalid', issues: [{ path: 'items.0.crossReferenceId', code: 'inactive' }] })),
    })
    await map(page)
    await page.press('Save 1 as product default')
    expect(page.wrapper.get('select').attributes('aria-invalid')).toBe('true')
    expect(page.text()).toContain('The cross-reference or its catalog item is inactive in ConnectWise.')
  })
})
