/** What can be said of notice settings without asking anybody. Pure. */
import type { FieldIssue } from './errors'
import type { NoticeSettings, SmtpServer } from './notices'

/** Addresses of one audience. */
const mostAddresses = 20
const longestAddress = 254

/**
 * A bare address, `name@host.domain`: no name beside it, no comments, no line break, nothing that a header could be made of. Of
 * what RFC 5321 allows only what mail servers take in practice.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > longestAddress) return false
  const [, local = '', domain = ''] = /^([^@]*)@([^@]*)$/.exec(text) ?? []
  const isLocal = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)
  const labels = domain.split('.')
  const isLabel = (label: string) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label)
  return (
    isLocal && local.length <= 64 && labels.length > 1 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '')
  )
}

/** Issues at `mail.to`, `mail.to.<i>`, `ticket.boardId` and `…kinds`. `smtp`: null = no mail server is set. */
export function checkNoticeSettings(settings: NoticeSettings, smtp: SmtpServer | null): FieldIssue[] {
  const issues: FieldIssue[] = []
  const { mail, ticket, webhook } = settings
  if (mail.to.length > mostAddresses) issues.push({ path: 'mail.to', code: 'tooMany', params: { max: mostAddresses } })
  mail.to.forEach((address, place) => {
    if (!isMailAddress(address)) issues.push({ path: `mail.to.${place}`, code: 'mailAddress' })
    else if (mail.to.findIndex((each) => each.toLowerCase() === address.toLowerCase()) < place)
      issues.push({ path: `mail.to.${place}`, code: 'twice' })
  })
  if (mail.on && mail.to.length === 0) issues.push({ path: 'mail.to', code: 'required' })
  if (mail.on && smtp === null) issues.push({ path: 'smtp.host', code: 'required' })
  if (ticket.on && ticket.boardId === null) issues.push({ path: 'ticket.boardId', code: 'required' })
  if (webhook.on && webhook.url === null) issues.push({ path: 'webhook.url', code: 'required' })
  for (const channel of ['ticket', 'mail', 'webhook'] as const)
    if (settings[channel].on && settings[channel].kinds.length === 0)
      issues.push({ path: `${channel}.kinds`, code: 'required' })
  return issues
}

/** Issues at `smtp.host|port|from|security`. A password is never sent without TLS. */
export function checkSmtp(smtp: Omit<SmtpServer, 'password' | 'passwordSetAt'>, hasPassword: boolean): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (!/^[\p{L}\p{N}]([\p{L}\p{N}.:-]{0,252}[\p{L}\p{N}])?$/u.test(smtp.host))
    issues.push({ path: 'smtp.host', code: 'host' })
  if (!Number.isInteger(smtp.port) || smtp.port < 1 || smtp.port > 65_535)
    issues.push({ path: 'smtp.port', code: 'outOfRange', params: { min: 1, max: 65_535 } })
  if (!isMailAddress(smtp.from)) issues.push({ path: 'smtp.from', code: 'mailAddress' })
  if (smtp.security === 'none' && (smtp.user !== null || hasPassword))
    issues.push({ path: 'smtp.security', code: 'passwordInClear' })
  if (smtp.user === null && hasPassword) issues.push({ path: 'smtp.user', code: 'required' })
  return issues
}
