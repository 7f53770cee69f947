import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useApi } from '../api'
import { useAnnounce } from '../composables/announce'
import { troubleOf, type Trouble } from '../composables/problem'
import { useI18n } from '../i18n'
import type { CompanyId, RunId } from '../../server/domain/ids'
import type { PlanView, SendRequest } from '../../server/domain/views'
import { useCompany } from './company'

/** idle → starting → watching → finished; `refused`: nothing was sent; `lost`: it goes on, and we stopped watching. */
export type SendState = 'idle' | 'starting' | 'watching' | 'finished' | 'refused' | 'lost'

const pollEveryMs = 1_000
/** Ten minutes; a send of one company takes seconds. */
const maxPolls = 600
/** Half a minute of asking before saying that it is not known. */
const maxFindOuts = 30
const announceEveryMs = 10_000

/** Sends lines of the plan on screen and watches until the run is over. */
export const useSending = defineStore('sending', () => {
  const api = useApi()
  const company = useCompany()
  const announce = useAnnounce()
  const { t, format } = useI18n()
  const state = ref<SendState>('idle')
  const trouble = shallowRef<Trouble | null>(null)
  /** The plan was let go before this request came; what is watched may be what somebody else chose. */
  const wasSentBefore = ref(false)
  let watched = 0
  let announcedAt = 0
  let announcedQuarter = 0

  /** Lines not named are skipped. The answer says that sending began; no line is sent twice however often this is called. */
  async function send(request: SendRequest): Promise<void> {
    const plan = company.plan
    const companyId = company.id
    if (plan === null || companyId === null || state.value === 'starting' || state.value === 'watching') return
    state.value = 'starting'
    trouble.value = null
    wasSentBefore.value = false
    try {
      const sending = await api.send(plan.runId, companyId, request)
      company.takePlan(companyId, sending)
      await watch(sending, companyId)
    } catch (error) {
      trouble.value = troubleOf(error)
      if (mayHaveBegun(trouble.value) && (await findOut(plan.runId, companyId))) return
      state.value = 'refused'
      announce.say(t('announce.sendStopped'), 'assertive')
    }
  }

  /** Whether the request to send arrived, only the run can say. True when it did, or when nothing can be known. */
  async function findOut(runId: RunId, companyId: CompanyId): Promise<boolean> {
    for (let tries = 0; tries < maxFindOuts; tries += 1) {
      await pause(pollEveryMs)
      const seen = await poll(runId, companyId)
      if (seen === null) continue
      if (seen.status === 'draft' || seen.status === 'waiting') return false
      wasSentBefore.value = trouble.value?.kind === 'problem'
      company.takePlan(companyId, seen)
      await watch(seen, companyId)
      return true
    }
    state.value = 'lost'
    return true
  }

  /** Goes on watching a run that is being sent, e.g. after a reload. */
  async function watch(plan: PlanView, companyId: CompanyId): Promise<void> {
    const mine = ++watched
    state.value = 'watching'
    announcedAt = Date.now()
    announcedQuarter = 0
    let latest = plan
    for (let polls = 0; polls < maxPolls && isGoing(latest); polls += 1) {
      await pause(pollEveryMs)
      if (mine !== watched || company.id !== companyId) return
      latest = (await poll(latest.runId, companyId)) ?? latest
      company.takePlan(companyId, latest)
      sayProgress(latest)
    }
    state.value = isGoing(latest) ? 'lost' : 'finished'
  }
  /** A missed poll is no failed send; the next one tells more. */
  const poll = (runId: RunId, companyId: CompanyId) => api.runCompany(runId, companyId).catch(() => null)

  /** At 25, 50, 75, 100 % and at most every 10 s, except for the end. */
  function sayProgress(plan: PlanView) {
    const lines = plan.rows.filter(
      ({ lineStatus }) => lineStatus !== null && !['skipped', 'unchanged', 'blocked', 'held'].includes(lineStatus),
    )
    const done = lines.filter(({ state }) => state !== 'waiting' && state !== 'sending').length
    const quarter = lines.length === 0 ? 0 : Math.floor((done / lines.length) * 4)
    const isOver = plan.status === 'finished'
    if (quarter === announcedQuarter || (!isOver && Date.now() - announcedAt < announceEveryMs)) return
    announcedQuarter = quarter
    announcedAt = Date.now()
    announce.say(t('announce.percentSent', { percent: format.value.percent(quarter * 25) }))
  }

  function reset() {
    watched += 1
    state.value = 'idle'
    trouble.value = null
    wasSentBefore.value = false
  }

  return {
    state,
    trouble,
    wasSentBefore,
    isBusy: computed(() => ['starting', 'watching'].includes(state.value)),
    send,
    watch,
    reset,
  }
})

/** What was just let go may still say that it is a draft. */
const isGoing = ({ status }: PlanView) => status === 'sending' || status === 'draft'

/** Cut off; or it began already: browsers repeat a request by themselves when its connection breaks. */
const mayHaveBegun = (trouble: Trouble) =>
  trouble.kind === 'offline' ||
  (trouble.kind === 'problem' && ['planNotOpen', 'sendInProgress'].includes(trouble.problem.code))

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
