/** From a history that breaks a rule to the shortest that still does: leaves steps out, then makes what is left quieter. */
import type { Pieces } from './server'
import { simulate, type Told } from './simulate'
import type { Course, Step } from './steps'

/** Most histories that are tried. */
const mostTries = 400

export async function shrink(
  seed: number,
  history: readonly Step[],
  told: Told,
  pieces: Pieces = {},
): Promise<{ history: readonly Step[]; told: Told }> {
  const rule = told.violations[0]?.rule
  let best = { history, told }
  let tries = 0
  const attempt = async (candidate: readonly Step[]): Promise<boolean> => {
    if ((tries += 1) > mostTries) return false
    const result = await simulate(seed, candidate, pieces)
    if (result.violations[0]?.rule !== rule) return false
    best = { history: candidate.slice(0, result.steps), told: result }
    return true
  }
  for (let size = Math.ceil(history.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = best.history.length - size; at >= 0; at -= size)
      await attempt([...best.history.slice(0, at), ...best.history.slice(at + size)])
  for (let at = 0; at < best.history.length; at += 1)
    for (const quieter of quieterThan(best.history[at]))
      await attempt(best.history.map((step, index) => (index === at ? quieter : step)))
  return best
}

function quieterThan(step: Step | undefined): Step[] {
  if (step === undefined || step.kind === 'change') return []
  const { course } = step
  const courses: Course[] = [
    { ...course, trouble: { percent: 0, most: 0 } },
    { ...course, trouble: { ...course.trouble, most: 1 } },
    { ...course, meanwhile: [] },
    { ...course, meanwhile: course.meanwhile.slice(0, 1) },
    { ...course, crash: null },
    { ...course, leave: null },
  ]
  const quieter: Step[] = courses
    .filter((each) => JSON.stringify(each) !== JSON.stringify(course))
    .map((each) => ({ ...step, course: each }))
  if (step.kind === 'send' && step.sends.length > 1) quieter.push({ ...step, sends: step.sends.slice(0, 1) })
  return quieter
}
