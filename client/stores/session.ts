import { defineStore } from 'pinia'
import { computed, inject, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { ProblemError, useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import { useAnnounce } from '../composables/announce'
import { useUnsavedStore } from '../composables/unsaved'
import { useHost, type HostConnection } from '../host'
import { HostTimeout } from '../host/core'
import type { HostScreen } from '../host/protocol'
import type { TokenHolder } from '../httpApi'
import { useI18n } from '../i18n'
import type { Rights, SessionView } from '../../server/domain/viewsSession'

export const tokenHolderKey: InjectionKey<TokenHolder> = Symbol('tokenHolder')

/**
 * connecting → ready, or one of: outside (no ConnectWise around us) · gaveUp (the host sent no frame id) · noMember (the
 * host did not say who is looking) · refused (this member may not) · trouble (it cannot be checked right now).
 * `expired`: was ready, and could not be renewed; what is on screen stays.
 */
export type SessionState =
  'connecting' | 'ready' | 'expired' | 'outside' | 'gaveUp' | 'noMember' | 'refused' | 'trouble'

/** Renewed this long before its end, so that no click meets an ended token. */
const renewBeforeMs = 60_000
const shortestLifeMs = 15_000
/** A device whose clock is weeks behind must not ask all the time: longer waits than 2^31 ms are over at once. */
const longestLifeMs = 3_600_000

const mayTryAgain: readonly SessionState[] = ['trouble', 'refused', 'noMember', 'expired']

/** Who is looking, and at which record. The token is in memory only; a reload signs in anew through the host. */
export const useSession = defineStore('session', () => {
  const api = useApi()
  const host = useHost()
  const holder = inject(tokenHolderKey)
  const { t } = useI18n()
  const unsaved = useUnsavedStore()
  const announce = useAnnounce()

  const state = ref<SessionState>('connecting')
  const trouble = shallowRef<Trouble | null>(null)
  const view = shallowRef<SessionView | null>(null)
  const screen = shallowRef<HostScreen | null>(host.addressScreen)
  /** Counts the host's onLoad events: the same record again means that it was refreshed. */
  const screenLoads = ref(0)
  let connection: HostConnection | null = null
  /** Signs in without a host; again to go on. */
  let ticket: (() => Promise<SessionView>) | null = null
  let renewTimer: ReturnType<typeof setTimeout> | undefined
  let renewal: Promise<boolean> | null = null

  const noRights: Rights = { view: false, bill: false, administer: false }
  const rights = computed(() => view.value?.rights ?? noRights)
  const member = computed(() => view.value?.member ?? null)
  const billingManagers = computed(() => view.value?.billingManagers ?? [])
  const setup = computed(() => view.value?.setup ?? 'done')

  /** `given`: another way in than the host, for a page that stands by itself. */
  function start(given?: () => Promise<SessionView>) {
    if (holder) holder.renew = renew
    if (given) {
      ticket = given
      void signIn()
      return
    }
    if (host.outside) {
      state.value = 'outside'
      return
    }
    connection = host.connect({
      state: (next) => {
        if (next === 'gaveUp') state.value = 'gaveUp'
        else if (next === 'open') void signIn()
      },
      screen: (next) => {
        screen.value = next
        screenLoads.value += 1
        // Refresh, or another company: what failed before is tried again.
        if (mayTryAgain.includes(state.value)) void signIn()
      },
      renewed: () => void renew(),
      beforeSave: () => (unsaved.any ? [t('connect.unsavedVeto')] : null),
    })
  }
  // The host warns on leaving while there are edits; clearing it after a save is ours to say.
  watch(
    () => unsaved.any,
    (dirty) => connection?.setDirty(dirty),
  )

  async function openSession(isRepeat = false): Promise<void> {
    if (!connection && !ticket) return
    try {
      take(await (ticket?.() ?? openByHost(connection)))
    } catch (error) {
      // A hash expires; the host then gives a fresh one. Once is enough to tell that from a refusal.
      if (!ticket && !isRepeat && error instanceof ProblemError && error.problem.code === 'unauthenticated')
        return openSession(true)
      throw error
    }
  }
  const openByHost = async (by: HostConnection | null) => {
    if (!by) throw new HostTimeout('No host')
    return api.openSession(await by.memberAuthentication())
  }
  function take(session: SessionView) {
    view.value = session
    if (holder) holder.token = session.token
    state.value = session.rights.view ? 'ready' : 'refused'
    const leftMs = Date.parse(session.expiresAt) - Date.now()
    // Without a host an ended sign-in is not to be had again, and a tab in the background wakes up late.
    renewIn(ticket ? leftMs / 2 : leftMs - renewBeforeMs)
  }
  function renewIn(ms: number) {
    clearTimeout(renewTimer)
    renewTimer = setTimeout(() => void renew(), Math.min(Math.max(ms, shortestLifeMs), longestLifeMs))
  }

  async function signIn() {
    state.value = 'connecting'
    trouble.value = null
    try {
      await openSession()
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = stateFor(error)
    }
  }
  /** One renewal at a time, whoever asks. Resolves to false when there is no new token. */
  function renew(): Promise<boolean> {
    renewal ??= openSession()
      .then(
        () => true,
        (error: unknown) => {
          trouble.value = troubleOf(error)
          if (view.value === null) state.value = stateFor(error)
          else if (stateFor(error) === 'refused' || stateFor(error) === 'noMember') expire()
          else if (ticket) renewIn(shortestLifeMs)
          return false
        },
      )
      .finally(() => {
        renewal = null
      })
    return renewal
  }
  function expire() {
    if (holder) holder.token = null
    state.value = 'expired'
    announce.say(t(ticket ? 'connect.expiredTab' : 'connect.expired'), 'assertive')
  }
  function retry() {
    if (state.value === 'gaveUp') {
      state.value = 'connecting'
      connection?.retry()
    } else void signIn()
  }
  function stop() {
    clearTimeout(renewTimer)
    connection?.stop()
  }

  return {
    /** The page stands by itself: no host is there to go to. */
    isAlone: host.outside,
    state,
    trouble,
    screen,
    screenLoads,
    rights,
    member,
    billingManagers,
    setup,
    start,
    retry,
    stop,
    openCompany: (id: number) => connection?.openScreen('company', id),
    refreshHost: () => connection?.refreshScreen(),
  }
})

function stateFor(error: unknown): SessionState {
  if (error instanceof HostTimeout) return 'noMember'
  if (error instanceof ProblemError && ['forbidden', 'unauthenticated', 'consoleCode'].includes(error.problem.code))
    return 'refused'
  return 'trouble'
}
