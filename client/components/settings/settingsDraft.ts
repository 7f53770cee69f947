/** The settings for all companies while they are typed. Pure; only the parts that changed are sent. */
import type { FieldIssue } from '../../../server/domain/errors'
import type { CountRule } from '../../../server/domain/settings'
import type { SettingsRequest, SettingsView } from '../../../server/domain/viewsSettings'
import {
  sameSchedule,
  scheduleDraftOf,
  scheduleIssuesOf,
  scheduleOf,
  type ScheduleDraft,
} from '../schedule/scheduleDraft'
import { limitIssuesOf, limitsDraftOf, limitsOf, type LimitsDraft } from './limitsDraft'

export interface KeysDraft {
  baseUrl: string
  accessToken: string
  /** null: the stored one stays. */
  secretKey: string | null
}
export interface ConnectWiseDraft {
  site: string
  loginCompany: string
  publicKey: string
  /** null: the stored one stays. */
  privateKey: string | null
}
export interface SettingsDraft {
  schedule: ScheduleDraft
  approval: SettingsView['approval']
  count: CountRule
  which: SettingsView['which']
  createWhenMissing: boolean
  limits: LimitsDraft
  connectWise: ConnectWiseDraft
  lmpi: KeysDraft
  smpi: KeysDraft
}
export type TrendSource = 'lmpi' | 'smpi'

/** Message code per path of the request; codes are the server's. */
export type SettingsIssues = Partial<Record<string, string>>

export const draftOf = (view: SettingsView): SettingsDraft => ({
  schedule: scheduleDraftOf(view.schedule),
  approval: view.approval,
  count: view.rule.count,
  which: view.which,
  createWhenMissing: view.createWhenMissing,
  limits: limitsDraftOf(view.limits),
  connectWise: connectWiseDraftOf(view),
  lmpi: keysDraftOf(view, 'lmpi'),
  smpi: keysDraftOf(view, 'smpi'),
})
const connectWiseDraftOf = ({ connectWise }: SettingsView): ConnectWiseDraft => ({
  site: connectWise.site,
  loginCompany: connectWise.loginCompany,
  publicKey: connectWise.publicKey,
  privateKey: connectWise.privateKeySetAt === null ? '' : null,
})
function keysDraftOf(view: SettingsView, source: TrendSource): KeysDraft {
  const keys = view.trendMicro[source]
  return {
    baseUrl: keys?.baseUrl ?? '',
    accessToken: keys?.accessToken ?? '',
    secretKey: keys?.secretKeySetAt == null ? '' : null,
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
const isEmpty = (keys: KeysDraft) => keys.baseUrl.trim() === '' && keys.accessToken.trim() === '' && !keys.secretKey

/** What is not valid, by path. */
export function issuesOf(view: SettingsView, draft: SettingsDraft): SettingsIssues {
  const issues: SettingsIssues = limitIssuesOf(draft.limits)
  for (const field of Object.keys(scheduleIssuesOf(draft.schedule))) issues[`schedule.${field}`] = 'invalid'
  if (!same(draft.connectWise, connectWiseDraftOf(view)))
    for (const field of ['site', 'loginCompany', 'publicKey', 'privateKey'] as const)
      if (draft.connectWise[field]?.trim() === '') issues[`connectWise.${field}`] = 'required'
  for (const source of ['lmpi', 'smpi'] as const)
    if (!isEmpty(draft[source]) && !same(draft[source], keysDraftOf(view, source)))
      for (const field of ['baseUrl', 'accessToken', 'secretKey'] as const)
        if (draft[source][field]?.trim() === '') issues[`${source}.${field}`] = 'required'
  return issues
}

/** Which parts differ from what is saved. */
export function changedParts(view: SettingsView, draft: SettingsDraft): (keyof SettingsDraft)[] {
  const saved = draftOf(view)
  const parts: (keyof SettingsDraft)[] = [
    'approval',
    'count',
    'which',
    'createWhenMissing',
    'limits',
    'connectWise',
    'lmpi',
    'smpi',
  ]
  return [
    ...(sameSchedule(draft.schedule, saved.schedule) ? [] : (['schedule'] as const)),
    ...parts.filter((part) => !same(draft[part], saved[part])),
  ]
}

/** The body of the save; only for a draft without issues. */
export function requestOf(view: SettingsView, draft: SettingsDraft): SettingsRequest {
  const changed = new Set(changedParts(view, draft))
  const request: SettingsRequest = { version: view.version }
  const schedule = scheduleOf(draft.schedule)
  if (changed.has('schedule') && schedule !== null) request.schedule = schedule
  if (changed.has('approval')) request.approval = draft.approval
  if (changed.has('count')) request.rule = { ...view.rule, count: draft.count }
  if (changed.has('which')) request.which = draft.which
  if (changed.has('createWhenMissing')) request.createWhenMissing = draft.createWhenMissing
  if (changed.has('limits')) request.limits = limitsOf(draft.limits)
  if (changed.has('connectWise')) {
    const { privateKey, ...rest } = draft.connectWise
    request.connectWise = { ...rest, ...(privateKey === null ? {} : { privateKey }) }
  }
  for (const source of ['lmpi', 'smpi'] as const) {
    if (!changed.has(source)) continue
    const { secretKey, ...rest } = draft[source]
    request[source] = isEmpty(draft[source]) ? null : { ...rest, ...(secretKey === null ? {} : { secretKey }) }
  }
  return request
}

export const issuesByPath = (issues: readonly FieldIssue[]): SettingsIssues =>
  Object.fromEntries(issues.map(({ path, code }) => [path, code]))

/** A change that makes the stored secret useless: the field then opens for a new one. */
export function secretsToEnterAgain(draft: SettingsDraft, issues: SettingsIssues): SettingsDraft {
  const again = (path: string) => issues[path] === 'enterAgain' || issues[path] === 'required'
  return {
    ...draft,
    connectWise: again('connectWise.privateKey')
      ? { ...draft.connectWise, privateKey: draft.connectWise.privateKey ?? '' }
      : draft.connectWise,
    lmpi: again('lmpi.secretKey') ? { ...draft.lmpi, secretKey: draft.lmpi.secretKey ?? '' } : draft.lmpi,
    smpi: again('smpi.secretKey') ? { ...draft.smpi, secretKey: draft.smpi.secretKey ?? '' } : draft.smpi,
  }
}
