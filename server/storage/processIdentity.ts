/** Which process holds a lock, in words that another process can check. */
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { systemCode } from './files'

export const processIdentity = z.strictObject({
  pid: z.int().positive(),
  /** When the process began, in the ticks that the kernel counts; null where it tells none. A reused pid has another. */
  ticks: z.string().nullable(),
  /** Boot id and pid namespace: pids can be compared only where both are the same. The host's name where there are none. */
  place: z.string(),
  host: z.string(),
})
export type ProcessIdentity = z.infer<typeof processIdentity>

/** `elsewhere`: on another machine or in another container, where its pid says nothing. */
export type Liveness = 'alive' | 'dead' | 'elsewhere'

export async function thisProcess(): Promise<ProcessIdentity> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null)
  const namespace = await readlink('/proc/self/ns/pid').catch(() => null)
  return {
    pid: process.pid,
    ticks: (await statOf(process.pid))?.ticks ?? null,
    place: boot === null || namespace === null ? hostname() : `${boot.trim()} ${namespace}`,
    host: hostname(),
  }
}

/** Does that process still run? */
export async function livenessOf(other: ProcessIdentity, own: ProcessIdentity): Promise<Liveness> {
  if (other.place !== own.place) return 'elsewhere'
  // Our own pid in somebody else's lock: containers give the same pid again and again.
  if (other.pid === own.pid || !isRunning(other.pid)) return 'dead'
  const stat = await statOf(other.pid)
  if (stat === null) return 'alive'
  if (deadStates.includes(stat.state)) return 'dead'
  return stat.ticks === null || other.ticks === null || stat.ticks === other.ticks ? 'alive' : 'dead'
}

/** Ended, but its parent has not asked what became of it: such a process keeps its pid and does nothing any more. */
const deadStates = ['Z', 'X']

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs under another account.
    return systemCode(error) !== 'ESRCH'
  }
}

/** Fields 3 and 22 of /proc/<pid>/stat; the name in field 2 may hold blanks and brackets. Null where there is none. */
async function statOf(pid: number): Promise<{ state: string; ticks: string | null } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', ticks: fields[19] ?? null }
}
