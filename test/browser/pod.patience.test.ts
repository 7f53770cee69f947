import { describe, it } from 'vitest'
import { button, heard, said, turnSwitch, usePod } from './podSetup'

/** How long the pod waits for the page around it. These tests last as long as the waiting, so they run side by side. */
const { open } = usePod('one')
const fairhaven = 'FairhavenDental'

describe.concurrent('a host that takes its time', () => {
  it('is told ready every second until the frame id comes after three', async ({ expect }) => {
    const { page, pod } = await open('company=101&switches=frameIdLate')
    await pod.getByText(fairhaven).waitFor()
    expect((await said(page, 'in')).filter((text) => text.includes('ready')).length).toBeGreaterThanOrEqual(2)
  })

  it('is still good after nine seconds', async () => {
    const { pod } = await open('company=101&switches=frameIdVeryLate')
    await pod.getByText(fairhaven).waitFor()
  })

  it('is given up after ten, and started with when the person tries again', async () => {
    const { page, pod } = await open('company=101&switches=frameIdNever')
    await pod.getByRole('heading', { name: 'ConnectWise did not answer this pod' }).waitFor()
    await turnSwitch(page, 'frameIdNever')
    await button(pod, 'Try again').click()
    await pod.getByText(fairhaven).waitFor()
  })

  it('that never says who is looking is asked twice, then the pod says so and can try again', async ({ expect }) => {
    const { page, pod } = await open('company=101&switches=authSilent')
    await pod.getByRole('heading', { name: 'ConnectWise did not say who you are' }).waitFor()
    expect((await said(page, 'drop')).filter((text) => text.includes('getMemberAuthentication'))).toHaveLength(2)
    await turnSwitch(page, 'authSilent')
    await button(pod, 'Try again').click()
    await pod.getByText(fairhaven).waitFor()
  })

  it('that is a shell without frame ids is given up, with shell mode off', async ({ expect }) => {
    const { page, pod } = await open('company=101&switches=nilear')
    await pod.getByRole('heading', { name: 'ConnectWise did not answer this pod' }).waitFor()
    await heard(page, 'in', '"message":"ready"')
    expect((await said(page, 'in')).join()).not.toContain('hosted_request')
  })
})
