/**
 * Loaded before the real server in its process: its time is the simulators', so that a test need not sit out pauses of minutes.
 * The server's own code is what `npm run build` makes of it.
 */
import { fastNow, speed, type FastTime } from './fastTime'

const [zeroMs = 0, startMs = 0] = (process.env['KILL_TEST_TIME'] ?? '').split(',').map(Number)
const time: FastTime = { zeroMs, startMs }
const machineNow = Date.now.bind(Date)
Date.now = () => fastNow(time, machineNow())

globalThis.setTimeout = new Proxy(globalThis.setTimeout, {
  apply(target, self, [callback, ms, ...given]: unknown[]): unknown {
    return Reflect.apply(target, self, [callback, typeof ms === 'number' ? ms / speed : ms, ...given])
  },
})
