import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../client/api'
import ChooseAddition from '../../../client/components/agreements/ChooseAddition.vue'
import type { PlanRow } from '../../../server/domain/views'
import type { AssignmentsRequest } from '../../../server/domain/viewsAgreements'
import { someAgreements } from '../fixtures/agreements'
import { aProblem } from '../fixtures/api'
import { goneRow, severalPlan, severalRow } from '../fixtures/decided'
import { aCompany } from '../fixtures/fairhaven'
import { inPod } from '../fixtures/frame'
import { surroundings } from '../fixtures/mount'

enableAutoUnmount(afterEach)

async function open(row: PlanRow, over: Partial<Api> = {}) {
  const saved: AssignmentsRequest[] = []
  const closed = vi.fn()
  const plan = vi.fn<Api['plan']>(() => Promise.resolve(severalPlan))
  const api: Partial<Api> = {
    plan,
    agreements: () => Promise.resolve(someAgreements()),
    assign: (_, request) => {
      saved.push(request)
      return Promise.resolve(aCompany())
    },
    ...over,
  }
  const wrapper = mount(inPod(['agreements'], ChooseAddition, { row, onClose: closed }), {
    attachTo: document.body,
    global: { plugins: [surroundings({ api })] },
  })
  await vi.waitFor(() => wrapper.get('[role=radiogroup]'))
  const save = async () => {
    await wrapper.get('.sheet-f .btn:last-child').trigger('click')
    await flushPromises()
  }
  const choose = (index: number) => wrapper.findAll('input[type=radio]')[index]?.trigger('change')
  return { wrapper, saved, closed, plan, save, choose, text: () => wrapper.text().replaceAll(/\s+/g, ' ') }
}

describe('choosing an addition', () => {
  it('lists what could be meant, with quantity, price and since when', async () => {
    const { text } = await open(severalRow)
    expect(text()).toContain('Gold Support 2025 has 2 additions of TM-WFS-ADV that bill.')
    expect(text()).toContain('#18822: 45 × $4.50 Worry-Free Services, main office, since Jan 1, 2025')
  })
  it('saves it for the products of the line alone, and plans again', async () => {
    const { saved, closed, plan, save, choose } = await open(severalRow)
    await choose(1)
    await save()
    expect(saved).toEqual([
      {
        version: 7,
        assignments: [
          expect.objectContaining({ plan: severalRow.sources[0]?.plan, additionId: 18823, catalogItemId: 501 }),
        ],
      },
    ])
    expect(closed).toHaveBeenCalled()
    expect(plan).toHaveBeenCalledTimes(2)
  })
  it('saves nothing while none is chosen, and says so', async () => {
    const { saved, save, text } = await open(severalRow)
    await save()
    expect(saved).toEqual([])
    expect(text()).toContain('Choose one of them.')
  })
  it('says which one is gone', async () => {
    const { text } = await open(goneRow)
    expect(text()).toContain('was written to addition #17001 of Gold Support 2025, which is gone or has ended')
  })
  it('shows a refusal at the list until another one is chosen', async () => {
    const refuse = () =>
      Promise.reject(
        aProblem({
          code: 'invalid',
          status: 400,
          issues: [{ path: 'assignments.0.additionId', code: 'addition.ended' }],
        }),
      )
    const { save, choose, text, closed } = await open(severalRow, { assign: refuse })
    await choose(0)
    await save()
    expect(closed).not.toHaveBeenCalled()
    expect(text()).toContain('This addition has ended. Choose another one.')
    await choose(1)
    expect(text()).not.toContain('This addition has ended.')
  })
  it('tells of a change by somebody else at the same moment', async () => {
    const conflict = () => Promise.reject(aProblem({ code: 'conflict', status: 409 }))
    const { save, choose, text } = await open(severalRow, { assign: conflict })
    await choose(0)
    await save()
    expect(text()).toContain('Somebody else changed these agreements at this moment. Nothing was saved')
  })
})
