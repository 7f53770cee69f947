/** From a history that breaks a rule to the shortest that still does: leaves steps out, then makes what is left quieter. */
import type { Told } from './history'
import type { Course, Step } from './steps'

/** Most histories that are tried. */
const mostTries = 1_200
/** Other luck that is tried for the last step of a shorter history: the same fault strikes elsewhere when steps are left out. */
const rerolls = Array.from({ length: 16 }, (_, index) => index + 1)

/** `play`: plays other steps in the same world. */
export async function shrink(
  play: (history: readonly Step[]) => Promise<Told>,
  history: readonly Step[],
  told: Told,
): Promise<{ history: readonly Step[]; told: Told }> {
  const rule = told.violations[0]?.rule
  let best = { history, told }
  let tries = 0
  const attempt = async (candidate: readonly Step[]): Promise<boolean> => {
    if ((tries += 1) > mostTries) return false
    const result = await play(candidate)
    if (result.violations[0]?.rule !== rule) return false
    best = { history: candidate.slice(0, result.steps), told: result }
    return true
  }
  // Many faults need no past at all, with other luck.
  for (const luck of rerolls) if (await attempt(withLuck(history.slice(-1), luck))) break
  for (let before = Infinity; best.history.length < before && tries < mostTries;) {
    before = best.history.length
    for (let size = Math.ceil(before / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let at = best.history.length - size; at >= 0; at -= size)
        await attempt([...best.history.slice(0, at), ...best.history.slice(at + size)])
    for (let at = best.history.length - 2; at >= 0; at -= 1) {
      const shorter = best.history.filter((_, index) => index !== at)
      for (const luck of rerolls) if (await attempt(withLuck(shorter, luck))) break
    }
  }
  for (let at = 0; at < best.history.length; at += 1)
    for (const quieter of quieterThan(best.history[at]))
      await attempt(best.history.map((step, index) => (index === at ? quieter : step)))
  return best
}

const withLuck = (history: readonly Step[], luck: number): Step[] =>
  history.map((step, index) =>
    step.kind === 'change' || index < history.length - 1
      ? step
      : {
          ...step,
          course: {
            ...step.course,
            luck: step.course.luck + luck,
            trouble:
              step.course.trouble.most > 0 ? { ...step.course.trouble, percent: 30, most: 8 } : step.course.trouble,
          },
        },
  )

function quieterThan(step: Step | undefined): Step[] {
  if (step === undefined || step.kind === 'change') return []
  const { course } = step
  const courses: Course[] = [
    { ...course, trouble: { ...course.trouble, percent: 0, most: 0 } },
    { ...course, trouble: { ...course.trouble, most: 1 } },
    { ...course, meanwhile: [] },
    { ...course, meanwhile: course.meanwhile.slice(0, 1) },
    { ...course, presses: [] },
    { ...course, presses: course.presses.slice(0, 1) },
    { ...course, crash: null },
    { ...course, leave: null },
  ]
  const quieter: Step[] = courses
    .filter((each) => JSON.stringify(each) !== JSON.stringify(course))
    .map((each) => ({ ...step, course: each }))
  if (step.kind === 'send' && step.sends.length > 1) quieter.push({ ...step, sends: step.sends.slice(0, 1) })
  return quieter
}
